package io.stagedoor.benchmarks.server;

import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.cli.server.Distribution;
import io.stagedoor.cli.server.Listen;
import io.stagedoor.cli.server.Red5Home;
import io.stagedoor.cli.server.Red5Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Red5 in a process of its own, with Stagedoor or without, in a folder that goes with it. */
final class Server implements AutoCloseable {

    private static final long START_SECONDS = 60;
    private static final long PAUSE_MILLIS = 10;

    private final Red5Home home;

    private Server(Red5Home home) {
        this.home = home;
    }

    /** One that lets clients of {@code live} in by token. */
    static Server guarded() throws IOException {
        Server server = new Server(prepare());
        Path conf = server.home.configuration();
        Files.writeString(
                conf.resolve("stagedoor.authenticator.jwt-live.cfg"),
                "name=live-jwt\njwtSecret=" + Tokens.SECRET + "\n");
        Files.writeString(conf.resolve("stagedoor.application-live.cfg"), "application=live\nauthenticator=live-jwt\n");
        return server;
    }

    /** The same, with another authenticator beside that would say the same. */
    static Server shadowed() throws IOException {
        Server server = guarded();
        Path conf = server.home.configuration();
        Files.writeString(
                conf.resolve("stagedoor.authenticator.jwt-new.cfg"), "name=new-jwt\njwtSecret=" + Tokens.SECRET + "\n");
        Files.writeString(
                conf.resolve("stagedoor.application-live.cfg"),
                "application=live\nauthenticator=live-jwt\nauthenticator.shadow=new-jwt\n");
        return server;
    }

    /** One without us. */
    static Server bare() throws IOException {
        Server server = new Server(prepare());
        try (Stream<Path> plugins = Files.list(server.home.folder().resolve("plugins"))) {
            List<Path> ours = plugins.filter(
                            file -> file.getFileName().toString().startsWith("stagedoor-"))
                    .toList();
            if (ours.size() != 1) {
                throw new IOException("not one plugin of ours, but " + ours);
            }
            Files.delete(ours.get(0));
        }
        delete(server.home.folder().resolve("stagedoor"));
        return server;
    }

    private static Red5Home prepare() throws IOException {
        Red5Home home = Red5Home.prepare(Files.createTempDirectory("stagedoor-bench-"), Distribution.locate());
        PlaylistVisit.put(home.folder());
        return home;
    }

    /** A run of the server, from its start to the first client that was let in. */
    record Run(Red5Server server, int port, double startMillis) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
        }

        /** What its process has had of the processors until now. */
        Duration processor() {
            return ProcessHandle.of(server.pid())
                    .flatMap(process -> process.info().totalCpuDuration())
                    .orElse(Duration.ZERO);
        }
    }

    /** Starts the server and waits until it lets clients in. */
    Run start() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Red5Server server = Red5Server.start(home, Listen.onFreePorts(), line -> {});
        try {
            int port = URI.create(server.rtmpUrl()).getPort();
            RtmpVisit probe = new RtmpVisit(port, Tokens.rtmpToken("probe"));
            while (!isIn(probe)) {
                if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                    throw new IOException("Red5 lets nobody in; see " + home.serverLog());
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return new Run(server, port, (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1));
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static boolean isIn(RtmpVisit probe) {
        try {
            probe.visit();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        home.close();
        delete(home.folder());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
