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
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Admission;
import io.stagedoor.core.client.Arrival;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.question.Answer;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revocation;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Application;
import io.stagedoor.core.use.Claims;
import io.stagedoor.core.use.UsedTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

/** Tokens that may be used once, over connections and requests, on a store in memory and clocks that the test moves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OneUseTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final Runnable NOTHING = () -> {};
    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.66";

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Memory memory = new Memory();
    private final Revocations revocations = memory.revocations();
    private final Claims store = new Claims();
    private final AtomicLong nanos = new AtomicLong();
    private final MovedClock clock = new MovedClock();
    /** Who is in by the word of the server, with what it has sent. */
    private final Map<Object, Map<String, Object>> in = new ConcurrentHashMap<>();

    private final Map<Object, Long> received = new ConcurrentHashMap<>();
    /** Who is closed, and has what it has for a while. */
    private final Set<Object> lingering = ConcurrentHashMap.newKeySet();

    private final Set<Object> publishing = ConcurrentHashMap.newKeySet();
    private final Map<Object, EndReason> closed = new ConcurrentHashMap<>();
    private @Nullable ServiceReference<Application> configured;
    private Audit audit;
    private Admissions admissions;

    /** The time of day, as the test says. */
    private static final class MovedClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-29T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** What is the handle of a client: an object of the server. */
    private record Connection(String name, String address) {}

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        admissions = core();
        application(Map.of());
        routes.local("jwt", request -> {
            String token = request.credentials().token().orElseThrow().reveal();
            Grant.Builder grant = Grant.everything(token.split("/")[0]).toBuilder()
                    .holder(io.stagedoor.auth.Holder.builder().tokenId(token).build());
            return new Decision.Allow(
                    token.startsWith("many")
                            ? grant.build()
                            : grant.use(TokenUse.once(token)).build());
        });
    }

    private void application(Map<String, Object> changes) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        properties.putAll(changes);
        if (configured != null) {
            routes.remove(configured, Application.class);
        }
        configured = routes.bind(new Application(properties));
    }

    @AfterEach
    void stop() throws Exception {
        admissions.close();
        Audits.close(audit);
    }

    /** With a memory of its own, on the same store. */
    private Admissions core() {
        Admissions core = new Admissions(
                routes.router,
                audit,
                revocations.revoked(),
                listener -> () -> {},
                new UsedTokens(clock, 1),
                clock,
                nanos::get,
                null);
        core.bindStore(store);
        core.rechecks(List.of(Fakes.fake(
                Connected.class,
                Map.of("kind", none -> Kind.CONNECTION, "holder", two -> holder(two[0], two[1]), "forEach", one -> {
                    @SuppressWarnings("unchecked")
                    Consumer<Holder> visitor = (Consumer<Holder>) one[0];
                    in.forEach((handle, session) ->
                            visitor.accept(holder(handle, session).orElseThrow()));
                    return null;
                }))));
        return core;
    }

    private Optional<Holder> holder(Object handle, Object session) {
        return in.get(handle) != session
                ? Optional.empty()
                : Optional.of(Fakes.fake(
                        Holder.class,
                        Map.of(
                                "client", none -> client((Connection) handle, true, NOTHING),
                                "session", none -> session,
                                "streams", none -> Set.of(),
                                "replace", one -> in.replace(handle, map(session), map(one[0])),
                                "published",
                                        none -> publishing.contains(handle)
                                                ? Set.of(LIVE.resolve("s1").orElseThrow())
                                                : Set.of(),
                                "usage",
                                        none -> Optional.of(new Holder.Usage(
                                                Instant.EPOCH, received.getOrDefault(handle, -1L), 0)))));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object session) {
        return (Map<String, Object>) session;
    }

    /** @param shown is run once it is judged, and before it begins */
    private Client client(Connection connection, boolean mayWait, Runnable shown) {
        return Fakes.fake(
                Client.class,
                Map.of(
                        "id", none -> connection.name(),
                        "handle", none -> connection,
                        "protocol", none -> Optional.of(Protocol.RTMP),
                        "address", none -> connection.address(),
                        "mayWait", none -> mayWait,
                        "cluster", none -> Optional.empty(),
                        "show",
                                arguments -> {
                                    shown.run();
                                    return null;
                                },
                        "close",
                                one -> {
                                    closed.put(connection, (EndReason) one[0]);
                                    if (!lingering.contains(connection)) {
                                        in.remove(connection);
                                    }
                                    return null;
                                }));
    }

    /** A connection that was let in with a token. */
    private Connection enters(String name, String address, String token) {
        Connection connection = new Connection(name, address);
        in.put(
                connection,
                admissions
                        .connect(
                                client(connection, true, NOTHING),
                                admissions.door("live"),
                                new Arrival(
                                        Optional.of(LIVE),
                                        deadline -> reading(name, token, Protocol.RTMP, LIVE, deadline)))
                        .session()
                        .orElseThrow());
        return connection;
    }

    private static Reading reading(String id, String token, Protocol protocol, StreamPath path, Instant deadline) {
        return new Reading(
                ConnectRequest.builder(id, protocol, path, deadline)
                        .credentials(Credentials.of(null, null, token))
                        .build(),
                "",
                null,
                "",
                Credentials.NONE);
    }

    private boolean begins(Connection connection, Action action, String name) {
        return begins(connection, action, name, true, NOTHING);
    }

    private boolean begins(Connection connection, Action action, String name, boolean mayWait, Runnable shown) {
        return admissions.stream(client(connection, mayWait, shown), in.get(connection), "live", wish(action, name, ""))
                .allowed();
    }

    private boolean publishes(Connection connection) {
        return begins(connection, Action.PUBLISH, "s1");
    }

    private static Wish wish(Action action, String name, String token) {
        return Fakes.fake(
                Wish.class,
                Map.of(
                        "action", none -> action,
                        "name", none -> name,
                        "mode", none -> action == Action.PUBLISH ? "live" : action == Action.SHARE ? "connect" : "",
                        "path", two -> LIVE.resolve(name),
                        "credentials",
                                one -> {
                                    ConnectRequest connect = (ConnectRequest) one[0];
                                    return reading(
                                            connect.connectionId(), token, Protocol.RTMP, LIVE, connect.deadline());
                                }));
    }

    private void leaves(Connection connection) {
        Map<String, Object> session = in.remove(connection);
        admissions.ended(client(connection, true, NOTHING), session, Optional.empty(), "connect", "", Optional.empty());
    }

    private void pass(Duration time) {
        clock.now = clock.now.plus(time);
        nanos.addAndGet(time.toNanos());
    }

    private String lines() throws Exception {
        admissions.close();
        Audits.close(audit);
        Path file = home.resolve("log/audit.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Test
    void the_first_stream_uses_the_token_and_further_ones_of_the_client_have_it() throws Exception {
        Connection ann = enters("ann", HERE, "t-1");
        Connection bob = enters("bob", HERE, "t-1");
        Connection eve = enters("eve", ELSEWHERE, "t-1");
        assertThat(begins(bob, Action.SHARE, "so")).isTrue();
        assertThat(store.asked).as("to connect and to share uses nothing").hasValue(0);
        assertThat(publishes(ann)).isTrue();
        assertThat(begins(ann, Action.PUBLISH, "s2")).isTrue();
        assertThat(begins(ann, Action.SUBSCRIBE, "s3")).isTrue();
        for (Connection other : List.of(bob, eve)) {
            assertThat(publishes(other)).isFalse();
            assertThat(begins(other, Action.SUBSCRIBE, "s1")).isFalse();
            assertThat(begins(other, Action.SHARE, "so")).isTrue();
        }
        assertThat(publishes(enters("cid", ELSEWHERE, "t-2"))).isTrue();
        assertThat(lines())
                .contains(
                        "\"reason\":\"TOKEN_USED\",\"detail\":\"another client has used the token, which may be used once, and is connected\"",
                        "which may be used once, from another network\"")
                .doesNotContain("t-1\\u0000");
    }

    @Test
    void tokens_for_many_uses_ask_no_store() {
        store.problem = Optional.of("the store is broken");
        assertThat(publishes(enters("ann", HERE, "many-1"))).isTrue();
        assertThat(begins(enters("bob", ELSEWHERE, "many-1"), Action.SUBSCRIBE, "s1", false, NOTHING))
                .isTrue();
        assertThat(store.asked).hasValue(0);
    }

    @Test
    void one_of_500_begins() throws Exception {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(enters("c" + i, HERE, "t-1"));
        }
        AtomicInteger won = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (Connection one : all) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                if (publishes(one)) {
                    won.incrementAndGet();
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }
        assertThat(won).hasValue(1);
    }

    @Test
    void an_encoder_that_comes_again_gets_in_for_a_while_from_its_address() {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        leaves(ann);
        pass(Duration.ofSeconds(10));
        assertThat(publishes(enters("eve", ELSEWHERE, "t-1"))).isFalse();
        Connection again = enters("again", HERE, "t-1");
        assertThat(publishes(again)).isTrue();
        assertThat(publishes(enters("bob", HERE, "t-1"))).isFalse();
        leaves(again);
        pass(Duration.ofSeconds(11));
        assertThat(publishes(enters("late", HERE, "t-1"))).isFalse();
    }

    @Test
    void a_connection_that_sends_nothing_any_more_is_taken_over_and_ended() {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        Connection again = enters("again", HERE, "t-1");
        publishing.add(ann);
        received.put(ann, 100L);
        assertThat(publishes(again)).isFalse();
        pass(Duration.ofSeconds(3));
        received.put(ann, 200L);
        assertThat(publishes(again)).as("it has sent something since").isFalse();
        pass(Duration.ofMillis(1900));
        assertThat(publishes(again)).as("not for long enough").isFalse();
        pass(Duration.ofMillis(100));
        assertThat(publishes(enters("eve", ELSEWHERE, "t-1"))).isFalse();
        assertThat(closed).isEmpty();
        assertThat(publishes(again)).isTrue();
        assertThat(closed).containsOnly(Map.entry(ann, EndReason.REPLACED));
    }

    @Test
    void who_takes_over_publishes_when_the_stream_of_the_one_before_has_gone() throws Exception {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        Connection again = enters("again", HERE, "t-1");
        publishing.add(ann);
        lingering.add(ann);
        received.put(ann, 100L);
        assertThat(publishes(again)).isFalse();
        pass(Duration.ofSeconds(2));
        CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(() -> publishes(again));
        eventually(() -> closed.containsKey(ann));
        assertThat(begun).as("Red5 has the name of the stream still").isNotDone();
        in.remove(ann);
        assertThat(begun.get()).isTrue();
    }

    @Test
    void who_takes_over_waits_as_long_as_a_decision_takes_and_keeps_the_token() throws Exception {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        Connection again = enters("again", HERE, "t-1");
        publishing.add(ann);
        lingering.add(ann);
        received.put(ann, 100L);
        assertThat(publishes(again)).isFalse();
        pass(Duration.ofSeconds(2));
        CompletableFuture<Boolean> begun = CompletableFuture.supplyAsync(() -> publishes(again));
        eventually(() -> closed.containsKey(ann));
        pass(Duration.ofMinutes(1));
        assertThat(begun.get()).isFalse();
        in.remove(ann);
        assertThat(publishes(again)).as("a later try").isTrue();
        assertThat(lines()).contains("is being disconnected: a later try succeeds");
    }

    @Test
    void who_plays_is_silent_later_because_it_only_answers_pings() {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(begins(ann, Action.SUBSCRIBE, "s1")).isTrue();
        Connection again = enters("again", HERE, "t-1");
        received.put(ann, 100L);
        assertThat(begins(again, Action.SUBSCRIBE, "s1")).isFalse();
        pass(Duration.ofMillis(9900));
        assertThat(begins(again, Action.SUBSCRIBE, "s1")).isFalse();
        pass(Duration.ofMillis(100));
        assertThat(begins(again, Action.SUBSCRIBE, "s1")).isTrue();
        assertThat(closed).containsOnly(Map.entry(ann, EndReason.REPLACED));
    }

    @Test
    void of_whom_nobody_counts_anything_is_there() {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        Connection again = enters("again", HERE, "t-1");
        for (int i = 0; i < 3; i++) {
            assertThat(publishes(again)).isFalse();
            pass(Duration.ofSeconds(5));
        }
    }

    @Test
    void a_thread_that_must_not_wait_does_not() throws Exception {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(begins(ann, Action.PUBLISH, "s1", false, NOTHING)).isFalse();
        assertThat(store.asked).hasValue(0);
        assertThat(publishes(ann)).isTrue();
        assertThat(lines()).contains("UNAVAILABLE", "on a thread that must not wait");
    }

    @Test
    void a_store_that_does_not_answer_lets_nobody_in_and_keeps_nothing() throws Exception {
        application(Map.of("decisionTimeoutMillis", 50));
        Connection ann = enters("ann", HERE, "t-1");
        store.isFrozen = true;
        assertThat(publishes(ann)).isFalse();
        assertThat(store.notes).hasSize(1);
        store.thaw();
        assertThat(publishes(enters("eve", ELSEWHERE, "t-1")))
                .as("it was given back")
                .isTrue();
        store.problem = Optional.of("the disk is full");
        assertThat(publishes(enters("bob", HERE, "t-2"))).isFalse();
        assertThat(lines())
                .contains("UNAVAILABLE", "has not answered within decisionTimeoutMillis", "the disk is full");
    }

    @Test
    void who_does_not_begin_after_all_has_used_nothing() {
        Connection ann = enters("ann", HERE, "t-1");
        boolean began = begins(ann, Action.PUBLISH, "s1", true, () -> {
            revocations
                    .add(Revocation.token("t-1"), "root")
                    .toCompletableFuture()
                    .join();
            admissions.endRevoked();
        });
        assertThat(began).isFalse();
        revocations
                .list(1)
                .toCompletableFuture()
                .join()
                .newest()
                .forEach(kept ->
                        revocations.remove(kept.id()).toCompletableFuture().join());
        assertThat(publishes(enters("eve", ELSEWHERE, "t-1"))).isTrue();
    }

    @Test
    void a_client_that_sends_its_token_with_the_stream_uses_it_then() {
        application(Map.of("streamNameAuth", true));
        assertThat(provisional("ann", HERE)).isTrue();
        assertThat(provisional("bob", HERE)).isFalse();
        leaves(new Connection("ann", HERE));
        assertThat(provisional("cid", HERE)).isTrue();
    }

    private boolean provisional(String name, String address) {
        Connection connection = new Connection(name, address);
        Client client = client(connection, true, NOTHING);
        Map<String, Object> session = admissions
                .connect(
                        client,
                        admissions.door("live"),
                        new Arrival(
                                Optional.of(LIVE),
                                deadline -> new Reading(
                                        ConnectRequest.builder(name, Protocol.RTMP, LIVE, deadline)
                                                .build(),
                                        "",
                                        null,
                                        "",
                                        Credentials.NONE)))
                .session()
                .orElseThrow();
        assertThat(SessionState.of(session).provisional()).isTrue();
        Admission admission = admissions.stream(client, session, "live", wish(Action.PUBLISH, "s1", "t-1"));
        admission.session().ifPresent(known -> in.put(connection, known));
        return admission.allowed();
    }

    /** A core that has just begun has met nobody yet. */
    @Test
    void a_later_core_knows_who_has_it() throws Exception {
        Connection ann = enters("ann", HERE, "t-1");
        Connection bob = enters("bob", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        received.put(ann, 1L);
        pass(Duration.ofHours(1));
        admissions.close();
        admissions = core();
        assertThat(publishes(bob)).as("she is there").isFalse();
        assertThat(begins(ann, Action.PUBLISH, "s2")).isTrue();
        leaves(ann);
        assertThat(publishes(bob)).isTrue();
        pass(Duration.ofHours(1));
        admissions.close();
        // Its holder goes while the core is away.
        in.remove(bob);
        admissions = core();
        assertThat(publishes(enters("cid", HERE, "t-1"))).isTrue();
    }

    @Test
    void as_long_as_nobody_says_who_is_connected_everybody_is() throws Exception {
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        admissions.close();
        UsedTokens tokens = new UsedTokens(clock, 1);
        tokens.use(store);
        admissions = new Admissions(
                routes.router, audit, revocations.revoked(), listener -> () -> {}, tokens, clock, nanos::get, null);
        Connection again = enters("again", HERE, "t-1");
        assertThat(publishes(again)).isFalse();
    }

    @Test
    void who_gets_no_place_has_used_nothing() throws Exception {
        application(Map.of("maxSessionsPublishing", 1));
        Connection ann = enters("ann", HERE, "ann/1");
        assertThat(publishes(ann)).isTrue();
        assertThat(begins(enters("again", HERE, "ann/2"), Action.PUBLISH, "s2")).isFalse();
        leaves(ann);
        assertThat(begins(enters("other", ELSEWHERE, "ann/2"), Action.PUBLISH, "s2"))
                .isTrue();
        assertThat(lines()).contains("TOO_MANY_SESSIONS").doesNotContain("TOKEN_USED");
    }

    @Test
    void who_comes_with_a_used_token_displaces_nobody() {
        application(Map.of("maxSessionsPublishing", 1, "onTooMany", "oldest"));
        Connection ann = enters("ann", HERE, "ann/1");
        assertThat(publishes(ann)).isTrue();
        assertThat(begins(enters("eve", ELSEWHERE, "ann/1"), Action.PUBLISH, "s2"))
                .isFalse();
        assertThat(closed).isEmpty();
        assertThat(begins(enters("again", ELSEWHERE, "ann/2"), Action.PUBLISH, "s2"))
                .isTrue();
        assertThat(closed).containsOnly(Map.entry(ann, EndReason.REPLACED));
    }

    /** An authenticator may say it of a stream only. */
    @Test
    void what_an_authenticator_says_of_a_stream_counts_too() {
        routes.local("later", new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Allow(Grant.everything("ann"));
            }

            @Override
            public Decision authorize(StreamRequest request) {
                return new Decision.Allow(Grant.everything("ann").toBuilder()
                        .use(TokenUse.once("t-1"))
                        .build());
            }
        });
        application(Map.of("authenticator", "later"));
        assertThat(publishes(enters("ann", HERE, "x"))).isTrue();
        assertThat(publishes(enters("bob", HERE, "x"))).isFalse();
    }

    @Test
    void whether_a_client_could_begin_is_said_and_nothing_is_used() {
        assertThat(tried(HERE)).isTrue();
        Connection ann = enters("ann", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        received.put(ann, 1L);
        assertThat(tried(HERE)).isFalse();
        leaves(ann);
        assertThat(tried(HERE)).isTrue();
        assertThat(tried(ELSEWHERE)).isFalse();
        assertThat(tried("")).isFalse();
        assertThat(publishes(enters("again", HERE, "t-1"))).isTrue();
        assertThat(admissions.problems()).isEmpty();
        store.problem = Optional.of("the disk is full");
        assertThat(tried(HERE)).isFalse();
        assertThat(admissions.problems()).hasSize(1);
    }

    private boolean tried(String address) {
        Grant grant =
                Grant.everything("t-1").toBuilder().use(TokenUse.once("t-1")).build();
        Outcome allowed = new Outcome(new Decision.Allow(grant), "jwt", 1, "");
        Instant deadline = clock.instant().plusSeconds(5);
        StreamRequest wanted = StreamRequest.builder(
                        ConnectRequest.builder("explain", Protocol.RTMP, LIVE, deadline)
                                .remoteAddress(address)
                                .build(),
                        grant,
                        Action.PUBLISH,
                        LIVE.resolve("s1").orElseThrow(),
                        deadline)
                .build();
        return admissions
                .wouldBegin(allowed, admissions.door("live").settings().orElseThrow(), grant, wanted)
                .allowed();
    }

    @Test
    void who_was_judged_again_goes_on() {
        Connection ann = enters("ann", HERE, "t-1");
        Connection bob = enters("bob", HERE, "t-1");
        assertThat(publishes(ann)).isTrue();
        received.put(ann, 1L);
        int asked = store.asked.get();
        Map<String, Object> before = in.get(ann);
        Map<String, Object> after = SessionState.of(before).on("another basis").toMap();
        in.put(ann, after);
        admissions.sessions().replaced(before, after);
        assertThat(store.asked).hasValue(asked);
        assertThat(begins(ann, Action.PUBLISH, "s2")).isTrue();
        assertThat(publishes(bob)).isFalse();
    }

    private Answer asks(String stream, String address, String device) {
        Door door = admissions.door("live");
        Inquiry inquiry = admissions.inquiries(() -> 10).begin("play", Protocol.HTTP, address, door);
        return inquiry.by(device).stream(
                reading(
                        device + stream,
                        "t-1",
                        Protocol.HTTP,
                        LIVE.resolve(stream).orElseThrow(),
                        inquiry.deadline()),
                Action.SUBSCRIBE,
                "",
                "http-" + device + stream);
    }

    @Test
    void over_http_a_token_is_used_by_one_device() {
        assertThat(asks("s1", HERE, "a").allowed()).isTrue();
        assertThat(asks("s1", HERE, "a").allowed()).isTrue();
        assertThat(asks("s2", HERE, "a").allowed()).isTrue();
        for (Answer refused : List.of(asks("s1", HERE, "b"), asks("s1", ELSEWHERE, "c"))) {
            assertThat(refused.decision())
                    .isInstanceOfSatisfying(
                            Decision.Deny.class,
                            deny -> assertThat(deny.reason()).isEqualTo(Reason.TOKEN_USED));
        }
        assertThat(publishes(enters("a", HERE, "t-1")))
                .as("over another protocol")
                .isFalse();
        int asked = store.asked.get();
        Inquiry next = admissions.inquiries(() -> 10).begin("play", Protocol.HTTP, HERE, admissions.door("live"));
        assertThat(next.goesOn(
                        "jwt",
                        asks("s1", HERE, "a").grant().orElseThrow(),
                        LIVE.resolve("s1").orElseThrow(),
                        "http-a",
                        Inquiry.HOLDS))
                .isEmpty();
        assertThat(store.asked).hasValue(asked + 1);
    }

    @Test
    void a_request_for_webrtc_leaves_the_token_to_its_connection() {
        Door door = admissions.door("live");
        Inquiry inquiry = admissions.inquiries(() -> 10).begin("publish", Protocol.RTC, HERE, door);
        assertThat(inquiry.stream(
                                reading(
                                        "p",
                                        "t-1",
                                        Protocol.RTC,
                                        LIVE.resolve("s1").orElseThrow(),
                                        inquiry.deadline()),
                                Action.PUBLISH,
                                "live",
                                "p")
                        .allowed())
                .isTrue();
        assertThat(store.asked).hasValue(0);
    }
}
