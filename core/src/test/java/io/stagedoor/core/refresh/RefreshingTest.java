package io.stagedoor.core.refresh;

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
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.MovableClock;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Server;
import io.stagedoor.core.admission.Visitor;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Refresh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceReference;

/** Time stands still unless a test moves it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefreshingTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final StreamPath SHOW = new StreamPath("live", "", "show");
    private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private volatile Instant now = BEGIN;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Clock clock = new MovableClock(() -> now);
    private final Server clients = new Server(Kind.CONNECTION);
    private final List<ConnectRequest> asked = new CopyOnWriteArrayList<>();
    private final List<StreamRequest> askedOfStreams = new CopyOnWriteArrayList<>();
    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
    private volatile Consumer<ConnectRequest> meanwhile = request -> {};
    private volatile Function<StreamRequest, Decision> streams =
            request -> request.grant().decide(request, now);
    private Audit audit;
    private Admissions admissions;
    private Rechecks rechecks;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        begin();
        routes.authenticator("jwt", authenticator());
        grants("old", bob().endsAt(after(60)).build());
        grants("new", bob().endsAt(after(600)).build());
        routes.live();
    }

    private void begin() {
        admissions = Admissions.withoutRevocations(routes.router, audit, clock, nanos::get);
        rechecks = admissions.rechecks(List.of(clients));
        rechecks.count();
    }

    private Authenticator authenticator() {
        return new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                asked.add(request);
                meanwhile.accept(request);
                return request.credentials()
                        .token()
                        .map(token -> decisions.getOrDefault(
                                token.reveal(), new Decision.Deny(Reason.BAD_SIGNATURE, "unknown")))
                        .orElseGet(Decision.Abstain::new);
            }

            @Override
            public Decision authorize(StreamRequest request) {
                askedOfStreams.add(request);
                return streams.apply(request);
            }
        };
    }

    @AfterEach
    void stop() throws Exception {
        rechecks.close();
        Audits.close(audit);
    }

    private static Instant after(long seconds) {
        return BEGIN.plusSeconds(seconds);
    }

    private static Grant.Builder bob() {
        return of("bob", "issuer");
    }

    private static Grant.Builder of(String subject, String issuer) {
        return Grant.everything(subject).toBuilder()
                .holder(io.stagedoor.auth.Holder.builder()
                        .subject(subject)
                        .issuer(issuer)
                        .build());
    }

    private void grants(String token, Grant grant) {
        decisions.put(token, new Decision.Allow(grant));
    }

    private Visitor connected(String id) {
        return connected(id, "old");
    }

    private Visitor connected(String id, String token) {
        Visitor one = new Visitor(id);
        one.since = BEGIN;
        Admission admission = admissions.connect(
                one,
                admissions.door("live"),
                new Arrival(
                        Optional.of(LIVE),
                        deadline ->
                                Visitor.reading(id, Credentials.of(null, null, token), Protocol.RTMP, LIVE, deadline)));
        one.session = admission.session().orElseThrow();
        clients.all.add(one);
        return one;
    }

    private Refreshed refresh(Visitor one, String token) {
        return admissions.refresh(one, one.session, Secret.of(token));
    }

    private Refreshed.Result result(Visitor one, String token) {
        return refresh(one, token).result();
    }

    private String audited() {
        try {
            Path log = home.resolve("log/audit.log");
            Path allowed = home.resolve("log/allowed.log");
            return (Files.exists(log) ? Files.readString(log) : "")
                    + (Files.exists(allowed) ? Files.readString(allowed) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLine(String reason) {
        eventually(() -> audited()
                .lines()
                .anyMatch(line ->
                        line.contains("\"action\":\"refresh\"") && line.contains("\"reason\":\"" + reason + "\"")));
    }

    private void assertRefused(Visitor one, String token, Reason reason) {
        Map<String, Object> before = one.session;
        assertThat(result(one, token)).isEqualTo(Refreshed.Result.REFUSED);
        assertThat(one.session).isSameAs(before);
        assertThat(one.closed).isNull();
        assertThat(admissions.sessions().has(before)).isTrue();
        awaitLine(reason.name());
    }

    @Test
    void new_token_replaces_the_grant_and_its_end() {
        Visitor one = connected("c1");
        Refreshed refreshed = refresh(one, "new");
        assertThat(refreshed.isDone()).isTrue();
        assertThat(refreshed.end()).hasValue(after(600));
        assertThat(one.end()).hasValue(after(600));
        assertThat(one.session.get(SessionState.ENDS_AT)).isEqualTo(after(600).toEpochMilli());
        assertThat(admissions.sessions().has(one.session)).isTrue();
        ConnectRequest question = asked.get(asked.size() - 1);
        assertThat(question.purpose()).isEqualTo(Purpose.REFRESH);
        assertThat(question.credentials()).isEqualTo(Credentials.of(null, null, "new"));
        assertThat(question.remoteAddress()).isEqualTo("192.0.2.1");
        awaitLine("GRANTED");
    }

    @Test
    void grant_is_replaced_and_never_merged() {
        grants("old", bob().endsAt(after(60)).attributes(Map.of("a", "1")).build());
        grants(
                "less",
                bob().actions(Set.of(Action.SUBSCRIBE)).rooms(Set.of("r")).build());
        Visitor one = connected("c1");
        assertThat(refresh(one, "less").end()).isEmpty();
        Grant grant = one.state().grant().orElseThrow();
        assertThat(grant)
                .isEqualTo(bob().actions(Set.of(Action.SUBSCRIBE))
                        .rooms(Set.of("r"))
                        .build());
        // Also one that ends sooner.
        grants("sooner", bob().endsAt(after(5)).build());
        assertThat(refresh(one, "sooner").end()).hasValue(after(5));
    }

    @Test
    void refused_token_leaves_the_grant_to_its_end() {
        Visitor one = connected("c1");
        assertRefused(one, "forged", Reason.BAD_SIGNATURE);
        assertThat(one.end()).hasValue(after(60));
    }

    @Test
    void nobody_but_the_holder_refreshes_a_session() {
        Visitor one = connected("c1");
        grants("sue", of("sue", "issuer").endsAt(after(600)).build());
        assertRefused(one, "sue", Reason.OTHER_HOLDER);
        grants("elsewhere", of("bob", "another").endsAt(after(600)).build());
        assertRefused(one, "elsewhere", Reason.OTHER_HOLDER);
        grants("nobody", Grant.everything("").toBuilder().endsAt(after(600)).build());
        assertRefused(one, "nobody", Reason.OTHER_HOLDER);
        grants(
                "claimed",
                bob().attributes(Map.of(Grant.UNPROVEN, "true"))
                        .endsAt(after(600))
                        .build());
        assertRefused(one, "claimed", Reason.OTHER_HOLDER);
        Visitor nobody = connected("c2", "nobody");
        assertRefused(nobody, "nobody", Reason.OTHER_HOLDER);
    }

    @Test
    void a_subject_of_another_authenticator_is_another_subject() {
        Visitor one = connected("c1");
        routes.live("authenticator", "other");
        routes.local(
                "other", request -> new Decision.Allow(bob().endsAt(after(600)).build()));
        assertRefused(one, "new", Reason.OTHER_HOLDER);
    }

    @Test
    void authenticator_of_the_same_name_judges_by_what_is_in_force_now() {
        routes.live("authenticator", "first");
        ServiceReference<Authenticator> first = routes.authenticator("first", request -> decisions.get("old"));
        Visitor one = connected("c1");
        routes.remove(first);
        routes.authenticator(
                "first", request -> new Decision.Allow(bob().endsAt(after(900)).build()));
        assertThat(refresh(one, "any").end()).hasValue(after(900));
    }

    @Test
    void outage_leaves_the_grant_and_says_so() {
        Visitor one = connected("c1");
        decisions.put("new", new Decision.Unavailable("down"));
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.UNAVAILABLE);
        awaitLine("UNAVAILABLE");
        decisions.put("new", new Decision.Allow(bob().build()).withFailOpen("down"));
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.UNAVAILABLE);
        assertThat(one.end()).hasValue(after(60));
    }

    @Test
    void who_was_let_in_without_an_answer_must_come_again() {
        decisions.put("old", new Decision.Allow(bob().endsAt(after(60)).build()).withFailOpen("down"));
        assertRefused(connected("c1"), "new", Reason.NOT_ADMITTED);
        eventually(() -> audited().contains("failOpen"));
    }

    @Test
    void who_was_never_asked_has_nothing_to_refresh() {
        routes.live("rtmp", "false");
        assertRefused(connected("c1"), "new", Reason.NOT_ADMITTED);
    }

    @Test
    void nobody_judges_tokens_while_authentication_is_off() {
        Visitor one = connected("c1");
        routes.live("rtmp", "false");
        assertRefused(one, "new", Reason.NOT_ADMITTED);
        routes.live("active", "false");
        assertRefused(one, "new", Reason.NOT_ADMITTED);
        assertThat(asked).hasSize(1);
    }

    @Test
    void ticket_refreshes_nothing() {
        grants("sdt_0123456789abcdefABCDEF", bob().build());
        assertRefused(connected("c1"), "sdt_0123456789abcdefABCDEF", Reason.NOT_ADMITTED);
    }

    @Test
    void it_is_too_late_once_the_end_has_come() {
        Visitor one = connected("c1");
        now = after(60);
        assertRefused(one, "new", Reason.GRANT_EXPIRED);
        assertThat(asked).hasSize(1);
    }

    @Test
    void end_that_comes_while_the_token_is_judged_counts() {
        Visitor one = connected("c1");
        now = after(58);
        meanwhile = request -> now = after(60);
        assertRefused(one, "new", Reason.GRANT_EXPIRED);
    }

    @Test
    void nobody_stays_longer_than_a_session_may_last() {
        routes.live("maxSessionHours", "1");
        Visitor one = connected("c1");
        grants("long", bob().endsAt(after(100_000)).build());
        now = after(50);
        assertThat(refresh(one, "long").end()).hasValue(after(3600));
        grants("endless", bob().build());
        assertThat(refresh(one, "endless").end()).hasValue(after(3600));
    }

    @Test
    void what_the_new_grant_does_not_cover_is_cut_and_the_rest_goes_on() {
        Visitor one = connected("c1");
        one.endsStreams = true;
        Holder.Open sent = new Holder.Open(Action.PUBLISH, SHOW);
        Holder.Open seen = new Holder.Open(Action.SUBSCRIBE, new StreamPath("live", "", "other"));
        one.open.addAll(Set.of(sent, seen));
        grants(
                "viewer",
                bob().actions(Set.of(Action.SUBSCRIBE)).endsAt(after(600)).build());
        assertThat(result(one, "viewer")).isEqualTo(Refreshed.Result.DONE);
        assertThat(one.open).containsExactly(seen);
        assertThat(one.closed).isNull();
        assertThat(one.end()).hasValue(after(600));
        assertThat(askedOfStreams)
                .allSatisfy(request -> assertThat(request.connect().purpose()).isEqualTo(Purpose.RECHECK));
        awaitLine("ROLE_NOT_ALLOWED");
    }

    @Test
    void where_one_stream_cannot_be_ended_all_of_the_client_is() {
        Visitor one = connected("c1");
        one.open.add(new Holder.Open(Action.PUBLISH, SHOW));
        grants("viewer", bob().actions(Set.of(Action.SUBSCRIBE)).build());
        assertThat(result(one, "viewer")).isEqualTo(Refreshed.Result.REFUSED);
        assertThat(one.closed).isEqualTo(EndReason.RECHECK_DENIED);
        assertThat(admissions.sessions().has(one.session)).isFalse();
    }

    @Test
    void token_of_another_cuts_nothing() {
        Visitor one = connected("c1");
        one.open.add(new Holder.Open(Action.PUBLISH, SHOW));
        grants("sue", of("sue", "issuer").actions(Set.of(Action.SUBSCRIBE)).build());
        assertRefused(one, "sue", Reason.OTHER_HOLDER);
    }

    @Test
    void nothing_changes_while_nobody_can_tell_about_a_stream() {
        Visitor one = connected("c1");
        one.open.add(new Holder.Open(Action.PUBLISH, SHOW));
        streams = request -> new Decision.Unavailable("down");
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.UNAVAILABLE);
        assertThat(one.end()).hasValue(after(60));
        assertThat(one.closed).isNull();
    }

    @Test
    void stream_that_began_meanwhile_is_judged_by_the_new_grant() {
        Visitor one = connected("c1");
        one.endsStreams = true;
        grants("viewer", bob().actions(Set.of(Action.SUBSCRIBE)).build());
        Holder.Open sent = new Holder.Open(Action.PUBLISH, SHOW);
        streams = request -> {
            one.open.add(sent); // not before what is open was looked at
            return request.grant().decide(request, now);
        };
        one.open.add(new Holder.Open(Action.SUBSCRIBE, SHOW));
        assertThat(result(one, "viewer")).isEqualTo(Refreshed.Result.DONE);
        assertThat(one.open).doesNotContain(sent);
    }

    @Test
    void stream_that_is_judged_while_the_grant_is_replaced_is_judged_again() {
        Visitor one = connected("c1");
        grants("viewer", bob().actions(Set.of(Action.SUBSCRIBE)).build());
        Map<String, Object> before = one.session;
        streams = request -> {
            streams = next -> next.grant().decide(next, now);
            assertThat(result(one, "viewer")).isEqualTo(Refreshed.Result.DONE);
            return request.grant().decide(request, now);
        };
        assertThat(publish(one, before).allowed()).isFalse();
        assertThat(admissions.sessions().on(SHOW)).isEmpty();
    }

    @Test
    void later_answer_about_the_former_grant_does_not_end_the_new_one() {
        Visitor one = connected("c1");
        Map<String, Object> before = one.session;
        streams = request -> {
            streams = next -> next.grant().decide(next, now);
            assertThat(result(one, "new")).isEqualTo(Refreshed.Result.DONE);
            return new Decision.Allow(bob().endsAt(after(10)).build());
        };
        publish(one, before);
        assertThat(one.end()).hasValue(after(600));
    }

    @Test
    void later_confirmation_of_the_former_grant_does_not_cut_who_has_a_new_one() {
        CompletableFuture<Decision> later = new CompletableFuture<>();
        decisions.put("old", new Decision.Allow(bob().endsAt(after(60)).build()).withConfirmation(later));
        Visitor one = connected("c1");
        decisions.put("old", new Decision.Allow(bob().endsAt(after(60)).build()));
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.DONE);
        Map<String, Object> refreshed = one.session;
        later.complete(new Decision.Allow(bob().endsAt(after(10)).build()));
        eventually(() -> one.shown.get() == 3); // by the connect, the refresh, and the confirmation
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(30, TimeUnit.SECONDS))
                .isTrue();
        assertThat(one.closed).isNull();
        assertThat(one.session).isSameAs(refreshed);
    }

    private Admission publish(Visitor one, Map<String, Object> session) {
        return admissions.stream(one, session, "live", new Wish() {
            @Override
            public Action action() {
                return Action.PUBLISH;
            }

            @Override
            public String name() {
                return "show";
            }

            @Override
            public String mode() {
                return "live";
            }

            @Override
            public Optional<StreamPath> path(
                    String application, Optional<io.stagedoor.core.settings.ApplicationSettings> settings) {
                return Optional.of(SHOW);
            }

            @Override
            public Reading credentials(ConnectRequest connect) {
                return Reading.refuse(Reason.NO_CREDENTIALS, "");
            }
        });
    }

    @Test
    void kept_credentials_and_the_time_of_the_answer_begin_anew() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        nanos.addAndGet(Duration.ofSeconds(50).toNanos());
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.DONE);
        assertThat(one.state().credentials()).isEqualTo(Credentials.of(null, null, "new"));
        assertThat(one.state().answered().orElseThrow().at()).isEqualTo(nanos.get());
        routes.live();
        assertThat(result(one, "old")).isEqualTo(Refreshed.Result.DONE);
        assertThat(one.state().credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void recheck_of_the_former_token_does_not_cut_who_has_a_new_one() throws Exception {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        CountDownLatch asking = new CountDownLatch(1);
        CountDownLatch refreshed = new CountDownLatch(1);
        meanwhile = request -> {
            if (request.purpose() == Purpose.RECHECK
                    && request.credentials().equals(Credentials.of(null, null, "old"))) {
                asking.countDown();
                await(refreshed);
                decisions.put("old", new Decision.Deny(Reason.EXPIRED, "over"));
            }
        };
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        rechecks.look();
        await(asking);
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.DONE);
        refreshed.countDown();
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        eventually(() -> {
            rechecks.look();
            return one.state().answered().orElseThrow().at() == nanos.get();
        });
        assertThat(one.closed).isNull();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void condemned_session_stays_condemned() {
        Visitor one = connected("c1");
        admissions.sessions().condemn(one.session);
        assertRefused(one, "new", Reason.REVOKED);
    }

    @Test
    void session_that_is_condemned_while_the_token_is_judged_stays_so() {
        Visitor one = connected("c1");
        meanwhile = request -> admissions.sessions().condemn(one.session);
        assertRefused(one, "new", Reason.REVOKED);
    }

    @Test
    void client_that_is_ended_meanwhile_is_not_refreshed() {
        Visitor one = connected("c1");
        meanwhile = request -> one.close(EndReason.KICKED);
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.REFUSED);
        assertThat(one.closed).isEqualTo(EndReason.KICKED);
        assertThat(one.end()).hasValue(after(60));
    }

    @Test
    void session_that_somebody_else_replaced_meanwhile_is_refreshed_all_the_same() {
        Visitor one = connected("c1");
        meanwhile = request -> {
            Map<String, Object> before = one.session;
            Map<String, Object> after = one.state().on("other basis").toMap();
            assertThat(one.replace(before, after)).isTrue();
            admissions.sessions().replaced(before, after);
        };
        assertThat(refresh(one, "new").end()).hasValue(after(600));
        assertThat(one.end()).hasValue(after(600));
        assertThat(admissions.sessions().has(one.session)).isTrue();
    }

    @Test
    void of_two_refreshes_at_once_one_is_told_to_come_again() {
        Visitor one = connected("c1");
        grants("newer", bob().endsAt(after(700)).build());
        Refreshed.Result[] second = new Refreshed.Result[1];
        meanwhile = request -> {
            meanwhile = next -> {};
            second[0] = result(one, "newer");
        };
        assertThat(refresh(one, "new").end()).hasValue(after(600));
        assertThat(second[0]).isEqualTo(Refreshed.Result.TOO_MANY);
        assertThat(one.end()).hasValue(after(600));
    }

    @Test
    void who_was_told_an_end_has_that_end_however_many_come_at_once() throws Exception {
        Visitor one = connected("c1");
        ExecutorService many = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < RefreshPace.MOST; i++) {
                grants("t" + i, bob().endsAt(after(1000 + i)).build());
            }
            List<Future<Refreshed>> all = new CopyOnWriteArrayList<>();
            for (int i = 0; i < RefreshPace.MOST; i++) {
                String token = "t" + i;
                all.add(many.submit(() -> refresh(one, token)));
            }
            Set<Optional<Instant>> told = ConcurrentHashMap.newKeySet();
            for (Future<Refreshed> each : all) {
                if (each.get().isDone()) {
                    told.add(each.get().end());
                }
            }
            assertThat(told).contains(one.end());
        } finally {
            many.shutdownNow();
        }
    }

    @Test
    void so_many_a_minute_and_no_more() {
        Visitor one = connected("c1");
        Visitor other = connected("c2");
        for (int i = 0; i < RefreshPace.MOST; i++) {
            assertThat(result(one, "forged")).isEqualTo(Refreshed.Result.REFUSED);
        }
        int questions = asked.size();
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.TOO_MANY);
        assertThat(asked).hasSize(questions);
        assertThat(result(other, "new")).isEqualTo(Refreshed.Result.DONE);
        nanos.addAndGet(RefreshPace.WINDOW.toNanos());
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.DONE);
    }

    @Test
    void id_of_a_session_is_told_only_where_it_is_wanted_and_stays() {
        Visitor none = connected("c0");
        assertThat(Refresh.of(none.session)).isEqualTo(Refresh.NONE);
        routes.live("refresh", "true");
        Visitor one = connected("c1");
        Visitor other = connected("c2");
        String id = Refresh.of(one.session).id();
        assertThat(id)
                .startsWith("sgd_")
                .hasSize(36)
                .isNotEqualTo(Refresh.of(other.session).id());
        assertThat(result(one, "new")).isEqualTo(Refreshed.Result.DONE);
        assertThat(Refresh.of(one.session)).isEqualTo(new Refresh(id, 1));
        assertThat(one.state().toString()).doesNotContain(id);
        assertThat(audited()).doesNotContain(id);
    }

    @Test
    void whoever_knows_the_id_sends_a_token_for_that_session_only() {
        routes.live("refresh", "true");
        Visitor one = connected("c1");
        Visitor other = connected("c2");
        String id = Refresh.of(one.session).id();
        Refreshes refreshes = admissions.refreshes(() -> 10);
        assertThat(refreshes.refresh("live", id, Secret.of("new"), "192.0.2.9").end())
                .hasValue(after(600));
        assertThat(one.end()).hasValue(after(600));
        assertThat(other.end()).hasValue(after(60));
        // What others know of a session names none.
        for (String known : List.of("c1", "", "bob", id + "x", id.substring(0, 35))) {
            assertThat(refreshes
                            .refresh("live", known, Secret.of("new"), "192.0.2.9")
                            .result())
                    .isEqualTo(Refreshed.Result.REFUSED);
        }
        assertThat(refreshes
                        .refresh("elsewhere", id, Secret.of("new"), "192.0.2.9")
                        .result())
                .isEqualTo(Refreshed.Result.REFUSED);
        assertThat(other.end()).hasValue(after(60));
        // A new core finds it.
        rechecks.close();
        begin();
        assertThat(admissions
                        .refreshes(() -> 10)
                        .refresh("live", id, Secret.of("old"), "192.0.2.9")
                        .end())
                .hasValue(after(60));
        assertThat(audited()).doesNotContain(id);
    }

    @Test
    void whoever_guesses_ids_is_not_listened_to() {
        routes.live("refresh", "true");
        String id = Refresh.of(connected("c1").session).id();
        Refreshes refreshes = admissions.refreshes(() -> 10);
        for (int i = 0; i < 20; i++) {
            refreshes.refresh("live", "sgd_" + i, Secret.of("new"), "192.0.2.9");
        }
        assertThat(refreshes.refresh("live", id, Secret.of("new"), "192.0.2.9").result())
                .isEqualTo(Refreshed.Result.TOO_MANY);
        assertThat(refreshes
                        .refresh("live", id, Secret.of("new"), "198.51.100.7")
                        .result())
                .isEqualTo(Refreshed.Result.DONE);
    }

    @Test
    void client_on_a_thread_that_must_not_wait_is_refreshed_by_a_local_authenticator() {
        Visitor one = connected("c1");
        one.mayWait = false;
        routes.local("near", request -> decisions.get("new"));
        routes.live("authenticator", "near");
        Visitor near = connected("c2");
        near.mayWait = false;
        assertThat(result(near, "new")).isEqualTo(Refreshed.Result.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"refreshId", "refreshes"})
    void session_with_an_entry_of_another_type_has_no_id(String entry) {
        assertThat(Refresh.of(Map.of(entry, List.of()))).isEqualTo(Refresh.NONE);
    }
}
