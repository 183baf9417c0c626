package io.stagedoor.core.ending;

import static io.stagedoor.auth.support.Eventually.eventually;
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
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Server;
import io.stagedoor.core.admission.Visitor;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LastAnswer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

class RoundsTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final StreamPath SHOW = new StreamPath("live", "", "show");
    private static final Decision YES = new Decision.Allow(Grant.everything("bob"));
    private static final Decision NO = new Decision.Deny(Reason.BAD_CREDENTIALS, "blocked");
    private static final Decision DOWN = new Decision.Unavailable("down");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    /** Begins close to where the clock of nanoseconds turns over: nobody may compare its times as numbers. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(50).toNanos());

    private final Server clients = new Server(Kind.CONNECTION);
    private final List<ConnectRequest> asked = new CopyOnWriteArrayList<>();
    private final List<StreamRequest> askedOfStreams = new CopyOnWriteArrayList<>();
    private volatile Function<ConnectRequest, Decision> answer = request -> YES;
    private volatile Function<StreamRequest, Decision> streams =
            request -> request.grant().decide(request);
    private ServiceReference<Authenticator> authenticator;
    private Audit audit;
    private Admissions admissions;
    private Rechecks rechecks;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        begin();
        authenticator = routes.authenticator("jwt", authenticator());
    }

    private void begin() {
        admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC(), nanos::get);
        rechecks = admissions.rechecks(List.of(clients));
        rechecks.count();
    }

    private Authenticator authenticator() {
        return new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                if (request.purpose() == Purpose.RECHECK) {
                    asked.add(request);
                }
                return answer.apply(request);
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

    private Visitor connected(String id) {
        Visitor one = new Visitor(id);
        Admission admission = admissions.connect(
                one,
                admissions.door("live"),
                new Arrival(
                        Optional.of(LIVE),
                        deadline -> Visitor.reading(
                                id, Credentials.of("bob", "secret", null), Protocol.RTMP, LIVE, deadline)));
        one.session = admission.session().orElseThrow();
        clients.all.add(one);
        return one;
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
        rechecks.look();
    }

    /** Until it has the answer of this moment: time stands still meanwhile. */
    private void awaitAnswer(Visitor one) {
        until(() -> one.state().answered().orElseThrow().at() == nanos.get());
    }

    /** A look while the last question is still being put away asks nothing. */
    private void until(BooleanSupplier condition) {
        eventually(() -> {
            rechecks.look();
            return condition.getAsBoolean();
        });
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
    void who_is_in_is_asked_about_by_the_kept_credentials_in_each_round() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        for (int round = 1; round <= 3; round++) {
            pass(44);
            assertThat(asked).hasSize(round - 1);
            pass(16);
            awaitAnswer(one);
            assertThat(asked).hasSize(round);
        }
        assertThat(asked.get(2).credentials()).isEqualTo(Credentials.of("bob", "secret", null));
        assertThat(one.closed).isNull();
        assertThat(audited()).as("nothing has changed").doesNotContain("recheck");
    }

    @Test
    void refused_client_is_cut_off_and_the_others_go_on() {
        routes.live("recheckSeconds", "60");
        Visitor good = connected("good");
        Visitor bad = connected("bad");
        answer = request -> request.connectionId().equals("bad") ? NO : YES;
        pass(60);
        until(() -> bad.closed == EndReason.RECHECK_DENIED);
        awaitAnswer(good);
        assertThat(good.closed).isNull();
        until(() -> audited().contains("\"action\":\"recheck\""));
        assertThat(audited()).contains("\"reason\":\"BAD_CREDENTIALS\"");
        assertThat(admissions.sessions().has(bad.session)).isFalse();
    }

    @Test
    void nothing_is_kept_and_nobody_is_asked_while_it_is_off() {
        routes.live();
        Visitor one = connected("c1");
        assertThat(one.state().credentials()).isEqualTo(Credentials.NONE);
        assertThat(one.state().answered()).isEmpty();
        pass(100_000);
        routes.live("recheckSeconds", "60");
        pass(100_000);
        assertThat(asked).as("it came before").isEmpty();
        Visitor next = connected("c2");
        assertThat(next.state().credentials()).isEqualTo(Credentials.of("bob", "secret", null));
        routes.live();
        pass(100_000);
        assertThat(asked).as("it is off again").isEmpty();
    }

    @Test
    void client_about_which_nobody_answers_is_kept_for_so_long_after_the_last_answer() {
        routes.live("recheckSeconds", "60", "recheckMaxStaleSeconds", "100");
        Visitor one = connected("c1");
        answer = request -> DOWN;
        pass(60);
        until(() -> rechecks.problem().isPresent());
        assertThat(rechecks.problem())
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("recheckSeconds: no authenticator answered whether 1 connected client(s) may stay"));
        int questions = asked.size();
        pass(1);
        until(() -> asked.size() == questions + 1);
        until(() -> rechecks.problem().orElse("").contains("2 question(s)"));
        assertThat(one.closed).isNull();
        answer = request -> YES;
        pass(30);
        awaitAnswer(one);
        assertThat(rechecks.problem()).isEmpty();

        answer = request -> DOWN;
        pass(60);
        until(() -> rechecks.problem().isPresent());
        pass(39);
        assertThat(one.closed).isNull();
        pass(1);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
        until(() -> audited().contains("down; the last answer was 1"));
    }

    @Test
    void cut_does_not_wait_for_an_answer() {
        routes.live("recheckSeconds", "60", "recheckOnFailure", "cut");
        Visitor one = connected("c1");
        answer = request -> DOWN;
        pass(60);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    @Test
    void answer_says_when_to_ask_again() {
        routes.live("recheckSeconds", "60");
        answer =
                request -> new Decision.Allow(Grant.everything("bob").recheckedAfter(Optional.of(Duration.ofHours(1))));
        Visitor late = connected("late");
        pass(1000);
        assertThat(asked).isEmpty();
        answer = request ->
                new Decision.Allow(Grant.everything("bob").recheckedAfter(Optional.of(Duration.ofSeconds(4))));
        pass(2600);
        awaitAnswer(late);
        assertThat(asked).hasSize(1);
        pass(4);
        awaitAnswer(late);
        assertThat(asked).hasSize(2);
        assertThat(late.state().grant()).contains(Grant.everything("bob"));
        answer = request -> YES;
        pass(4);
        awaitAnswer(late);
        pass(40);
        assertThat(asked).as("the application says again").hasSize(3);
    }

    @Test
    void answer_says_so_where_the_application_does_not() {
        routes.live();
        answer = request ->
                new Decision.Allow(Grant.everything("bob").recheckedAfter(Optional.of(Duration.ofSeconds(4))));
        Visitor one = connected("c1");
        assertThat(one.state().credentials()).isNotEqualTo(Credentials.NONE);
        answer = request -> NO;
        pass(4);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    /** Visitor that is not to be asked about for an hour is not cut off by the first question without an answer, and not kept for ever. */
    @Test
    void who_named_a_long_time_is_kept_to_its_end() {
        routes.live();
        answer =
                request -> new Decision.Allow(Grant.everything("bob").recheckedAfter(Optional.of(Duration.ofHours(1))));
        Visitor one = connected("c1");
        answer = request -> DOWN;
        Duration spread = Duration.ofSeconds(2700);
        pass(spread.toSeconds());
        LastAnswer last = one.state().answered().orElseThrow();
        while (!Routes.settings(Map.of("application", "live", "authenticator", "jwt"))
                .rechecks()
                .isDue(last, nanos.get())) {
            pass(10);
            spread = spread.plusSeconds(10);
        }
        until(() -> rechecks.problem().isPresent());
        pass(3599 - spread.toSeconds());
        assertThat(one.closed).isNull();
        pass(1);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    private static Wish play() {
        return Fakes.fake(
                Wish.class,
                Map.of(
                        "action", none -> Action.SUBSCRIBE,
                        "name", none -> "show",
                        "mode", none -> "",
                        "path", none -> Optional.of(SHOW)));
    }

    @Test
    void answer_about_a_stream_says_when_to_ask_again_and_a_later_one_does_not_put_it_off() {
        routes.live("recheckSeconds", "3000", "recheckMaxStaleSeconds", "4000");
        Visitor one = connected("c1");
        streams = request -> new Decision.Allow(request.grant().recheckedAfter(Optional.of(Duration.ofSeconds(100))));
        assertThat(admissions.stream(one, one.session, "live", play()).allowed())
                .isTrue();
        LastAnswer first = one.state().answered().orElseThrow();
        assertThat(first.due()).hasValue(nanos.get() + Duration.ofSeconds(100).toNanos());
        pass(50);
        streams = request -> new Decision.Allow(request.grant().recheckedAfter(Optional.of(Duration.ofHours(10))));
        assertThat(admissions.stream(one, one.session, "live", play()).allowed())
                .isTrue();
        assertThat(one.state().answered()).contains(first);
        pass(50);
        until(() -> asked.size() == 1);
    }

    @Test
    void what_a_client_has_open_is_asked_about_and_cut_off_with_it() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        one.open.add(new Holder.Open(Action.PUBLISH, SHOW));
        one.open.add(new Holder.Open(Action.SHARE, new StreamPath("live", "", "board")));
        pass(60);
        awaitAnswer(one);
        assertThat(askedOfStreams)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.connect().purpose()).isEqualTo(Purpose.RECHECK));
        assertThat(askedOfStreams)
                .extracting(request -> request.action() + " " + request.mode())
                .containsExactlyInAnyOrder("PUBLISH ", "SHARE connect");
        streams = request -> request.action() == Action.PUBLISH ? NO : YES;
        pass(60);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    @Test
    void what_the_answer_does_not_grant_any_more_is_cut_off() {
        routes.live("recheckSeconds", "60");
        Visitor publisher = connected("publisher");
        Visitor idle = connected("idle");
        publisher.open.add(new Holder.Open(Action.PUBLISH, SHOW));
        Grant less = Grant.everything("bob").toBuilder()
                .actions(Set.of(Action.SUBSCRIBE))
                .build();
        answer = request -> new Decision.Allow(less);
        pass(60);
        until(() -> publisher.closed == EndReason.RECHECK_DENIED);
        awaitAnswer(idle);
        assertThat(idle.state().grant()).contains(less);
        assertThat(idle.closed).isNull();
    }

    /** It was allowed by what the client held before. */
    @Test
    void what_began_while_the_answer_was_awaited_is_judged_by_it() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        answer = request -> {
            if (request.purpose() == Purpose.RECHECK) {
                one.open.add(new Holder.Open(Action.PUBLISH, SHOW));
            }
            return new Decision.Allow(Grant.everything("bob").toBuilder()
                    .actions(Set.of(Action.SUBSCRIBE))
                    .build());
        };
        pass(60);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    /** What runs was begun in time: it does not end by what limits a beginning. */
    @Test
    void stream_that_runs_does_not_end_when_no_other_may_begin() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        one.open.add(new Holder.Open(Action.PUBLISH, SHOW));
        answer = request -> new Decision.Allow(
                Grant.everything("bob").toBuilder().expiresAt(Instant.EPOCH).build());
        pass(60);
        awaitAnswer(one);
        assertThat(one.closed).isNull();
        assertThat(admissions.stream(one, one.session, "live", play()).allowed())
                .isFalse();
    }

    @Test
    void time_goes_on_while_core_is_replaced() {
        routes.live("recheckSeconds", "60", "recheckMaxStaleSeconds", "100");
        Visitor one = connected("c1");
        answer = request -> DOWN;
        for (int bundles = 0; bundles < 3; bundles++) {
            nanos.addAndGet(Duration.ofSeconds(30).toNanos());
            rechecks.close();
            begin();
        }
        rechecks.look();
        until(() -> rechecks.problem().isPresent());
        assertThat(one.closed).isNull();
        rechecks.close();
        begin();
        pass(10);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    @Test
    void service_that_is_replaced_costs_nobody_his_place_and_its_successor_is_asked() {
        routes.live("recheckSeconds", "60", "swapGraceMillis", "0");
        Visitor one = connected("c1");
        routes.remove(authenticator);
        pass(60);
        until(() -> rechecks.problem().isPresent());
        routes.authenticator("jwt", request -> NO);
        assertThat(one.closed).isNull();
        pass(1);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    @Test
    void client_that_gets_another_session_meanwhile_keeps_that_one_and_is_asked_about_again() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        Grant other = Grant.everything("other");
        AtomicReference<Map<String, Object>> given = new AtomicReference<>();
        CountDownLatch second = new CountDownLatch(1);
        answer = request -> {
            if (given.get() == null) {
                Map<String, Object> before = one.session;
                given.set(one.state().holding(other).toMap());
                one.replace(before, given.get());
                admissions.sessions().replaced(before, given.get());
                return YES;
            }
            try {
                second.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return YES;
        };
        pass(60);
        until(() -> asked.size() == 2);
        assertThat(one.session).isSameAs(given.get());
        second.countDown();
        awaitAnswer(one);
        assertThat(one.state().grant()).contains(Grant.everything("bob"));
    }

    @Test
    void client_that_asks_for_nothing_is_left_alone_until_it_does() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        one.silent = true;
        answer = request -> NO;
        pass(100_000);
        assertThat(asked).isEmpty();
        one.silent = false;
        pass(1);
        until(() -> one.closed == EndReason.RECHECK_DENIED);
    }

    @Test
    void client_that_cannot_be_looked_at_keeps_no_other_from_it() {
        routes.live("recheckSeconds", "60");
        connected("broken").broken = true;
        Visitor good = connected("good");
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThatThrownBy(rechecks::look).isInstanceOf(IllegalStateException.class);
        eventually(() -> good.state().answered().orElseThrow().at() == nanos.get());
    }

    @Test
    void clients_that_came_at_once_are_not_asked_about_at_once() {
        routes.live("recheckSeconds", "100");
        routes.remove(authenticator);
        routes.local("jwt", authenticator());
        for (int i = 0; i < 100; i++) {
            connected("c" + i);
            nanos.addAndGet(1000);
        }
        pass(74);
        assertThat(asked).isEmpty();
        long soon = nanos.get() + Duration.ofSeconds(12).toNanos();
        long due = clients.all.stream()
                .filter(one -> Routes.settings(
                                Map.of("application", "live", "authenticator", "jwt", "recheckSeconds", "100"))
                        .rechecks()
                        .isDue(one.state().answered().orElseThrow(), soon))
                .count();
        assertThat(due).isBetween(20L, 80L);
        pass(12);
        until(() -> asked.size() == due);
        pass(14);
        until(() -> asked.size() == 100);
    }

    /** An authenticator that hangs holds a few threads, keeps no other application waiting, and no client that comes. */
    @Test
    void authenticator_that_hangs_costs_others_nothing() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        routes.live("recheckSeconds", "60", "decisionTimeoutMillis", "60000");
        routes.application(Map.of("application", "other", "authenticator", "other", "recheckSeconds", "60"));
        for (int i = 0; i < 20; i++) {
            connected("c" + i);
        }
        answer = request -> {
            if (request.purpose() == Purpose.RECHECK) {
                hanging.incrementAndGet();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return YES;
        };
        pass(60);
        until(() -> hanging.get() == 6);
        assertThat(connected("new").session).isNotEmpty();
        pass(1);
        assertThat(hanging).hasValue(6);
        never.countDown();
        until(() -> hanging.get() == 20);
    }

    @Test
    void application_that_is_off_or_gone_by_now_asks_nobody() {
        routes.live("recheckSeconds", "60");
        Visitor one = connected("c1");
        routes.live("recheckSeconds", "60", "active", "false");
        pass(1000);
        routes.noneLive();
        pass(1000);
        assertThat(asked).isEmpty();
        assertThat(one.closed).isNull();
    }

    @Test
    void settings_that_would_cut_off_at_the_first_failure_by_chance_are_an_error() {
        Map<String, Object> some = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        some.put("recheckSeconds", "600");
        assertThatThrownBy(() -> Routes.settings(some))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("recheckMaxStaleSeconds: 600 is not longer than recheckSeconds=600");
        some.put("recheckOnFailure", "cut");
        ApplicationSettings cut = Routes.settings(some);
        assertThat(cut.rechecks().cutsWithoutAnswer()).isTrue();
        some.put("recheckOnFailure", "Keep");
        assertThatThrownBy(() -> Routes.settings(some))
                .hasMessage("recheckOnFailure: 'Keep' is neither keep nor cut; set it to one of them");
    }
}
