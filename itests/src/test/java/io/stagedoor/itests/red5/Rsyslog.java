package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real syslog server that writes what it gets into a file. Closing it ends its process, as the end of this virtual machine does. */
final class Rsyslog implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/rsyslogd");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 10;
    private static final String PASSWORD = "not a secret";

    private final Path folder;
    private final String global;
    private final String module;
    private final Thread last = new Thread(this::end);
    private Process process;
    private int port;

    /**
     * A line that it has got.
     *
     * @param number {@code sequenceId}
     * @param text the line of the audit log
     */
    record Seen(long number, String text) {}

    private Rsyslog(Path folder, String global, String module) {
        this.folder = folder;
        this.global = global;
        this.module = module;
        Runtime.getRuntime().addShutdownHook(last);
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** Whether it can speak TLS. */
    static boolean speaksTls() throws IOException {
        try (Stream<Path> modules =
                Files.find(Path.of("/usr/lib"), 3, (file, about) -> file.endsWith("rsyslog/lmnsd_gtls.so"))) {
            return isInstalled() && modules.findAny().isPresent();
        }
    }

    /** Listens at a free port, unencrypted. */
    static Rsyslog overTcp(Path folder) throws IOException {
        return new Rsyslog(Files.createDirectories(folder), "", "module(load=\"imtcp\")").start();
    }

    /** Listens at a free port for TLS, with a certificate of its own: {@link #certificate}. */
    static Rsyslog overTls(Path folder) throws Exception {
        Files.createDirectories(folder);
        KeyStore store = Certificate.generate(folder.resolve("server.p12"), PASSWORD, "RSA");
        Path certificate = pem(
                folder.resolve("server.pem"),
                "CERTIFICATE",
                store.getCertificate("nobody").getEncoded());
        Path key = pem(
                folder.resolve("server.key"),
                "PRIVATE KEY",
                store.getKey("nobody", PASSWORD.toCharArray()).getEncoded());
        return new Rsyslog(
                        folder,
                        " defaultNetstreamDriver=\"gtls\" defaultNetstreamDriverCAFile=\"" + certificate
                                + "\" defaultNetstreamDriverCertFile=\"" + certificate
                                + "\" defaultNetstreamDriverKeyFile=\"" + key + "\"",
                        "module(load=\"imtcp\" streamDriver.name=\"gtls\" streamDriver.mode=\"1\" streamDriver.authMode=\"anon\")")
                .start();
    }

    private static Path pem(Path file, String what, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    /** Starts it, where it listened before if it did, and waits until it listens. */
    Rsyslog start() throws IOException {
        Files.deleteIfExists(folder.resolve("pid"));
        Path listens = folder.resolve("port");
        Files.deleteIfExists(listens);
        Path conf = Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="FOLDER" maxMessageSize="8k"GLOBAL)
                MODULE
                template(name="seen" type="string" string="%structured-data%|%msg%\\n")
                ruleset(name="stagedoor") {
                  action(type="omfile" file="FOLDER/seen" template="seen")
                }
                input(type="imtcp" address="127.0.0.1" port="PORT" listenPortFileName="FOLDER/port" ruleset="stagedoor")
                """.replace("GLOBAL", global)
                .replace("MODULE", module)
                .replace("PORT", String.valueOf(port))
                .replace("FOLDER", folder.toString()));
        process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "-n",
                        "-f",
                        conf.toString(),
                        "-i",
                        folder.resolve("pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("rsyslog.out").toFile())
                .start();
        if (port == 0) {
            eventually(
                    PATIENCE,
                    () -> assertThat(read(listens))
                            .as("rsyslog listens: %s", read(folder.resolve("rsyslog.out")))
                            .matches("\\d+\\s*"));
            port = Integer.parseInt(read(listens).strip());
        } else { // then it writes no port
            eventually(PATIENCE, this::connect);
        }
        return this;
    }

    private void connect() {
        try {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
        } catch (IOException e) {
            throw new AssertionError("rsyslog listens: " + read(folder.resolve("rsyslog.out")), e);
        }
    }

    /** Its certificate, which nobody has signed. */
    Path certificate() {
        return folder.resolve("server.pem");
    }

    /** Where it listens, without the scheme. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** All lines that it has got, in their order. */
    List<Seen> seen() {
        String text = read(folder.resolve("seen"));
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> new Seen(
                        Long.parseLong(line.substring(line.indexOf('"') + 1, line.indexOf("\"]"))),
                        line.substring(line.indexOf('|') + 1)))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it take nothing, with its connections open. */
    void freeze() throws Exception {
        Signals.send("STOP", process.toHandle());
    }

    /** Lets it go on. */
    void thaw() throws Exception {
        Signals.send("CONT", process.toHandle());
    }

    /** Ends it at once. It can be started again. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private void end() {
        process.destroyForcibly();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
        Runtime.getRuntime().removeShutdownHook(last);
    }
}
