package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.server.Listen;
import io.stagedoor.cli.server.Red5Home;
import io.stagedoor.cli.server.Red5Server;
import io.stagedoor.itests.Token;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code stagedoor serve} in a process of its own, with a new home and free ports. Closing it ends all its processes. */
public final class StagedoorServer implements AutoCloseable {

    static final String JWT_FILE = "stagedoor.authenticator.jwt-live-jwt.cfg";
    static final String APPLICATION_FILE = "stagedoor.application-live.cfg";

    private static final Path WORK =
            Path.of(System.getProperty("stagedoor.work")).toAbsolutePath().normalize();
    private static final Duration START = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 15;
    private static final Pattern READY =
            Pattern.compile("(?m)^ready[\\s\\S]*?rtmp://127\\.0\\.0\\.1:(\\d+)/live\\b[\\s\\S]*?^http +(\\S+)$");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static StagedoorServer shared;

    private final Path folder;
    private final String secret = Token.newSecret();
    private final Installation installation;
    private final Map<String, String> environment = new HashMap<>();
    private Process process;
    /** Null where the command runs it. */
    private Red5Server red5;

    private Red5Home red5Home;
    private int rtmpPort;
    private URI http;

    private StagedoorServer(Path folder) throws IOException {
        this.folder = folder;
        Installation.deleteAll(folder);
        Files.createDirectories(WORK);
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        this.installation = Installation.in(folder.resolve("red5"));
    }

