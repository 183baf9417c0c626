package io.stagedoor.core.ending;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder.Builder;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
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
import io.stagedoor.core.revocation.Kept;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revocation;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RevokedClientsTest {

    private static final StreamPath LIVE = new StreamPath("live", "", "");
    private static final StreamPath STREAM = new StreamPath("live", "", "s1");
    private static final Runnable NOTHING = () -> {};

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Memory memory = new Memory();
    private final Revocations revocations = memory.revocations();
    /** Who is in by the word of the server. */
    private final Map<Object, Map<String, Object>> in = new ConcurrentHashMap<>();

    private final Map<Object, EndReason> closed = new ConcurrentHashMap<>();
    private Audit audit;
    private Admissions admissions;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        admissions = core();
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        routes.local("jwt", request -> {
            String name = request.credentials().username().orElseThrow();
            return new Decision.Allow(grant(name));
        });
    }

    @AfterEach
    void stop() throws Exception {
        admissions.close();
        Audits.close(audit);
    }

    private Admissions core() {
        Admissions core = new Admissions(routes.router, audit, revocations, null, Clock.systemUTC());
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

    /** Of a token {@code t-NAME} that was issued a minute ago. */
    private static Grant grant(String name) {
        return Grant.everything(name).toBuilder().holder(holder(name).build()).build();
    }

    private static Builder holder(String name) {
        return io.stagedoor.auth.Holder.builder()
                .subject(name)
                .tokenId("t-" + name)
                .issuedAt(Instant.now().minusSeconds(60));
    }

    private Optional<Holder> holder(Object handle, Object session) {
        return in.get(handle) != session
                ? Optional.empty()
                : Optional.of(Fakes.fake(
                        Holder.class,
                        Map.of(
                                "client", none -> client((String) handle, NOTHING),
                                "session", none -> session,
                                "streams", none -> Set.of(),
                                "usage", none -> Optional.empty())));
    }

    /** @param shown is run once it is judged, and before it is in */
    private Client client(String name, Runnable shown) {
        return Fakes.fake(
                Client.class,
                Map.of(
                        "id", none -> name,
                        "handle", none -> name,
                        "protocol", none -> Optional.of(Protocol.RTMP),
                        "address", none -> "192.0.2.1",
                        "mayWait", none -> true,
                        "cluster", none -> Optional.empty(),
                        "show",
                                arguments -> {
                                    shown.run();
                                    return null;
                                },
                        "close",
                                one -> {
                                    closed.put(name, (EndReason) one[0]);
                                    in.remove(name);
                                    return null;
                                }));
    }

    private Admission connect(String name, Runnable shown) {
        return admissions.connect(
                client(name, shown),
                admissions.door("live"),
                new Arrival(
                        Optional.of(LIVE),
                        deadline -> new Reading(request(name, deadline), "", null, "", Credentials.NONE)));
    }

    private static ConnectRequest request(String name, Instant deadline) {
        return ConnectRequest.builder(name, Protocol.RTMP, LIVE, deadline)
                .credentials(Credentials.of(name, "secret", null))
                .build();
    }

    /** Lets it in, as the server does. */
    private Map<String, Object> enters(String name) {
        Map<String, Object> session = connect(name, NOTHING).session().orElseThrow();
        in.put(name, session);
        return session;
    }

    private Admission publishes(String name, Map<String, Object> session) {
        return admissions.stream(client(name, NOTHING), session, "live", wish(Action.PUBLISH, "s1"));
    }

    private static Wish wish(Action action, String name) {
        return Fakes.fake(
                Wish.class,
                Map.of(
                        "action", none -> action,
                        "name", none -> name,
                        "mode", none -> action == Action.PUBLISH ? "live" : "",
                        "path", two -> LIVE.resolve(name)));
    }

    private Kept revoke(Revocation revocation) {
        return revocations.add(revocation, "root").toCompletableFuture().join();
    }

    private static Revocation subject(String name) {
        return Revocation.subject(name, Instant.now());
    }

    private String lines() throws Exception {
        admissions.close();
        Audits.close(audit);
        StringBuilder all = new StringBuilder();
        for (String file : List.of("log/audit.log", "log/allowed.log")) {
            if (Files.exists(home.resolve(file))) {
                all.append(Files.readString(home.resolve(file)));
            }
        }
        return all.toString();
    }

    @Test
    void who_is_in_is_ended_and_stays_out_and_others_go_on() throws Exception {
        Map<String, Object> session = enters("ann");
        enters("bob");
        String id = revoke(subject("ann")).id().substring(0, 12);
        Eventually.eventually(() -> closed.containsKey("ann"));
        assertThat(closed).containsOnly(Map.entry("ann", EndReason.REVOKED));
        assertThat(connect("ann", NOTHING).allowed()).isFalse();
        assertThat(connect("bob", NOTHING).allowed()).isTrue();
        assertThat(admissions.endedRevoked()).containsOnly(Map.entry("connection", 1L));
        admissions.ended(
                client("ann", NOTHING), session, Optional.empty(), "connect", "", Optional.of(EndReason.REVOKED));
        String cause = "\"reason\":\"REVOKED\",\"detail\":\"by sub; revocation " + id + ", which";
        assertThat(lines()).contains("\"decision\":\"deny\"," + cause).contains("\"decision\":\"end\"," + cause);
    }

    @Test
    void one_that_was_judged_before_and_enters_after_is_refused() throws Exception {
        Admission admission = connect("ann", () -> {
            revoke(Revocation.token("t-ann"));
            admissions.endRevoked();
        });
        assertThat(admission.allowed()).isFalse();
        assertThat(admissions.sessions().size()).isZero();
        assertThat(lines()).contains("it was revoked while the client came in").doesNotContain("GRANTED");
    }

    @Test
    void one_that_the_server_has_not_let_in_yet_is_ended_once_it_has() {
        Map<String, Object> session = connect("ann", NOTHING).session().orElseThrow();
        revoke(subject("ann"));
        admissions.endRevoked();
        assertThat(closed).isEmpty();
        assertThat(publishes("ann", session).allowed()).isFalse();
        in.put("ann", session);
        Eventually.eventually(() -> closed.containsKey("ann"));
        Eventually.eventually(() -> !admissions.sessions().isAnyCondemned());
    }

    @Test
    void one_whose_end_fails_gets_nothing_and_is_tried_again() {
        Map<String, Object> session = enters("ann");
        AtomicInteger tries = new AtomicInteger();
        AtomicBoolean works = new AtomicBoolean();
        Client failing =
                Fakes.fake(Client.class, Map.of("protocol", none -> Optional.of(Protocol.RTMP), "close", one -> {
                    tries.incrementAndGet();
                    if (!works.get()) {
                        throw new IllegalStateException("not now");
                    }
                    in.remove("ann");
                    return null;
                }));
        in.clear();
        admissions.rechecks(List.of(Fakes.fake(
                Connected.class,
                Map.of(
                        "kind",
                        none -> Kind.CONNECTION,
                        "holder",
                        two -> Optional.of(Fakes.fake(
                                Holder.class, Map.of("client", none -> failing, "session", none -> two[1])))))));
        revoke(subject("ann"));
        Eventually.eventually(() -> tries.get() > 1);
        assertThat(publishes("ann", session).allowed()).isFalse();
        works.set(true);
        Eventually.eventually(() -> !admissions.sessions().isAnyCondemned());
    }

    @Test
    void a_stream_that_is_revoked_is_nobodys() throws Exception {
        Map<String, Object> ann = enters("ann");
        Map<String, Object> bob = enters("bob");
        assertThat(publishes("ann", ann).allowed()).isTrue();
        revoke(Revocation.stream(STREAM));
        Eventually.eventually(() -> closed.containsKey("ann"));
        assertThat(admissions.stream(client("bob", NOTHING), bob, "live", wish(Action.SUBSCRIBE, "s1"))
                        .allowed())
                .isFalse();
        assertThat(admissions
                        .length(client("bob", NOTHING), bob, "live", wish(Action.SUBSCRIBE, "s1"), false)
                        .allowed())
                .isFalse();
        assertThat(admissions.stream(client("bob", NOTHING), bob, "live", wish(Action.SUBSCRIBE, "s2"))
                        .allowed())
                .isTrue();
        assertThat(closed).doesNotContainKey("bob");
    }

    @Test
    void a_core_that_begins_later_ends_whom_it_meets() {
        enters("ann");
        enters("bob");
        revocationWithoutAnybodyWhoHears();
        admissions = core();
        admissions.rechecks(List.of()).count();
        Eventually.eventually(() -> closed.containsKey("ann"));
        assertThat(closed).doesNotContainKey("bob");
    }

    private void revocationWithoutAnybodyWhoHears() {
        try {
            admissions.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        revoke(subject("ann"));
    }

    @Test
    void a_client_that_proves_its_name_later_is_ended_then() {
        Map<String, Object> session = enters("ann");
        revoke(Revocation.token("t-ann2"));
        admissions.endRevoked();
        assertThat(closed).isEmpty();
        Grant other = Grant.everything("ann").toBuilder()
                .holder(holder("ann").tokenId("t-ann2").build())
                .build();
        Map<String, Object> after = io.stagedoor.core.session.SessionState.of(session)
                .holding(other)
                .toMap();
        in.put("ann", after);
        admissions.sessions().replaced(session, after);
        Eventually.eventually(() -> closed.containsKey("ann"));
    }

    @Test
    void those_who_came_by_the_old_configuration_are_ended_and_those_by_the_new_one_are_not() {
        Routes configured = new Routes();
        configured.application(Map.of("application", "live", "authenticator", "jwt"));
        configured.configured(
                "jwt",
                "pid",
                request -> new Decision.Allow(
                        grant(request.credentials().username().orElseThrow())));
        Admissions before = admissions;
        admissions = new Admissions(configured.router, audit, revocations, null, Clock.systemUTC());
        admissions.rechecks(List.of(Fakes.fake(
                Connected.class, Map.of("kind", none -> Kind.CONNECTION, "holder", two -> holder(two[0], two[1])))));
        configured.router.lookAt(Map.of("pid", "old"));
        enters("ann");
        configured.router.lookAt(Map.of("pid", "new"));
        enters("bob");
        revoke(Revocation.basis("jwt", "old"));
        admissions.endRevoked();
        assertThat(closed).containsOnly(Map.entry("ann", EndReason.REVOKED));
        assertThat(connect("cid", NOTHING).allowed()).isTrue();
        configured.router.lookAt(Map.of("pid", "old"));
        assertThat(connect("cid", NOTHING).allowed()).isFalse();
        try {
            before.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobody_is_in_after_a_revoke_under_a_flood_of_connects() throws Exception {
        int threads = 4;
        CountDownLatch going = new CountDownLatch(threads);
        CountDownLatch ended = new CountDownLatch(threads);
        AtomicInteger number = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        List<Thread> all = new ArrayList<>();
        Map<String, Map<String, Object>> flood = new ConcurrentHashMap<>();
        routes.local("jwt", request -> new Decision.Allow(grant("ann")));
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 3_000 && after.get() < 2_000; n++) {
                    String name = "c" + number.incrementAndGet();
                    connect(name, NOTHING)
                            .session()
                            .ifPresentOrElse(
                                    session -> {
                                        flood.put(name, session);
                                        in.put(name, session);
                                    },
                                    after::incrementAndGet);
                    if (n == 200) {
                        going.countDown();
                    }
                }
                ended.countDown();
            });
            thread.start();
            all.add(thread);
        }
        assertThat(going.await(30, TimeUnit.SECONDS)).isTrue();
        revoke(subject("ann"));
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        for (Thread thread : all) {
            thread.join();
        }
        Eventually.eventually(() -> in.isEmpty());
        assertThat(flood).isNotEmpty();
        assertThat(closed.keySet()).containsExactlyInAnyOrderElementsOf(flood.keySet());
        Eventually.eventually(() -> !admissions.sessions().isAnyCondemned());
        assertThat(admissions.sessions().size()).isZero();
    }

    @Test
    void an_authenticator_that_hands_out_another_grant_for_a_stream_is_looked_at_again() {
        Map<String, Grant> answers = new HashMap<>();
        routes.local("deciding", new io.stagedoor.auth.Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Allow(grant("ann"));
            }

            @Override
            public Decision authorize(StreamRequest request) {
                return new Decision.Allow(answers.getOrDefault("stream", request.grant()));
            }
        });
        routes.application(Map.of("application", "other", "authenticator", "deciding"));
        Dispatcher dispatcher = new Dispatcher(routes.router, Clock.systemUTC(), revocations.revoked());
        Instant deadline = Instant.now().plusSeconds(60);
        StreamRequest request = StreamRequest.builder(
                        request("ann", deadline), grant("ann"), Action.PUBLISH, STREAM, deadline)
                .mode("live")
                .build();
        revoke(Revocation.token("t-bob"));
        assertThat(dispatcher
                        .authorize(routes.router.route("other").orElseThrow(), "deciding", request)
                        .allowed())
                .isTrue();
        answers.put("stream", grant("bob"));
        Outcome outcome = dispatcher.authorize(routes.router.route("other").orElseThrow(), "deciding", request);
        assertThat(outcome.decision())
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.REVOKED));
    }

    @Test
    void nobody_is_let_in_until_it_is_known_who_is_out() {
        memory.problem = Optional.of("the disk is broken");
        Dispatcher dispatcher = new Dispatcher(
                routes.router, Clock.systemUTC(), memory.revocations().revoked());
        Outcome outcome = dispatcher.authenticate(
                routes.router.route("live").orElseThrow(),
                request("ann", Instant.now().plusSeconds(60)));
        assertThat(outcome.decision())
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail())
                                .contains("have not been read yet: the disk is broken"));
    }
}
