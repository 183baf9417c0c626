package io.stagedoor.cli.check;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Commands;
import io.stagedoor.cli.command.Printable;
import io.stagedoor.cli.command.ScratchFolder;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Has the bundles of an installation judge its configuration, in a process of their own that ends in bounded time. */
final class Rehearsal {

    private static final long MOST_SECONDS = 60;
    private static final int MOST_LINES = 10_000;
    private static final int KEPT_ERRORS = 3;

    private final Path home;
    private final Programs programs;
    private final Optional<Path> bundles;
    private final String mode;
    private final Map<String, String> question;

    /**
     * @param bundles a folder with bundles that judge in place of those that are installed
     * @param online whether bundles may connect to the services that configurations name
     */
    Rehearsal(Path home, Programs programs, Optional<Path> bundles, boolean online) {
        this(home, programs, bundles, online ? "online" : "", Map.of());
    }

    /** @param question for a dry run of a client; may hold secrets, and is no argument of the process */
    Rehearsal(Path home, Programs programs, Map<String, String> question) {
        this(home, programs, question, "dry-run");
    }

    /** @param mode as of the process */
    Rehearsal(Path home, Programs programs, Map<String, String> question, String mode) {
        this(home, programs, Optional.empty(), mode, question);
    }

    private Rehearsal(Path home, Programs programs, Optional<Path> bundles, String mode, Map<String, String> question) {
        this.home = home;
        this.programs = programs;
        this.bundles = bundles;
        this.mode = mode;
        this.question = question;
    }

    /** What they say, in the order in which they say it. */
    List<Said> run() throws IOException, InterruptedException {
        try (ScratchFolder scratch = ScratchFolder.of("check")) {
            return run(scratch.path());
        }
    }

    private List<Said> run(Path scratch) throws IOException, InterruptedException {
        String begin = UUID.randomUUID() + " ";
        Path errors = scratch.resolve("errors.log");
        Process process = new ProcessBuilder(command(scratch, begin))
                .directory(home.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            ask(process);
            CompletableFuture<List<Said>> said = CompletableFuture.supplyAsync(() -> read(process, begin));
            List<Said> all = said.get(MOST_SECONDS, TimeUnit.SECONDS);
            String end = end(all, errors);
            if (!end.isEmpty()) {
                throw new CommandException("the bundles of " + bundles.orElse(programs.folder()) + " cannot be asked: "
                        + Printable.of(end));
            }
            return all;
        } catch (TimeoutException e) {
            throw slow(e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Has them judge recorded requests: as long as lines are read or judged, however many there are.
     *
     * @param lines read on a thread of its own; what reading throws is thrown here
     * @param progress told how many are done
     */
    List<Said> replay(Iterator<Map<String, String>> lines, LongConsumer progress)
            throws IOException, InterruptedException {
        try (ScratchFolder scratch = ScratchFolder.of("replay")) {
            return replay(scratch.path(), lines, progress);
        }
    }

    private List<Said> replay(Path scratch, Iterator<Map<String, String>> lines, LongConsumer progress)
            throws IOException, InterruptedException {
        String begin = UUID.randomUUID() + " ";
        Path errors = scratch.resolve("errors.log");
        Process process = new ProcessBuilder(command(scratch, begin))
                .directory(home.toFile())
                .redirectError(errors.toFile())
                .start();
        AtomicLong seen = new AtomicLong(System.nanoTime());
        try {
            CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process, lines, seen));
            CompletableFuture<List<Said>> said =
                    CompletableFuture.supplyAsync(() -> read(process, begin, progress, seen));
            List<Said> all = await(said, seen);
            if (fed.isCompletedExceptionally()) {
                fed.join();
            }
            String end = end(all, errors);
            if (!end.isEmpty()) {
                throw new CommandException(
                        "the bundles of " + programs.folder() + " cannot be asked: " + Printable.of(end));
            }
            return all;
        } catch (CompletionException | ExecutionException e) {
            if (e.getCause() instanceof CommandException wrong) {
                throw wrong;
            }
            throw new IOException(e.getCause());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Waits as long as something happens. */
    private static List<Said> await(CompletableFuture<List<Said>> said, AtomicLong seen)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return said.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                if (System.nanoTime() - seen.get() > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
                    throw slow(e);
                }
            }
        }
    }

    private static void feed(Process process, Iterator<Map<String, String>> lines, AtomicLong seen) {
        try (Writer in =
                new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII))) {
            while (lines.hasNext()) {
                in.write(pairs(lines.next()) + "\n");
                seen.set(System.nanoTime());
            }
        } catch (IOException e) { // the process says itself why it has ended
            return;
        } catch (CommandException e) { // what is half read must not be taken for all of it
            process.destroyForcibly();
            throw e;
        }
    }

    private static List<Said> read(Process process, String begin, LongConsumer progress, AtomicLong seen) {
        List<Said> all = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(begin)) {
                    continue;
                }
                seen.set(System.nanoTime());
                Said said = Said.of(line.substring(begin.length()));
                if (said.is("progress")) {
                    progress.accept(Long.parseLong(said.get("lines")));
                } else if (all.size() < MOST_LINES) {
                    all.add(said);
                }
            }
        } catch (IOException e) {
            return all;
        }
        return all;
    }

    private static String end(List<Said> all, Path errors) {
        return all.stream()
                .filter(one -> one.has("done"))
                .map(one -> one.get("done"))
                .findFirst()
                .orElseGet(() -> last(errors));
    }

    private static CommandException slow(TimeoutException e) {
        return new CommandException(
                "the bundles did not answer within " + MOST_SECONDS
                        + " s: one of those that you have added to stagedoor/bundles keeps them; remove it, and check again",
                e);
    }

    private static String pairs(Map<String, String> values) {
        return values.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private void ask(Process process) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(pairs(question).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private List<String> command(Path scratch, String begin) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8"));
        command.add("-Dred5.root=" + home);
        command.add("-Dlogback.configurationFile=" + Commands.class.getResource("/io/stagedoor/cli/logback.xml"));
        command.addAll(operatorOptions());
        command.add("-cp");
        command.add(programs.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.addAll(List.of(
                programs.main(),
                home.toString(),
                programs.folder().toString(),
                scratch.toString(),
                begin,
                mode,
                bundles.map(Path::toString).orElse("")));
        return command;
    }

    /** As {@code serve} has them: a configuration may name their system properties. */
    private static List<String> operatorOptions() {
        String options = System.getenv().getOrDefault("STAGEDOOR_JAVA_OPTS", "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    private static List<Said> read(Process process, String begin) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith(begin))
                    .limit(MOST_LINES)
                    .map(line -> Said.of(line.substring(begin.length())))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The first lines tell what was thrown. */
    private static String last(Path errors) {
        try (Stream<String> lines = Files.lines(errors, StandardCharsets.ISO_8859_1)) {
            String said = lines.filter(line -> !line.isBlank())
                    .limit(KEPT_ERRORS)
                    .map(String::strip)
                    .collect(Collectors.joining(" | "));
            return said.isEmpty() ? "their process has ended" : said;
        } catch (IOException | UncheckedIOException e) {
            return "their process has ended";
        }
    }
}
