package io.stagedoor.red5.bridge.http;

import static io.stagedoor.red5.bridge.http.request.FakeRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Rechecks;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.settings.Application;
import io.stagedoor.red5.bridge.http.session.UnderWay;
import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.Transmission;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

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
        public void close() {
            closed.release();
        }
    }

    @BeforeEach
    void start() {
        audit = new Audit(Fakes.fake(BundleContext.class, Map.of("getProperty", one -> home.toString())));
        Admissions admissions = new Admissions(routes.router, audit, Clock.systemUTC());
        gate = new HttpGate(routes.router, admissions, audit, Clock.systemUTC());
        receivers = admissions.rechecks(new Receivers(visitor -> visitor.accept(response)), nanos::get);
        decisions.put("good", new Decision.Allow(Grant.everything("bob")));
    }

    @AfterEach
    void stop() throws Exception {
        receivers.close();
        var close = Audit.class.getDeclaredMethod("close");
        close.setAccessible(true);
        close.invoke(audit);
    }

    /** Lets a player in, and takes another authenticator for the one that has let it in. */
    private void letInAndChange(String onChange) {
        Map<String, Object> properties =
                new HashMap<>(Map.of("application", "live", "authenticator", "jwt", "onChange", onChange));
        routes.bind(new Application(properties));
        routes.local("jwt", this::authenticate);
        HttpAnswer answer = gate.judge(get("/mb").query("stream=x&token=good"), new ConcurrentHashMap<>());
        assertThat(answer.allowed()).isTrue();
        response = new OneResponse(answer.session());
        receivers.look();
        assertThat(response.closed.availablePermits()).isZero();
        UnderWay underWay = UnderWay.of(answer.session()).orElseThrow();
        response.session = underWay.with(underWay.client().on(ELSEWHERE)).toMap();
        asked.drainPermits();
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

    @Test
    void a_session_of_the_hook_is_made_of_the_jdks_types_and_is_read_again() {
        letInAndChange("reauthenticate");
        UnderWay read = UnderWay.of(response.session()).orElseThrow();
        assertThat(read.toMap()).isEqualTo(response.session());
        assertThat(read.path().toString()).isEqualTo("live/x");
        assertThat(read.toString()).doesNotContain("good");
        assertThat(List.of(UnderWay.of(Map.of()), UnderWay.of(Map.of("format", 1))))
                .allMatch(java.util.Optional::isEmpty);
    }
}
