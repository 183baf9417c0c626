package io.stagedoor.auth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every authenticator keeps, whatever it decides by. A provider's test extends this class, and says which authenticator and
 * which clients. An authenticator that judges clients by their credentials extends {@link CredentialsContract} instead, which asks
 * for more.
 *
 * <p>The contract reads logs too if the logging of the tests goes to standard output or standard error.
 */
public abstract class AuthenticatorContract {

    /** Text that a client sends and that must not appear anywhere. */
    static final String CANARY = "cAnArY-4711";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int THREADS = 8;
    private static final int ROUNDS = 200;
    private static final int TRIALS = 12;
    /** Stagedoor shows no more. */
    private static final int MOST_MEASURES = 200;

    /** For the tests of providers. */
    protected AuthenticatorContract() {}

    /** The authenticator under test, in working order; the same or a new one at each call. */
    protected abstract Authenticator authenticator();

    /**
     * A client that the authenticator lets in, and lets do {@link #action}. {@link #client} makes one.
     *
     * @return a new request at each call: its deadline begins then
     */
    protected abstract ConnectRequest admitted();

    /**
     * Clients that the authenticator refuses, at connect or at {@link #action}, whatever credentials they send. {@link #client}
     * makes one.
     *
     * @return empty, as the default, for an authenticator that refuses nobody
     */
    protected List<ConnectRequest> refused() {
        return List.of();
    }

    /** What the authenticator lets an {@link #admitted} client do with a stream. The default is to publish it. */
    protected Action action() {
        return Action.PUBLISH;
    }

    /** Texts that the authenticator must never show: parts of its configuration, for instance its key. The default is none. */
    protected List<String> secrets() {
        return List.of();
    }

    /**
     * A client that connects over RTMP to a room of the application {@code live}.
     *
     * @param remoteAddress an IP address in text form
     */
    protected static ConnectRequest client(String remoteAddress, Credentials credentials) {
        return ConnectRequest.builder(
                        "connection-1",
                        Protocol.RTMP,
                        StreamPath.of("live", "room1").orElseThrow(),
                        Instant.now().plus(PATIENCE))
                .credentials(credentials)
                .remoteAddress(remoteAddress)
                .userAgent("FMLE/3.0")
                .parameters(Map.of("parameter", CANARY))
                .build();
    }

