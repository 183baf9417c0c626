package io.stagedoor.core.start;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.stagedoor.auth.TokenUse;
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
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.oversight.DryRun;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.shared.Leases;
import io.stagedoor.core.ticket.TicketKey;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places of clients, in virtual time. The token of a client is its password, its subject the name. */
class LimitsTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Leases store = new Leases();
    /** Begins close to where the clock of nanoseconds turns over: nobody may compare its times as numbers. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(20).toNanos());

    private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());
    private final Clock clock = new MovableClock(() -> Instant.ofEpochMilli(millis.get()));
    private final Server connections = new Server(Kind.CONNECTION);
    private final Server players = new Server(Kind.PLAYER);
    private final Server responses = new Server(Kind.UNDER_WAY);
    private Audit audit;
    private Admissions admissions;
    private Rechecks rechecks;
    private volatile Optional<TokenUse> use = Optional.empty();
    private volatile Optional<CompletableFuture<Decision>> confirmation = Optional.empty();
    private volatile boolean proven = true;

    /** A client of a front end. */
    private final class One extends Visitor {

        private One(String id) {
            super(id);
            closing = () -> {
                if (!lingers) {
                    leave();
                }
            };
        }

        private void leave() {
            connections.all.remove(this);
            players.all.remove(this);
            for (Holder.Open stream : open) {
                admissions.ended(
                        this,
                        session,
                        Optional.of(stream.action()),
                        "",
                        stream.path().stream(),
                        Optional.ofNullable(closed));
            }
            open.clear();
            admissions.ended(this, session, Optional.empty(), "connect", "", Optional.ofNullable(closed));
        }

        private boolean begins(Action action, String stream) {
            Admission admission =
                    admissions.stream(this, session, "live", wish(action, stream, Credentials.of("bob", "t1", null)));
            admission.session().ifPresent(next -> session = next);
            if (admission.allowed()) {
                open.add(new Holder.Open(action, new StreamPath("live", "", stream)));
            }
            return admission.allowed();
        }

        private boolean publishes(String stream) {
            return begins(Action.PUBLISH, stream);
        }

        private boolean plays(String stream) {
            return begins(Action.SUBSCRIBE, stream);
        }

        private void ends(Action action, String stream) {
            open.remove(new Holder.Open(action, new StreamPath("live", "", stream)));
            admissions.ended(this, session, Optional.of(action), "", stream, Optional.empty());
        }
    }

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        routes.local("jwt", authenticator());
        begin();
    }

    /** A core, with what lies with the front ends. */
    private void begin() {
        admissions = Admissions.withoutRevocations(routes.router, audit, clock, nanos::get);
        admissions.bindStore(store);
        rechecks = admissions.rechecks(List.of(connections, players, responses));
        rechecks.count();
    }

    private Authenticator authenticator() {
        return new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                String subject = request.credentials().username().orElse("");
                Grant.Builder grant = Grant.everything(subject).toBuilder();
                Map<String, String> attributes = new HashMap<>();
                if (!proven) {
                    attributes.put(Grant.UNPROVEN, "true");
                }
                if (subject.contains("@")) {
                    attributes.put("tenant", subject.substring(subject.indexOf('@') + 1));
                }
                request.credentials()
                        .password()
                        .ifPresent(token -> grant.holder(io.stagedoor.auth.Holder.builder()
                                .issuer("https://issuer")
                                .tokenId(token.reveal())
                                .build()));
                use.ifPresent(grant::use);
                return new Decision.Allow(grant.attributes(attributes).build());
            }

            @Override
            public Decision authorize(StreamRequest request) {
                Decision.Allow allow = new Decision.Allow(request.grant());
                return confirmation.<Decision>map(allow::withConfirmation).orElse(allow);
            }
        };
    }

    @AfterEach
    void stop() throws Exception {
        rechecks.close();
        admissions.close();
        Audits.close(audit);
    }

    private One connected(String id, String subject, String token) {
        One one = new One(id);
        Admission admission = admissions.connect(
                one,
                admissions.door("live"),
                new Arrival(
                        Optional.of(LIVE),
                        deadline -> Visitor.reading(
                                id, Credentials.of(subject, token, null), Protocol.RTMP, LIVE, deadline)));
        one.session = admission.session().orElseThrow();
        connections.all.add(one);
        return one;
    }

    /** A second look is due a moment after the first one. */
    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        millis.addAndGet(time.toMillis());
        admissions.lookAtPlaces();
    }

    private void pass(long seconds, One... sending) {
        for (long i = 0; i < seconds; i++) {
            for (One one : sending) {
                one.bytes.incrementAndGet();
            }
            pass(Duration.ofSeconds(1));
        }
    }

    private String audited() {
        try {
            StringBuilder lines = new StringBuilder();
            for (String file : List.of("log/audit.log", "log/allowed.log")) {
                Path log = home.resolve(file);
                lines.append(Files.exists(log) ? Files.readString(log) : "");
            }
            return lines.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void auditedEventually(String text) {
        eventually(text, () -> audited().contains(text));
    }

    @Test
    void another_client_of_the_subject_is_refused_and_of_another_subject_is_not() {
        routes.live("maxSessionsPlaying", "1");
        assertThat(connected("c1", "bob", "t1").plays("show")).isTrue();
        assertThat(connected("c2", "bob", "t2").plays("show")).isFalse();
        assertThat(connected("c3", "ann", "t3").plays("show")).isTrue();
        auditedEventually("\"reason\":\"TOO_MANY_SESSIONS\"");
        auditedEventually("maxSessionsPlaying=1, maxSessionsBy=subject: as many clients play already");
    }

    @Test
    void one_client_has_one_place_for_all_its_streams_until_the_last_one_ends() {
        routes.live("maxSessionsPlaying", "1");
        One one = connected("c1", "bob", "t1");
        One other = connected("c2", "bob", "t2");
        assertThat(one.plays("a")).isTrue();
        assertThat(one.plays("b")).isTrue();
        assertThat(admissions.places()).isEqualTo(1);
        one.ends(Action.SUBSCRIBE, "a");
        assertThat(other.plays("a")).isFalse();
        one.ends(Action.SUBSCRIBE, "b");
        assertThat(other.plays("a")).isTrue();
        other.leave();
        assertThat(admissions.places()).isZero();
        assertThat(store.taken()).isZero();
    }

    @Test
    void publishing_and_playing_are_limited_apart() {
        routes.live("maxSessionsPublishing", "1", "maxSessionsPlaying", "1");
        One one = connected("c1", "bob", "t1");
        assertThat(one.publishes("show")).isTrue();
        assertThat(one.plays("show")).isTrue();
        One other = connected("c2", "bob", "t2");
        assertThat(other.publishes("more")).isFalse();
        assertThat(other.plays("show")).isFalse();
        one.ends(Action.SUBSCRIBE, "show");
        assertThat(other.plays("show")).isTrue();
        assertThat(other.publishes("more")).isFalse();
    }

    @Test
    void what_the_server_did_not_begin_takes_no_place() {
        routes.live("maxSessionsPublishing", "1");
        One one = connected("c1", "bob", "t1");
        assertThat(one.publishes("show")).isTrue();
        one.open.clear();
        admissions.notBegun(one, one.session, "publish", "show");
        assertThat(connected("c2", "bob", "t2").publishes("show")).isTrue();
    }

    @Test
    void five_hundred_at_once_are_as_many_as_may_be_and_no_more() throws Exception {
        assertThat(inOfFiveHundred()).isEqualTo(7);
        assertThat(store.peak).hasValue(7);
    }

    @Test
    void five_hundred_at_once_are_no_more_on_a_server_alone() throws Exception {
        store.isShared = false;
        assertThat(inOfFiveHundred()).isEqualTo(7);
    }

    @Test
    void server_alone_asks_no_store() {
        routes.live("maxSessionsPlaying", "1");
        store.isShared = false;
        store.broken = Optional.of("down");
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        assertThat(connected("c2", "bob", "t2").plays("show")).isFalse();
        one.ends(Action.SUBSCRIBE, "show");
        assertThat(connected("c3", "bob", "t3").plays("show")).isTrue();
        assertThat(admissions.problem()).isEmpty();
        assertThat(store.taken()).isZero();
    }

    private int inOfFiveHundred() throws Exception {
        routes.live("maxSessionsPlaying", "7");
        List<One> all = IntStream.range(0, 500)
                .mapToObj(i -> connected("c" + i, "bob", "t" + i))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Boolean>> begun = new ArrayList<>();
            for (One one : all) {
                begun.add(threads.submit(() -> {
                    go.await();
                    return one.plays("show");
                }));
            }
            go.countDown();
            int in = 0;
            for (Future<Boolean> one : begun) {
                in += one.get() ? 1 : 0;
            }
            return in;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ghost_gives_way_to_its_own_token_after_two_seconds_and_to_others_after_ten() {
        routes.live("maxSessionsPublishing", "1");
        One ghost = connected("c1", "bob", "t1");
        assertThat(ghost.publishes("show")).isTrue();
        pass(1, ghost);
        pass(1);
        assertThat(connected("c2", "bob", "t1").publishes("show"))
                .as("it may be slow")
                .isFalse();
        pass(1);
        assertThat(connected("c3", "bob", "t2").publishes("show"))
                .as("of another token")
                .isFalse();
        One next = connected("c4", "bob", "t1");
        assertThat(next.publishes("show")).isTrue();
        assertThat(ghost.closed).isEqualTo(EndReason.REPLACED);
        pass(10, next);
        assertThat(connected("c5", "bob", "t2").publishes("show")).isFalse();
        pass(11);
        assertThat(connected("c6", "bob", "t2").publishes("more")).isTrue();
        assertThat(next.closed).isEqualTo(EndReason.REPLACED);
        assertThat(store.peak).hasValue(1);
    }

    @Test
    void player_that_only_answers_pings_is_no_ghost_of_its_token() {
        routes.live("maxSessionsPlaying", "1");
        One viewer = connected("c1", "bob", "t1");
        assertThat(viewer.plays("show")).isTrue();
        pass(9);
        assertThat(connected("c2", "bob", "t1").plays("show")).isFalse();
        pass(1);
        assertThat(connected("c3", "bob", "t1").plays("show")).isTrue();
        assertThat(viewer.closed).isEqualTo(EndReason.REPLACED);
    }

    @Test
    void ghost_that_has_the_stream_gives_way_though_there_are_places() {
        routes.live("maxSessionsPublishing", "2");
        One ghost = connected("c1", "bob", "t1");
        assertThat(ghost.publishes("show")).isTrue();
        pass(3);
        assertThat(connected("c2", "bob", "t1").publishes("other")).isTrue();
        assertThat(ghost.closed).isNull();
        assertThat(connected("c3", "bob", "t1").publishes("show")).isTrue();
        assertThat(ghost.closed).isEqualTo(EndReason.REPLACED);
    }

    @Test
    void publisher_waits_until_the_stream_of_the_one_before_has_gone() throws Exception {
        routes.live("maxSessionsPublishing", "1", "onTooMany", "replace");
        One before = connected("c1", "bob", "t1");
        before.lingers = true;
        assertThat(before.publishes("show")).isTrue();
        One next = connected("c2", "bob", "t1");
        CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(() -> next.publishes("show"));
        eventually(() -> before.closed != null);
        assertThat(begun).isNotDone();
        before.leave();
        assertThat(begun.get()).isTrue();
    }

    @Test
    void publisher_that_may_not_wait_is_refused_while_the_one_before_goes_and_gets_in_later() {
        routes.live("maxSessionsPublishing", "1", "onTooMany", "replace");
        One before = connected("c1", "bob", "t1");
        before.lingers = true;
        assertThat(before.publishes("show")).isTrue();
        One next = connected("c2", "bob", "t1");
        next.mayWait = false;
        assertThat(next.publishes("show")).isFalse();
        auditedEventually("is being disconnected: a later try succeeds");
        assertThat(before.closed).isEqualTo(EndReason.REPLACED);
        pass(10);
        assertThat(admissions.places()).as("what is being ended has no place").isZero();
        before.leave();
        assertThat(next.publishes("show")).isTrue();
    }

    @Test
    void replace_needs_a_client_with_the_same_token() {
        routes.live("maxSessionsPlaying", "1", "onTooMany", "replace");
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        assertThat(connected("c2", "bob", "t2").plays("show")).isFalse();
        assertThat(connected("c3", "bob", "t1").plays("show")).isTrue();
        assertThat(one.closed).isEqualTo(EndReason.REPLACED);
    }

    @Test
    void oldest_gives_way() {
        routes.live("maxSessionsPlaying", "2", "onTooMany", "oldest");
        One first = connected("c1", "bob", "t1");
        One second = connected("c2", "bob", "t2");
        assertThat(first.plays("show")).isTrue();
        pass(1, first, second);
        assertThat(second.plays("show")).isTrue();
        pass(1, first, second);
        assertThat(connected("c3", "bob", "t3").plays("show")).isTrue();
        assertThat(first.closed).isEqualTo(EndReason.REPLACED);
        assertThat(second.closed).isNull();
        assertThat(store.peak).hasValue(2);
        auditedEventually(
                "\"decision\":\"end\",\"reason\":\"REPLACED\",\"detail\":\"maxSessionsPlaying=2, maxSessionsBy=subject,"
                        + " onTooMany=oldest: client c3 has its place now\"");
    }

    @Test
    void lower_limit_ends_as_many_of_the_oldest_as_there_are_too_many() {
        routes.live("maxSessionsPlaying", "3", "onTooMany", "oldest");
        List<One> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            One one = connected("c" + i, "bob", "t" + i);
            assertThat(one.plays("show")).isTrue();
            all.add(one);
            pass(1, all.toArray(One[]::new));
        }
        routes.live("maxSessionsPlaying", "2", "onTooMany", "oldest");
        assertThat(connected("c4", "bob", "t4").plays("show")).isTrue();
        assertThat(all.stream().filter(one -> one.closed != null)).hasSize(2);
        assertThat(admissions.places()).isEqualTo(2);
        assertThat(store.taken()).isEqualTo(2);
    }

    @Test
    void clients_share_places_by_token_or_claim() {
        routes.live("maxSessionsPlaying", "1", "maxSessionsBy", "token");
        assertThat(connected("c1", "bob", "t1").plays("show")).isTrue();
        assertThat(connected("c2", "bob", "t2").plays("show")).isTrue();
        assertThat(connected("c3", "ann", "t1").plays("show")).isFalse();
        routes.live("maxSessionsPlaying", "1", "maxSessionsBy", "claim:tenant");
        assertThat(connected("c4", "bob@acme", "t4").plays("show")).isTrue();
        assertThat(connected("c5", "ann@acme", "t5").plays("show")).isFalse();
        assertThat(connected("c6", "ann@other", "t6").plays("show")).isTrue();
        assertThat(connected("c7", "ann", "t7").plays("show")).isFalse();
        auditedEventually("maxSessionsBy=claim:tenant: the client's grant has no attribute of this name");
    }

    @Test
    void tickets_of_a_token_count_as_that_token() {
        routes.live("maxSessionsPlaying", "1", "maxSessionsBy", "token");
        assertThat(connected("c1", "bob", "t1").plays("show")).isTrue();
        for (int i = 0; i < 3; i++) {
            use = Optional.of(TokenUse.oneClient("ticket:" + "A".repeat(TicketKey.CHARACTERS - 1) + i));
            assertThat(connected("ticket" + i, "bob", "t1").plays("show")).isFalse();
        }
        assertThat(connected("c2", "bob", "t2").plays("show")).isTrue();
        assertThat(admissions.places())
                .as("a ticket has another one for itself")
                .isEqualTo(3);
    }

    @Test
    void client_that_nobody_knows_is_refused_where_subjects_are_limited() {
        routes.live("maxSessionsPlaying", "1");
        assertThat(connected("c1", "", "t1").plays("show")).isFalse();
        auditedEventually("\"reason\":\"CLAIM_REQUIRED\"");
        auditedEventually("maxSessionsBy=subject: nobody has proven who the client is");
        proven = false;
        assertThat(connected("c2", "bob", "t1").plays("show")).isFalse();
    }

    @Test
    void name_that_is_only_claimed_takes_no_place_before_it_is_confirmed() throws Exception {
        routes.live("maxSessionsPublishing", "1");
        proven = false;
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        confirmation = Optional.of(answer);
        One one = connected("c1", "bob", "t1");
        CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(() -> one.publishes("show"));
        assertThat(admissions.places()).isZero();
        answer.complete(new Decision.Deny(Reason.BAD_CREDENTIALS, "no"));
        assertThat(begun.get()).isFalse();
        assertThat(admissions.places()).isZero();
        confirmation = Optional.of(CompletableFuture.completedFuture(new Decision.Allow(Grant.everything("bob"))));
        assertThat(connected("c2", "bob", "t1").publishes("show")).isTrue();
        assertThat(admissions.places()).isEqualTo(1);
    }

    @Test
    void without_a_limit_nobody_asks_the_store() {
        routes.live();
        store.broken = Optional.of("down");
        assertThat(connected("c1", "bob", "t1").plays("show")).isTrue();
        assertThat(admissions.problem()).isEmpty();
    }

    @Test
    void store_that_does_not_answer_lets_nobody_in_and_is_told_of() {
        routes.live("maxSessionsPlaying", "1");
        store.broken = Optional.of("down");
        assertThat(connected("c1", "bob", "t1").plays("show")).isFalse();
        auditedEventually("how many sessions there are is not known: down");
        assertThat(admissions.problem())
                .hasValueSatisfying(text -> assertThat(text).contains("down"));
        store.broken = Optional.empty();
        assertThat(connected("c2", "bob", "t2").plays("show")).isTrue();
        assertThat(admissions.problem()).isEmpty();
    }

    @Test
    void answer_of_the_store_is_waited_for_and_a_late_one_is_given_back() throws Exception {
        routes.live("maxSessionsPlaying", "1", "decisionTimeoutMillis", "60000");
        store.gate = new CompletableFuture<>();
        One one = connected("c1", "bob", "t1");
        CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(() -> one.plays("show"));
        One reader = connected("c2", "bob", "t2");
        reader.mayWait = false;
        assertThat(reader.plays("show")).isFalse();
        store.gate.complete(null);
        assertThat(begun.get()).isTrue();
        assertThat(store.taken()).isEqualTo(1);
    }

    @Test
    void who_is_in_has_a_place_first_when_the_core_is_replaced() throws Exception {
        routes.live("maxSessionsPlaying", "2", "maxSessionsPublishing", "1");
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        assertThat(one.publishes("mine")).isTrue();
        assertThat(connected("c2", "bob", "t2").plays("show")).isTrue();
        rechecks.close();
        admissions.close();
        store.groups.clear(); // it was in the bundle that is gone
        begin();
        assertThat(connected("c3", "bob", "t3").plays("show")).isFalse();
        assertThat(connected("c4", "bob", "t4").publishes("other")).isFalse();
        assertThat(store.taken()).isEqualTo(3);
        one.ends(Action.SUBSCRIBE, "show");
        assertThat(connected("c5", "bob", "t5").plays("show")).isTrue();
    }

    @Test
    void places_are_kept_while_a_front_end_is_replaced() {
        routes.live("maxSessionsPlaying", "1");
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        rechecks.close();
        pass(60);
        one.bytes.incrementAndGet();
        rechecks = admissions.rechecks(List.of(connections, players, responses));
        rechecks.count();
        assertThat(connected("c2", "bob", "t2").plays("show")).isFalse();
    }

    @Test
    void player_that_is_known_only_by_a_request_after_an_update_has_its_place_then() throws Exception {
        routes.live("maxSessionsPlaying", "1");
        One player = player("http-1");
        rechecks.close();
        admissions.close();
        players.known = false;
        begin();
        pass(1);
        assertThat(admissions.places()).isZero();
        players.known = true;
        assertThat(asks("http-2", "bob", "t2")).isFalse();
        player.countsUntil = 0;
        assertThat(asks("http-2", "bob", "t2")).isTrue();
    }

    /** A player of bob's, as the front end has it. */
    private One player(String id) {
        One player = new One(id);
        player.session = SessionState.granted(
                        ConnectRequest.builder(id, Protocol.HTTP, LIVE, Instant.MAX)
                                .build(),
                        "jwt",
                        new Decision.Allow(grant("bob")),
                        "",
                        false)
                .toMap();
        player.open.add(new Holder.Open(Action.SUBSCRIBE, new StreamPath("live", "", "show")));
        players.all.add(player);
        return player;
    }

    @Test
    void who_is_in_has_a_place_first_when_a_limit_is_configured() {
        routes.live();
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        routes.live("maxSessionsPlaying", "1");
        assertThat(connected("c2", "bob", "t2").plays("show")).isFalse();
        routes.live();
        pass(1, one);
        assertThat(connected("c3", "bob", "t3").plays("show")).isTrue();
        assertThat(admissions.places()).isZero();
        assertThat(store.taken()).isZero();
    }

    @Test
    void place_of_a_client_that_went_without_a_word_becomes_free() {
        routes.live("maxSessionsPlaying", "1");
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        connections.all.remove(one);
        assertThat(connected("c2", "bob", "t2").plays("show"))
                .as("it may be about to begin")
                .isFalse();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(connected("c3", "bob", "t3").plays("show")).isTrue();
    }

    @Test
    void client_that_has_nothing_any_more_gives_its_place_away_and_stays() {
        routes.live("maxSessionsPlaying", "1", "onTooMany", "oldest");
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        one.open.clear();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(connected("c2", "bob", "t2").plays("show")).isTrue();
        assertThat(one.closed).isNull();
        assertThat(store.taken()).isEqualTo(1);
    }

    @Test
    void places_are_kept_in_the_store_as_long_as_clients_are_in() {
        routes.live("maxSessionsPlaying", "1");
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        store.groups.clear();
        pass(11, one);
        assertThat(store.taken()).isEqualTo(1);
        Leases next = new Leases();
        admissions.bindStore(next);
        admissions.unbindStore(store);
        assertThat(next.taken()).isEqualTo(1);
        assertThat(connected("c2", "bob", "t2").plays("show")).isFalse();
    }

    @Test
    void token_for_one_client_passes_to_whoever_comes_later_whatever_is_configured() {
        routes.live();
        use = Optional.of(TokenUse.oneClient("ticket"));
        One one = connected("c1", "bob", "t1");
        assertThat(one.publishes("show")).isTrue();
        assertThat(one.plays("show")).as("the same client").isTrue();
        assertThat(one.closed).isNull();
        One next = connected("c2", "bob", "t1");
        assertThat(next.plays("show")).isTrue();
        assertThat(one.closed).isEqualTo(EndReason.REPLACED);
        assertThat(admissions.places()).isEqualTo(1);
        use = Optional.of(TokenUse.oneClient("other"));
        assertThat(connected("c3", "bob", "t1").plays("show")).isTrue();
        assertThat(next.closed).isNull();
    }

    @Test
    void token_for_one_client_takes_over_also_the_place_of_the_subject() {
        routes.live("maxSessionsPublishing", "1");
        use = Optional.of(TokenUse.oneClient("ticket"));
        One one = connected("c1", "bob", "t1");
        assertThat(one.publishes("show")).isTrue();
        One next = connected("c2", "bob", "t1");
        assertThat(next.publishes("show")).isTrue();
        assertThat(one.closed).isEqualTo(EndReason.REPLACED);
        use = Optional.of(TokenUse.oneClient("other"));
        assertThat(connected("c3", "bob", "t1").publishes("more")).isFalse();
        assertThat(next.closed).as("refused by the limit, so nobody gives way").isNull();
        assertThat(store.taken()).isEqualTo(2);
    }

    @Test
    void token_for_one_client_is_known_by_the_next_core() throws Exception {
        routes.live();
        use = Optional.of(TokenUse.oneClient("ticket"));
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        rechecks.close();
        admissions.close();
        store.groups.clear();
        begin();
        assertThat(connected("c2", "bob", "t1").plays("show")).isTrue();
        assertThat(one.closed).isEqualTo(EndReason.REPLACED);
    }

    @Test
    void client_that_says_with_its_stream_who_it_is_needs_a_place() {
        routes.live("maxSessionsPublishing", "1", "streamNameAuth", "true");
        One first = connected("c1", null, null);
        assertThat(first.publishes("show")).isTrue();
        assertThat(connected("c2", null, null).publishes("other")).isFalse();
        first.leave();
        assertThat(connected("c3", null, null).publishes("other")).isTrue();
    }

    private Inquiry inquiry() {
        return admissions.inquiries(() -> 100).begin("play", Protocol.HTTP, "192.0.2.1", admissions.door("live"));
    }

    private boolean asks(String player, String subject, String token) {
        Inquiry inquiry = inquiry();
        StreamPath show = new StreamPath("live", "", "show");
        Reading reading = new Reading(
                ConnectRequest.builder(player, Protocol.HTTP, show, inquiry.deadline())
                        .credentials(Credentials.of(subject, token, null))
                        .build(),
                "",
                null,
                "",
                Credentials.NONE);
        return inquiry.stream(reading, Action.SUBSCRIBE, "", player).allowed();
    }

    private static Grant grant(String subject) {
        return Grant.everything(subject).toBuilder()
                .holder(io.stagedoor.auth.Holder.builder()
                        .issuer("https://issuer")
                        .build())
                .build();
    }

    private boolean asksAgain(String player, String subject, Duration holds) {
        return inquiry()
                .goesOn("jwt", grant(subject), new StreamPath("live", "", "show"), player, holds)
                .isEmpty();
    }

    @Test
    void player_over_http_has_a_place_for_three_parts_after_its_last_request() {
        routes.live("maxSessionsPlaying", "1");
        assertThat(asks("http-1", "bob", "t1")).isTrue();
        assertThat(asks("http-2", "bob", "t2")).isFalse();
        assertThat(asks("http-1", "bob", "t1")).isTrue();
        assertThat(asksAgain("http-1", "bob", Duration.ofSeconds(6))).isTrue();
        pass(5);
        assertThat(asksAgain("http-1", "bob", Duration.ofSeconds(6))).isTrue();
        pass(5);
        assertThat(asks("http-2", "bob", "t2")).isFalse();
        pass(2);
        assertThat(asks("http-2", "bob", "t2")).isTrue();
        assertThat(asksAgain("http-1", "bob", Duration.ofSeconds(6)))
                .as("it comes back too late")
                .isFalse();
        auditedEventually("\"connection\":\"http-1\"");
    }

    @Test
    void player_has_its_place_as_long_as_a_response_is_under_way() {
        routes.live("maxSessionsPlaying", "1");
        assertThat(asks("http-1", "bob", "t1")).isTrue();
        One response = new One("http-1");
        response.session = SessionState.granted(
                        ConnectRequest.builder("http-1", Protocol.HTTP, LIVE, Instant.MAX)
                                .build(),
                        "jwt",
                        new Decision.Allow(Grant.everything("bob")),
                        "",
                        false)
                .toMap();
        response.open.add(new Holder.Open(Action.SUBSCRIBE, new StreamPath("live", "", "show")));
        responses.all.add(response);
        admissions.meetUnderWay();
        pass(60);
        assertThat(asks("http-2", "bob", "t2")).isFalse();
        responses.all.remove(response);
        pass(1);
        assertThat(asks("http-2", "bob", "t2")).isTrue();
    }

    @Test
    void dry_run_says_whether_there_is_a_place_and_takes_none() throws Exception {
        DryRun dryRun = new DryRun(routes.router, Revoked.nobody(), null, clock);
        dryRun.bindAdmissions(admissions);
        Map<String, String> asked =
                Map.of("app", "live", "stream", "show", "action", "play", "user", "bob", "password", "t9");
        routes.live("maxSessionsPlaying", "1");
        for (int i = 0; i < 2; i++) {
            Map<String, Object> answer = dryRun.ask(asked);
            assertThat(answer).containsEntry("allowed", true);
            assertThat(answer.get("checks")).asString().contains("a place is free");
        }
        assertThat(store.taken()).isZero();
        One one = connected("c1", "bob", "t1");
        assertThat(one.plays("show")).isTrue();
        assertThat(dryRun.ask(asked))
                .containsEntry("allowed", false)
                .containsEntry("reason", "TOO_MANY_SESSIONS")
                .containsEntry("subject", "bob");
        assertThat(one.closed).isNull();
        routes.live("maxSessionsPlaying", "1", "onTooMany", "oldest");
        assertThat(dryRun.ask(asked)).containsEntry("allowed", true);
        assertThat(one.closed).isNull();
    }

    @Test
    void webrtc_client_takes_its_place_by_its_connection() {
        routes.live("maxSessionsPublishing", "1");
        for (int i = 0; i < 3; i++) {
            Inquiry inquiry = admissions
                    .inquiries(() -> 100)
                    .begin("publish", Protocol.RTC, "192.0.2.1", admissions.door("live"));
            Reading reading = new Reading(
                    ConnectRequest.builder(
                                    "rtc-" + i, Protocol.RTC, new StreamPath("live", "", "show"), inquiry.deadline())
                            .credentials(Credentials.of("bob", "t1", null))
                            .build(),
                    "",
                    null,
                    "",
                    Credentials.NONE);
            assertThat(inquiry.stream(reading, Action.PUBLISH, "live", "rtc-" + i)
                            .allowed())
                    .isTrue();
        }
        assertThat(admissions.places()).isZero();
    }
}
