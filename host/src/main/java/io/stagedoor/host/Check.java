package io.stagedoor.host;

import static java.util.Objects.requireNonNull;

import io.stagedoor.host.log.StagedoorLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The process that {@code stagedoor check} starts: it runs the bundles of an installation in a framework without a server, and says what
 * is wrong. It writes nothing below the installation, and lets nobody in.
 */
public final class Check {

    private static final String REHEARSAL = "io.stagedoor.host.felix.Rehearsal";

    private Check() {}

    /**
     * Checks, and writes each finding as a line: the last argument, and {@code key=value} pairs, URL-encoded, with {@code &} between.
     * The last line has {@code done}: empty, or why the
     * check could not be done.
     *
     * @param arguments the folder of Red5 that is checked; the one with the programs, as a rule the same; an empty folder to work in;
     *     what lines begin with, which no bundle can know; {@code online} to let bundles connect; {@code dry-run} to ask about the client that
     *     standard input tells of, as {@code key=value} pairs, URL-encoded; {@code replay} to ask about requests that were recorded, of which standard input
     *     has one in each line, as such pairs; or anything else; a folder with bundles that judge in place of
     *     those that are installed, or nothing
     * @param packages what bundles see of the server: by name, with their versions
     */
    public static void run(String[] arguments, Map<String, String> packages) {
        PrintStream out = System.out;
        // What bundles print is nothing that anybody asked for.
        System.setOut(System.err);
        Consumer<Map<String, String>> found = finding -> say(out, arguments[3], finding);
        StagedoorLog.listen((level, logger, text) -> {
            // What the framework's own services log is for their authors.
            if (!level.equals("info") && !logger.startsWith("org.apache.felix.")) {
                found.accept(
                        Map.of("kind", "log", "severity", level.equals("error") ? "error" : "warning", "text", text));
            }
        });
        String end = "";
        try {
            rehearse(
                    Path.of(arguments[0]),
                    Path.of(arguments[1]),
                    arguments[5],
                    Path.of(arguments[2]),
                    arguments[4],
                    packages,
                    found);
        } catch (InvocationTargetException e) {
            end = String.valueOf(requireNonNull(e.getCause()).getMessage());
        } catch (IOException | ReflectiveOperationException e) {
            end = String.valueOf(e);
        }
        say(out, arguments[3], Map.of("done", end));
        // A thread that a bundle has left does not keep anybody waiting.
        Runtime.getRuntime().halt(0);
    }

    private static void rehearse(
            Path home,
            Path programs,
            String bundles,
            Path scratch,
            String mode,
            Map<String, String> packages,
            Consumer<Map<String, String>> found)
            throws IOException, ReflectiveOperationException {
        Class<?> rehearsal = FrameworkLoader.of(programs.resolve("stagedoor")).loadClass(REHEARSAL);
        if ("replay".equals(mode)) {
            rehearsal
                    .getMethod("replay", Path.class, Path.class, Map.class, Path.class, Iterator.class, Consumer.class)
                    .invoke(
                            null,
                            home.resolve("stagedoor"),
                            programs.resolve("stagedoor"),
                            packages,
                            scratch,
                            recorded(),
                            found);
            return;
        }
        rehearsal
                .getMethod(
                        "run",
                        Path.class,
                        Path.class,
                        String.class,
                        Map.class,
                        Path.class,
                        boolean.class,
                        Map.class,
                        Consumer.class)
                .invoke(
                        null,
                        home.resolve("stagedoor"),
                        programs.resolve("stagedoor"),
                        bundles,
                        packages,
                        scratch,
                        "online".equals(mode),
                        "dry-run".equals(mode) ? question() : Map.of(),
                        found);
    }

    private static Map<String, String> question() throws IOException {
        return pairs(new String(System.in.readAllBytes(), StandardCharsets.US_ASCII));
    }

    /** One after the other: there may be more than memory has room for. */
    private static Iterator<Map<String, String>> recorded() {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))
                .lines()
                .filter(line -> !line.isEmpty())
                .map(Check::pairs)
                .iterator();
    }

    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            pairs.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return pairs;
    }

    private static synchronized void say(PrintStream out, String begin, Map<String, String> finding) {
        out.println(begin
                + finding.entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
        out.flush();
    }
}