    @Test
    void lets_an_admitted_client_in() {
        assertThat(decide(authenticator(), admitted())).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void keeps_refused_clients_out() {
        Authenticator authenticator = authenticator();
        for (ConnectRequest refused : refused()) {
            assertRefused(decide(authenticator, refused), refused.toString());
        }
    }

    @Test
    void answers_whatever_is_sent_and_throws_nothing() {
        Authenticator authenticator = authenticator();
        for (String hostile : Hostile.texts()) {
            for (Credentials credentials : Hostile.credentials(hostile)) {
                assertThat(decide(authenticator, admitted().with(credentials))).isNotNull();
                for (ConnectRequest refused : refused()) {
                    assertRefused(decide(authenticator, refused.with(credentials)), Hostile.printable(hostile));
                }
            }
        }
    }

    @Test
    void answers_before_the_deadline() throws Exception {
        Parallel.run(1, () -> {
            for (ConnectRequest request : clients()) {
                assertThat(authenticator().authenticate(request)).isNotNull();
                assertThat(Instant.now()).isBefore(request.deadline());
            }
        });
    }

    @Test
    void decides_the_same_in_many_threads() throws Exception {
        Authenticator authenticator = authenticator();
        Parallel.run(THREADS, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(decide(authenticator, admitted())).isInstanceOf(Decision.Allow.class);
                for (ConnectRequest refused : refused()) {
                    assertRefused(decide(authenticator, refused), refused.toString());
                }
            }
        });
    }

    @Test
    void shows_no_secret_in_decisions_logs_or_its_own_text() {
        Authenticator authenticator = authenticator();
        ConnectRequest admitted = admitted();
        String shown = Output.of(() -> {
            clients().forEach(client -> System.out.println(decide(authenticator, client)));
            for (String hostile : Hostile.texts()) {
                Credentials credentials = Credentials.of(null, hostile, CANARY + "." + hostile);
                System.out.println(decide(authenticator, admitted().with(credentials)));
            }
            System.out.println(decide(authenticator, admitted));
            System.out.println(authenticator + "\n" + authenticator.problem());
        });
        List<String> forbidden = new ArrayList<>(secrets());
        forbidden.add(CANARY);
        forbidden.addAll(parts(admitted.credentials()));
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
        ConnectRequest connect = admitted();
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
    void judges_an_admitted_client_again_and_does_not_cut_it_off() {
        ConnectRequest admitted = admitted();
        ConnectRequest kept = admitted.toBuilder()
                .parameters(Map.of())
                .purpose(Purpose.RECHECK)
                .build();
        Authenticator authenticator = authenticator();
        assertThat(authenticator.authenticate(admitted)).isInstanceOf(Decision.Allow.class);
        assertThat(authenticator.authenticate(kept)).isNotNull().isNotInstanceOf(Decision.Deny.class);
    }

    @Test
    void changes_nothing_when_the_purpose_says_so() {
        Authenticator authenticator = authenticator();
        long generation = authenticator.generation();
        Optional<String> problem = authenticator.problem();
        for (Purpose purpose : Purpose.values()) {
            for (int i = 0; purpose.changesNothing() && i < TRIALS; i++) {
                for (ConnectRequest refused : refused()) {
                    assertRefused(decide(authenticator, refused.with(purpose)), purpose + " " + refused);
                }
                assertThat(decide(authenticator, admitted().with(purpose)))
                        .as("an admitted client, asked about for %s", purpose)
                        .isNotNull()
                        .isNotInstanceOf(Decision.Deny.class);
            }
        }
        assertThat(authenticator.generation())
                .as("the number of the settings in force, which questions do not change")
                .isEqualTo(generation);
        assertThat(authenticator.problem())
                .as("the problem, which questions do not make")
                .isEqualTo(problem);
        assertThat(decide(authenticator, admitted())).isInstanceOf(Decision.Allow.class);
        for (ConnectRequest refused : refused()) {
            Decision live = decide(authenticator, refused);
            boolean held = live instanceof Decision.Deny deny && deny.reason() == Reason.THROTTLED;
            assertThat(held)
                    .as("a client is held because Stagedoor asked about it")
                    .isFalse();
        }
    }

    @Test
    void has_no_problem_while_it_works() {
        assertThat(authenticator().problem()).isEqualTo(Optional.empty());
    }

    @Test
    void measures_the_same_things_each_time_each_by_its_name_and_labels_and_shows_no_secret() {
        Authenticator authenticator = authenticator();
        List<String> before = series(authenticator.measures());
        clients().forEach(client -> decide(authenticator, client));
        List<Measure> measures = authenticator.measures();
        assertThat(series(measures))
                .as("no two have the same name and labels, and none is made by what clients send")
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(before)
                .hasSizeLessThanOrEqualTo(MOST_MEASURES);
        assertThat(measures.stream()
                        .map(measure -> measure.name() + " " + measure.kind() + " "
                                + new TreeSet<>(measure.labels().keySet()))
                        .distinct()
                        .toList())
                .as("measures of one name have one kind and the same labels")
                .hasSize((int) measures.stream().map(Measure::name).distinct().count());
        String shown = measures.toString();
        for (String secret : secrets()) {
            assertThat(shown.contains(secret))
                    .as("a secret of %d characters was shown", secret.length())
                    .isFalse();
        }
    }

    private static List<String> series(List<Measure> measures) {
        return measures.stream()
                .map(measure -> measure.name() + new TreeMap<>(measure.labels()))
                .toList();
    }

    @Test
    void names_the_parameters_it_decides_by() {
        assertThat(authenticator().parameters()).isNotNull();
    }

    /** What becomes of a client that connects and then uses a stream: some authenticators decide at connect, some only then. */
    Decision decide(Authenticator authenticator, ConnectRequest connect) {
        Decision atConnect = authenticator.authenticate(connect);
        return atConnect instanceof Decision.Allow allow
                ? authenticator.authorize(stream(connect, allow.grant(), action()))
                : atConnect;
    }

    private List<ConnectRequest> clients() {
        return Stream.concat(Stream.of(admitted(), admitted().with(Credentials.NONE)), refused().stream())
                .toList();
    }

    private static void assertRefused(Decision decision, String client) {
        assertThat(decision).as(client).isNotNull().isNotInstanceOf(Decision.Allow.class);
    }

    private static StreamRequest stream(ConnectRequest connect, Grant grant, Action action) {
        StreamPath path = connect.path().resolve("stream1").orElseThrow();
        ConnectRequest kept = grant.keepsCredentials() ? connect : connect.with(Credentials.NONE);
        String mode = action == Action.PUBLISH ? "live" : action == Action.SHARE ? "write" : "";
        return StreamRequest.builder(kept, grant, action, path, Instant.now().plus(PATIENCE))
                .mode(mode)
                .build();
    }

    /** The secrets of a client: its password, and each part of its token. */
    private static List<String> parts(Credentials credentials) {
        Stream<String> password = credentials.password().map(Secret::reveal).stream();
        Stream<String> token =
                credentials.token().map(Secret::reveal).stream().flatMap(text -> Arrays.stream(text.split("\\.")));
        return Stream.concat(password, token).toList();
    }
}
