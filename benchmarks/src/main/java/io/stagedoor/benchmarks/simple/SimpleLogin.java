package io.stagedoor.benchmarks.simple;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.benchmarks.stage.Deciding;
import io.stagedoor.core.routing.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A login by name and password whose password was hashed before, with argon2id, and is remembered. */
@State(Scope.Benchmark)
public class SimpleLogin {

    private static final String NAME = "live-users";
    /** Of the one user. */
    static final String PASSWORD = "s3cret word";

    /** Argon2id, 19 MiB, two passes, of the {@link #PASSWORD}. */
    static final String HASH =
            "$argon2id$v=19$m=19456,t=2,p=1$B87SKyjnlkmF0ZkCzYoxnA$5FFQ7le12CYWaLT5KElaCxm3dPL0oMOzfM2aFVa3WeU";

    private Deciding deciding;
    private Authenticator users;
    private ConnectRequest login;
    private Path file;

    /** Starts the bundles and logs in once. */
    @Setup
    public void start() throws IOException {
        deciding = new Deciding();
        file = Files.createTempFile("stagedoor-bench", ".credentials");
        Files.writeString(file, "alice " + HASH + "\n");
        deciding.stage()
                .configure(
                        "stagedoor.authenticator.simple",
                        "users",
                        Map.of("name", NAME, "credentialsFile", file.toString()));
        users = deciding.stage().authenticator(NAME);
        deciding.routes().authenticator(NAME).application("users", NAME);
        login = Deciding.request(Credentials.of("alice", PASSWORD, null), "users");
        ConnectRequest wrong = Deciding.request(Credentials.of("alice", "another", null), "users");
        Deciding.granted(routed());
        if (!(remembered() instanceof Decision.Allow) || users.authenticate(wrong) instanceof Decision.Allow) {
            throw new IllegalStateException("not the right decision");
        }
    }

    /** Stops them. */
    @TearDown
    public void stop() throws IOException {
        deciding.close();
        Files.delete(file);
    }

    /** What the authenticator takes. */
    @Benchmark
    public Decision remembered() {
        return users.authenticate(login);
    }

    /** With routing, which has authenticators that may hash asked on threads of their own. */
    @Benchmark
    public Outcome routed() {
        return deciding.decide(login);
    }
}
