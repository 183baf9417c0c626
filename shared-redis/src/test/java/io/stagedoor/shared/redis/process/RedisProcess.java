package io.stagedoor.shared.redis.process;

import io.stagedoor.cli.server.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@code redis-server} of a test, on a free port of this machine. Closing it ends its process, as the end of this virtual machine does. */
public final class RedisProcess implements AutoCloseable {

    private static final long WAIT_SECONDS = 30;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String SERVER = "redis-server";

    private final Path folder;
    private final int port;
    private final List<String> settings;
    private final boolean sentinel;
    private final Thread last = new Thread(this::kill);
    private volatile Process process;

    private RedisProcess(Path folder, int port, List<String> settings, boolean sentinel) {
        this.folder = folder;
        this.port = port;
        this.settings = settings;
        this.sentinel = sentinel;
        Runtime.getRuntime().addShutdownHook(last);
    }

    /** Whether this machine has it. */
    public static boolean isThere() {
        for (String path : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(path, SERVER))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Starts one, and waits until it answers.
     *
     * @param folder of its own
     * @param settings lines of its configuration
     */
    public static RedisProcess start(Path folder, String... settings) throws IOException {
        return start(folder, FreePorts.ofLoopback(), false, settings);
    }

    /** As {@link #start(Path, String...)}, on a port. */
    public static RedisProcess start(Path folder, int port, String... settings) throws IOException {
        return start(folder, port, false, settings);
    }

    /** A sentinel. */
    public static RedisProcess sentinel(Path folder, String... settings) throws IOException {
        return start(folder, FreePorts.ofLoopback(), true, settings);
    }

    private static RedisProcess start(Path folder, int port, boolean sentinel, String... settings) throws IOException {
        Files.createDirectories(folder);
        RedisProcess redis = new RedisProcess(folder, port, List.of(settings), sentinel);
        try {
            redis.restart();
            return redis;
        } catch (IOException | RuntimeException | Error e) {
            redis.close();
            throw e;
        }
    }

    /** Starts it anew, with the files that it has. */
    public void restart() throws IOException {
        List<String> lines =
                new ArrayList<>(List.of("bind 127.0.0.1", "port " + port, "daemonize no", "dir " + folder));
        if (!sentinel) {
            lines.addAll(List.of("save \"\"", "appendonly no"));
        }
        lines.addAll(settings);
        Path file = folder.resolve("redis.conf");
        if (!sentinel || !Files.exists(file)) {
            Files.writeString(file, String.join("\n", lines) + "\n");
        }
        List<String> command = new ArrayList<>(List.of(SERVER, file.toString()));
        if (sentinel) {
            command.add("--sentinel");
        }
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("redis.log").toFile()))
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() - end >= 0) {
                throw new IOException("redis-server does not answer: " + Files.readString(folder.resolve("redis.log")));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tls())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private int tls() {
        return settings.stream()
                .filter(line -> line.startsWith("tls-port "))
                .map(line -> Integer.valueOf(line.substring("tls-port ".length())))
                .findFirst()
                .orElse(port);
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** As {@code redis} of {@code stagedoor.shared}. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** It does nothing from now on, and nobody is told. */
    public void freeze() {
        signal("STOP");
    }

    /** It goes on. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        run(List.of("kill", "-" + name, String.valueOf(process.pid())));
    }

    /** Kills it, as a crash does. */
    public void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        try {
            running.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks it as an operator does. */
    public String cli(String... arguments) {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", String.valueOf(port)));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static String run(List<String> command) {
        try {
            Process asked =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            asked.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
            return answer.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /**
     * Lets time pass, as far as it has kept ends: what ends sooner than that ends by it, but for what servers that beat would have kept. Nothing else tells the time
     * to Redis.
     *
     * @param millis how long
     */
    public void pass(long millis) {
        cli("EVAL", """
                local passed = tonumber(ARGV[1])
                for _, key in ipairs(redis.call('KEYS', '*')) do
                  if redis.call('TYPE', key).ok == 'zset' then
                    local all = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
                    for i = 1, #all, 2 do
                      if tonumber(all[i + 1]) < 9007199254740991 then
                        redis.call('ZADD', key, string.format('%.0f', tonumber(all[i + 1]) - passed), all[i])
                      end
                    end
                  end
                  local left = redis.call('PTTL', key)
                  if left >= 0 and not string.find(key, '}:s:', 1, true) then
                    if left <= passed then redis.call('DEL', key)
                    else redis.call('PEXPIRE', key, string.format('%.0f', left - passed)) end
                  end
                end
                return 'OK'
                """, "0", String.valueOf(millis));
    }

    /** What it says of itself. */
    public Map<String, String> info(String section) {
        Map<String, String> info = new TreeMap<>();
        for (String line : cli("INFO", section).split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return info;
    }

    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            return; // this virtual machine ends, and the hook has done it
        }
    }
}
