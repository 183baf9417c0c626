package io.stagedoor.auth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every authenticator keeps, whatever it decides by. A provider's test extends this class, and need only say which
 * authenticator and which credentials; logs are looked at too when the logging of the tests goes to standard output or error.
 */
public abstract class AuthenticatorContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CANARY = "cAnArY-4711";
    private static final int THREADS = 8;
    private static final int ROUNDS = 200;

    /** The authenticator under test, working; the same or a new one at each call. */
    protected abstract Authenticator authenticator();

    /** Credentials that it lets in, and lets publish in the room of {@link #request}. */
    protected abstract Credentials good();

    /** Credentials of its own kind that it refuses, at connect or at publish, with {@code canary} in each part they have. */
    protected abstract Credentials bad(String canary);

    /** What must never be shown: parts of the provider's configuration, for instance its key. */
    protected List<String> secrets() {
        return List.of();
    }

    /** A request that a client with these credentials makes, on its way to a room. */
    protected ConnectRequest request(Credentials credentials) {
        return new ConnectRequest(
                "connection-1",
                Protocol.RTMP,
                StreamPath.of("live", "room1").orElseThrow(),
                credentials,
                "192.0.2.7",
                "FMLE/3.0",
                Map.of("parameter", CANARY),
                Instant.now().plus(PATIENCE));
    }

    @Test
    void lets_good_credentials_in() {
        assertThat(decide(authenticator(), good())).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void keeps_bad_credentials_out() {
        assertThat(decide(authenticator(), bad(CANARY))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void keeps_a_client_without_credentials_out() {
        assertThat(decide(authenticator(), Credentials.NONE)).isNotNull().isNotInstanceOf(Decision.Allow.class);
    }

    @Test
    void answers_whatever_is_sent_and_throws_nothing() {
        Authenticator authenticator = authenticator();
        for (String hostile : Hostile.texts()) {
            for (Credentials credentials : mixtures(hostile)) {
                assertThat(decide(authenticator, credentials))
                        .as("%d characters beginning with %s", hostile.length(), printable(hostile))
                        .isNotNull()
                        .isNotInstanceOf(Decision.Allow.class);
            }
        }
    }

    @Test
    void answers_before_the_deadline() throws Exception {
        inThreads(1, () -> {
            for (Credentials credentials : List.of(good(), bad(CANARY), Credentials.NONE)) {
                ConnectRequest request = request(credentials);
                assertThat(authenticator().authenticate(request)).isNotNull();
                assertThat(Instant.now()).isBefore(request.deadline());
            }
            return null;
        });
    }

    @Test
    void decides_the_same_in_many_threads() throws Exception {
        Authenticator authenticator = authenticator();
        inThreads(THREADS, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(decide(authenticator, good())).isInstanceOf(Decision.Allow.class);
                assertThat(decide(authenticator, bad(CANARY))).isNotInstanceOf(Decision.Allow.class);
            }
            return null;
        });
    }

    @Test
    void shows_no_secret_in_decisions_logs_or_its_own_text() {
        Authenticator authenticator = authenticator();
        Credentials good = good();
        String shown = whatIsPrinted(() -> {
            Decision allowed = decide(authenticator, good);
            Decision denied = decide(authenticator, bad(CANARY));
            for (String hostile : Hostile.texts()) {
                System.out.println(decide(authenticator, Credentials.of(null, hostile, CANARY + "." + hostile)));
            }
            System.out.println(allowed + "\n" + denied + "\n" + authenticator + "\n" + authenticator.problem());
        });
        List<String> forbidden = new ArrayList<>(secrets());
        forbidden.add(CANARY);
        good.password().ifPresent(secret -> forbidden.add(secret.reveal()));
        good.token()
                .ifPresent(secret -> forbidden.addAll(List.of(secret.reveal().split("\\."))));
        for (String secret : forbidden) {
            // Not assertThat(shown).doesNotContain(secret): its message would print both.
            assertThat(shown.contains(secret))
                    .as("a secret of %d characters was shown", secret.length())
                    .isFalse();
        }
    }

    @Test
    void answers_for_streams_of_a_client_it_let_in() {
        Authenticator authenticator = authenticator();
        ConnectRequest connect = request(good());
        Grant grant = ((Decision.Allow) authenticator.authenticate(connect)).grant();
        assertThat(Grant.of(grant.toMap()))
                .as("the grant outlives its provider")
                .isEqualTo(grant);
        for (Action action : Action.values()) {
            StreamRequest request = stream(connect, grant, action);
            assertThat(authenticator.authorize(request)).isNotNull();
            authenticator.ended(request);
        }
    }

    @Test
    void has_no_problem_while_it_works() {
        assertThat(authenticator().problem()).isEqualTo(Optional.empty());
    }

    /** What comes of a client that connects and then publishes: some decide at connect, some only then. */
    private Decision decide(Authenticator authenticator, Credentials credentials) {
        ConnectRequest connect = request(credentials);
        Decision atConnect = authenticator.authenticate(connect);
        return atConnect instanceof Decision.Allow allow
                ? authenticator.authorize(stream(connect, allow.grant(), Action.PUBLISH))
                : atConnect;
    }

    private static StreamRequest stream(ConnectRequest connect, Grant grant, Action action) {
        StreamPath path = connect.path().resolve("stream1").orElseThrow();
        ConnectRequest kept = grant.keepsCredentials() ? connect : connect.with(Credentials.NONE);
        String mode = action == Action.PUBLISH ? "live" : action == Action.SHARE ? "write" : "";
        return new StreamRequest(kept, grant, action, path, mode, Instant.now().plus(PATIENCE));
    }

    private static List<Credentials> mixtures(String text) {
        return List.of(
                Credentials.of(text, null, null),
                Credentials.of(null, text, null),
                Credentials.of(null, null, text),
                Credentials.of(text, text, text));
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(20, text.length())).replaceAll("[^ -~]", "?");
    }

    private static void inThreads(int count, Callable<Void> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                running.add(threads.submit(work));
            }
            for (Future<Void> one : running) {
                one.get(PATIENCE.toSeconds() * 3, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static String whatIsPrinted(Runnable work) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        try (PrintStream both = new PrintStream(captured, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            work.run();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
