package io.stagedoor.core.admission;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.Lines;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.ending.CutClients;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.question.Answer;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Subject;
import io.stagedoor.core.settings.Application;
import io.stagedoor.core.settings.ApplicationSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdmissionsTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private ServiceReference<Application> application;
    private Audit audit;
    private Admissions admissions;

    /** A front end of one client. */
    private static final class OneClient extends Visitor implements Holder, Connected {

        private int closes;
        private volatile Grant granted;
        private Optional<Instant> usedSince = Optional.empty();

        private OneClient() {
            super("c1");
        }

        @Override
        public Kind kind() {
            return Kind.CONNECTION;
        }

        @Override
        public void forEach(Consumer<Holder> visitor) {
            visitor.accept(this);
        }

        @Override
        public Optional<Holder> holder(Object handle, Map<String, Object> held) {
            return Optional.of(this).filter(self -> handle == self).map(self -> self);
        }

        @Override
        public Set<StreamPath> streams() {
            return Set.of();
        }

        @Override
        public Set<StreamPath> published() {
            return Set.of();
        }

        @Override
        public void show(ConnectRequest connect, Grant grant) {
            granted = grant;
        }

        @Override
        public void show(Grant grant) {
            granted = grant;
        }

        @Override
        public void close(EndReason reason) {
            closes++;
            super.close(reason);
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
            assertThat(after).isUnmodifiable();
            session = after;
            return true;
        }

        @Override
        public StreamPath path(SessionState state) {
            return state.path();
        }

        @Override
        public ConnectRequest request(SessionState state, Instant deadline) {
            return state.reconnect(id, deadline);
        }

        @Override
        public Optional<Use> use() {
            return Optional.empty();
        }

        @Override
        public boolean isForRoom() {
            return false;
        }

        @Override
        public Optional<Usage> usage() {
            return usedSince.map(in -> new Usage(in, -1, -1));
        }
    }

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        // Or it would write into a folder that is being deleted.
        Audits.close(audit);
    }

    private void configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        if (application != null) {
            routes.remove(application, Application.class);
        }
        application = routes.bind(new Application(properties));
    }

    private static ConnectRequest request(Instant deadline) {
        return ConnectRequest.builder("c1", Protocol.RTMP, LIVE, deadline)
                .credentials(Credentials.of("bob", "secret", null))
                .remoteAddress("192.0.2.1")
                .build();
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
        assertThat(client.granted.subject()).isEqualTo("bob");
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

    @SuppressWarnings("TimeInStaticInitializer") // an hour is longer than a test
    private static final Instant LATER = Instant.now().plusSeconds(3600);

    private Map<String, Object> letIn(OneClient client, Grant grant) {
        configured();
        routes.local("jwt", new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Allow(grant);
            }

            @Override
            public Decision authorize(StreamRequest request) {
                return answer == null ? request.grant().decide(request) : answer;
            }
        });
        client.session = connect(client).session().orElseThrow();
        return client.session;
    }

    private volatile Decision answer;

    private boolean play(OneClient client, String name) {
        return admissions.stream(client, client.session, "live", new Play(name)).allowed();
    }

    private record Play(String name) implements Wish {

        @Override
        public Action action() {
            return Action.SUBSCRIBE;
        }

        @Override
        public String mode() {
            return "";
        }

        @Override
        public Optional<StreamPath> path(String application, Optional<ApplicationSettings> settings) {
            return Optional.of(new StreamPath("live", "", name));
        }

        @Override
        public Reading credentials(ConnectRequest connect) {
            throw new AssertionError("read");
        }
    }

    @Test
    void client_is_in_the_index_from_its_admission_until_it_goes() {
        OneClient client = new OneClient();
        Map<String, Object> session = letIn(client, Grant.everything("bob"));
        assertThat(admissions.sessions().of(new Subject("", "bob")))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.session()).isSameAs(session);
                    assertThat(entry.handle()).containsSame(client);
                });
        assertThat(play(client, "s")).isTrue();
        StreamPath stream = new StreamPath("live", "", "s");
        assertThat(admissions.sessions().on(stream)).hasSize(1);
        admissions.ended(client, session, Optional.of(Action.SUBSCRIBE), "play", "s", Optional.empty());
        assertThat(admissions.sessions().on(stream)).isEmpty();
        assertThat(play(client, "s")).isTrue();
        admissions.notBegun(client, session, "play", "s");
        assertThat(admissions.sessions().on(stream)).isEmpty();
        admissions.ended(client, session, Optional.empty(), "connect", "", Optional.empty());
        assertThat(admissions.sessions().size()).isZero();
    }

    @Test
    void nobody_stays_longer_than_the_application_says() {
        configured("maxSessionHours", "2");
        routes.local("jwt", request -> new Decision.Allow(Grant.everything("bob")));
        Instant before = Instant.now();
        Instant end = SessionState.of(connect(new OneClient()).session().orElseThrow())
                .endsAt()
                .orElseThrow();
        assertThat(end)
                .isBetween(before.plus(Duration.ofHours(2)), Instant.now().plus(Duration.ofHours(2)));
        routes.local(
                "other", request -> new Decision.Allow(Grant.everything("bob").endingBy(Optional.of(LATER))));
        configured("maxSessionHours", "2", "authenticator", "other");
        assertThat(SessionState.of(connect(new OneClient()).session().orElseThrow())
                        .endsAt())
                .as("what was granted for a shorter time")
                .contains(LATER);
    }

    @Test
    void nobody_stays_longer_by_being_judged_again() {
        OneClient client = new OneClient();
        letIn(client, Grant.everything("bob"));
        client.usedSince = Optional.of(Instant.now().minus(Duration.ofHours(1)));
        configured("onChange", "reauthenticate", "maxSessionHours", "2", "authenticator", "next");
        routes.local("next", request -> new Decision.Allow(Grant.everything("bob")));
        try (Rechecks rechecks = admissions.rechecks(List.of(client))) {
            eventually(() -> {
                rechecks.look();
                return SessionState.of(client.session).authenticator().equals("next");
            });
        }
        assertThat(SessionState.of(client.session).endsAt())
                .contains(client.usedSince.get().plus(Duration.ofHours(2)));
    }

    @Test
    void what_has_ended_lets_nobody_in_or_do_anything() {
        OneClient client = new OneClient();
        Grant ending = Grant.everything("bob").endingBy(Optional.of(LATER));
        Map<String, Object> session = letIn(client, ending);
        assertThat(session).containsEntry("endsAt", LATER.toEpochMilli()).containsEntry("format", 3);
        assertThat(play(client, "s")).isTrue();
        client.session = SessionState.of(session)
                .holding(ending.endingBy(Optional.of(Instant.now())))
                .toMap();
        answer = new Decision.Allow(Grant.everything("bob")); // of one that does not look at the grant
        assertThat(play(client, "s")).isFalse();
        assertThat(admissions.call(client, client.session, "live", "echo").allowed())
                .isFalse();
        OneClient late = new OneClient();
        routes.local("jwt", request -> new Decision.Allow(ending.endingBy(Optional.of(Instant.now()))));
        assertThat(connect(late).allowed()).isFalse();
    }

    /** What an authenticator says of a stream holds for the session, and never makes its end later. */
    @Test
    void later_answer_brings_the_end_forward() {
        OneClient client = new OneClient();
        Map<String, Object> session = letIn(client, Grant.everything("bob"));
        answer = new Decision.Allow(Grant.everything("bob").endingBy(Optional.of(LATER)));
        assertThat(play(client, "s"))
                .as("no front end that could be told of the end")
                .isFalse();
        try (Rechecks rechecks = admissions.rechecks(List.of(client))) {
            rechecks.count();
            assertThat(play(client, "s")).isTrue();
            assertThat(client.session).isNotSameAs(session).containsEntry("endsAt", LATER.toEpochMilli());
            assertThat(admissions.sessions().on(new StreamPath("live", "", "s")))
                    .singleElement()
                    .extracting(Entry::session)
                    .isSameAs(client.session);
            Map<String, Object> ending = client.session;
            answer = new Decision.Allow(Grant.everything("bob").endingBy(Optional.of(LATER.plusSeconds(1))));
            assertThat(play(client, "t")).isTrue();
            answer = new Decision.Allow(Grant.everything("bob"));
            assertThat(play(client, "u")).isTrue();
            assertThat(client.session).isSameAs(ending);
        }
    }

    @Test
    void late_answer_that_ends_what_it_allows_is_told_to_the_session_or_ends_the_client() throws Exception {
        for (boolean known : new boolean[] {true, false}) {
            OneClient client = new OneClient();
            letIn(client, Grant.everything("bob"));
            CompletableFuture<Decision> late = new CompletableFuture<>();
            answer = new Decision.Allow(Grant.everything("bob")).withConfirmation(late);
            try (Rechecks rechecks = admissions.rechecks(known ? List.of(client) : List.of())) {
                rechecks.count();
                assertThat(play(client, "s")).isTrue();
                late.complete(new Decision.Allow(Grant.everything("bob").endingBy(Optional.of(LATER))));
                eventually(() -> known ? client.session.containsKey("endsAt") : client.closed != null);
                assertThat(client.closed != null).isEqualTo(!known);
            }
        }
    }

    /** The gate may be away when the front end says that a client has gone. */
    @Test
    void client_is_cut_off_once_though_nobody_says_that_it_has_gone() {
        OneClient client = new OneClient();
        letIn(client, Grant.everything("bob"));
        Routes other = new Routes();
        other.application(Map.of("application", "live", "authenticator", "other", "onChange", "disconnect"));
        String line = "INFO Application 'live': onChange disconnected 1 client(s): NOT_ADMITTED. Each has a line with"
                + " \"reconsider\" in the audit log";
        try (Lines lines = Lines.of(CutClients.class)) {
            try (Rechecks rechecks = Admissions.withoutRevocations(other.router, audit, Clock.systemUTC())
                    .rechecks(List.of(client))) {
                rechecks.count();
                rechecks.look();
                rechecks.look();
                assertThat(client.closes).isEqualTo(1);
                assertThat(lines.all()).containsExactly(line);
                rechecks.count();
                rechecks.look();
                assertThat(client.closes).as("it is still in").isEqualTo(2);
                assertThat(lines.all()).as("more may go").hasSize(1);
            }
            assertThat(lines.all()).containsExactly(line, line);
        }
    }

    @Test
    void nobody_is_asked_who_takes_time_on_a_thread_that_must_not_wait() {
        configured("swapGraceMillis", "60000", "decisionTimeoutMillis", "60000", "streamNameAuth", "true");
        Authenticator jwt = request -> new Decision.Allow(Grant.everything("bob"));
        OneClient client = new OneClient();
        client.mayWait = false;
        ServiceReference<Authenticator> reference = routes.authenticator("jwt", jwt);
        assertThat(connect(client).allowed()).as("it is not local").isFalse();
        routes.remove(reference);
        assertThat(connect(client).allowed()).as("nor does it wait for one").isFalse();
        routes.local("jwt", jwt);
        assertThat(connect(client).allowed()).isTrue();
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
        Answer request = admissions
                .inquiries(() -> 1)
                .begin("play", Protocol.HTTP, "192.0.2.1", admissions.door("live"))
                .connect(new Reading(request(Instant.now().plusSeconds(60)), "", null, "", Credentials.NONE));
        assertThat(request.decision()).as("one too many").isInstanceOf(Decision.Unavailable.class);
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
        try (Rechecks rechecks = admissions.rechecks(List.of(client))) {
            routes.local("jwt", request -> new Decision.Deny(Reason.BAD_CREDENTIALS));
            rechecks.count();
            assertThatCode(rechecks::look).doesNotThrowAnyException();
            assertThat(reads).as("kept").hasValueLessThanOrEqualTo(1);
        }
        Routes judging = new Routes();
        judging.application(Map.of("application", "live", "authenticator", "jwt", "onChange", "disconnect"));
        judging.local("jwt", request -> new Decision.Allow(Grant.everything("bob")));
        Admissions next = Admissions.withoutRevocations(judging.router, audit, Clock.systemUTC());
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
        try (Rechecks rechecks = next.rechecks(List.of(client))) {
            rechecks.count();
            rechecks.count(); // of the one that was not kept
            reads.set(0);
            rechecks.look();
            assertThat(reads).as("nothing changed").hasValue(0);
        }
        assertThat(client.closed).isNull();
    }
}
