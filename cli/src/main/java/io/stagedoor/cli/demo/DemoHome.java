package io.stagedoor.cli.demo;

import io.stagedoor.auth.Secret;
import io.stagedoor.cli.server.Distribution;
import io.stagedoor.cli.server.Red5Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.Base64;

/** A temporary home with a secret of its own, configured as the quick start says; deleted when it is closed. */
final class DemoHome implements AutoCloseable {

    static final String SECRET_FILE = "live-jwt.key";
    static final String AUTHENTICATOR_FILE = "stagedoor.authenticator.jwt-live-jwt.cfg";
    static final String APPLICATION_FILE = "stagedoor.application-live.cfg";

    private final Red5Home home;
    private final Secret secret;
    private boolean kept;

    private DemoHome(Red5Home home, Secret secret) {
        this.home = home;
        this.secret = secret;
    }

    static DemoHome make() throws IOException {
        Red5Home home = Red5Home.prepare(Files.createTempDirectory("stagedoor-demo-"), Distribution.locate());
        String secret = randomSecret();
        Path file = home.secrets().resolve(SECRET_FILE);
        write(file, secret + "\n");
        write(
                home.configuration().resolve(AUTHENTICATOR_FILE),
                "name=live-jwt\njwtSecretFile=" + escaped(file) + "\njwtTtlMinutes=60\n");
        write(
                home.configuration().resolve(APPLICATION_FILE),
                "application=live\nactive=true\nauthenticator=live-jwt\n");
        return new DemoHome(home, Secret.of(secret));
    }

    static String randomSecret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
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
