package io.stagedoor.core.question;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.Lines;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Visitor;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Application;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.shadow.Comparison;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShadowingTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final String SECRET = "the client's own secret";

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private Audit audit;
    private Admissions admissions;
    private ServiceReference<Application> application;
    private ServiceReference<Authenticator> shadow;
    private final AtomicInteger next = new AtomicInteger();

    private record Use(Action action, String name, String mode) implements Wish {

        @Override
        public Optional<StreamPath> path(String application, Optional<ApplicationSettings> settings) {
            return Optional.of(new StreamPath("live", "", name));
        }

        @Override
        public Reading credentials(ConnectRequest connect) {
            throw new AssertionError("read");
        }
    }

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
        routes.local(
                "old",
                request -> request.credentials().username().orElse("").startsWith("in")
                        ? new Decision.Allow(Grant.everything(
                                request.credentials().username().get()))
                        : new Decision.Deny(Reason.BAD_CREDENTIALS, "not in"));
    }

    @AfterEach
    void stop() throws Exception {
        admissions.close();
        Audits.close(audit);
    }

    private void configured(Object... pairs) {
        Map<String, Object> properties =
                new HashMap<>(Map.of("application", "live", "authenticator", "old", "authenticator.shadow", "new"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put((String) pairs[i], String.valueOf(pairs[i + 1]));
        }
        if (application != null) {
            routes.remove(application, Application.class);
        }
        application = routes.bind(new Application(properties));
    }

    private void shadow(Authenticator authenticator) {
        if (shadow != null) {
            routes.remove(shadow);
        }
        shadow = routes.local("new", authenticator);
    }

    private Visitor connect(String user) {
        return connect(user, "192.0.2.1");
    }

    private Visitor connect(String user, String address) {
        Visitor client = new Visitor("c" + next.incrementAndGet());
        client.address = address;
        Admission admission = admissions.connect(
                client,
                admissions.door("live"),
                new Arrival(
                        Optional.of(LIVE),
                        deadline -> new Reading(
                                ConnectRequest.builder(client.id, Protocol.RTMP, LIVE, deadline)
                                        .credentials(Credentials.of(user, SECRET, null))
                                        .remoteAddress(address)
                                        .build(),
                                "",
                                null,
                                "",
                                Credentials.of(user, SECRET, null))));
        assertThat(admission.allowed()).isEqualTo(user.startsWith("in"));
        admission.session().ifPresent(session -> client.session = session);
        return client;
    }

    private boolean publish(Visitor client, String name) {
        return admissions.stream(client, client.session, "live", new Use(Action.PUBLISH, name, "live"))
                .allowed();
    }

    private Comparison counts() {
        return admissions.shadows().all().get(0);
    }

    private static List<Long> all(Comparison counts) {
        return List.of(counts.agree(), counts.wouldRefuse(), counts.wouldAllow(), counts.undecided(), counts.dropped());
    }

    /** How often both agreed, would refuse, would allow, was undecided, and was dropped. */
    private void eventuallyCounted(long agree, long wouldRefuse, long wouldAllow, long undecided, long dropped) {
        List<Long> expected = List.of(agree, wouldRefuse, wouldAllow, undecided, dropped);
        eventually(() -> all(counts()).equals(expected));
    }

    private static Decision byName(ConnectRequest request) {
        return request.credentials().username().orElse("").endsWith("new")
                ? new Decision.Allow(Grant.everything("new one"))
                : new Decision.Deny(Reason.WRONG_AUDIENCE, "not for us");
    }

    @Test
    void agreement_is_counted_exactly_and_differences_are_told_with_both_sides() {
        configured();
        shadow(ShadowingTest::byName);
        connect("in and new");
        connect("in");
        connect("out");
        connect("out but new");
        connect("out too");
        eventuallyCounted(3, 1, 1, 0, 0);
        List<Map<String, Object>> differences = audit.differences().toList();
        assertThat(differences)
                .filteredOn(line -> line.get("reason").equals("WOULD_REFUSE"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("decision", "shadow")
                        .containsEntry("subject", "in")
                        .containsEntry("decided", "allow")
                        .containsEntry("decidedReason", "GRANTED")
                        .containsEntry("authenticator", "old")
                        .containsEntry("shadow", "new")
                        .containsEntry("shadowDecision", "deny")
                        .containsEntry("shadowReason", "WRONG_AUDIENCE")
                        .containsEntry("detail", "not for us"));
        assertThat(differences)
                .filteredOn(line -> line.get("reason").equals("WOULD_ALLOW"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("claimed", "out but new")
                        .containsEntry("decided", "deny")
                        .containsEntry("decidedReason", "BAD_CREDENTIALS")
                        .containsEntry("shadowDecision", "allow")
                        .containsEntry("shadowReason", "GRANTED"));
        assertThat(audit.decided()).isEqualTo(5);
        assertThat(audit.refused()).isEqualTo(3);
    }

    @Test
    void shadow_is_asked_for_that_purpose_with_what_the_client_showed_and_once() {
        configured();
        List<ConnectRequest> asked = new CopyOnWriteArrayList<>();
        shadow(request -> {
            asked.add(request);
            return new Decision.Allow(Grant.everything("x"));
        });
        connect("in");
        eventuallyCounted(1, 0, 0, 0, 0);
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.purpose()).isEqualTo(Purpose.SHADOW);
            assertThat(request.credentials()).isEqualTo(Credentials.of("in", SECRET, null));
            assertThat(request.remoteAddress()).isEqualTo("192.0.2.1");
            assertThat(request.deadline()).isAfter(Instant.now());
        });
    }

    @Test
    void streams_are_compared_by_what_the_shadow_itself_has_granted() {
        configured();
        shadow(request -> new Decision.Allow(
                Grant.builder("x").actions(Set.of(Action.SUBSCRIBE)).build()));
        Visitor client = connect("in");
        assertThat(publish(client, "cam")).isTrue();
        eventuallyCounted(1, 1, 0, 0, 0);
        assertThat(audit.differences().toList())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("action", "publish")
                        .containsEntry("stream", "cam")
                        .containsEntry("shadowReason", "ROLE_NOT_ALLOWED"));
    }

    @Test
    void who_would_not_have_come_in_would_not_publish_either() {
        configured();
        shadow(request -> new Decision.Deny(Reason.EXPIRED, ""));
        Visitor client = connect("in");
        assertThat(publish(client, "cam")).isTrue();
        eventuallyCounted(0, 2, 0, 0, 0);
    }

    @Test
    void shadow_that_decides_on_streams_is_asked_about_them_with_its_own_grant_and_credentials() {
        configured();
        List<StreamRequest> asked = new CopyOnWriteArrayList<>();
        shadow(new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Allow(Grant.everything("mine").toBuilder()
                        .keepsCredentials(true)
                        .build());
            }

            @Override
            public Decision authorize(StreamRequest request) {
                asked.add(request);
                return new Decision.Deny(Reason.ROLE_NOT_ALLOWED, "");
            }
        });
        publish(connect("in"), "cam");
        eventuallyCounted(1, 1, 0, 0, 0);
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.grant().subject()).isEqualTo("mine");
            assertThat(request.connect().purpose()).isEqualTo(Purpose.SHADOW);
            assertThat(request.connect().credentials()).isEqualTo(Credentials.of("in", SECRET, null));
        });
    }

    @Test
    void client_that_came_before_the_shadow_is_undecided() {
        configured("authenticator.shadow", "other");
        Visitor client = connect("in");
        eventuallyCounted(0, 0, 0, 1, 0);
        configured();
        shadow(ShadowingTest::byName);
        assertThat(publish(client, "cam")).isTrue();
        eventuallyCounted(0, 0, 0, 1, 0);
    }

    @Test
    void wrong_shadows_harm_nobody() {
        configured("decisionTimeoutMillis", 200);
        List<Authenticator> wrong = new ArrayList<>();
        wrong.add(request -> null);
        wrong.add(request -> {
            throw new IllegalStateException("a bug with " + SECRET);
        });
        wrong.add(request -> {
            throw new StackOverflowError();
        });
        wrong.add(request -> {
            await(new CountDownLatch(1));
            return new Decision.Abstain();
        });
        wrong.add(request -> new Decision.Allow(Grant.everything("")).withConfirmation(new CompletableFuture<>()));
        try (Lines lines = Lines.ofModule()) {
            for (Authenticator one : wrong) {
                shadow(one);
                configured("decisionTimeoutMillis", 200, "swapGraceMillis", wrong.indexOf(one));
                Visitor client = connect("in");
                assertThat(publish(client, "cam")).isTrue();
                connect("out");
                eventually(() -> counts().undecided() >= 3);
                assertThat(client.closed).isNull();
                routes.remove(application, Application.class);
                admissions.shadows().all(); // or the next begins where this one ends
                application = null;
            }
            assertThat(lines.all()).noneMatch(line -> line.contains(SECRET));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shadow_that_hangs_whatever_is_done_keeps_four_threads_and_the_rest_is_dropped() throws Exception {
        configured("decisionTimeoutMillis", 100);
        CountDownLatch free = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        try {
            shadow(request -> {
                hanging.incrementAndGet();
                boolean done = false;
                while (!done) {
                    try {
                        done = free.await(1, TimeUnit.HOURS);
                    } catch (InterruptedException e) {
                        // A provider that does not care.
                    }
                }
                return new Decision.Abstain();
            });
            for (int i = 0; i < 2000; i++) {
                connect("in", "192.0.2." + i % 200);
            }
            assertThat(counts().dropped()).isPositive();
            eventually(() -> counts().undecided() + counts().dropped() == 2000);
            assertThat(hanging).hasValue(4);
        } finally {
            free.countDown();
        }
    }

    @Test
    void one_network_cannot_take_all_the_places_of_others() {
        configured("decisionTimeoutMillis", 5000);
        CountDownLatch free = new CountDownLatch(1);
        try {
            shadow(request -> {
                await(free);
                return new Decision.Allow(Grant.everything("x"));
            });
            for (int i = 0; i < 1000; i++) {
                connect("in", "192.0.2.1");
            }
            long dropped = counts().dropped();
            assertThat(dropped).isPositive();
            connect("in", "198.51.100.1");
            assertThat(counts().dropped()).isEqualTo(dropped);
        } finally {
            free.countDown();
        }
        eventually(() -> counts().agree() + counts().undecided() + counts().dropped() == 1001);
    }

    @Test
    void what_the_shadow_repeats_of_the_credentials_is_in_no_line() throws Exception {
        configured();
        shadow(request -> request.credentials().username().orElse("").startsWith("in")
                ? new Decision.Deny(Reason.BAD_CREDENTIALS, "got " + SECRET)
                : new Decision.Allow(Grant.everything(SECRET)));
        connect("in");
        connect("out");
        eventuallyCounted(0, 1, 1, 0, 0);
        assertThat(audit.differences().toList().toString()).doesNotContain(SECRET);
        Audits.close(audit);
        assertThat(Files.readString(home.resolve("log/audit.log")))
                .contains("\"decision\":\"shadow\"")
                .doesNotContain(SECRET);
    }

    @Test
    void name_that_nobody_has_is_a_problem_and_no_refusal() {
        configured();
        connect("in");
        eventuallyCounted(0, 0, 0, 1, 0);
        assertThat(routes.router.problems())
                .anyMatch(problem -> problem.contains("'new', which is set as 'authenticator.shadow'"));
        assertThat(routes.router.unbound()).isEmpty();
        assertThat(routes.router.misnamed()).isEmpty();
        shadow(ShadowingTest::byName);
        assertThat(routes.router.problems()).isEmpty();
    }

    @Test
    void shadow_that_is_promoted_is_compared_no_more_and_cuts_nobody() {
        configured();
        shadow(request -> new Decision.Allow(Grant.everything("x")));
        Visitor client = connect("in");
        eventuallyCounted(1, 0, 0, 0, 0);
        configured("authenticator", "new");
        assertThat(admissions.shadows().all()).isEmpty();
        assertThat(admissions.shadows().notes())
                .singleElement()
                .asString()
                .contains("authenticator.shadow=new is without effect");
        assertThat(publish(client, "cam")).isTrue();
        assertThat(client.closed).isNull();
        connect("in");
        assertThat(admissions.shadows().all()).isEmpty();
    }

    @Test
    void counts_begin_anew_with_another_shadow_and_go_on_when_its_bundle_is_updated() {
        configured();
        shadow(request -> new Decision.Allow(Grant.everything("x")));
        Visitor client = connect("in");
        eventuallyCounted(1, 0, 0, 0, 0);
        Instant since = counts().since();
        shadow(request -> new Decision.Allow(Grant.everything("x")));
        assertThat(publish(client, "cam")).isTrue();
        eventuallyCounted(2, 0, 0, 0, 0);
        assertThat(counts().since()).isEqualTo(since);
        routes.local("third", request -> new Decision.Deny(Reason.EXPIRED, ""));
        configured("authenticator.shadow", "third");
        connect("in");
        eventuallyCounted(0, 1, 0, 0, 0);
    }

    @Test
    void several_are_asked_in_order() {
        configured("authenticator.shadow", "first,new");
        routes.local("first", request -> new Decision.Abstain());
        shadow(ShadowingTest::byName);
        connect("in and new");
        connect("in");
        eventuallyCounted(1, 1, 0, 0, 0);
        assertThat(counts().authenticator()).isEqualTo("first,new");
    }

    @Test
    void allowance_that_is_not_confirmed_is_compared_as_the_refusal_that_it_becomes() {
        configured("authenticator", "lazy");
        CompletableFuture<Decision> later = new CompletableFuture<>();
        routes.local("lazy", request -> new Decision.Allow(Grant.everything("in")).withConfirmation(later));
        shadow(request -> new Decision.Deny(Reason.EXPIRED, ""));
        Visitor client = connect("in");
        later.complete(new Decision.Deny(Reason.BAD_CREDENTIALS, ""));
        eventuallyCounted(1, 0, 0, 0, 0);
        eventually(() -> client.closed != null);
    }

    @Test
    void session_has_nothing_of_the_shadow() {
        configured();
        shadow(request -> new Decision.Allow(Grant.everything("shadow's subject")));
        Visitor client = connect("in");
        eventuallyCounted(1, 0, 0, 0, 0);
        assertThat(client.session.toString()).doesNotContain("shadow");
        assertThat(SessionState.of(client.session).authenticator()).isEqualTo("old");
    }
}
