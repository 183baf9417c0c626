package io.stagedoor.core.routing;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.revocation.Revoked;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceReference;

/** A service that goes and comes, as seen by the client that asks meanwhile. Grace and deadline are longer than any test. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HoldingTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FAR = NOW.plusSeconds(600);
    private static final String LONG = "60000";
    private static final Decision ALLOW = new Decision.Allow(Grant.everything("bob"));
    private static final Authenticator ALLOWS = request -> ALLOW;

    private final Routes routes = new Routes();
    private final Dispatcher dispatcher =
            new Dispatcher(routes.router, Clock.fixed(NOW, ZoneOffset.UTC), Revoked.nobody());
    private Thread caller;

    @AfterEach
    void stop() throws InterruptedException {
        if (caller != null) {
            caller.interrupt();
            caller.join();
        }
    }

    private void configured(String grace, String maxHeld) {
        routes.application(
                Map.of("application", "live", "authenticator", "a", "swapGraceMillis", grace, "maxHeld", maxHeld));
    }

    private Outcome ask(Instant deadline) {
        Route route = routes.router.route("live").orElseThrow();
        return dispatcher.authenticate(
                route,
                ConnectRequest.builder("C1", Protocol.RTMP, new StreamPath("live", "", ""), deadline)
                        .credentials(Credentials.of("u", "p", null))
                        .build());
    }

    /** Asks on a thread of its own, and comes back when that waits. */
    private FutureTask<Outcome> waiting() {
        FutureTask<Outcome> answer = new FutureTask<>(() -> ask(FAR));
        caller = new Thread(answer, "caller");
        caller.start();
        eventually(() -> answer.isDone() || caller.getState() == Thread.State.TIMED_WAITING);
        return answer;
    }

    private static Outcome of(FutureTask<Outcome> answer) throws Exception {
        return answer.get(20, TimeUnit.SECONDS);
    }

    private void gone() {
        routes.remove(routes.local("a", ALLOWS));
    }

    @Test
    void a_client_waits_for_a_service_that_has_just_gone() throws Exception {
        configured(LONG, "64");
        gone();
        FutureTask<Outcome> answer = waiting();
        assertThat(answer.isDone()).isFalse();
        routes.local("a", ALLOWS);
        assertThat(of(answer).allowed()).isTrue();
    }

    /** As when a bundle is overwritten twice. It may be seen while it is there; then the test tries again. */
    @Test
    void the_grace_of_a_service_that_came_and_went_again_begins_anew() throws Exception {
        Decision seen = new Decision.Deny(Reason.BAD_CREDENTIALS, "seen");
        Outcome outcome = null;
        for (int tries = 0; tries < 10 && (outcome == null || outcome.decision().equals(seen)); tries++) {
            configured("1000", "64");
            gone();
            long first = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            FutureTask<Outcome> answer = waiting();
            eventually(() -> first - System.nanoTime() < TimeUnit.MILLISECONDS.toNanos(300));
            routes.remove(routes.local("a", request -> seen));
            eventually(() -> first - System.nanoTime() < -TimeUnit.MILLISECONDS.toNanos(100));
            routes.local("a", ALLOWS);
            outcome = of(answer);
            caller.join();
        }
        assertThat(outcome.allowed()).isTrue();
    }

    @Test
    void a_service_that_was_never_there_is_not_waited_for() {
        configured(LONG, "64");
        assertThat(ask(FAR).decision())
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("no authenticator", "'a'"));
    }

    @Test
    void a_service_that_has_been_gone_for_long_is_not_waited_for_by_anybody() {
        configured("20", "64");
        gone();
        assertThat(ask(FAR).decision()).isInstanceOf(Decision.Unavailable.class);
        Holding holding = new Holding(routes.router, Clock.systemUTC());
        Route route = routes.router.route("live").orElseThrow();
        assertThat(holding.isWithinGrace(route, route.link(Protocol.RTMP, "a").orElseThrow()))
                .isFalse();
        assertThat(ask(FAR).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void nobody_waits_longer_than_his_own_deadline() {
        configured(LONG, "64");
        gone();
        assertThat(ask(NOW.plusMillis(5)).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void so_many_clients_wait_and_the_rest_is_refused_at_once() throws Exception {
        configured(LONG, "1");
        gone();
        FutureTask<Outcome> first = waiting();
        assertThat(ask(FAR).decision()).isInstanceOf(Decision.Unavailable.class);
        routes.local("a", ALLOWS);
        assertThat(of(first).allowed()).isTrue();
    }

    @Test
    void nobody_is_kept_by_a_router_that_goes() throws Exception {
        configured(LONG, "64");
        gone();
        FutureTask<Outcome> answer = waiting();
        routes.router.close();
        assertThat(of(answer).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void an_interrupted_client_is_refused() throws Exception {
        configured(LONG, "64");
        gone();
        FutureTask<Outcome> answer = waiting();
        caller.interrupt();
        assertThat(of(answer).decision()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void a_successor_is_asked_when_a_service_throws_that_has_been_replaced() {
        configured(LONG, "64");
        AtomicInteger asked = new AtomicInteger();
        register(asked, 3);
        Outcome outcome = ask(FAR);
        assertThat(outcome.allowed()).isTrue();
        assertThat(asked).hasValue(3);
    }

    /** A service that is replaced by the next of its kind while it is asked, and then throws; the last one allows. */
    private void register(AtomicInteger asked, int times) {
        ServiceReference<?>[] own = new ServiceReference<?>[1];
        own[0] = routes.local("a", request -> {
            if (asked.incrementAndGet() < times) {
                remove(own[0]);
                register(asked, times);
                throw new IllegalStateException("going");
            }
            return ALLOW;
        });
    }

    @SuppressWarnings("unchecked")
    private void remove(ServiceReference<?> reference) {
        routes.remove((ServiceReference<Authenticator>) reference);
    }

    @Test
    void a_service_that_throws_and_is_still_there_is_asked_once() {
        configured(LONG, "64");
        AtomicInteger asked = new AtomicInteger();
        routes.local("a", request -> {
            asked.incrementAndGet();
            throw new IllegalStateException("a bug");
        });
        assertThat(ask(FAR).decision())
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("failed with"));
        assertThat(asked).hasValue(1);
    }
}
