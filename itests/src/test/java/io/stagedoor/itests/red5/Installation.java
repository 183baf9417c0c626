package io.stagedoor.itests.red5;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A copy of the runnable Red5 that a test may take apart. Files are linked: replace them, never write into them. */
final class Installation {

    private static final Path SHIPPED =
            Path.of(System.getProperty("stagedoor.red5")).normalize();

    private final Path folder;

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** As it is shipped, but for what the server logs: ours from TRACE on. */
    static Installation in(Path folder) throws IOException {
        deleteAll(folder);
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(SHIPPED.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createLink(copy, file);
                }
            }
        }
        Installation installation = new Installation(folder);
        installation.logEverythingOfOurs();
        return installation;
    }

    private void logEverythingOfOurs() throws IOException {
        String quiet = "<logger name=\"io.stagedoor\" level=\"INFO\"/>";
        replace("conf/logback.xml", quiet, quiet.replace("INFO", "TRACE"));
    }

    /** Replaces a text in a file. */
    Installation replace(String path, String text, String other) throws IOException {
        Path file = folder.resolve(path);
        String content = Files.readString(file);
        if (!content.contains(text)) {
            throw new IllegalStateException("no " + text + " in " + file);
        }
        Files.delete(file);
        Files.writeString(file, content.replace(text, other));
        return this;
    }

    Path folder() {
        return folder;
    }

    /** Changes the text of a file. */
    Installation changed(String name, UnaryOperator<String> change) throws IOException {
        Path file = folder.resolve(name);
        String text = Files.readString(file);
        String other = change.apply(text);
        if (other.equals(text)) {
            throw new IllegalStateException("nothing to change in " + file);
        }
        // Not the file that is shipped, which this one is a link to.
        Files.delete(file);
        Files.writeString(file, other);
        return this;
    }

    /** Adds a servlet, for these paths, to the web application {@code live}. */
    Installation withServlet(String name, String source, String... paths) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("webapps/live/WEB-INF/classes"));
        Path file = classes.resolve(name + ".java");
        Files.writeString(file, source);
        List<String> jars = new ArrayList<>();
        try (Stream<Path> plugins = Files.list(folder.resolve("plugins"))) {
            plugins.filter(jar -> jar.getFileName().toString().startsWith("tomcat-"))
                    .map(Path::toString)
                    .forEach(jars::add);
        }
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", String.join(File.pathSeparator, jars), "-proc:none", file.toString());
        if (failed != 0) {
            throw new IllegalStateException("the servlet " + name + " was not compiled");
        }
        StringBuilder mapping = new StringBuilder("<servlet><servlet-name>" + name + "</servlet-name><servlet-class>"
                + name
                + "</servlet-class><async-supported>true</async-supported></servlet><servlet-mapping><servlet-name>"
                + name + "</servlet-name>");
        for (String path : paths) {
            mapping.append("<url-pattern>").append(path).append("</url-pattern>");
        }
        return changed(
                "webapps/live/WEB-INF/web.xml",
                text -> text.replace("</web-app>", mapping + "</servlet-mapping></web-app>"));
    }

    /** Serves Red5's own WebSockets in the web application {@code live}. */
    Installation withWebSockets() throws IOException {
        String filter = "<filter><filter-name>ws</filter-name>"
                + "<filter-class>org.red5.net.websocket.server.WsFilter</filter-class>"
                + "<async-supported>true</async-supported></filter>"
                + "<filter-mapping><filter-name>ws</filter-name><url-pattern>/*</url-pattern>"
                + "<dispatcher>REQUEST</dispatcher><dispatcher>FORWARD</dispatcher></filter-mapping>"
                + "<listener><listener-class>org.red5.net.websocket.server.WsContextListener</listener-class></listener>";
        return changed(
                        "conf/jee-container.xml",
                        text -> text.replace(
                                "name=\"websocketEnabled\" value=\"false\"",
                                "name=\"websocketEnabled\" value=\"true\""))
                .changed("webapps/live/WEB-INF/web.xml", text -> text.replace("</web-app>", filter + "</web-app>"));
    }

    /** Takes the files whose names begin so out of a folder. */
    Installation without(String in, String prefix) throws IOException {
        List<Path> files;
        try (Stream<Path> content = Files.list(folder.resolve(in))) {
            files = content.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
        if (files.isEmpty()) {
            throw new IllegalStateException("no " + prefix + " in " + in);
        }
        for (Path file : files) {
            Files.delete(file);
        }
        return this;
    }

    /** Adds an application that is like {@code live} in all but its name. */
    Installation withApplication(String name) throws IOException {
        Path to =
                Files.createDirectories(folder.resolve("webapps").resolve(name).resolve("WEB-INF"));
        try (Stream<Path> files = Files.list(folder.resolve("webapps/live/WEB-INF"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file).replace("/live", "/" + name);
                Files.writeString(to.resolve(file.getFileName()), text);
            }
        }
        return this;
    }

    static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
