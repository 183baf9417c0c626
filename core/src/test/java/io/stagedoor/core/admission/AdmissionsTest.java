package io.stagedoor.core.admission;

import static io.stagedoor.core.Fakes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.routing.ClusterMembership;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.SessionState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdmissionsTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private Audit audit;
    private Admissions admissions;

    /** A front end of one client. */
    private static final class OneClient implements Client, Holder {

        private Map<String, Object> session = Map.of();
        private volatile boolean closed;
        private volatile Grant shown;

        @Override
        public String id() {
            return "c1";
        }

        @Override
        public Optional<Protocol> protocol() {
            return Optional.of(Protocol.RTMP);
        }

        @Override
        public boolean isOwn() {
            return false;
        }

        @Override
        public String address() {
            return "192.0.2.1";
        }

        @Override
        public Optional<ClusterMembership> cluster() {
            return Optional.empty();
        }

        @Override
        public void show(ConnectRequest connect, Grant grant) {
            shown = grant;
        }

        @Override
        public void show(Grant grant) {
            shown = grant;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public Client client() {
            return this;
        }

        @Override
        public Map<String, Object> session() {
            return session;
        }

        @Override
        public boolean replace(Map<String, Object> after) {
            session = after;
            return true;
        }

        @Override
        public StreamPath path(SessionState state) {
            return state.path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return state.reconnect(id(), deadline);
        }

        @Override
        public Optional<Use> use() {
            return Optional.empty();
        }
    }

    @BeforeEach
    void start() {
        audit = new Audit(Fakes.fake(BundleContext.class, Map.of("getProperty", one -> home.toString())));
        admissions = new Admissions(routes.router, audit, Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        // Or it would write into a folder that is being deleted.
        var close = Audit.class.getDeclaredMethod("close");
        close.setAccessible(true);
        close.invoke(audit);
    }

    private void configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        routes.application(properties);
    }

    private static ConnectRequest request(Instant deadline) {
        return new ConnectRequest(
                "c1", Protocol.RTMP, LIVE, Credentials.of("bob", "secret", null), "192.0.2.1", "", Map.of(), deadline);
    }

    private Admission connect(OneClient client) {
        return admissions.connect(
                client,
                admissions.door("live"),
                new Arrival(
                        Optional.of(LIVE), deadline -> new Reading(request(deadline), "", null, "", Credentials.NONE)));
    }

    @Test
    void client_that_is_granted_something_gets_a_session_and_the_front_end_is_shown_the_grant() {
        configured();
        routes.local("jwt", request -> new Decision.Allow(Grant.everything("bob")));
        OneClient client = new OneClient();
        Admission admission = connect(client);
        assertThat(admission.allowed()).isTrue();
        assertThat(SessionState.of(admission.session().orElseThrow()).authenticator())
                .isEqualTo("jwt");
        assertThat(client.shown.subject()).isEqualTo("bob");
    }

    @Test
    void nobody_is_asked_and_nothing_is_read_of_a_client_of_an_application_without_configuration() {
        Admission admission = admissions.connect(
                new OneClient(), admissions.door("other"), new Arrival(Optional.of(LIVE), deadline -> {
                    throw new AssertionError("read");
                }));
        assertThat(admission.allowed()).isFalse();
        assertThat(admission.session()).isEmpty();
    }

    @Test
    void session_of_another_version_is_refused() {
        configured();
        assertThat(admissions
                        .call(new OneClient(), Map.of("format", 99), "live", "echo")
                        .allowed())
                .isFalse();
    }

    /** One bound for everyone: a client that connects and one that is judged again wait for the same authenticator. */
    @Test
    void no_more_than_maxHeld_wait_whatever_they_wait_for() throws Exception {
        configured("maxHeld", "1", "swapGraceMillis", "60000", "decisionTimeoutMillis", "60000");
        Authenticator jwt = request -> new Decision.Allow(Grant.everything("bob"));
        ServiceReference<Authenticator> reference = routes.authenticator("jwt", jwt);
        routes.remove(reference);
        Thread held = new Thread(() -> connect(new OneClient()));
        held.setDaemon(true);
        held.start();
        eventually(() -> held.getState() == Thread.State.TIMED_WAITING);
        assertThat(connect(new OneClient()).allowed()).as("one too many").isFalse();
        Requests.Answer request = admissions
                .requests(() -> 1)
                .connect(
                        new Reading(request(Instant.now().plusSeconds(60)), "", null, "", Credentials.NONE),
                        routes.router.route("live").orElseThrow());
        assertThat(request.outcome().decision()).as("one too many").isInstanceOf(Decision.Unavailable.class);
        routes.authenticator("jwt", jwt);
        held.join();
    }

    /** What is in it would take time to read, and nothing has changed for its client. */
    @Test
    void session_is_not_read_when_its_application_keeps_clients_or_nothing_has_changed() {
        configured();
        routes.local("jwt", request -> new Decision.Allow(Grant.everything("bob")));
        OneClient client = new OneClient();
        Map<String, Object> admitted = connect(client).session().orElseThrow();
        AtomicInteger reads = new AtomicInteger();
        client.session = new HashMap<>(admitted) {
            @Override
            public Object get(Object key) {
                if (key.equals("grant")) {
                    reads.incrementAndGet();
                }
                return super.get(key);
            }
        };
        try (Rechecks rechecks = admissions.rechecks(visitor -> visitor.accept(client))) {
            routes.local("jwt", request -> new Decision.Deny(Reason.BAD_CREDENTIALS));
            assertThatCode(rechecks::look).doesNotThrowAnyException();
            assertThat(reads).as("kept").hasValue(0);
        }
        Routes judging = new Routes();
        judging.application(Map.of("application", "live", "authenticator", "jwt", "onChange", "disconnect"));
        judging.local("jwt", request -> new Decision.Allow(Grant.everything("bob")));
        Admissions next = new Admissions(judging.router, audit, Clock.systemUTC());
        String basis = SessionState.of(next.connect(
                                client,
                                next.door("live"),
                                new Arrival(
                                        Optional.of(LIVE),
                                        deadline -> new Reading(request(deadline), "", null, "", Credentials.NONE)))
                        .session()
                        .orElseThrow())
                .basis();
        client.session.put(SessionState.BASIS, basis);
        try (Rechecks rechecks = next.rechecks(visitor -> visitor.accept(client))) {
            rechecks.look();
            assertThat(reads).as("nothing changed").hasValue(0);
        }
        assertThat(client.closed).isFalse();
    }
}
