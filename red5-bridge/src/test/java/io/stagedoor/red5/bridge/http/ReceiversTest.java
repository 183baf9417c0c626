package io.stagedoor.red5.bridge.http;

import static io.stagedoor.http.request.FakeRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Application;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.request.FakeRequest;
import io.stagedoor.http.session.UnderWay;
import io.stagedoor.red5.bridge.Red5Fixtures;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.hook.Transmissions;
import io.stagedoor.red5.hook.Usage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

class ReceiversTest {

    private static final String ELSEWHERE = "true\nother\t1.1";

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
    private final Semaphore asked = new Semaphore(0);
    private final AtomicLong nanos = new AtomicLong();
    private Audit audit;
    private HttpGate gate;
    private Rechecks receivers;
    private OneResponse response;
    private ServiceReference<Application> application;

    private Decision authenticate(ConnectRequest connect) {
        asked.release();
        String token = connect.credentials().token().map(Secret::reveal).orElse("");
        return token.isEmpty()
                ? new Decision.Deny(Reason.NO_CREDENTIALS)
                : decisions.getOrDefault(token, new Decision.Deny(Reason.BAD_SIGNATURE));
    }

    private static final class OneResponse implements Transmission {

        private volatile Map<String, Object> session;
        private final Semaphore closed = new Semaphore(0);
        private final Semaphore replaced = new Semaphore(0);

        private OneResponse(Map<String, Object> session) {
            this.session = session;
        }

        @Override
        public Map<String, Object> session() {
            return session;
        }

        @Override
        public boolean replace(Map<String, Object> before, Map<String, Object> after) {
            assertThat(before).isSameAs(session);
            session = after;
            replaced.release();
            return true;
        }

        @Override
        public void close(EndReason reason) {
            assertThat(reason).isEqualTo(EndReason.RECHECK_DENIED);
            closed.release();
        }

        @Override
        public Usage usage() {
            throw new IllegalStateException("nobody asks");
        }
    }

    /** One response under way. */
    private final class OneTransmission implements Transmissions {

        @Override
        public void forEach(Consumer<Transmission> visitor) {
            visitor.accept(response);
        }

