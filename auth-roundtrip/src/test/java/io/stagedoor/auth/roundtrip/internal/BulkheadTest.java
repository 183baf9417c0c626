package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.authenticator;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.threads;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.Logged;
import io.stagedoor.auth.support.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class BulkheadTest {

    /** Far more than may be under way at once; for a long look: {@code -Dstagedoor.bulkhead=10000}. */
    private static final int USERS = Integer.getInteger("stagedoor.bulkhead", 2_000);

    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    /** Too much for a console. */
    @RegisterExtension
    final Logged logged = new Logged();

    /** Tens of thousands of lines at the finest level would take most of the time. */
    private TestBackend.Reply counted(TestBackend.Asked asked) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
            int user = Integer.parseInt(asked.member("username").substring(1));
            return new TestBackend.Reply(200, "{\"result\":" + (user % 3 != 0) + ",\"url\":\"for-" + user + "\"}");
        } finally {
            now.decrementAndGet();
        }
    }

    @Test
    void clients_at_once_each_get_their_own_answer() throws Exception {
        AtomicInteger right = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger none = new AtomicInteger();
        try (TestBackend backend = new TestBackend(this::counted)) {
            backend.remembers = false;
            RoundTripAuthenticator authenticator = authenticator(settings(backend, "timeoutMillis", 60_000L));
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < USERS; i++) {
                int user = i;
                Thread client = new Thread(() -> {
                    await(start);
                    Decision decision = publish(authenticator, "u" + user);
                    (decision instanceof Decision.Unavailable ? none : isRight(decision, user) ? right : wrong)
                            .incrementAndGet();
                });
                client.start();
                clients.add(client);
            }
            start.countDown();
            for (Thread client : clients) {
                client.join(120_000);
            }
            authenticator.close();
            assertThat(backend.questions).hasValue(USERS);
        }
        assertThat(wrong).hasValue(0);
        assertThat(none).hasValue(0);
        assertThat(right).hasValue(USERS);
        assertThat(most.get()).isBetween(1, 64);
        eventually("no thread is left", () -> threads().isEmpty());
    }

    private static boolean isRight(Decision decision, int user) {
        if (user % 3 == 0) {
            return decision instanceof Decision.Deny;
        }
        return decision instanceof Decision.Allow allow
                && allow.grant().subject().equals("u" + user)
                && ("for-" + user).equals(allow.grant().attributes().get("signedURL"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void no_more_than_configured_are_under_way_and_the_rest_gives_up() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, number) -> {
            over.await();
            socket.close();
        })) {
            RoundTripAuthenticator authenticator = authenticator(settings(
                    "validateUrl", server.url(),
                    "maxConcurrentRequests", 4L,
                    "timeoutMillis", 60_000L,
                    "breakerMinimumCalls", 100L));
            AtomicInteger refused = new AtomicInteger();
            List<Thread> asking = start(4, authenticator, Duration.ofSeconds(60), refused);
            eventually("four are asked", () -> server.requests.get() == 4);
            // They are under way until all the others have given up.
            join(start(36, authenticator, Duration.ofMillis(500), refused));
            assertThat(refused).hasValue(36);
            assertThat(server.requests).hasValue(4);
            over.countDown();
            join(asking);
            assertThat(refused).hasValue(40);
            assertThat(server.requests).hasValue(4);
            authenticator.close();
        }
        eventually("no thread is left", () -> threads().isEmpty());
    }

    /** One address has all turns with what takes long, and more of it wait: the next turn is for somebody else. */
    @Test
    void one_network_does_not_keep_the_others_from_being_asked_about() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        try (TestBackend backend = new TestBackend(asked -> {
            await(asked.member("username").equals("u0") ? first : over);
            return TestBackend.yes();
        })) {
            RoundTripAuthenticator authenticator =
                    authenticator(settings(backend, "maxConcurrentRequests", 2L, "timeoutMillis", 60_000L));
            AtomicInteger refused = new AtomicInteger();
            List<Thread> clients = new ArrayList<>(start(1, authenticator, Duration.ofSeconds(60), refused));
            eventually("the first is asked", () -> backend.questions.get() == 1);
            for (int i = 1; i < 20; i++) {
                StreamRequest publish = publish("slow" + i);
                Thread client = new Thread(() -> authenticator.authorize(publish));
                client.start();
                clients.add(client);
            }
            eventually("all turns are taken", () -> backend.questions.get() == 2);
            eventually(
                    "the others wait",
                    () -> clients.stream()
                                    .filter(client -> client.getState() == Thread.State.TIMED_WAITING)
                                    .count()
                            >= 18);
            Thread other = new Thread(() -> authenticator.authorize(RoundTripFixtures.stream(
                    RoundTripFixtures.connect("c", Credentials.of("other", "p", "t"), "192.0.2.200"),
                    Action.PUBLISH,
                    "stream1",
                    "live")));
            other.start();
            eventually("it waits", () -> other.getState() == Thread.State.TIMED_WAITING);
            first.countDown();
            eventually("the next one is asked", () -> backend.questions.get() == 3);
            assertThat(backend.asked.get(2).member("username")).isEqualTo("other");
            over.countDown();
            join(clients);
            other.join(60_000);
            authenticator.close();
        }
    }

    /** Strangers of many networks have all turns, and more of them wait: the next turn is for one who is in. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void one_who_is_in_does_not_queue_behind_strangers(boolean lazy) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        try (TestBackend backend = new TestBackend(asked -> {
            await(asked.member("username").equals("u0") ? first : over);
            return TestBackend.yes();
        })) {
            RoundTripAuthenticator authenticator = authenticator(
                    settings(backend, "maxConcurrentRequests", 2L, "timeoutMillis", 60_000L, "lazyAuth", lazy));
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                StreamRequest play = play("u" + i, "192.0.2." + i, Purpose.LIVE);
                int asked = Math.min(i + 1, 2);
                Thread client = new Thread(() -> authenticator.authorize(play));
                client.start();
                clients.add(client);
                eventually("two are asked about at most", () -> backend.questions.get() == asked);
            }
            eventually(
                    "the others wait",
                    () -> lazy
                            ? clients.stream().noneMatch(Thread::isAlive)
                            : clients.stream()
                                            .filter(client -> client.getState() == Thread.State.TIMED_WAITING)
                                            .count()
                                    >= 18);
            Thread insider = new Thread(() -> authenticator.authorize(play("insider", "192.0.2.200", Purpose.RECHECK)));
            insider.start();
            eventually("it waits", () -> insider.getState() == Thread.State.TIMED_WAITING);
            first.countDown();
            eventually("the next one is asked about", () -> backend.questions.get() == 3);
            assertThat(backend.asked.get(2).member("username")).isEqualTo("insider");
            over.countDown();
            join(clients);
            insider.join(60_000);
            authenticator.close();
        }
    }

    /** They come again and again: with a slow backend they would take all turns. */
    @Test
    void questions_about_those_who_are_in_have_a_quarter_of_the_turns() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (TestBackend backend = new TestBackend(asked -> {
            await(over);
            return TestBackend.yes();
        })) {
            RoundTripAuthenticator authenticator =
                    authenticator(settings(backend, "maxConcurrentRequests", 8L, "timeoutMillis", 60_000L));
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                StreamRequest again = play("in" + i, "192.0.2." + i, Purpose.RECHECK);
                clients.add(new Thread(() -> authenticator.authorize(again)));
            }
            clients.forEach(Thread::start);
            eventually(
                    "the others wait",
                    () -> clients.stream()
                                    .filter(client -> client.getState() == Thread.State.TIMED_WAITING)
                                    .count()
                            >= 18);
            eventually("two are asked about", () -> backend.questions.get() == 2);
            for (int i = 0; i < 6; i++) {
                StreamRequest play = play("new" + i, "192.0.3." + i, Purpose.LIVE);
                Thread client = new Thread(() -> authenticator.authorize(play));
                clients.add(client);
                client.start();
            }
            eventually("and all who come", () -> backend.questions.get() == 8);
            over.countDown();
            join(clients);
            assertThat(backend.questions).hasValue(26);
            authenticator.close();
        }
    }

    private static StreamRequest play(String username, String address, Purpose purpose) {
        ConnectRequest connect =
                RoundTripFixtures.connect("c-" + username, Credentials.of(username, "p", "t"), address);
        return RoundTripFixtures.stream(connect.with(purpose), Action.SUBSCRIBE, "stream1", "");
    }

    private static List<Thread> start(
            int count, RoundTripAuthenticator authenticator, Duration patience, AtomicInteger refused) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StreamRequest publish = publish("u" + i);
            Thread client = new Thread(() -> {
                Decision decision = authenticator.authorize(StreamRequest.builder(
                                publish.connect(),
                                publish.grant(),
                                publish.action(),
                                publish.path(),
                                Instant.now().plus(patience))
                        .mode(publish.mode())
                        .build());
                if (decision instanceof Decision.Unavailable) {
                    refused.incrementAndGet();
                }
            });
            client.start();
            clients.add(client);
        }
        return clients;
    }

    private static void join(List<Thread> clients) throws InterruptedException {
        for (Thread client : clients) {
            client.join(60_000);
        }
    }

    @Test
    void those_who_wait_are_let_go_when_the_breaker_opens() throws Exception {
        CountDownLatch mayFail = new CountDownLatch(1);
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket closes = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Thread accepting = new Thread(() -> {
                try {
                    while (true) {
                        Socket socket = closes.accept();
                        connections.incrementAndGet();
                        await(mayFail);
                        socket.close();
                    }
                } catch (IOException e) {
                    // the test is over
                }
            });
            accepting.start();
            RoundTripAuthenticator authenticator = authenticator(settings(
                    "validateUrl", "https://127.0.0.1:" + closes.getLocalPort() + "/",
                    "maxConcurrentRequests", 1L,
                    "timeoutMillis", 60_000L,
                    "connectTimeoutMillis", 60_000L,
                    "breakerMinimumCalls", 1L));
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Thread client = new Thread(() -> publish(authenticator, "u"));
                client.start();
                clients.add(client);
            }
            eventually("one is asked", () -> connections.get() == 1);
            mayFail.countDown();
            for (Thread client : clients) {
                client.join(30_000);
                assertThat(client.isAlive()).isFalse();
            }
            assertThat(connections).hasValue(1);
            authenticator.close();
        }
    }
}
