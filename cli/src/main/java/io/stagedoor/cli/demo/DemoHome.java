package io.stagedoor.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.file.CredentialsEditor;
import io.stagedoor.auth.simple.hash.Scheme;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.cli.secret.Rotation;
import io.stagedoor.cli.secret.SharedSecret;
import io.stagedoor.cli.server.Distribution;
import io.stagedoor.cli.server.Red5Home;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A temporary home with a secret of its own, configured as the quick start says; deleted when it is closed. */
final class DemoHome implements AutoCloseable {

    static final String SECRET_FILE = "live-jwt.key";
    static final String AUTHENTICATOR_FILE = "stagedoor.authenticator.jwt-live-jwt.cfg";
    static final String BACKEND_FILE = "stagedoor.authenticator.roundtrip-live-backend.cfg";
    static final String APPLICATION_FILE = "stagedoor.application-live.cfg";
    static final String USERS_FILE = "stagedoor.authenticator.simple-live-users.cfg";

    /** The authenticators' names. */
    static final String TOKENS = "live-jwt";

    static final String USERS = "live-users";
    private static final String BACKEND = "live-backend";

    /** Who has a password. */
    static final String USER = "erin";

    private static final String CREDENTIALS = "simple-auth-plugin.credentials";
    private static final String BUNDLE = "auth-jwt.jar";

    private final Red5Home home;
    private final boolean asksBackend;
    private final Secret password = SharedSecret.random();
    private Secret secret = SharedSecret.random();
    private boolean kept;

    private DemoHome(Red5Home home, boolean asksBackend) {
        this.home = home;
        this.asksBackend = asksBackend;
    }

    /**
     * Makes the folder.
     *
     * @param backend where a backend of the round trip is that decides on clients without a token, if there is one
     */
    static DemoHome make(Optional<URI> backend) throws IOException {
        Path folder = DemoFolders.make();
        DemoHome demo;
        try {
            demo = new DemoHome(Red5Home.prepare(folder, Distribution.locate()), backend.isPresent());
        } catch (RuntimeException e) {
            DemoFolders.delete(folder);
            throw e;
        }
        try {
            demo.configure(backend);
        } catch (IOException | RuntimeException e) {
            demo.close();
            throw e;
        }
        return demo;
    }

    private void configure(Optional<URI> backend) throws IOException {
        FileReplacement.create(home.secrets().resolve(SECRET_FILE), (secret.reveal() + "\n").getBytes(UTF_8));
        new CredentialsEditor(home.folder().resolve("conf").resolve(CREDENTIALS))
                .add(USER, Scheme.ARGON2ID.hash(password), "");
        write(
                AUTHENTICATOR_FILE,
                "name=" + TOKENS + "\njwtSecretFile=stagedoor/secrets/" + SECRET_FILE + "\njwtTtlMinutes=60\n");
        write(USERS_FILE, "name=" + USERS + "\ncredentialsFile=conf/" + CREDENTIALS + "\n");
        write(APPLICATION_FILE, application(chain()));
        if (backend.isPresent()) {
            write(
                    BACKEND_FILE,
                    "name=" + BACKEND + "\nvalidateUrl=" + backend.get().resolve("/validateCredentials")
                            + "\ninvalidateUrl=" + backend.get().resolve("/invalidateCredentials") + "\n");
        }
    }

    private static String application(String authenticators) {
        return "application=live\nactive=true\nauthenticator=" + authenticators + "\n";
    }

    private void write(String file, String text) throws IOException {
        FileReplacement.create(home.configuration().resolve(file), text.getBytes(UTF_8));
    }

    /** Which authenticators decide at first. */
    String chain() {
        return asksBackend ? TOKENS + "," + BACKEND : TOKENS;
    }

    boolean asksBackend() {
        return asksBackend;
    }

    /** Writes the application's configuration anew. */
    void decideBy(String authenticators) throws IOException {
        FileReplacement.replace(
                home.configuration().resolve(APPLICATION_FILE),
                application(authenticators).getBytes(UTF_8));
    }

    /** Replaces the secret of the tokens, as {@code stagedoor secret rotate} does. */
    Rotation.Done rotate(Duration overlap) {
        Rotation.Done done = Rotation.in(home.configuration().resolve(AUTHENTICATOR_FILE), Instant.now(), overlap);
        secret = done.secret();
        return done;
    }

    /** Writes the jar of the JWT authenticator again; the file's name. */
    String overwriteBundle() throws IOException {
        Path jar = home.bundles().resolve(BUNDLE);
        FileReplacement.replace(jar, Files.readAllBytes(jar));
        return home.folder().relativize(jar).toString();
    }

    /** Writes a token into a file, for its owner only; the file. */
    Path writeToken(String token) throws IOException {
        Path file = home.folder().resolve("you.token");
        FileReplacement.create(file, (token + "\n").getBytes(UTF_8));
        return file;
    }

    Red5Home home() {
        return home;
    }

    /** What tokens are signed with now. */
    Secret secret() {
        return secret;
    }

    /** The user's. */
    String password() {
        return password.reveal();
    }

    /** Leaves the logs where they are, for whoever wants to find out what went wrong; nothing secret. */
    void keepLogs() {
        kept = true;
    }

    @Override
    public void close() {
        home.close();
        if (kept) {
            DemoFolders.deleteAllBut(home.folder(), List.of(home.serverLog(), home.auditLog()));
        } else {
            DemoFolders.delete(home.folder());
        }
    }
}