        @Override
        public ConcurrentMap<String, Map<String, Object>> sessions() {
            return new ConcurrentHashMap<>();
        }
    }

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
        gate = new HttpGate(
                admissions,
                Clock.systemUTC(),
                Red5Fixtures.NO_LOGOUTS,
                () -> 66,
                Requests.PATIENT,
                RtmptBinding::isTunnel);
        receivers = admissions.rechecks(List.of(new Receivers(new OneTransmission())), nanos::get);
        decisions.put("good", new Decision.Allow(Grant.everything("bob")));
        routes.local("jwt", this::authenticate);
    }

    @AfterEach
    void stop() throws Exception {
        receivers.close();
        Audits.close(audit);
    }

    /** Lets a player in, and takes another authenticator for the one that has let it in. */
    private void letInAndChange(String onChange) {
        letInAndChange(onChange, get("/mb").query("stream=x&token=good"));
    }

    private void letInAndChange(String onChange, FakeRequest request) {
        configured("onChange", onChange);
        HttpAnswer answer = gate.judge(request, new ConcurrentHashMap<>());
        assertThat(answer.allowed()).isTrue();
        response = new OneResponse(answer.session());
        receivers.look();
        assertThat(response.closed.availablePermits()).isZero();
        UnderWay underWay = UnderWay.of(answer.session()).orElseThrow();
        response.session =
                UnderWay.with(response.session, underWay.client().on(ELSEWHERE).toMap());
        asked.drainPermits();
    }

    private void configured(String property, String value) {
        if (application != null) {
            routes.remove(application, Application.class);
        }
        application =
                routes.bind(new Application(Map.of("application", "live", "authenticator", "jwt", property, value)));
    }

    private static FakeRequest webSocket(String path) {
        return get(path).query("token=good").handshake().withWsFilter();
    }

    private static void await(Semaphore happened) throws InterruptedException {
        assertThat(happened.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void who_may_not_any_more_is_cut_off() throws Exception {
        letInAndChange("reauthenticate");
        decisions.clear();
        receivers.look();
        await(response.closed);
    }

    @Test
    void who_still_may_goes_on() throws Exception {
        letInAndChange("reauthenticate");
        receivers.look();
        await(response.replaced);
        asked.drainPermits();
        receivers.look();
        assertThat(asked.availablePermits()).isZero();
        assertThat(response.closed.availablePermits()).isZero();
    }

    @Test
    void everybody_is_cut_off_if_configuration_says_so() {
        letInAndChange("disconnect");
        receivers.look();
        assertThat(response.closed.availablePermits()).isEqualTo(1);
        assertThat(asked.availablePermits()).isZero();
    }

    @Test
    void nobody_is_cut_off_if_configuration_says_so() {
        letInAndChange("keep");
        receivers.look();
        assertThat(response.closed.availablePermits()).isZero();
        assertThat(response.session().toString()).doesNotContain("good");
    }

    @Test
    void the_client_of_a_websocket_is_cut_off_when_it_may_not_any_more() throws Exception {
        letInAndChange("reauthenticate", webSocket("/"));
        receivers.look();
        await(response.replaced);
        assertThat(response.closed.availablePermits()).isZero();
        UnderWay read = UnderWay.of(response.session()).orElseThrow();
        response.session =
                UnderWay.with(response.session, read.client().on(ELSEWHERE).toMap());
        decisions.clear();
        receivers.look();
        await(response.closed);
    }

    @Test
    void every_websocket_is_cut_off_if_configuration_says_so_and_none_if_it_does_not() {
        letInAndChange("disconnect", webSocket("/"));
        receivers.look();
        assertThat(response.closed.availablePermits()).isEqualTo(1);
        letInAndChange("keep", webSocket("/"));
        receivers.look();
        assertThat(response.closed.availablePermits()).isZero();
        assertThat(response.session().toString()).doesNotContain("good");
    }

    /** Nobody asks about it later, so its grant has to cover the room, now as at its beginning. */
    @Test
    void a_websocket_is_cut_off_when_its_room_is_not_granted_any_more() throws Exception {
        Grant everything = Grant.everything("bob");
        decisions.put(
                "good",
                new Decision.Allow(everything.toBuilder().rooms(Set.of("room")).build()));
        letInAndChange("reauthenticate", webSocket("/room/"));
        receivers.look();
        await(response.replaced);
        UnderWay read = UnderWay.of(response.session()).orElseThrow();
        response.session =
                UnderWay.with(response.session, read.client().on(ELSEWHERE).toMap());
        decisions.put(
                "good",
                new Decision.Allow(everything.toBuilder().rooms(Set.of("other")).build()));
        receivers.look();
        await(response.closed);
    }

    @Test
    void what_was_let_through_unasked_is_judged_once_somebody_is_asked() throws Exception {
        for (Map.Entry<String, FakeRequest> off : Map.of(
                        "ws",
                        get("/").handshake().withWsFilter(),
                        "http",
                        get("/mb").query("stream=x"))
                .entrySet()) {
            configured(off.getKey(), "false");
            HttpAnswer answer = gate.judge(off.getValue(), new ConcurrentHashMap<>());
            assertThat(answer.allowed()).isTrue();
            response = new OneResponse(answer.session());
            receivers.look();
            assertThat(response.closed.availablePermits()).isZero();
            configured("onChange", "reauthenticate");
            Eventually.eventually(() -> {
                receivers.look();
                return response.closed.availablePermits() > 0;
            });
        }
    }

    @Test
    void where_nobody_can_tell_it_is_asked_again_for_a_while() throws Exception {
        letInAndChange("reauthenticate");
        decisions.put("good", new Decision.Unavailable("down"));
        int questions = 0;
        for (int i = 0; i < 200 && response.closed.availablePermits() == 0; i++) {
            receivers.look();
            questions += asked.tryAcquire(100, TimeUnit.MILLISECONDS) ? 1 : 0;
            nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        }
        await(response.closed);
        assertThat(questions).isGreaterThan(2);
        assertThat(Duration.ofNanos(nanos.get())).isGreaterThan(Duration.ofSeconds(600));
    }

    @Test
    void what_was_let_in_by_a_bridge_of_another_version_is_left_alone() {
        letInAndChange("disconnect");
        response.session = Map.of("format", 99);
        receivers.look();
        assertThat(response.closed.availablePermits()).isZero();
    }

    /** The hook looks for it at the top, and an older bridge takes neither for one without an end. */
    @Test
    void an_end_is_said_in_a_format_of_its_own() {
        letInAndChange("reauthenticate");
        Map<String, Object> endless = response.session();
        assertThat(endless).containsEntry("format", 1).doesNotContainKey("endsAt");
        UnderWay read = UnderWay.of(endless).orElseThrow();
        SessionState ending = read.client()
                .holding(read.client().grant().orElseThrow().endingBy(Optional.of(Instant.ofEpochMilli(5))));
        Map<String, Object> ends = UnderWay.with(endless, ending.toMap());
        assertThat(ends).containsEntry("format", 2).containsEntry("endsAt", 5L);
        assertThat(UnderWay.of(ends).orElseThrow().toMap()).isEqualTo(ends);
        assertThat(UnderWay.client(ends)).contains(ending.toMap());
        assertThat(UnderWay.with(ends, read.client().toMap())).isEqualTo(endless);
    }

    /** An older bridge knows neither, and leaves it alone. */
    @Test
    void a_websocket_has_formats_of_its_own() {
        letInAndChange("reauthenticate", webSocket("/room/"));
        Map<String, Object> endless = response.session();
        assertThat(endless).containsEntry("format", 3);
        UnderWay read = UnderWay.of(endless).orElseThrow();
        assertThat(read.path().toString()).isEqualTo("live/room");
        SessionState ending = read.client()
                .holding(read.client().grant().orElseThrow().endingBy(Optional.of(Instant.ofEpochMilli(5))));
        assertThat(UnderWay.with(endless, ending.toMap()))
                .containsEntry("format", 4)
                .containsEntry("endsAt", 5L);
        Map<String, Object> other = new HashMap<>(endless);
        other.put("format", 1);
        assertThat(UnderWay.client(other)).isEmpty();
    }

    @Test
    void a_session_of_the_hook_is_made_of_the_jdks_types_and_is_read_again() {
        letInAndChange("reauthenticate");
        UnderWay read = UnderWay.of(response.session()).orElseThrow();
        assertThat(read.toMap()).isEqualTo(response.session());
        assertThat(read.path().toString()).isEqualTo("live/x");
        assertThat(read.toString()).doesNotContain("good");
        assertThat(List.of(UnderWay.of(Map.of()), UnderWay.of(Map.of("format", 1))))
                .allMatch(Optional::isEmpty);
    }
}
