package io.stagedoor.cli.server;

import io.stagedoor.cli.command.CommandException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A Red5 in a process of its own, which ends when this process does, however that ends. What it writes is for its owner only. */
public final class Red5Server implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    /** How long the bridge may take once the rest of the server runs, and how long authenticators may. */
    private static final Duration GATE = Duration.ofSeconds(30);

    /** It is loaded before Red5 listens. Until another server has ended, that one may listen at this address. */
    private static final Duration PLUGIN = Duration.ofSeconds(5);

    private static final Duration AUTHENTICATORS = Duration.ofSeconds(3);
    private static final Duration STOP = Duration.ofSeconds(8);
    private static final long PAUSE_MILLIS = 150;
    /** How a shell tells that a process was asked to end by SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    private final Red5Home home;
    private final Settings settings;
    private final Process process;
    private final Console console;

    private Red5Server(Red5Home home, Settings settings, Process process, Console console) {
        this.home = home;
        this.settings = settings;
        this.process = process;
        this.console = console;
    }

    /**
     * Starts a server.
     *
     * @param listen where
     * @param log told each line that the server writes
     */
    public static Red5Server start(Red5Home home, Listen listen, Consumer<String> log) {
        Settings settings = Settings.of(home, listen);
        try {
            Process process = new ProcessBuilder(OwnerOnly.command(command(home.folder(), settings)))
                    .directory(home.folder().toFile())
                    .redirectErrorStream(true)
                    .start();
            return new Red5Server(home, settings, process, Console.of(process, log));
        } catch (IOException e) {
            throw new CommandException("cannot start Red5: " + e.getMessage(), e);
        }
    }

    /** Where clients on this machine find the application {@code live}. */
    public String rtmpUrl() {
        return settings.rtmpUrl();
    }

    /** Where browsers on this machine find the server. */
    public String httpUrl() {
        return settings.httpUrl();
    }

    /** Where clients find the application {@code live}, as a URL. */
    public String rtmpAddress() {
        return settings.rtmpAddress();
    }

    /** Where browsers find the server, as a URL. */
    public String httpAddress() {
        return settings.httpAddress();
    }

    /** Whether no other machine can connect. */
    public boolean isLocal() {
        return settings.isLocal();
    }

    /**
     * Waits until Red5 answers clients and Stagedoor decides about them. Asks the server itself, and makes no client connect.
     *
     * @return what there is to say about the configuration; empty if all is well
     * @throws CommandException if that does not come about; says why
     */
    public Readiness awaitReady() throws InterruptedException {
        awaitHttp();
        await(PLUGIN, this::obstacleOfPlugin);
        await(GATE, this::obstacleOfStagedoor);
        awaitClients();
        long until = System.nanoTime() + AUTHENTICATORS.toNanos();
        Readiness readiness = readiness();
        while (!readiness.problems().isEmpty() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            readiness = readiness();
        }
        return readiness;
    }

    private Readiness readiness() throws InterruptedException {
        Status status = status().orElseThrow(() -> new CommandException("Red5 no longer answers this command"));
        return new Readiness(status.configured(), status.deciders(), status.closed(), status.problems());
    }

    /** Waits until Red5 answers clients, be it that it refuses every one of them. */
    public void awaitAnswers() throws InterruptedException {
        awaitHttp();
        awaitClients();
    }

    /** What Red5 begins last. */
    private void awaitHttp() throws InterruptedException {
        await(START, () -> settings.listensForHttp() ? null : "Red5 does not listen at " + settings.httpAddress());
    }

    /** Nobody had the ports when they were chosen. To be asked when Red5 does not come up: it may have taken the port for RTMP. */
    private String lostPorts() {
        return settings.takenPorts().stream()
                .filter(port -> !process.isAlive() || port != settings.rtmpPort())
                .map(port -> ", because another process has taken port " + port + " meanwhile")
                .findFirst()
                .orElse("");
    }

    private void awaitClients() throws InterruptedException {
        await(START, this::obstacleOfClients);
    }

    /** Something that keeps a server from being ready; null when nothing does. */
    private interface Obstacle {
        @Nullable
        String now() throws InterruptedException;
    }

    private void await(Duration atMost, Obstacle obstacle) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        String now = obstacle.now();
        while (now != null) {
            if (console.hasFailed() || !process.isAlive()) {
                throw new CommandException("Red5 did not start" + lostPorts() + "; see " + home.serverLog());
            }
            if (System.nanoTime() > deadline) {
                throw new CommandException(
                        now + (settings.listensForHttp() ? "" : lostPorts()) + "; see " + home.serverLog());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            now = obstacle.now();
        }
    }

    private @Nullable String obstacleOfPlugin() throws InterruptedException {
        return status().filter(Status::loaded).isPresent()
                ? null
                : "Red5 has not loaded Stagedoor's plugin, and would let everyone in: is the jar in "
                        + home.folder().resolve("plugins") + " missing?";
    }

    private @Nullable String obstacleOfStagedoor() throws InterruptedException {
        Optional<Status> status = status();
        if (status.isEmpty()) {
            return "Red5 does not answer this command";
        }
        String outage = status.get().outage();
        if (!outage.isEmpty() && !status.get().started()) {
            // It will not start any more: Red5 serves HTTP after it has started its plugins.
            throw new CommandException("every client is refused: " + outage);
        }
        return outage.isEmpty() ? null : "every client is refused: " + outage;
    }

    private @Nullable String obstacleOfClients() throws InterruptedException {
        if (status().filter(status -> !status.applications().contains("live")).isPresent()) {
            return "Red5 has not started the application live";
        }
        return settings.answersRtmp() ? null : "Red5 does not answer at " + settings.rtmpAddress();
    }

    private Optional<Status> status() throws InterruptedException {
        return console.ask().map(Status::of);
    }

    /**
     * Waits until the server has ended without this command. To be asked to, by a signal, is a good end.
     *
     * @throws CommandException if nobody asked it to
     */
    public void awaitEnd() throws InterruptedException {
        int code = process.waitFor();
        if (code != TERMINATED) {
            throw new CommandException("Red5 ended unexpectedly, exit code " + code + "; see " + home.serverLog());
        }
    }

    /** The operating system's id of the server's process. */
    public long pid() {
        return process.pid();
    }

    /** Stops the server, in order if it manages that in a few seconds. The process has ended when this returns. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        interrupted |= awaitEnd(STOP);
        process.destroyForcibly();
        interrupted |= awaitEnd(STOP);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits, whatever interrupts it; whether something has. */
    private boolean awaitEnd(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        while (process.isAlive() && System.nanoTime() < deadline) {
            try {
                process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
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
        command.add("-Drtmp.host=" + settings.rtmpHost());
        command.add("-Dhttp.host=" + settings.httpHost());
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
