package io.stagedoor.red5.bridge.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Application;
import io.stagedoor.red5.bridge.Red5Fixtures;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.OpenStream;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Use;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceReference;
import org.red5.server.api.IConnection;

class ReconsiderationTest {

    /** In so many looks an application without configuration was removed. */
    private static final int LOOKS = 4;

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final String ELSEWHERE = "true\nother\t1.1\tx";

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final IConnection connection = Red5Fixtures.rtmp(null, Map.of());
    private final List<ConnectRequest> asked = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final OneClient clients = new OneClient();
    private volatile Decision answer = new Decision.Allow(Grant.everything("again"));
    private CountDownLatch answering = new CountDownLatch(0);
    private ServiceReference<Authenticator> jwt;
    private Audit audit;
    private Rechecks reconsideration;

    private final class OneClient implements Clients {
        /** Sessions of others, who are visited before. */
        private final List<Map<String, Object>> before = new ArrayList<>();

        private volatile Map<String, Object> session;
        private volatile boolean closed;
        private volatile List<OpenStream> open = List.of();

        @Override
        public void forEach(BiConsumer<IConnection, Map<String, Object>> visitor) {
            before.forEach(each -> visitor.accept(connection, each));
            visitor.accept(connection, session);
        }

        @Override
        public boolean replace(IConnection client, Map<String, Object> before, Map<String, Object> after) {
            if (session != before) {
                return false;
            }
            session = after;
            return true;
        }

        @Override
        public boolean close(IConnection client, EndReason reason) {
            assertThat(reason).isEqualTo(EndReason.RECHECK_DENIED);
            closed = true;
            return true;
        }

        @Override
        public Optional<Usage> usage(IConnection client) {
            return closed ? Optional.empty() : Optional.of(new Idle(open));
        }

        @Override
        public boolean end(IConnection client, Use use, String name, EndReason reason) {
            return false;
        }

