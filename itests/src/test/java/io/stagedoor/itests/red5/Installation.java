package io.stagedoor.itests.red5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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
        Path from = folder.resolve("webapps/live/WEB-INF");
        Path to =
                Files.createDirectories(folder.resolve("webapps").resolve(name).resolve("WEB-INF"));
        for (String file : new String[] {"web.xml", "red5-web.xml"}) {
            String text = Files.readString(from.resolve(file));
            Files.writeString(to.resolve(file), text.replace("\"/live\"", "\"/" + name + "\""));
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
