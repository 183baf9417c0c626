package io.stagedoor.cli.demo;

import io.stagedoor.auth.Secret;
import io.stagedoor.cli.secret.SharedSecret;
import io.stagedoor.cli.server.Distribution;
import io.stagedoor.cli.server.Red5Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A temporary home with a secret of its own, configured as the quick start says; deleted when it is closed. */
final class DemoHome implements AutoCloseable {

    static final String SECRET_FILE = "live-jwt.key";
    static final String AUTHENTICATOR_FILE = "stagedoor.authenticator.jwt-live-jwt.cfg";
    static final String BACKEND_FILE = "stagedoor.authenticator.roundtrip-live-backend.cfg";
    static final String APPLICATION_FILE = "stagedoor.application-live.cfg";

    private final Red5Home home;
    private final Secret secret;
    private boolean kept;

    private DemoHome(Red5Home home, Secret secret) {
        this.home = home;
        this.secret = secret;
    }

    /**
     * Makes the folder.
     *
     * @param backend where a backend of the round trip is that decides on clients without a token, if there is one
     */
    static DemoHome make(Optional<URI> backend) throws IOException {
        Red5Home home = Red5Home.prepare(Files.createTempDirectory("stagedoor-demo-"), Distribution.locate());
        Secret secret = SharedSecret.random();
        Path file = home.secrets().resolve(SECRET_FILE);
        write(file, secret.reveal() + "\n");
        write(
                home.configuration().resolve(AUTHENTICATOR_FILE),
                "name=live-jwt\njwtSecretFile=" + escaped(file) + "\njwtTtlMinutes=60\n");
        write(
                home.configuration().resolve(APPLICATION_FILE),
                "application=live\nactive=true\nauthenticator=live-jwt" + (backend.isPresent() ? ",live-backend" : "")
                        + "\n");
        if (backend.isPresent()) {
            write(
                    home.configuration().resolve(BACKEND_FILE),
                    "name=live-backend\nvalidateUrl=" + backend.get().resolve("/validateCredentials")
                            + "\ninvalidateUrl=" + backend.get().resolve("/invalidateCredentials") + "\n");
        }
        return new DemoHome(home, secret);
    }

    Red5Home home() {
        return home;
    }

    Secret secret() {
        return secret;
    }

    /** Leaves the folder where it is, for whoever wants to find out what went wrong. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        home.close();
        if (kept) {
            return;
        }
        try {
            Files.walkFileTree(home.folder(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException problem) throws IOException {
                    Files.delete(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + home.folder() + " could not be deleted", e);
        }
    }

    /** For the owner only from the first byte on. */
    private static void write(Path file, String text) throws IOException {
        Path part = Files.createTempFile(file.getParent(), "stagedoor", ".part");
        Files.write(part, text.getBytes(StandardCharsets.UTF_8));
        Files.move(part, file);
    }

    /** A path as a .cfg file wants it: a backslash and what stands for a variable are special there. */
    private static String escaped(Path path) {
        return path.toString().replace("\\", "\\\\").replace("$", "\\$");
    }
}
