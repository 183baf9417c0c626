package io.stagedoor.cli.server;

import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, which ends when this process does, however that ends. What it writes is for its owner only. */
public final class GatewayServer implements AutoCloseable {

    private static final Pattern LISTENS = Pattern.compile("Gateway listens on (https?://\\S+)\\.$");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration AUTHENTICATORS = Duration.ofSeconds(3);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 100;
    /** How a shell tells that a process was asked to end by SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    private final Path home;
    private final Process process;
    private final Console console;
    private final Heard heard;

    /** Listens to what the process writes. */
    private static final class Heard implements Consumer<String> {

        private final Consumer<String> log;
        private volatile String address = "";
        private volatile String last = "";

        Heard(Consumer<String> log) {
            this.log = log;
        }

        @Override
        public void accept(String line) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                address = listens.group(1);
            }
            last = line;
            log.accept(line);
        }
    }

    private GatewayServer(Path home, Process process, Heard heard) {
        this.home = home;
        this.process = process;
        this.heard = heard;
        this.console = Console.of(process, heard);
    }

    /**
     * Starts a gateway.
     *
     * @param options of its process, see {@code io.stagedoor.gateway.launcher.Main}
     * @param log told each line that it writes
     */
    public static GatewayServer start(Red5Home home, List<String> options, Consumer<String> log) {
        try {
            Process process = new ProcessBuilder(OwnerOnly.command(command(home.folder(), options)))
                    .directory(home.folder().toFile())
                    .redirectErrorStream(true)
                    .start();
            return new GatewayServer(home.folder(), process, new Heard(log));
        } catch (IOException e) {
            throw new CommandException("cannot start the gateway: " + e.getMessage(), e);
        }
    }

    private static List<String> command(Path home, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx256m",
                "-Dfile.encoding=UTF-8",
                "-Dred5.root=" + home,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.log.io.stagedoor=info",
                "-Dorg.slf4j.simpleLogger.showThreadName=false",
                "-Dorg.slf4j.simpleLogger.showShortLogName=true"));
        String more = System.getenv().getOrDefault("STAGEDOOR_JAVA_OPTS", "").strip();
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split("\\s+")));
        }
        command.addAll(List.of("-cp", home.resolve("lib") + "/*", "io.stagedoor.launch.Launch"));
        command.addAll(List.of("io.stagedoor.gateway.launcher.Main", "--home", home.toString()));
        command.addAll(options);
        return command;
    }

    /** Where it listens, as a URL; empty until it does. */
    public String address() {
        return heard.address;
    }

    /**
     * Waits until it answers, be it that it refuses everything.
     *
     * @return what there is to say about the configuration
     * @throws CommandException if that does not come about; says why
     */
    public Readiness awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (address().isEmpty() || isOut()) {
            if (!process.isAlive()) {
                throw new CommandException("the gateway did not start: " + heard.last);
            }
            if (System.nanoTime() > deadline) {
                throw new CommandException("the gateway does not answer; see "
                        + home.resolve("stagedoor").resolve("log"));
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        long until = System.nanoTime() + AUTHENTICATORS.toNanos();
        Readiness readiness = readiness();
        while (!readiness.problems().isEmpty() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            readiness = readiness();
        }
        return readiness;
    }

    private boolean isOut() throws InterruptedException {
        return console.ask()
                .map(Status::of)
                .filter(status -> status.outage().isEmpty())
                .isEmpty();
    }

    private Readiness readiness() throws InterruptedException {
        Optional<Status> status = console.ask().map(Status::of);
        Status now = status.orElseThrow(() -> new CommandException("the gateway no longer answers this command"));
        return new Readiness(now.configured(), now.deciders(), now.closed(), now.problems());
    }

    /**
     * Waits until it has ended without this command. To be asked to, by a signal, is a good end.
     *
     * @throws CommandException if nobody asked it to
     */
    public void awaitEnd() throws InterruptedException {
        int code = process.waitFor();
        if (code != TERMINATED) {
            throw new CommandException("the gateway ended unexpectedly, exit code " + code + ": " + heard.last);
        }
    }

    /** Stops it, in order if it manages that in a few seconds. The process has ended when this returns. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        interrupted |= await();
        process.destroyForcibly();
        interrupted |= await();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits, whatever interrupts it; whether something has. */
    private boolean await() {
        long deadline = System.nanoTime() + STOP.toNanos();
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
}
