package io.stagedoor.itests.gateway;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A gateway, made of what the build has packed, in a process of its own. Closing it ends the process, as the end of this virtual machine does. */
final class GatewayProcess implements AutoCloseable {

    /** What servers prove themselves with. */
    static final String SECRET = Token.newSecret();

    private static final Path BUILT =
            Path.of(System.getProperty("stagedoor.red5")).resolveSibling("gateway");
    private static final Pattern LISTENS = Pattern.compile("Gateway listens on http://[0-9.]+:([0-9]+)\\.");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final Path output;
    private final String jwt = Token.newSecret();
    private final Thread last = new Thread(this::end);
    private Process process;
    private int port;

    GatewayProcess(Path folder) throws IOException {
        home = folder.resolve("gateway");
        output = folder.resolve("gateway.log");
        copy();
        secret("edge1.key", SECRET);
        secret("jwt.key", jwt);
        configure("application-live", "application=live", "authenticator=live-jwt");
        configure(
                "authenticator.jwt-live-jwt",
                "name=live-jwt",
                "expiry=cut",
                "jwtSecretFile=${red5.root}/stagedoor/secrets/jwt.key");
        Runtime.getRuntime().addShutdownHook(last);
    }

    private void copy() throws IOException {
        try (Stream<Path> files = Files.walk(BUILT)) {
            for (Path file : files.toList()) {
                Path target = home.resolve(BUILT.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        Files.setPosixFilePermissions(
                home.resolve("bin/stagedoor-gateway"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(
                home.resolve("stagedoor/bin/stagedoor"), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(home.resolve("stagedoor"), PosixFilePermissions.fromString("rwx------"));
    }

    private void secret(String name, String text) throws IOException {
        Path file = Files.writeString(home.resolve("stagedoor/secrets").resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Writes a configuration: {@code stagedoor.NAME.cfg}. */
    void configure(String name, String... lines) throws IOException {
        Path part = home.resolve("part");
        Files.write(part, List.of(lines));
        Files.move(
                part,
                home.resolve("stagedoor/conf/stagedoor." + name + ".cfg"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    /** Configures a server that has the secret. */
    void server(String name, String kind, String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("kind=" + kind);
        all.add("secretFile=${red5.root}/stagedoor/secrets/edge1.key");
        configure("server-" + name, all.toArray(String[]::new));
    }

    /** Starts it, and waits until it answers. */
    GatewayProcess start() throws IOException {
        process = new ProcessBuilder(home.resolve("bin/stagedoor-gateway").toString(), "--listen", "127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        eventually(PATIENCE, () -> {
            Matcher listens = LISTENS.matcher(Files.readString(output));
            assertThat(listens.find()).as(Files.readString(output)).isTrue();
            port = Integer.parseInt(listens.group(1));
        });
        return this;
    }

    int port() {
        return port;
    }

    /** What it and its bundles have said. */
    String log() throws IOException {
        return Files.readString(output);
    }

    Path bundle(String name) {
        return home.resolve("stagedoor/bundles").resolve(name);
    }

    /** A token for five minutes, or less. */
    String token(Token claims) {
        return claims.signedWith(jwt);
    }

    /** What the audit log, and the one of what was allowed, have of a decision or an end. */
    List<String> audited(String... texts) {
        return Stream.of("audit.log", "allowed.log")
                .map(name -> home.resolve("stagedoor/log").resolve(name))
                .filter(Files::exists)
                .flatMap(GatewayProcess::lines)
                .filter(line -> Stream.of(texts).allMatch(line::contains))
                .toList();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command of the installation; what it says. */
    String command(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("stagedoor/bin/stagedoor").toString()));
        command.addAll(List.of(arguments));
        Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(run.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(run.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return said;
        } finally {
            run.destroyForcibly();
        }
    }

    /** Tells it to end; its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(10, TimeUnit.SECONDS))
                .as("ends within ten seconds")
                .isTrue();
        return process.exitValue();
    }

    private void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws InterruptedException {
        end();
        if (process != null) {
            process.waitFor(10, TimeUnit.SECONDS);
        }
        try {
            Runtime.getRuntime().removeShutdownHook(last);
        } catch (IllegalStateException e) {
            return; // it is running
        }
    }
}
