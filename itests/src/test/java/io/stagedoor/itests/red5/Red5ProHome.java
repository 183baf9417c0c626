package io.stagedoor.itests.red5;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Makes of an installation one of somebody who comes from Red5 Pro: with the jars for it, and with beans in web applications. */
final class Red5ProHome {

    private static final String END = "</beans>";

    /** Or Logback ends all logging of the server when the application stops. */
    private static final String GO_ON_LOGGING =
            "<context-param><param-name>logbackDisableServletContainerInitializer</param-name>"
                    + "<param-value>true</param-value></context-param>";

    private final StagedoorServer server;

    private Red5ProHome(StagedoorServer server) {
        this.server = server;
    }

    /** As the documentation says: {@code cp stagedoor/compat/red5-1.3/*.jar plugins/}. */
    static Red5ProHome of(StagedoorServer server) {
        Red5ProHome home = new Red5ProHome(server);
        Path folder = server.installation().folder();
        try (Stream<Path> jars = Files.list(folder.resolve("stagedoor/compat/red5-1.3"))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, folder.resolve("plugins").resolve(jar.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }

    StagedoorServer server() {
        return server;
    }

    /** Beans of an application that is there, and further properties for them. */
    Red5ProHome beans(String application, String beans, String properties) {
        Path folder = webapp(application);
        write(
                folder.resolve("red5-web.xml"),
                read(folder.resolve("red5-web.xml")).replace(END, beans + END));
        write(folder.resolve("red5-web.properties"), read(folder.resolve("red5-web.properties")) + "\n" + properties);
        return this;
    }

    /** Another application, like {@code live}. */
    Red5ProHome application(String name) {
        Path live = webapp("live");
        write(webapp(name).resolve("red5-web.xml"), read(live.resolve("red5-web.xml")));
        write(
                webapp(name).resolve("web.xml"),
                read(live.resolve("web.xml")).replace("</web-app>", GO_ON_LOGGING + "</web-app>"));
        write(webapp(name).resolve("red5-web.properties"), "webapp.contextPath=/" + name + "\nwebapp.virtualHosts=*\n");
        return this;
    }

    /** A class of an application's own. */
    Red5ProHome classOf(String application, Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        Path target = webapp(application).resolve("classes").resolve(file);
        try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
            Files.createDirectories(target.getParent());
            Files.copy(in, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A class on the class path of Red5 itself. */
    Red5ProHome plugin(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        Path jar = server.installation().folder().resolve("plugins/" + type.getSimpleName() + ".jar");
        try (InputStream in = type.getClassLoader().getResourceAsStream(file);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(file));
            in.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A file, by its path in the home. */
    Red5ProHome file(String path, String text) {
        write(server.installation().folder().resolve(path), text);
        return this;
    }

    private Path webapp(String application) {
        return server.installation()
                .folder()
                .resolve("webapps")
                .resolve(application)
                .resolve("WEB-INF");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces: what is there is a link to what is shipped. */
    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text among the test's resources. */
    static String resource(String name) {
        try (InputStream in = Red5ProHome.class.getResourceAsStream("/red5pro/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
