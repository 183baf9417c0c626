package io.stagedoor.auth.simple.internal.login;

import static io.stagedoor.auth.simple.internal.SimpleFixtures.ADDRESS;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.HASH;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.PASSWORD;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.refusal;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.request;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.settings;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.simple.internal.FakeTime;
import io.stagedoor.auth.simple.internal.Settings;
import io.stagedoor.auth.simple.internal.SimpleFixtures;
import io.stagedoor.auth.support.turn.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoginJudgeTest {

    private static final String PLAIN = "x: plain one, kept ";

    private final FakeTime time = new FakeTime();
    private final AtomicInteger hashes = new AtomicInteger();
    private final List<String> costs = new ArrayList<>();
    private final Settings settings = settings("maxConcurrentHashes", 2L);
    private final LoginJudge.Guard guard = guard(2, (hash, password) -> {
        hashes.incrementAndGet();
        costs.add(hash.cost());
        return hash.matches(password);
    });
    private LoginJudge judge =
            judge("bob " + HASH + "\namy=" + PLAIN + "\nsue " + HASH + " roles=subscriber rooms=r1\n");

    @Test
    void a_known_user_with_the_right_password_comes_in() {
        assertThat(login("bob", PASSWORD)).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.grant().subject()).isEqualTo("bob");
            assertThat(allow.confirmation()).isEmpty();
        });
        assertThat(login("amy", PLAIN)).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void passwords_are_compared_exactly() {
        for (String wrong :
                List.of(PASSWORD.toUpperCase(java.util.Locale.ROOT), PASSWORD + " ", " " + PASSWORD, PASSWORD + "\0")) {
            assertThat(refusal(login("bob", wrong))).contains(Reason.BAD_CREDENTIALS);
        }
        for (String wrong : List.of(PLAIN.strip(), PLAIN.toUpperCase(java.util.Locale.ROOT), PLAIN + "\0x", HASH)) {
            assertThat(refusal(login("amy", wrong))).contains(Reason.BAD_CREDENTIALS);
        }
        assertThat(refusal(login("Bob", PASSWORD))).contains(Reason.BAD_CREDENTIALS);
    }

    @Test
    void a_hash_is_no_password() {
        assertThat(refusal(login("bob", HASH))).contains(Reason.BAD_CREDENTIALS);
    }

    private Decision shadow(String name, String password) {
        return judge.judge(request(name, password, ADDRESS, time).with(Purpose.SHADOW));
    }

    @Test
    void what_a_shadow_has_proven_admits_nobody_and_is_hashed_once_for_shadows() {
        assertThat(shadow("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
        assertThat(shadow("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
        assertThat(hashes).hasValue(1);
        assertThat(login("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
        assertThat(hashes).hasValue(2);
    }

    @Test
    void shadow_waits_for_no_turn_of_a_client_and_takes_none() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        guarded(mayEnd);
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            Future<Decision> first = pool.submit(() -> shadow("bob", PASSWORD));
            Future<Decision> second = pool.submit(() -> shadow("sue", PASSWORD));
            eventually("one is hashed for a shadow", () -> hashes.get() == 1);
            Future<Decision> amy = pool.submit(() -> patient("bob", PASSWORD, ADDRESS));
            Future<Decision> sue = pool.submit(() -> patient("sue", PASSWORD, "192.0.2.99"));
            eventually("both clients are hashed beside it", () -> hashes.get() == 3);
            mayEnd.release(1000);
            for (Future<Decision> one : List.of(first, second, amy, sue)) {
                assertThat(one.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Allow.class);
            }
        } finally {
            mayEnd.release(1000);
            pool.shutdownNow();
        }
    }

    @Test
    void abstains_only_without_username_or_password() {
        assertThat(login(null, PASSWORD)).isInstanceOf(Decision.Abstain.class);
        assertThat(login("bob", null)).isInstanceOf(Decision.Abstain.class);
        assertThat(login("bob", " ")).isInstanceOf(Decision.Abstain.class);
        assertThat(login("undefined", PASSWORD)).isInstanceOf(Decision.Abstain.class);
        assertThat(login("nobody", PASSWORD)).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void unknown_user_and_wrong_password_take_the_same_work_and_get_the_same_answer() {
        List<Decision> answers = new ArrayList<>();
        for (String name : List.of("bob", "amy", "nobody")) {
            int before = hashes.get();
            answers.add(login(name, "wrong"));
            assertThat(hashes.get() - before).as(name).isEqualTo(1);
        }
        assertThat(answers).containsOnly(new Decision.Deny(Reason.BAD_CREDENTIALS, "unknown user or wrong password"));
        assertThat(costs).containsOnly(PasswordHash.read(HASH).cost());
    }

    @Test
    void the_decoy_is_like_most_hashes_of_the_file() {
        String rare = "$pbkdf2-sha256$i=1000$MDEyMzQ1Njc4OWFiY2RlZg$qS4yoKtcj0lUOQHX1U4RYT1b5yKtax3sj+J+RsVSXsg";
        judge = judge("a " + rare + "\nb " + HASH + "\nc plain\nd plain\ne plain\nf " + HASH + "\n");
        login("nobody", "wrong");
        assertThat(costs).containsExactly(PasswordHash.read(HASH).cost());
    }

    @Test
    void the_sixth_try_is_refused_without_hashing_whether_the_user_exists_or_not() {
        for (String name : List.of("bob", "amy", "nobody")) {
            for (int i = 0; i < 5; i++) {
                assertThat(refusal(login(name, "wrong" + i))).contains(Reason.BAD_CREDENTIALS);
            }
            int before = hashes.get();
            for (String password : List.of("wrong", PASSWORD, PLAIN)) {
                assertThat(refusal(login(name, password))).contains(Reason.THROTTLED);
            }
            assertThat(hashes.get()).isEqualTo(before);
            assertThat(refusal(judge.judge(request(name, "wrong", "192.0.2.9", time))))
                    .as("from elsewhere")
                    .contains(Reason.BAD_CREDENTIALS);
        }
        time.pass(Duration.ofMinutes(15));
        assertThat(login("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
    }

    private static String detail(Decision decision) {
        return ((Decision.Deny) decision).detail();
    }

    @Test
    void who_is_held_is_told_by_what_and_until_when_in_the_log() {
        for (int i = 0; i < 5; i++) {
            login("bob", "wrong" + i);
        }
        String end = time.instant()
                .plus(Duration.ofMinutes(15))
                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                .toString();
        assertThat(detail(login("bob", PASSWORD))).contains("from this address", "throttleFailures", end);
    }

    @Test
    void a_held_pair_does_not_learn_from_what_is_remembered() {
        assertThat(login("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
        for (int i = 0; i < 5; i++) {
            login("bob", "wrong" + i);
        }
        assertThat(refusal(login("bob", PASSWORD))).contains(Reason.THROTTLED);
    }

    @Test
    void a_user_with_a_new_password_is_not_held_for_the_old_one() {
        for (int i = 0; i < 5; i++) {
            login("amy", "wrong" + i);
        }
        assertThat(judge.throttled()).isEqualTo(1);
        judge = judge("amy another\n");
        assertThat(login("amy", "another")).isInstanceOf(Decision.Allow.class);
        assertThat(judge.throttled()).as("nobody is held any more").isZero();
        for (int i = 0; i < 5; i++) {
            login("amy", "wrong" + i);
        }
        assertThat(judge.throttled()).isEqualTo(1);
        assertThat(judge("bob another\n").throttled()).as("a user who has gone").isZero();
    }

    @Test
    void a_right_login_is_remembered_for_its_time() {
        for (int i = 0; i < 100; i++) {
            assertThat(login("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
        }
        assertThat(hashes).hasValue(1);
        time.pass(Duration.ofSeconds(60));
        login("bob", PASSWORD);
        assertThat(hashes).hasValue(2);
        assertThat(refusal(login("sue", PASSWORD)))
                .as("it is remembered of whom")
                .isEmpty();
        assertThat(hashes).hasValue(3);
    }

    @Test
    void a_wrong_login_is_not_remembered() {
        login("bob", "wrong");
        login("bob", "wrong");
        assertThat(hashes).hasValue(2);
    }

    @Test
    void another_reading_of_the_file_forgets_the_logins() {
        login("bob", PASSWORD);
        judge = judge("amy x\n");
        assertThat(refusal(login("bob", PASSWORD))).contains(Reason.BAD_CREDENTIALS);
        judge = judge("bob " + HASH + "\n");
        int before = hashes.get();
        assertThat(login("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
        assertThat(hashes.get()).isEqualTo(before + 1);
    }

    @Test
    void remembering_can_be_switched_off_and_is_bounded() {
        Settings off = settings("rememberSeconds", 0L);
        Accounts accounts = SimpleFixtures.accounts("bob " + HASH + "\n", off, time);
        judge = new LoginJudge(accounts, guard, off.patience(), time);
        login("bob", PASSWORD);
        login("bob", PASSWORD);
        assertThat(hashes).hasValue(2);
        Accounts few = SimpleFixtures.accounts("bob x\n", settings("rememberedLogins", 10L), time);
        KeyedDigest digest = new KeyedDigest();
        for (int i = 0; i < 1000; i++) {
            few.remember(digest.of(KeyedDigest.bytes("login" + i)));
        }
        assertThat(few.rememberedCount()).isLessThanOrEqualTo(10);
    }

    @Test
    void a_limited_user_is_judged_at_connect_and_by_the_grant() {
        assertThat(refusal(in("sue", Protocol.RTMP, "r1"))).isEmpty();
        assertThat(refusal(in("sue", Protocol.RTMP, ""))).isEmpty();
        assertThat(refusal(in("sue", Protocol.RTMP, "r2"))).contains(Reason.ROOM_NOT_ALLOWED);
        judge = judge("sue " + HASH + " transports=WHIP\n");
        assertThat(refusal(in("sue", Protocol.RTMP, ""))).contains(Reason.TRANSPORT_NOT_ALLOWED);
        assertThat(refusal(in("sue", Protocol.RTC, ""))).isEmpty();
    }

    @Test
    void what_comes_at_once_with_the_same_password_is_hashed_once() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        judge = judge("bob " + HASH + "\n", guard(2, (hash, password) -> {
            hashes.incrementAndGet();
            await(release);
            return hash.matches(password);
        }));
        List<Decision> answers = atOnce(24, release, () -> login("bob", PASSWORD));
        assertThat(answers).hasSize(24).allSatisfy(answer -> assertThat(answer).isInstanceOf(Decision.Allow.class));
        assertThat(hashes).hasValue(1);
    }

    @Test
    void not_more_hashes_at_once_than_configured_and_the_rest_is_unavailable() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LoginJudge.Guard two = guard(2, (hash, password) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            await(release);
            running.decrementAndGet();
            return hash.matches(password);
        });
        Accounts accounts = SimpleFixtures.accounts("bob " + HASH + "\n", settings, time);
        judge = new LoginJudge(accounts, two, Duration.ZERO, time);
        AtomicInteger number = new AtomicInteger();
        List<Decision> answers = atOnce(16, release, () -> login("nobody" + number.incrementAndGet(), "wrong"));
        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer).isInstanceOfAny(Decision.Deny.class, Decision.Unavailable.class));
        assertThat(answers.stream().filter(Decision.Unavailable.class::isInstance))
                .allSatisfy(answer ->
                        assertThat(((Decision.Unavailable) answer).detail()).contains("maxConcurrentHashes"));
        assertThat(answers.stream()
                        .filter(Decision.Unavailable.class::isInstance)
                        .count())
                .isEqualTo(14);
        assertThat(login("nobody1", "wrong"))
                .as("a turn that was not had is no failure")
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void guesses_from_one_address_leave_a_turn_to_others() throws Exception {
        Semaphore mayEnd = new Semaphore(0, true);
        guarded(mayEnd);
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < 64; i++) {
                String name = "nobody" + i;
                pool.submit(() -> patient(
                        name, "wrong", "2001:db8::" + Integer.toHexString(Integer.parseInt(name.substring(6)))));
            }
            eventually("two are hashed, the others wait", () -> hashes.get() == 2 && queued() == 62);
            Future<Decision> bob = pool.submit(() -> patient("bob", PASSWORD, ADDRESS));
            eventually("one of the two waits", () -> queued() == 63);
            Future<Decision> sue = pool.submit(() -> patient("sue", PASSWORD, ADDRESS));
            eventually("the two wait as well", () -> queued() == 64);
            mayEnd.release(1);
            // Each permit goes to whoever has been waiting for it, and not to whoever comes next.
            eventually("bob has the turn", () -> hashes.get() == 3 && mayEnd.getQueueLength() == 2);
            mayEnd.release(2);
            assertThat(bob.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Allow.class);
            eventually("sue has the next", () -> hashes.get() == 5 && mayEnd.getQueueLength() == 2);
            mayEnd.release(2);
            assertThat(sue.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Allow.class);
        } finally {
            mayEnd.release(1000);
            pool.shutdownNow();
        }
    }

    @Test
    void clients_behind_one_address_get_in_when_nobody_else_comes() throws Exception {
        Semaphore mayEnd = new Semaphore(1000);
        guarded(mayEnd);
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            List<Future<Decision>> clients = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String name = i % 2 == 0 ? "bob" : "sue";
                clients.add(pool.submit(() -> patient(name, PASSWORD, ADDRESS)));
            }
            for (Future<Decision> client : clients) {
                assertThat(client.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Allow.class);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void who_waits_for_the_same_login_from_elsewhere_gets_a_turn_when_that_one_gets_none() throws Exception {
        Semaphore mayEnd = new Semaphore(0);
        Accounts accounts = SimpleFixtures.accounts("bob " + HASH + "\n", settings, time);
        LoginJudge.Guard shared = guardOf(mayEnd);
        LoginJudge impatient = new LoginJudge(accounts, shared, Duration.ofMillis(500), time);
        judge = new LoginJudge(accounts, shared, Duration.ofMinutes(1), time);
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            pool.submit(() -> patient("nobody1", "x", "192.0.2.7"));
            pool.submit(() -> patient("nobody2", "x", "192.0.2.7"));
            eventually("both turns are taken", () -> hashes.get() == 2);
            Future<Decision> first = pool.submit(() -> impatient.judge(request("bob", PASSWORD, "192.0.2.7", time)));
            eventually("it waits", () -> waiting() == 3);
            Future<Decision> second = pool.submit(() -> patient("bob", PASSWORD, ADDRESS));
            assertThat(first.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Unavailable.class);
            mayEnd.release(1000);
            assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(Decision.Allow.class);
        } finally {
            mayEnd.release(1000);
            pool.shutdownNow();
        }
    }

    @Test
    void after_the_deadline_nothing_is_hashed() {
        assertThat(judge.judge(request("bob", PASSWORD, ADDRESS, time.instant().minusSeconds(1), Protocol.RTMP, "")))
                .isInstanceOf(Decision.Unavailable.class);
        assertThat(hashes).hasValue(0);
    }

    @Test
    void a_hash_that_fails_leaves_nothing_behind() {
        AtomicReference<Error> thrown = new AtomicReference<>(new OutOfMemoryError("x"));
        judge = judge("bob " + HASH + "\n", guard(1, (hash, password) -> {
            if (thrown.get() != null) {
                throw thrown.getAndSet(null);
            }
            return hash.matches(password);
        }));
        assertThat(login("bob", PASSWORD)).isInstanceOf(Decision.Unavailable.class);
        assertThat(login("bob", PASSWORD)).isInstanceOf(Decision.Allow.class);
    }

    /** Two hashes at once, each of which ends when it may. */
    private void guarded(Semaphore mayEnd) {
        Accounts accounts = SimpleFixtures.accounts("bob " + HASH + "\nsue " + HASH + "\n", settings, time);
        judge = new LoginJudge(accounts, guardOf(mayEnd), Duration.ofMinutes(1), time);
    }

    private LoginJudge.Guard guardOf(Semaphore mayEnd) {
        return guard(2, (hash, password) -> {
            hashes.incrementAndGet();
            mayEnd.acquireUninterruptibly();
            return hash.matches(password);
        });
    }

    private Decision patient(String name, String password, String address) {
        return judge.judge(request(name, password, address, time.instant().plusSeconds(60), Protocol.RTMP, ""));
    }

    private LoginJudge judge(String file) {
        return judge(file, guard);
    }

    /** Strangers hold all turns and the account itself; who is in is judged beside them, and guesses nothing. */
    @Test
    void one_who_is_in_is_judged_beside_strangers() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        AtomicInteger strangers = new AtomicInteger();
        LoginJudge crowded = judge("bob " + HASH + "\nsue " + HASH + "\n", guard(2, (hash, password) -> {
            if (!password.equals(Secret.of(PASSWORD)) && !password.equals(Secret.of("before"))) {
                strangers.incrementAndGet();
                try {
                    busy.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return hash.matches(password);
        }));
        ExecutorService guesses = Executors.newFixedThreadPool(2);
        List<Future<Decision>> guessing = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int guess = i;
            guessing.add(guesses.submit(() -> crowded.judge(request("sue", "guess" + guess, ADDRESS, time))));
        }
        eventually("all turns are taken", () -> strangers.get() == 2);
        assertThat(crowded.judge(request("bob", PASSWORD, ADDRESS, time))).isInstanceOf(Decision.Unavailable.class);
        assertThat(crowded.judge(request("bob", PASSWORD, ADDRESS, time).with(Purpose.RECHECK)))
                .isInstanceOf(Decision.Allow.class);
        assertThat(refusal(crowded.judge(request("bob", "before", ADDRESS, time).with(Purpose.RECHECK))))
                .contains(Reason.BAD_CREDENTIALS);
        busy.countDown();
        for (Future<Decision> guess : guessing) {
            guess.get(60, TimeUnit.SECONDS);
        }
        guesses.shutdown();
    }

    @Test
    void guesses_do_not_refuse_one_who_is_in_and_he_is_no_guess() {
        for (int i = 0; i < 5; i++) {
            login("bob", "wrong" + i);
        }
        assertThat(refusal(login("bob", PASSWORD))).contains(Reason.THROTTLED);
        assertThat(judge.judge(request("bob", PASSWORD, ADDRESS, time).with(Purpose.RECHECK)))
                .isInstanceOf(Decision.Allow.class);
        for (int i = 0; i < 10; i++) {
            assertThat(refusal(
                            judge.judge(request("sue", "before", ADDRESS, time).with(Purpose.RECHECK))))
                    .contains(Reason.BAD_CREDENTIALS);
        }
        assertThat(login("sue", PASSWORD)).isInstanceOf(Decision.Allow.class);
        assertThat(judge.judge(request(null, PASSWORD, ADDRESS, time).with(Purpose.RECHECK)))
                .isInstanceOf(Decision.Abstain.class);
        assertThat(refusal(
                        judge.judge(request("nobody", PASSWORD, ADDRESS, time).with(Purpose.RECHECK))))
                .contains(Reason.BAD_CREDENTIALS);
    }

    private LoginJudge judge(String file, LoginJudge.Guard by) {
        return new LoginJudge(SimpleFixtures.accounts(file, settings, time), by, settings.patience(), time);
    }

    private LoginJudge.Guard guard(int most, java.util.function.BiPredicate<PasswordHash, Secret> verifier) {
        return new LoginJudge.Guard(
                new KeyedDigest(),
                new Throttle(settings.limits(), time),
                new Throttle(settings.limits(), time),
                new Hashing(most, verifier));
    }

    private Decision login(String name, String password) {
        return judge.judge(request(name, password, ADDRESS, time));
    }

    private Decision in(String name, Protocol protocol, String room) {
        return judge.judge(request(name, PASSWORD, ADDRESS, time.instant().plusSeconds(5), protocol, room));
    }

    /** Releases what waits once as many as can be have an answer or wait. */
    private List<Decision> atOnce(int threads, CountDownLatch release, Callable<Decision> login) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Decision>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(login));
            }
            eventually(
                    "all but two have an answer, or all wait",
                    () -> running.stream().filter(Future::isDone).count() >= threads - 2 || waiting() >= threads);
            release.countDown();
            List<Decision> answers = new ArrayList<>();
            for (Future<Decision> one : running) {
                answers.add(one.get(20, TimeUnit.SECONDS));
            }
            return answers;
        } finally {
            release.countDown();
            pool.shutdownNow();
        }
    }

    /** How many threads are in a queue for a turn to hash, and not on their way into it. */
    private static long queued() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() == Thread.State.TIMED_WAITING)
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(Turns.class.getName())))
                .count();
    }

    private static long waiting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getState() != Thread.State.RUNNABLE)
                .filter(thread -> List.of(thread.getValue()).stream()
                        .anyMatch(frame -> frame.getClassName().equals(LoginJudge.class.getName())))
                .count();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
