package io.stagedoor.cli.server;

import io.stagedoor.cli.CommandException;
import io.stagedoor.cli.rtmp.Answer;
import io.stagedoor.cli.rtmp.RtmpClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A Red5 in a process of its own, which ends when this process does, however that ends. What it writes is for its owner only. */
public final class Red5Server implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(8);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 150;

    private final Red5Home home;
    private final Settings settings;
    private final Process process;
    private volatile boolean failed;

    private Red5Server(Red5Home home, Settings settings, Process process) {
        this.home = home;
        this.settings = settings;
        this.process = process;
    }

    /**
     * Starts a server.
     *
     * @param rtmp port; 0 for any free one; empty for what the home's configuration says
     * @param http port; 0 for any free one; empty for what the home's configuration says
     * @param log told each line that the server writes
     */
    public static Red5Server start(Red5Home home, OptionalInt rtmp, OptionalInt http, Consumer<String> log) {
        Settings settings = Settings.of(home, rtmp, http);
        try {
            Process process = new ProcessBuilder(OwnerOnly.command(command(home.folder(), settings)))
                    .directory(home.folder().toFile())
                    .redirectErrorStream(true)
                    .start();
            Red5Server server = new Red5Server(home, settings, process);
            Thread reader = new Thread(() -> server.read(log), "red5-output");
            reader.setDaemon(true);
            reader.start();
            return server;
        } catch (IOException e) {
            throw new CommandException("Red5 cannot be started: " + e.getMessage(), e);
        }
    }

    /** Where clients find the application {@code live}. */
    public String rtmpUrl() {
        return settings.rtmpUrl();
    }

    /** Where browsers find the server. */
    public String httpUrl() {
        return settings.httpUrl();
    }

    /** Waits until a client is really answered, be it with a refusal. */
    public void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers()) {
            if (failed || !process.isAlive()) {
                throw new CommandException("Red5 did not start; see " + home.serverLog());
            }
            if (System.nanoTime() > deadline) {
                throw new CommandException("Red5 runs, but nobody answers for the application live within "
                        + START.toSeconds() + " s; see " + home.serverLog());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    private boolean answers() {
        // Red5 serves HTTP last: an RTMP client before that would only put a warning into its log.
        if (!settings.listensForHttp()) {
            return false;
        }
        try (RtmpClient client = new RtmpClient(PROBE, "stagedoor-probe")) {
            Answer answer = client.connect(settings.rtmpUrl());
            return !List.of(Answer.CLOSED, Answer.SILENT, "NetConnection.Connect.InvalidApp")
                    .contains(answer.code());
        }
    }

    /** Waits until the server has ended by itself, and says so. */
    public CommandException ended() throws InterruptedException {
        int code = process.waitFor();
        return new CommandException("Red5 has ended by itself, with code " + code + "; see " + home.serverLog());
    }

    /** The operating system's id of the server's process. */
    public long pid() {
        return process.pid();
    }

    /** Stops the server, in order if it manages that in a few seconds. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void read(Consumer<String> log) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("Bootstrap exception")) {
                    failed = true;
                }
                // Who knows this token may stop the server.
                if (!line.startsWith("Token: ")) {
                    log.accept(line);
                }
            }
        } catch (IOException e) {
            log.accept("The server's output has ended: " + e.getMessage());
        }
    }

    private static List<String> command(Path home, Settings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.add("-Djava.awt.headless=true");
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Djava.util.logging.config.file=" + home.resolve("conf").resolve("logging.properties"));
        command.add("-Dred5.root=" + home);
        command.add("-Dcatalina.home=" + home);
        command.add("-Dcatalina.useNaming=true");
        command.add("-Drtmp.port=" + settings.rtmpPort());
        command.add("-Dhttp.port=" + settings.httpPort());
        command.add("-Dshutdown.port=" + settings.shutdownPort());
        command.addAll(operatorOptions());
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator,
                home.resolve("red5-service.jar").toString(),
                home.resolve("stagedoor-launch.jar").toString(),
                home.resolve("conf").toString()));
        command.add("io.stagedoor.launch.Launch");
        command.add("org.red5.server.Bootstrap");
        return command;
    }

    private static List<String> operatorOptions() {
        String options = System.getenv().getOrDefault("STAGEDOOR_JAVA_OPTS", "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }
}
