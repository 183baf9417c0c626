package io.stagedoor.itests.docs;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.red5.StagedoorServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody who types the commands of a page, at the top of a checkout. Only the ports are others than the page says, because those may be
 * taken. Closing it ends whatever still runs.
 */
final class Terminal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern BACKEND = Pattern.compile("(?m)^ready http://[^:]+:(\\d+)");
    private static final Pattern DECISION = Pattern.compile("\"action\":\"(\\w+)\".*\"decision\":\"(\\w+)\"");
    private static final List<String> LASTING = List.of("ffmpeg", "ffplay", "rtmpdump", "node", "python3");

    private final Path folder;
    private final List<Process> running = new ArrayList<>();
    private final List<Process> clients = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> ports = new HashMap<>();
    private int count;

    private Terminal(Path folder) {
        this.folder = folder;
    }

    /** One in a new folder that has the command and the samples, as a checkout has. */
    static Terminal in(Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path command = folder.resolve("stagedoor");
        List<String> java = new ArrayList<>(StagedoorServer.command("\"$@\""));
        java.add(1, "-Dstagedoor.red5=" + System.getProperty("stagedoor.red5"));
        Files.writeString(command, """
                #!/bin/sh
                [ "$1" != serve ] || set -- "$@" --rtmp-port 0 --http-port 0
                exec\s""" + String.join(" ", java) + "\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(folder.resolve("samples"), Page.root().resolve("samples"));
        return new Terminal(folder);
    }

    /** Whether a program is there; says so if not. */
    static boolean has(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(in -> Files.isExecutable(Path.of(in, program)));
        if (!found) {
            System.out.println("SKIPPED: what needs " + program + " in the documentation, because it is not installed");
        }
        return found;
    }

    Path folder() {
        return folder;
    }

    Terminal variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** Types all of a block, and answers what it has printed. A password that is asked for is the one of the pages. */
    String type(Page.Block block) {
        StringBuilder printed = new StringBuilder();
        StringBuilder lines = new StringBuilder();
        for (String line : block.text().replace("\\\n", " ").lines().toList()) {
            String program = line.strip().split(" ")[0];
            if (LASTING.contains(program) || line.startsWith("./stagedoor serve")) {
                printed.append(run(lines.toString()));
                lines.setLength(0);
                start(program, line);
            } else {
                lines.append(line).append('\n');
            }
        }
        return printed.append(run(lines.toString())).toString();
    }

    private void start(String program, String line) {
        switch (program) {
            case "./stagedoor" -> {
                Matcher ready = await(line, StagedoorServer::ready);
                ports.put("1935", ready.group(1));
                ports.put("5080", String.valueOf(URI.create(ready.group(2)).getPort()));
            }
            case "node", "python3" ->
                ports.put("3000", await(line, BACKEND::matcher).group(1));
            case "ffmpeg" -> untilAllowed(program, "publish", line);
            default -> untilAllowed(program, "play", line);
        }
    }

    /** Begins again as long as it is refused: what was configured just now may not be in force yet. */
    private void untilAllowed(String program, String action, String line) {
        if (!has(program)) {
            return;
        }
        if (action.equals("publish")) {
            clients.forEach(Process::destroyForcibly);
            clients.clear();
        }
        int decided = decisions().size();
        clients.add(background(line));
        eventually(PATIENCE, () -> {
            List<String> news = decisions();
            boolean allowed = news.subList(decided, news.size()).contains(action + " allow");
            if (!allowed && !clients.get(clients.size() - 1).isAlive()) {
                clients.add(background(line));
            }
            assertThat(allowed).as(line + "\n" + news).isTrue();
        });
    }

    /** All decisions until now, as action and decision. */
    private List<String> decisions() {
        Path log = folder.resolve("media/stagedoor/log/audit.log");
        if (!Files.exists(log)) { // nobody has asked for anything yet
            return List.of();
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.map(DECISION::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group(1) + " " + found.group(2))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Matcher await(String line, Function<String, Matcher> ready) {
        Path out = out();
        Process process = background(line);
        return eventually(PATIENCE, () -> {
            Matcher found = ready.apply(Files.readString(out));
            assertThat(found.find() || process.isAlive())
                    .as(line + " has ended:\n" + Files.readString(out))
                    .isTrue();
            assertThat(found.reset().find())
                    .as(line + "\n" + Files.readString(out))
                    .isTrue();
            return found;
        });
    }

    private Path out() {
        return folder.resolve("out-" + count + ".log");
    }

    private Process background(String line) {
        try {
            Process process = process("exec " + line)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(out().toFile())
                    .start();
            count++;
            running.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(String lines) {
        if (lines.isBlank()) {
            return "";
        }
        try {
            Path error = folder.resolve("error.log");
            Path input = Files.writeString(folder.resolve("input"), "s3cret-word\n");
            Process process = process("set -eu\n" + lines + "\nprintf %s \"${TOKEN-}\" > token\n")
                    .redirectInput(input.toFile())
                    .redirectError(error.toFile())
                    .redirectOutput(out().toFile())
                    .start();
            Path out = out();
            count++;
            running.add(process);
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(lines)
                    .isTrue();
            running.remove(process);
            assertThat(process.exitValue()).as(lines + Files.readString(error)).isZero();
            variables.put("TOKEN", Files.readString(folder.resolve("token")));
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder process(String script) {
        ProcessBuilder process = new ProcessBuilder("/bin/sh", "-c", atOurPorts(script)).directory(folder.toFile());
        process.environment().putAll(variables);
        process.environment().put("PORT", "0");
        process.environment().put("STAGEDOOR_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1");
        // A player shows what it plays to nobody here.
        process.environment().put("SDL_VIDEODRIVER", "dummy");
        process.environment().put("SDL_AUDIODRIVER", "dummy");
        return process;
    }

    private String atOurPorts(String text) {
        String ours = text;
        for (Map.Entry<String, String> port : ports.entrySet()) {
            ours = ours.replace(":" + port.getKey(), ":" + port.getValue());
        }
        return ours;
    }

    /** Writes the text of a block into the file that the page names before it. */
    void write(Page.Block block) throws IOException {
        String file = Page.code(block.before()).stream()
                .filter(name -> name.startsWith("media/") && name.endsWith(".cfg"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no file is named before " + block.text()));
        Files.writeString(folder.resolve(file), atOurPorts(block.text()));
    }

    @Override
    public void close() {
        for (Process process : running) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        for (Process process : running) {
            try {
                process.waitFor(15, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
