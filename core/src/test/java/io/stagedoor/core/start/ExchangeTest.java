package io.stagedoor.core.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
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
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.refresh.Refreshed;
import io.stagedoor.core.refresh.Refreshes;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.use.Claims;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that get another grant while they publish or play: tokens for one use, and places. A token's tenant is what its name begins with. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExchangeTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Claims store = new Claims();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong millis =
            new AtomicLong(Instant.parse("2030-01-01T00:00:00Z").toEpochMilli());
    private final Server connections = new Server(Kind.CONNECTION);
    private final Server players = new Server(Kind.PLAYER);
    private final Clock clock = new MovableClock(() -> Instant.ofEpochMilli(millis.get()));
    private volatile Runnable meanwhile = () -> {};
    private Audit audit;
    private Admissions admissions;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        routes.local("jwt", new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return request.credentials()
                        .token()
                        .<Decision>map(token -> new Decision.Allow(grant(token.reveal())))
                        .orElseGet(Decision.Abstain::new);
            }

            @Override
            public Decision authorize(StreamRequest request) {
                Runnable first = meanwhile;
                meanwhile = () -> {};
                first.run();
                return new Decision.Allow(request.grant());
            }
        });
        admissions = Admissions.withoutRevocations(routes.router, audit, clock, nanos::get);
        admissions.bindStore(store);
        admissions.rechecks(List.of(connections, players)).count();
        routes.live();
    }

    /** Of a token that is {@code [eve:]TENANT-NUMBER-USE}. */
    private static Grant grant(String token) {
        Grant.Builder grant = Grant.everything(token.startsWith("eve:") ? "eve" : "bob").toBuilder()
                .attributes(Map.of("tenant", token.substring(0, token.indexOf('-'))))
                .holder(io.stagedoor.auth.Holder.builder()
                        .issuer("https://issuer")
                        .tokenId(token)
                        .build());
        if (token.endsWith("-once")) {
            grant.use(TokenUse.once(token));
        } else if (token.endsWith("-client")) {
            grant.use(TokenUse.oneClient(token));
        }
        return grant.build();
    }

    @AfterEach
    void stop() throws Exception {
        admissions.close();
        Audits.close(audit);
    }

    private Visitor enters(String id, String token) {
        Visitor one = new Visitor(id, Protocol.RTMP);
        one.session = admissions
                .connect(
                        one,
                        admissions.door("live"),
                        new Arrival(
                                Optional.of(LIVE),
                                deadline -> Visitor.reading(
                                        id, Credentials.of(null, null, token), Protocol.RTMP, LIVE, deadline)))
                .session()
                .orElseThrow();
        connections.all.add(one);
        one.closing = () -> leaves(one);
        return one;
    }

    private boolean begins(Visitor one, Action action, String name) {
        Admission admission = admissions.stream(one, one.session, "live", Visitor.wish(action, name));
        if (admission.allowed()) {
            one.open.add(new Holder.Open(action, LIVE.resolve(name).orElseThrow()));
        }
        return admission.allowed();
    }

    private boolean publishes(Visitor one) {
        return begins(one, Action.PUBLISH, one.id);
    }

    private void ends(Visitor one, Action action, String name) {
        one.open.remove(new Holder.Open(action, LIVE.resolve(name).orElseThrow()));
        admissions.ended(one, one.session, Optional.of(action), "", name, Optional.empty());
    }

    private void leaves(Visitor one) {
        connections.all.remove(one);
        one.open.clear();
        admissions.ended(one, one.session, Optional.empty(), "connect", "", Optional.empty());
    }

    private Refreshed.Result refresh(Visitor one, String token) {
        return admissions.refresh(one, one.session, Secret.of(token)).result();
    }

    private void assertRefused(Visitor one, String token) {
        Map<String, Object> before = one.session;
        assertThat(refresh(one, token)).isEqualTo(Refreshed.Result.REFUSED);
        assertThat(one.session).isSameAs(before);
        assertThat(one.closed).isNull();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        millis.addAndGet(time.toMillis());
    }

    private String lines() throws Exception {
        admissions.close();
        Audits.close(audit);
        return Files.readString(home.resolve("log/audit.log"));
    }

    @Test
    void token_for_one_use_that_replaces_another_one_is_used_by_the_client_that_runs() throws Exception {
        Visitor ann = enters("ann", "t-1");
        assertThat(publishes(ann)).isTrue();
        assertThat(refresh(ann, "t-2-once")).isEqualTo(Refreshed.Result.DONE);
        Visitor bob = enters("bob", "t-2-once");
        assertThat(publishes(bob)).isFalse();
        assertThat(begins(ann, Action.PUBLISH, "more")).isTrue();
        assertThat(refresh(ann, "t-2-once")).as("its own").isEqualTo(Refreshed.Result.DONE);
        assertThat(lines()).contains("\"reason\":\"TOKEN_USED\"");
    }

    @Test
    void token_that_another_client_has_used_replaces_nothing() throws Exception {
        Visitor ann = enters("ann", "t-1");
        assertThat(publishes(enters("bob", "t-2-once"))).isTrue();
        assertRefused(ann, "t-2-once");
        assertThat(publishes(ann)).as("by what it holds").isTrue();
        assertRefused(ann, "t-2-once");
        assertThat(lines().lines().filter(line -> line.contains("\"action\":\"refresh\"")))
                .hasSize(2)
                .allMatch(line -> line.contains("\"reason\":\"TOKEN_USED\""));
    }

    @Test
    void client_without_a_stream_uses_its_new_token_when_it_begins() {
        Visitor ann = enters("ann", "t-1");
        assertThat(refresh(ann, "t-2-once")).isEqualTo(Refreshed.Result.DONE);
        assertThat(store.notes).isEmpty();
        assertThat(publishes(ann)).isTrue();
        assertThat(publishes(enters("bob", "t-2-once"))).isFalse();
    }

    @Test
    void former_token_stays_used_as_long_as_its_user_is_there() {
        Visitor ann = enters("ann", "t-1-once");
        assertThat(publishes(ann)).isTrue();
        assertThat(refresh(ann, "t-2-once")).isEqualTo(Refreshed.Result.DONE);
        Visitor bob = enters("bob", "t-1-once");
        for (int i = 0; i < 6; i++) {
            assertThat(publishes(bob)).isFalse();
            pass(Duration.ofSeconds(2));
        }
        assertThat(ann.closed).isNull();
        leaves(ann);
        assertThat(publishes(bob)).isFalse();
    }

    @Test
    void who_comes_again_with_its_new_token_takes_it_over() {
        Visitor ann = enters("ann", "t-1-once");
        assertThat(publishes(ann)).isTrue();
        assertThat(refresh(ann, "t-2-once")).isEqualTo(Refreshed.Result.DONE);
        pass(Duration.ofSeconds(60));
        leaves(ann);
        pass(Duration.ofSeconds(5));
        Visitor again = enters("again", "t-2-once");
        assertThat(publishes(again)).as("it went a short time ago").isTrue();
        again.bytes.set(5);
        Visitor third = enters("third", "t-2-once");
        assertThat(publishes(third)).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(publishes(third)).as("the one before is a ghost").isTrue();
        assertThat(again.closed).isEqualTo(EndReason.REPLACED);
    }

    @Test
    void what_is_refused_or_fails_uses_nothing_and_takes_no_place() {
        routes.live("maxSessionsPublishing", "1", "maxSessionsBy", "token");
        Visitor ann = enters("ann", "t-1");
        assertThat(publishes(ann)).isTrue();
        assertRefused(ann, "eve:t-2-once");
        ann.goes = true;
        assertThat(refresh(ann, "t-2-once")).isEqualTo(Refreshed.Result.REFUSED);
        assertThat(admissions.places()).isEqualTo(1);
        assertThat(publishes(enters("cid", "t-1")))
                .as("the place is taken still")
                .isFalse();
        assertThat(publishes(enters("bob", "t-2-once"))).isTrue();
        assertThat(publishes(enters("eve", "eve:t-2-once"))).isTrue();
    }

    @Test
    void who_finds_no_place_uses_nothing() {
        routes.live("maxSessionsPublishing", "1", "maxSessionsBy", "claim:tenant");
        Visitor ann = enters("ann", "one-1");
        assertThat(publishes(ann)).isTrue();
        Visitor bob = enters("bob", "two-1");
        assertThat(publishes(bob)).isTrue();
        assertRefused(ann, "two-2-once");
        leaves(bob);
        assertThat(publishes(enters("cid", "two-2-once"))).isTrue();
    }

    @Test
    void place_goes_to_the_key_of_the_new_token_and_the_old_one_is_free() {
        routes.live("maxSessionsPublishing", "1", "maxSessionsBy", "token");
        Visitor ann = enters("ann", "t-1");
        assertThat(publishes(ann)).isTrue();
        assertThat(begins(ann, Action.PUBLISH, "more")).isTrue();
        Visitor bob = enters("bob", "t-2");
        assertThat(publishes(bob)).isTrue();
        assertRefused(ann, "t-2");
        assertThat(admissions.places()).isEqualTo(2);
        assertThat(publishes(enters("cid", "t-1"))).isFalse();
        leaves(bob);
        assertThat(refresh(ann, "t-2")).isEqualTo(Refreshed.Result.DONE);
        assertThat(admissions.places()).isEqualTo(1);
        Visitor dan = enters("dan", "t-1");
        assertThat(publishes(dan)).as("the old place is free").isTrue();
        assertThat(publishes(enters("eli", "t-2"))).as("the new one is not").isFalse();
        ends(ann, Action.PUBLISH, "more");
        assertThat(admissions.places()).isEqualTo(2);
        ends(ann, Action.PUBLISH, "ann");
        assertThat(admissions.places()).isEqualTo(1);
        assertThat(publishes(enters("fay", "t-2"))).isTrue();
    }

    @Test
    void places_for_publishing_and_playing_go_by_the_claim_of_the_new_token() {
        routes.live("maxSessionsPublishing", "1", "maxSessionsPlaying", "1", "maxSessionsBy", "claim:tenant");
        Visitor ann = enters("ann", "one-1");
        assertThat(publishes(ann)).isTrue();
        assertThat(begins(ann, Action.SUBSCRIBE, "show")).isTrue();
        Visitor bob = enters("bob", "two-1");
        assertThat(begins(bob, Action.SUBSCRIBE, "show")).isTrue();
        assertRefused(ann, "two-2");
        assertThat(admissions.places())
                .as("what was taken for publishing is given back")
                .isEqualTo(3);
        assertThat(publishes(enters("cid", "two-3"))).isTrue();
        assertThat(refresh(ann, "six-2")).isEqualTo(Refreshed.Result.DONE);
        assertThat(admissions.places()).isEqualTo(4);
        assertThat(begins(enters("dan", "one-2"), Action.SUBSCRIBE, "show")).isTrue();
        assertThat(begins(enters("eli", "six-1"), Action.SUBSCRIBE, "show")).isFalse();
    }

    @Test
    void who_has_the_place_of_the_new_token_gives_way_by_the_rule_that_is_configured() {
        routes.live("maxSessionsPublishing", "1", "maxSessionsBy", "token", "onTooMany", "oldest");
        Visitor ann = enters("ann", "t-1");
        assertThat(publishes(ann)).isTrue();
        Visitor bob = enters("bob", "t-2");
        assertThat(publishes(bob)).isTrue();
        assertRefused(ann, "eve:t-2");
        assertThat(bob.closed).isNull();
        assertThat(refresh(ann, "t-2")).isEqualTo(Refreshed.Result.DONE);
        assertThat(bob.closed).isEqualTo(EndReason.REPLACED);
        assertThat(admissions.places()).isEqualTo(1);
    }

    @Test
    void token_for_one_client_that_replaces_another_one_is_this_clients() {
        Visitor ann = enters("ann", "t-1");
        assertThat(publishes(ann)).isTrue();
        Visitor bob = enters("bob", "t-2-client");
        assertThat(publishes(bob)).isTrue();
        assertThat(refresh(ann, "t-2-client")).isEqualTo(Refreshed.Result.DONE);
        assertThat(bob.closed).isEqualTo(EndReason.REPLACED);
        assertThat(admissions.places()).isEqualTo(1);
        assertThat(refresh(ann, "t-3")).isEqualTo(Refreshed.Result.DONE);
        assertThat(admissions.places()).as("it is limited no more").isZero();
        assertThat(publishes(enters("cid", "t-2-client"))).isTrue();
        assertThat(ann.closed).isNull();
    }

    @Test
    void stream_that_is_judged_while_the_token_is_replaced_has_one_place_and_uses_the_new_token_only() {
        routes.live("maxSessionsPublishing", "1", "maxSessionsBy", "token");
        Visitor ann = enters("ann", "t-1-once");
        meanwhile = () -> assertThat(refresh(ann, "t-2-once")).isEqualTo(Refreshed.Result.DONE);
        assertThat(publishes(ann)).isTrue();
        assertThat(admissions.places()).isEqualTo(1);
        assertThat(publishes(enters("bob", "t-2-once"))).isFalse();
        assertThat(publishes(enters("cid", "t-1-once")))
                .as("nobody has used it")
                .isTrue();
        ends(ann, Action.PUBLISH, "ann");
        assertThat(admissions.places()).isEqualTo(1);
    }

    @Test
    void player_over_http_uses_its_new_token_as_the_device_that_it_is() {
        routes.live("maxSessionsPlaying", "1", "maxSessionsBy", "token");
        Decision begun = asks("http-ann", "t-1", "device");
        assertThat(begun).isInstanceOf(Decision.Allow.class);
        Visitor ann = new Visitor("http-ann", Protocol.HTTP);
        ann.session = SessionState.granted(
                        ConnectRequest.builder("http-ann", Protocol.HTTP, new StreamPath("live", "", "s"), Instant.MAX)
                                .build(),
                        "jwt",
                        (Decision.Allow) begun,
                        "",
                        false)
                .toMap();
        players.all.add(ann);
        admissions.meetAll();
        Refreshes refreshes = admissions.refreshes(() -> 10);
        assertThat(asks("http-dan", "t-3-once", "other")).isInstanceOf(Decision.Allow.class);
        assertThat(refreshes
                        .refresh(ann, ann.session, Secret.of("t-3-once"), Map.of(), "device", "192.0.2.1")
                        .result())
                .isEqualTo(Refreshed.Result.REFUSED);
        assertThat(refreshes
                        .refresh(ann, ann.session, Secret.of("t-2-once"), Map.of(), "device", "192.0.2.1")
                        .isDone())
                .isTrue();
        assertThat(admissions.places()).isEqualTo(2);
        assertThat(asks("http-bob", "t-2-once", "other"))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.TOKEN_USED));
        assertThat(asks("http-ann", "t-2-once", "device")).as("its own").isInstanceOf(Decision.Allow.class);
        assertThat(asks("http-eli", "t-1", "other")).as("the old place").isInstanceOf(Decision.Allow.class);
    }

    private Decision asks(String player, String token, String device) {
        Inquiry inquiry =
                admissions.inquiries(() -> 10).begin("play", Protocol.HTTP, "192.0.2.1", admissions.door("live"));
        return inquiry.by(device).stream(
                        Visitor.reading(
                                player,
                                Credentials.of(null, null, token),
                                Protocol.HTTP,
                                new StreamPath("live", "", "s"),
                                inquiry.deadline()),
                        Action.SUBSCRIBE,
                        "",
                        player)
                .outcome()
                .decision();
    }

    @Test
    void player_that_somebody_else_refreshes_keeps_its_token_for_itself() {
        Visitor ann = new Visitor("http-ann", Protocol.HTTP);
        ann.session = SessionState.granted(
                        ConnectRequest.builder("http-ann", Protocol.HTTP, new StreamPath("live", "", "s"), Instant.MAX)
                                .build(),
                        "jwt",
                        new Decision.Allow(grant("t-1")),
                        "",
                        false)
                .toMap();
        players.all.add(ann);
        admissions.meetAll();
        assertThat(refresh(ann, "t-2-once")).isEqualTo(Refreshed.Result.DONE);
        assertThat(publishes(enters("bob", "t-2-once"))).isFalse();
    }
}