    /** A server that is not started yet: installation and configuration can still be changed. */
    static StagedoorServer prepared() {
        try {
            StagedoorServer server = new StagedoorServer(WORK.resolve("server-" + COUNT.incrementAndGet()));
            server.writeSecret(server.secret);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A running server whose application {@code live} is guarded by tokens signed with {@link #secret()}. */
    static StagedoorServer started() {
        return prepared().withJwt().start();
    }

    /** The one that all tests use which leave its configuration alone; it ends with this virtual machine. */
    static synchronized StagedoorServer shared() {
        if (shared == null) {
            shared = started();
        }
        return shared;
    }

    /** With a variable in its environment. */
    StagedoorServer environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    StagedoorServer withJwt() {
        configure(JWT_FILE, jwt());
        configure(APPLICATION_FILE, application());
        return this;
    }

    String[] jwt(String... more) {
        return with(more, "name=live-jwt", "jwtSecretFile=" + secretFile());
    }

    String[] application(String... more) {
        return with(more, "application=live", "authenticator=live-jwt");
    }

    private static String[] with(String[] more, String... lines) {
        return Stream.concat(Stream.of(lines), Stream.of(more)).toArray(String[]::new);
    }

    /** Starts, and waits until it is ready. */
    StagedoorServer start() {
        serve();
        try {
            awaitReady();
        } catch (AssertionError | RuntimeException e) {
            kill();
            throw e;
        }
        try {
            awaitConfiguration();
        } catch (AssertionError e) {
            kill();
            throw e;
        }
        return this;
    }

    /** Red5 says when it has not waited any longer for what judges clients: on a slow machine, that comes a little later. */
    private void awaitConfiguration() {
        if (log().contains("red5-bridge.jar has not started within ")) {
            eventually(START, () -> assertThat(log()).contains("Gate open; "));
        }
        if (log().contains("no authenticator has the name 'live-jwt'")) {
            eventually(START, () -> assertThat(log()).contains("Authenticator 'live-jwt' registered"));
        }
    }

    /** Starts one in which something is missing, and waits until Red5 answers clients: no command is there that would stop it again. */
    StagedoorServer startWithoutGate() {
        try {
            red5Home = Red5Home.prepare(home(), installation.folder());
            Path log = folder.resolve("err.log");
            red5 = Red5Server.start(red5Home, Listen.onFreePorts(), line -> append(log, line));
            Runtime.getRuntime().addShutdownHook(new Thread(red5::close));
            red5.awaitAnswers();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        rtmpPort = URI.create(red5.rtmpUrl()).getPort();
        http = URI.create(red5.httpUrl());
        return this;
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one in which something is missing, and waits until the command gives up; what it says then. */
    String startInVain() {
        serve();
        try {
            assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            kill();
        }
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(read(folder.resolve("out.log"))).doesNotContain("ready");
        return read(folder.resolve("err.log"));
    }

    private void serve() {
        List<String> command = new ArrayList<>(command("serve"));
        command.add(1, "-Dstagedoor.red5=" + installation.folder());
        command.addAll(List.of("--home", home().toString(), "--rtmp-port", "0", "--http-port", "0"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out.log").toFile())
                .redirectError(folder.resolve("err.log").toFile());
        // A locale that trips up code which forgets to name its own.
        builder.environment().put("STAGEDOOR_JAVA_OPTS", "-Xmx256m -XX:TieredStopAtLevel=1 -Duser.language=tr");
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** The lines that say that clients are answered, in what the command has printed: the port of RTMP, and the URL of HTTP. */
    public static Matcher ready(String printed) {
        return READY.matcher(printed);
    }

    /** A command of {@code stagedoor}, as a process can be started with it. */
    public static List<String> command(String name) {
        Path cli = Path.of(System.getProperty("stagedoor.cli")).normalize();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                cli.resolve("stagedoor-cli.jar") + File.pathSeparator + cli.resolve("lib") + "/*",
                "io.stagedoor.cli.Main",
                name);
    }

    private void awaitReady() {
        eventually(START, () -> {
            Matcher ready = READY.matcher(read(folder.resolve("out.log")));
            if (!ready.find()) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the server did not start:\n" + read(folder.resolve("err.log")));
                }
                throw new AssertionError("not ready:\n" + read(folder.resolve("err.log")));
            }
            rtmpPort = Integer.parseInt(ready.group(1));
            http = URI.create(ready.group(2));
        });
    }

    Installation installation() {
        return installation;
    }

    int rtmpPort() {
        return rtmpPort;
    }

    String rtmpUrl() {
        return "rtmp://127.0.0.1:" + rtmpPort + "/live";
    }

    URI http() {
        return http;
    }

    /** The secret that tokens must be signed with. */
    String secret() {
        return secret;
    }

    Path home() {
        return folder.resolve("home");
    }

    Path stagedoor() {
        return home().resolve("stagedoor");
    }

    Path recordings() {
        return home().resolve("webapps/live/streams");
    }

    Path secretFile() {
        return stagedoor().resolve("secrets/live-jwt.key");
    }

    void writeSecret(String text) {
        write(secretFile(), text);
    }

    /** Writes a configuration file in one step. */
    void configure(String file, String... lines) {
        write(stagedoor().resolve("conf").resolve(file), String.join("\n", lines) + "\n");
    }

    /**
     * Writes the configuration of the application {@code live}, and waits until clients are judged by it: a path that no other one
     * makes public is public then.
     */
    void configureInForce(String... lines) {
        String folder = "/streams/in-force-" + UUID.randomUUID();
        configure(APPLICATION_FILE, with(new String[] {"httpPublicPaths=" + folder + "/*"}, lines));
        boolean open = List.of(lines).contains("active=false");
        eventually(() -> {
            assertThat(RawHttp.get(this, "/live" + folder + "/none.flv").status())
                    .isEqualTo(404);
            assertThat(RawHttp.get(this, "/live/streams/none.flv").status() == 404)
                    .isEqualTo(open);
        });
    }

    /** Writes a file in one step, for the owner only. */
    void writeFile(Path file, String text) {
        write(file, text);
    }

    /** Removes a configuration file. */
    void unconfigure(String file) {
        try {
            Files.deleteIfExists(stagedoor().resolve("conf").resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a bundle away, or, with the same name, brings it back. */
    void removeBundle(String jar) {
        try {
            Files.delete(stagedoor().resolve("bundles").resolve(jar));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings a bundle back, as it is shipped. */
    void restoreBundle(String jar) {
        addBundle(Path.of(System.getProperty("stagedoor.red5"), "stagedoor", "bundles", jar));
    }

    /** Adds a bundle, or puts it in the place of the one of that name. */
    void addBundle(Path jar) {
        try {
            Path bundles = stagedoor().resolve("bundles");
            Path part = bundles.resolve(jar.getFileName() + ".part");
            Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, bundles.resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // Not where it is watched: a file that is there for a moment only is not to be seen.
            Path part = file.getParent().getParent().resolve(file.getFileName() + ".part");
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the audit log says. */
    AuditLog audit() {
        return new AuditLog(this, stagedoor().resolve("log"));
    }

    /** Everything that the server and its command have written until now. */
    String logs() {
        StringBuilder logs = new StringBuilder();
        try (Stream<Path> files = Stream.of(folder.resolve("out.log"), folder.resolve("err.log"))) {
            files.forEach(file -> logs.append(read(file)));
        }
        for (Path in : List.of(home().resolve("log"), stagedoor().resolve("log"))) {
            if (!Files.isDirectory(in)) {
                continue;
            }
            try (Stream<Path> files = Files.list(in)) {
                files.forEach(file -> logs.append(read(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return logs.toString();
    }

    /** What the command has written to its standard error: also each line that Red5 writes to its standard output. */
    String printed() {
        return read(folder.resolve("err.log"));
    }

    /** What Red5's own log holds: each line once. */
    String log() {
        return read(home().resolve("log/red5.log"));
    }

    /** Our own log, whatever becomes of the server's. */
    String ownLog() {
        return read(stagedoor().resolve("log/stagedoor.log"));
    }

    private static String read(Path file) {
        try {
            // The last character may be there in part, and an older file is compressed.
            return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process of the command. */
    Process process() {
        return process;
    }

    /** The process of Red5. */
    ProcessHandle red5() {
        if (red5 != null) {
            return ProcessHandle.of(red5.pid()).orElseThrow();
        }
        return process.children()
                .findFirst()
                .orElseThrow(() -> new AssertionError("Red5 does not run:\n" + read(folder.resolve("err.log"))));
    }

    /** Finds the classes that Red5's own class loader finds. Nothing of them is run. */
    URLClassLoader red5Classes() throws IOException {
        List<URL> jars = new ArrayList<>();
        for (Path in : List.of(home(), home().resolve("lib"), home().resolve("plugins"))) {
            try (Stream<Path> files = Files.list(in)) {
                for (Path jar :
                        files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                    jars.add(jar.toUri().toURL());
                }
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Asks the command to end, and waits for its exit code. */
    int stop(Duration atMost) {
        process.destroy();
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        if (red5 != null) {
            red5.close();
        }
        if (red5Home != null) {
            red5Home.close();
        }
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill();
        }
    }

    /** Ends all its processes at once, without a chance to write anything. It can be started again. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