        @Override
        public boolean send(IConnection client, String method, Map<String, Object> message) {
            return false;
        }
    }

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        reconsideration = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC())
                .rechecks(List.of(new ConnectedClients(clients, new ServerSettings(Map.of()))), nanos::get);
        clients.session = granted(ELSEWHERE).toMap();
    }

    @AfterEach
    void stop() throws Exception {
        reconsideration.close();
        // Or it would write into a folder that is being deleted.
        Audits.close(audit);
    }

    private void configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        routes.application(properties);
        Authenticator jwt = request -> {
            asked.add(request);
            try {
                answering.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return answer;
        };
        this.jwt = routes.authenticator("jwt", jwt);
    }

    private static SessionState granted(String basis) {
        return granted(LIVE, basis, true);
    }

    private static SessionState granted(StreamPath path, String basis, boolean keeps) {
        return granted("other", path, basis, keeps);
    }

    private static SessionState granted(String authenticator, StreamPath path, String basis, boolean keeps) {
        ConnectRequest request = ConnectRequest.builder("c", Protocol.RTMP, path, Instant.now())
                .credentials(Credentials.of("bob", "pass", null))
                .remoteAddress("1.2.3.4")
                .build();
        return SessionState.granted(request, authenticator, new Decision.Allow(Grant.everything("bob")), basis, keeps);
    }

    /** An application whose authenticator hangs has more clients than threads; the others' are looked at all the same. */
    @Test
    void one_that_hangs_keeps_no_other_application_s_clients_waiting() {
        CountDownLatch never = new CountDownLatch(1);
        routes.application(Map.of(
                "application",
                "sick",
                "authenticator",
                "hangs",
                "onChange",
                "reauthenticate",
                "decisionTimeoutMillis",
                "60000"));
        routes.authenticator("hangs", request -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return answer;
        });
        configured("onChange", "reauthenticate", "decisionTimeoutMillis", "60000");
        answering = new CountDownLatch(1); // still being judged when it is looked at again
        for (int i = 0; i < 20; i++) {
            clients.before.add(
                    granted(new StreamPath("sick", "", ""), ELSEWHERE, true).toMap());
        }
        Red5Fixtures.look(reconsideration);
        Red5Fixtures.look(reconsideration);
        answering.countDown();
        Eventually.eventually(
                () -> SessionState.of(clients.session).authenticator().equals("jwt"));
        assertThat(asked).hasSize(1);
        never.countDown();
    }

    @Test
    void a_client_that_cannot_be_looked_at_keeps_no_other_from_it() {
        configured("onChange", "disconnect");
        clients.before.add(null);
        assertThatThrownBy(reconsideration::count).isInstanceOf(NullPointerException.class);
        reconsideration.look();
        assertThat(clients.closed).isTrue();
    }

    /** What was known of the one before is compared with what is known of the next, and the time between says nothing. */
    @Test
    void a_service_that_is_away_is_not_what_the_next_is_compared_with() {
        configured("onChange", "disconnect");
        routes.remove(jwt);
        String before = "true\njwt\t1.1\tx";
        clients.session = granted("jwt", LIVE, before, true).toMap();
        Red5Fixtures.look(reconsideration);
        assertThat(SessionState.of(clients.session).basis()).isEqualTo(before);
        routes.configured("jwt", "p", request -> answer);
        Red5Fixtures.look(reconsideration);
        assertThat(clients.closed).isFalse();
        routes.router.lookAt(Map.of("p", "y"));
        Red5Fixtures.look(reconsideration);
        assertThat(clients.closed).isTrue();
    }

    @Test
    void keep_asks_nobody() {
        configured();
        Map<String, Object> before = clients.session;
        Red5Fixtures.look(reconsideration);
        assertThat(clients.session).isSameAs(before);
        assertThat(clients.closed).isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void disconnect_cuts_off() {
        configured("onChange", "disconnect");
        Red5Fixtures.look(reconsideration);
        assertThat(clients.closed).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void reauthenticate_asks_by_the_kept_credentials_and_gives_another_session() {
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(
                () -> SessionState.of(clients.session).authenticator().equals("jwt"));
        assertThat(asked.get(0).credentials()).isEqualTo(Credentials.of("bob", "pass", null));
        assertThat(SessionState.of(clients.session).grant()).contains(Grant.everything("again"));
        assertThat(clients.closed).isFalse();
        int questions = asked.size();
        Red5Fixtures.look(reconsideration);
        assertThat(asked).hasSize(questions);
    }

    @Test
    void reauthenticate_cuts_off_who_is_refused_now() {
        answer = new Decision.Deny(Reason.EXPIRED);
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> clients.closed);
    }

    @Test
    void reauthenticate_cuts_off_who_may_not_have_what_is_open_any_more() {
        clients.open = List.of(new OpenStream(Use.PLAY, "show"), new OpenStream(Use.SHARE, "board"));
        Grant viewer = Grant.everything("again").toBuilder()
                .actions(Set.of(Action.SUBSCRIBE))
                .build();
        answer = new Decision.Allow(viewer);
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> SessionState.of(clients.session).grant().equals(Optional.of(viewer)));
        assertThat(clients.closed).isFalse();

        clients.session = granted(ELSEWHERE).toMap();
        clients.open = List.of(new OpenStream(Use.PUBLISH, "show"));
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> clients.closed);
        Eventually.eventually(() -> audited().contains("ROLE_NOT_ALLOWED"));
    }

    @Test
    void reauthenticate_says_why_who_came_before_it_has_no_credentials() {
        answer = new Decision.Abstain();
        clients.session = granted(LIVE, ELSEWHERE, false).toMap();
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> clients.closed);
        Eventually.eventually(() -> audited().contains("it came before onChange=reauthenticate"));
        assertThat(audited()).contains("NO_CREDENTIALS");
    }

    private String audited() {
        try {
            Path log = home.resolve("log/audit.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void reauthenticate_cuts_off_who_is_not_confirmed_later() {
        CompletableFuture<Decision> later = new CompletableFuture<>();
        answer = new Decision.Allow(Grant.everything("again")).withConfirmation(later);
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> asked.size() == 1);
        Red5Fixtures.look(reconsideration);
        assertThat(clients.closed).isFalse();
        assertThat(asked).hasSize(1);
        later.complete(new Decision.Deny(Reason.BAD_CREDENTIALS));
        Eventually.eventually(() -> clients.closed);
    }

    @Test
    void who_came_in_unasked_has_nothing_to_show() {
        answer = new Decision.Abstain();
        configured("onChange", "reauthenticate");
        clients.session = SessionState.open(LIVE, Protocol.RTMP, "false").toMap();
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> clients.closed);
        assertThat(asked.get(0).credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void who_has_still_to_say_who_he_is_is_left_to_that() {
        for (String what : new String[] {"reauthenticate", "disconnect"}) {
            configured("onChange", what);
            Map<String, Object> provisional = SessionState.provisional(
                            granted(ELSEWHERE).reconnect("c", Instant.now()), ELSEWHERE)
                    .toMap();
            clients.session = provisional;
            Red5Fixtures.look(reconsideration);
            assertThat(clients.session).isSameAs(provisional);
            assertThat(clients.closed).isFalse();
            assertThat(asked).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reauthenticate", "disconnect"})
    void nobody_is_cut_off_when_nobody_is_asked_any_more(String onChange) {
        configured("onChange", onChange, "active", "false");
        Map<String, Object> granted = clients.session;
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> clients.session != granted || clients.closed);
        assertThat(clients.closed).isFalse();
        Map<String, Object> open =
                SessionState.open(LIVE, Protocol.RTMP, ELSEWHERE).toMap();
        clients.session = open;
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> clients.session != open);
        assertThat(SessionState.of(clients.session).basis()).startsWith("false");
        assertThat(clients.closed).isFalse();
        assertThat(asked).isEmpty();
    }

    private void lookAfter(Duration time) {
        nanos.addAndGet(time.toNanos());
        Red5Fixtures.look(reconsideration);
    }

    /** Only a refusal cuts off: who cannot be judged is asked about again, less and less often, and is in meanwhile. */
    @Test
    void one_whom_nobody_can_judge_is_asked_about_again_and_stays() {
        answer = new Decision.Unavailable("too many passwords are being hashed at once");
        configured("onChange", "reauthenticate");
        Map<String, Object> before = clients.session;
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> reconsideration.problem().isPresent());
        Red5Fixtures.look(reconsideration);
        lookAfter(Duration.ofMillis(999));
        assertThat(asked).hasSize(1);
        assertThat(clients.closed).isFalse();
        assertThat(clients.session).isSameAs(before);
        assertThat(reconsideration.problem().orElseThrow()).contains("1 connected client(s)", "600 s");

        lookAfter(Duration.ofMillis(1));
        Eventually.eventually(() -> asked.size() == 2);
        Eventually.eventually(() -> reconsideration.problem().orElseThrow().contains("2 question(s)"));
        lookAfter(Duration.ofMillis(1999));
        assertThat(asked).hasSize(2);
        answer = new Decision.Allow(Grant.everything("again"));
        lookAfter(Duration.ofMillis(1));
        Eventually.eventually(
                () -> SessionState.of(clients.session).authenticator().equals("jwt"));
        assertThat(clients.closed).isFalse();
        assertThat(reconsideration.problem()).isEmpty();
    }

    @Test
    void one_whom_nobody_can_judge_is_cut_off_after_ten_minutes() {
        answer = new Decision.Unavailable("broken");
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> reconsideration.problem().isPresent());
        for (int i = 1; i < 20; i++) {
            int questions = i;
            lookAfter(Duration.ofSeconds(30));
            // A look while the last question is still being put away asks nothing.
            Eventually.eventually(() -> {
                Red5Fixtures.look(reconsideration);
                return reconsideration.problem().orElseThrow().contains((questions + 1) + " question(s)");
            });
        }
        assertThat(clients.closed).isFalse();
        lookAfter(Duration.ofSeconds(30));
        assertThat(clients.closed).isTrue();
        Eventually.eventually(() -> audited().contains("asked again for 600 s"));
    }

    @Test
    void others_failures_are_no_refusal_of_one_who_is_in() {
        answer = new Decision.Deny(Reason.THROTTLED);
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> reconsideration.problem().isPresent());
        assertThat(clients.closed).isFalse();
    }

    @Test
    void one_whom_nobody_could_judge_is_asked_about_at_once_on_another_basis() {
        answer = new Decision.Unavailable("broken");
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(() -> reconsideration.problem().isPresent());
        answer = new Decision.Allow(Grant.everything("again"));
        routes.remove(jwt);
        configured("onChange", "reauthenticate");
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(
                () -> SessionState.of(clients.session).authenticator().equals("jwt"));
    }

    @Test
    void one_is_cut_off_at_once_when_the_configuration_that_let_him_in_is_removed() {
        for (String what : new String[] {"reauthenticate", "disconnect"}) {
            clients.closed = false;
            answer = new Decision.Unavailable("broken");
            configured("onChange", what);
            routes.remove(jwt);
            ServiceReference<Authenticator> users = routes.configured("jwt", "p", request -> answer);
            routes.router.lookAt(Map.of("p", "x"));
            clients.session = granted("jwt", LIVE, ELSEWHERE.replace("other", "jwt"), true)
                    .toMap();
            routes.router.lookAt(Map.of("p", "x"));
            routes.remove(users);
            for (int looks = 0; looks < 5; looks++) {
                routes.router.lookAt(Map.of("p", "x")); // the bundle is away
                Red5Fixtures.look(reconsideration);
            }
            assertThat(clients.closed).isFalse();
            routes.router.lookAt(Map.of()); // a file that is being renamed
            Red5Fixtures.look(reconsideration);
            assertThat(clients.closed).isFalse();
            routes.router.lookAt(Map.of());
            Red5Fixtures.look(reconsideration);
            Eventually.eventually(() -> clients.closed);
        }
    }

    /** A core that has just started has never seen the authenticator; its configuration went while the core was away. */
    @Test
    void one_is_cut_off_at_once_when_that_configuration_was_removed_while_the_core_was_away() {
        for (String what : new String[] {"reauthenticate", "disconnect"}) {
            clients.closed = false;
            routes.application(Map.of("application", "live", "authenticator", "removed", "onChange", what));
            clients.session =
                    granted("removed", LIVE, "true\nremoved\t5.1\tx", true).toMap();
            routes.router.lookAt(Map.of("p", "x"));
            routes.router.lookAt(Map.of("p", "x"));
            Red5Fixtures.look(reconsideration);
            assertThat(clients.closed).as("its bundle is away").isFalse();
            routes.router.lookAt(Map.of());
            Red5Fixtures.look(reconsideration);
            assertThat(clients.closed).as("a file is renamed").isFalse();
            routes.router.lookAt(Map.of());
            Red5Fixtures.look(reconsideration);
            Eventually.eventually(() -> clients.closed);
        }
    }

    @Test
    void one_is_cut_off_when_the_configuration_of_the_application_is_removed_unless_it_says_keep() {
        for (String what : new String[] {"keep", "reauthenticate", "disconnect"}) {
            clients.closed = false;
            var application = routes.bind(
                    new Application(Map.of("application", "live", "authenticator", "jwt", "onChange", what)));
            routes.remove(application, Application.class);
            for (int look = 1; look < LOOKS; look++) {
                routes.router.lookAtApplications(0);
                Red5Fixtures.look(reconsideration);
                assertThat(clients.closed).as("a file is renamed").isFalse();
            }
            routes.router.lookAtApplications(0);
            Red5Fixtures.look(reconsideration);
            assertThat(clients.closed).as(what).isEqualTo(!what.equals("keep"));
        }
        Eventually.eventually(() -> audited().contains("\"reason\":\"NOT_CONFIGURED\""));
    }

    /** Another of the chain has nothing to do with it. */
    @Test
    void what_let_a_client_in_is_what_counts() {
        for (String what : new String[] {"disconnect", "reauthenticate"}) {
            configured("onChange", what, "authenticator", "live-jwt,jwt");
            routes.remove(jwt);
            routes.configured("jwt", "p", request -> answer);
            routes.configured("live-jwt", "q", request -> new Decision.Abstain());
            routes.router.lookAt(Map.of("p", "x", "q", "y"));
            String now = Basis.of(routes.router.route("live").orElseThrow(), Protocol.RTMP);
            clients.session = granted("jwt", LIVE, now, true).toMap();
            ServiceReference<Authenticator> other =
                    routes.configured("live-jwt", "q", request -> new Decision.Abstain());
            routes.router.lookAt(Map.of("p", "x", "q", "z"));
            Red5Fixtures.look(reconsideration);
            assertThat(clients.closed).isFalse();
            assertThat(asked).isEmpty();
            routes.remove(other);
        }
    }

    /** Strangers hold all that an authenticator has for them; one who is in is judged beside them. */
    @Test
    void one_who_is_in_does_not_queue_behind_strangers() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        AtomicInteger strangers = new AtomicInteger();
        routes.application(Map.of(
                "application",
                "live",
                "authenticator",
                "slow",
                "onChange",
                "reauthenticate",
                "decisionTimeoutMillis",
                "60000"));
        routes.authenticator("slow", request -> {
            if (request.purpose() == Purpose.RECHECK) {
                return answer;
            }
            strangers.incrementAndGet();
            try {
                full.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Decision.Deny(Reason.BAD_CREDENTIALS);
        });
        Dispatcher door = new Dispatcher(routes.router, Clock.systemUTC(), Revoked.nobody());
        ConnectRequest stranger =
                granted(ELSEWHERE).reconnect("s", Instant.now().plusSeconds(60));
        List<Thread> guessing = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            Thread guess = new Thread(
                    () -> door.authenticate(routes.router.route("live").orElseThrow(), stranger));
            guess.setDaemon(true);
            guess.start();
            guessing.add(guess);
        }
        Eventually.eventually(() -> strangers.get() == 64);
        Red5Fixtures.look(reconsideration);
        Eventually.eventually(
                () -> SessionState.of(clients.session).authenticator().equals("slow"));
        assertThat(clients.closed).isFalse();
        full.countDown();
        for (Thread guess : guessing) {
            guess.join(60_000);
        }
    }
}
