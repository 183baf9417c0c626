package io.stagedoor.core.use;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.TokenUse;
import io.stagedoor.core.MovableClock;
import io.stagedoor.core.use.Taking.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who gets what may be used once, on a store in memory and a clock that the test moves. */
class UsedTokensTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration RECONNECT = Duration.ofSeconds(10);
    private static final User ANN = new User("ann", "192.0.2.1");
    /** Of the same network. */
    private static final User ANN_AGAIN = new User("ann again", "192.0.2.1");

    private static final User EVE = new User("eve", "192.0.2.66");
    /** Nobody knows its address, as in a dry run. */
    private static final User NOWHERE = new User("unknown", "");

    private static final TokenUse TOKEN =
            TokenUse.once("https://a.example\0secret-id").until(START.plus(Duration.ofHours(1)));

    private final Claims store = new Claims();
    private final Map<String, Presence.Is> present = new HashMap<>();
    private Instant now = START;
    private UsedTokens tokens = server(START.toEpochMilli());

    private UsedTokens server(long run) {
        UsedTokens made = new UsedTokens(new MovableClock(() -> now), run);
        made.use(store);
        return made;
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    private Taking take(User user) {
        return take(user, RECONNECT);
    }

    private Taking take(User user, Duration reconnect) {
        CompletableFuture<Taking> answer =
                tokens.take(TOKEN, user, this::presence, reconnect).toCompletableFuture();
        assertThat(answer).isDone();
        return answer.join();
    }

    private Presence.Is presence(String id) {
        return present.getOrDefault(id, Presence.Is.GONE);
    }

    private Result tried(User user) {
        return tokens.tried(TOKEN, user, this::presence, RECONNECT)
                .toCompletableFuture()
                .join()
                .result();
    }

    @Test
    void the_first_one_has_it_with_all_that_it_begins() {
        assertThat(tried(ANN)).isEqualTo(Result.TAKEN);
        assertThat(tried(EVE)).isEqualTo(Result.TAKEN);
        assertThat(take(ANN).result()).isEqualTo(Result.TAKEN);
        present.put("ann", Presence.Is.THERE);
        Taking further = take(ANN);
        assertThat(further.result()).isEqualTo(Result.TAKEN);
        assertThat(further.undo()).isEmpty();
        for (User other : List.of(EVE, ANN_AGAIN)) {
            assertThat(take(other).result()).isEqualTo(Result.USED);
            assertThat(tried(other)).isEqualTo(Result.USED);
        }
        assertThat(tried(ANN)).isEqualTo(Result.TAKEN);
    }

    @Test
    void one_whose_network_is_not_known_is_told_that_it_was_used_where_no_network_helps() {
        take(ANN);
        present.put("ann", Presence.Is.THERE);
        assertThat(tried(NOWHERE)).isEqualTo(Result.USED);
        tokens.gone(TOKEN, ANN);
        pass(3600);
        assertThat(tried(NOWHERE)).isEqualTo(Result.USED);
    }

    @Test
    void another_server_of_a_shared_store_does_not_take_over_who_may_be_connected() {
        store.isShared = true;
        assertThat(take(ANN).result()).isEqualTo(Result.TAKEN);
        UsedTokens here = tokens;
        tokens = server(START.toEpochMilli() + 1);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.USED);
        assertThat(take(ANN).result()).isEqualTo(Result.USED);
        here.gone(TOKEN, ANN);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.TAKEN);
    }

    @Test
    void one_of_500_gets_it() throws Exception {
        assertThat(winners()).isEqualTo(1);
    }

    @Test
    void one_of_500_takes_it_over() throws Exception {
        take(ANN);
        tokens.gone(TOKEN, ANN);
        assertThat(winners()).isEqualTo(1);
    }

    private long winners() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<Taking> takings = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            User user = new User("one of many " + i, "192.0.2.1");
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                Taking taking = tokens.take(TOKEN, user, id -> Presence.Is.THERE, RECONNECT)
                        .toCompletableFuture()
                        .join();
                synchronized (takings) {
                    takings.add(taking);
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
        assertThat(takings).hasSize(500);
        return takings.stream()
                .filter(taking -> taking.result() == Result.TAKEN)
                .count();
    }

    /** OBS comes again with the same key, and would be out for good. */
    @Test
    void who_has_gone_is_followed_from_its_network_for_a_while() {
        take(ANN);
        pass(3600);
        tokens.gone(TOKEN, ANN);
        pass(10);
        assertThat(take(EVE).detail()).contains("from another network");
        assertThat(take(NOWHERE).result()).isEqualTo(Result.USED);
        assertThat(tried(NOWHERE)).as("it depends on the network").isEqualTo(Result.UNKNOWN);
        assertThat(tried(ANN_AGAIN)).isEqualTo(Result.TAKEN);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.TAKEN);
        present.put("ann again", Presence.Is.THERE);
        assertThat(take(ANN).result()).isEqualTo(Result.USED);
        // The first one is told to be gone late: it has it no more.
        tokens.gone(TOKEN, ANN);
        assertThat(take(ANN).detail()).contains("is connected");
    }

    @Test
    void who_has_gone_is_not_followed_later() {
        take(ANN);
        tokens.gone(TOKEN, ANN);
        tokens.gone(TOKEN, ANN);
        pass(11);
        Taking late = take(ANN_AGAIN);
        assertThat(late.result()).isEqualTo(Result.USED);
        assertThat(late.detail()).contains("for more than reconnectSeconds, 10 s");
        assertThat(take(ANN).result()).isEqualTo(Result.USED);
        // Nor if the clock was put back.
        pass(-30);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.USED);
    }

    @Test
    void without_a_time_nobody_is_followed() {
        take(ANN);
        tokens.gone(TOKEN, ANN);
        assertThat(take(ANN_AGAIN, Duration.ZERO).result()).isEqualTo(Result.USED);
    }

    @Test
    void who_is_silent_is_followed_and_named() {
        take(ANN);
        present.put("ann", Presence.Is.SILENT);
        assertThat(take(EVE).result()).isEqualTo(Result.USED);
        Taking taking = take(ANN_AGAIN);
        assertThat(taking.result()).isEqualTo(Result.TAKEN);
        assertThat(taking.silenced()).contains("ann");
    }

    /** After a crash nobody has said that anybody went. */
    @Test
    void the_start_of_the_server_is_the_end_of_who_was_there_before() {
        take(ANN);
        pass(3600);
        tokens = server(now.toEpochMilli());
        pass(10);
        assertThat(take(EVE).result()).isEqualTo(Result.USED);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.TAKEN);
        pass(3600);
        tokens = server(now.toEpochMilli());
        pass(11);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.USED);
        // A later core of the same run is no start.
        pass(300);
        tokens = server(START.plusSeconds(7200).toEpochMilli());
        assertThat(take(ANN).result()).isEqualTo(Result.USED);
    }

    @Test
    void who_went_while_no_core_was_there_has_gone_when_the_next_one_began() {
        take(ANN);
        pass(3600);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.USED);
        tokens = server(START.toEpochMilli());
        pass(10);
        present.put("ann", Presence.Is.THERE);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.USED);
        assertThat(take(ANN).result()).isEqualTo(Result.TAKEN);
        present.clear();
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.TAKEN);
    }

    /** Its end was told before it had the token. */
    @Test
    void who_went_as_soon_as_it_had_come_is_followed_for_a_while() {
        pass(3600);
        tokens.gone(TOKEN, ANN);
        take(ANN);
        pass(10);
        assertThat(take(EVE).result()).isEqualTo(Result.USED);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.TAKEN);
        pass(11);
        assertThat(take(ANN).result()).isEqualTo(Result.USED);
    }

    @Test
    void what_is_given_back_is_free() {
        take(ANN).undo().orElseThrow().run();
        assertThat(tried(EVE)).isEqualTo(Result.TAKEN);
        assertThat(take(EVE).result()).isEqualTo(Result.TAKEN);
        assertThat(take(ANN).result()).isEqualTo(Result.USED);
    }

    @Test
    void what_was_taken_over_is_given_back_to_who_had_it() {
        Taking first = take(ANN);
        tokens.gone(TOKEN, ANN);
        take(ANN_AGAIN).undo().orElseThrow().run();
        // It is not the first one's any more.
        first.undo().orElseThrow().run();
        assertThat(take(EVE).result()).isEqualTo(Result.USED);
        assertThat(take(ANN_AGAIN).result()).isEqualTo(Result.TAKEN);
    }

    @Test
    void it_is_remembered_until_it_has_ended_by_itself() {
        take(ANN);
        assertThat(store.ttls.values()).containsExactly(Duration.ofMinutes(70));
        pass(600);
        tokens.gone(TOKEN, ANN);
        assertThat(store.ttls.values()).containsExactly(Duration.ofMinutes(60));
        store.ttls.clear();
        tokens.take(TokenUse.once("without an end"), ANN, this::presence, RECONNECT);
        assertThat(store.ttls.values()).containsExactly(Duration.ofDays(365));
        store.ttls.clear();
        tokens.take(TokenUse.once("over").until(START.minusSeconds(5000)), ANN, this::presence, RECONNECT);
        assertThat(store.ttls.values()).containsExactly(Duration.ofMinutes(10));
    }

    @Test
    void what_has_another_id_is_something_else() {
        take(ANN);
        assertThat(tokens.take(TokenUse.once("https://a.example\0other"), EVE, this::presence, RECONNECT)
                        .toCompletableFuture()
                        .join()
                        .result())
                .isEqualTo(Result.TAKEN);
        // Another skew of another authenticator is the same token.
        assertThat(tokens.take(TokenUse.once(TOKEN.id()).until(now), EVE, this::presence, RECONNECT)
                        .toCompletableFuture()
                        .join()
                        .result())
                .isEqualTo(Result.USED);
    }

    @Test
    void a_store_that_cannot_tell_lets_nobody_in_and_says_so() {
        store.problem = Optional.of("the disk is full");
        Taking unknown = take(ANN);
        assertThat(unknown.result()).isEqualTo(Result.UNKNOWN);
        assertThat(unknown.detail()).contains("the disk is full");
        assertThat(tried(ANN)).isEqualTo(Result.UNKNOWN);
        tokens.gone(TOKEN, ANN);
        assertThat(tokens.problems())
                .containsExactly(
                        "tokens for one use: clients that came with one were refused, because the disk is full");
        store.problem = Optional.empty();
        assertThat(tried(ANN)).isEqualTo(Result.TAKEN);
        assertThat(tokens.problems()).isNotEmpty();
        assertThat(take(ANN).result()).isEqualTo(Result.TAKEN);
        assertThat(tokens.problems()).isEmpty();
        store.problem = Optional.of("the disk is full");
        take(EVE);
        assertThat(tokens.problems()).isNotEmpty();
        pass(601);
        assertThat(tokens.problems()).isEmpty();
    }

    @Test
    void without_a_store_nobody_is_let_in() {
        tokens.use(null);
        assertThat(take(ANN).result()).isEqualTo(Result.UNKNOWN);
        assertThat(tokens.problems().toString()).contains("there is no store for used tokens");
        tokens.gone(TOKEN, ANN);
        Claims next = new Claims();
        tokens.use(next);
        assertThat(take(ANN).result()).isEqualTo(Result.TAKEN);
        assertThat(next.notes).hasSize(1);
    }

    @Test
    void whom_nothing_tells_from_others_gets_nothing() {
        for (String id : new String[] {"", "x".repeat(User.MOST_ID + 1)}) {
            assertThat(take(new User(id, "192.0.2.1")).result()).isEqualTo(Result.UNKNOWN);
        }
        assertThat(store.asked).hasValue(0);
    }

    @Test
    void what_another_version_has_kept_is_used() {
        take(ANN);
        for (byte[] other : new byte[][] {{}, {2, 1}, {1}, {1, 9}, {1, 1, 0, 0}}) {
            store.notes.replaceAll((key, note) -> other);
            assertThat(take(ANN).result()).isEqualTo(Result.USED);
            tokens.gone(TOKEN, ANN);
            assertThat(store.notes.values()).containsExactly(other);
        }
    }

    @Test
    void the_store_sees_neither_the_id_nor_the_network() {
        take(ANN);
        String key = store.notes.keySet().iterator().next();
        String note = new String(store.notes.values().iterator().next(), StandardCharsets.ISO_8859_1);
        assertThat(key).startsWith("used-token ").doesNotContain("secret-id", "a.example");
        assertThat(note).contains("ann").doesNotContain("secret-id", "192.0.2.1");
        assertThat(Note.of(store.notes.values().iterator().next()).orElseThrow())
                .hasToString("Note[HELD]");
    }
}
