package io.stagedoor.core.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What {@link SharedState} promises, for whatever implements it. A subclass makes one for each test, and lets time pass for it. */
public abstract class SharedStateContract {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MANY = 500;
    private static final long WAIT_SECONDS = 60;

    /** The store of this test; the same at each call. */
    protected abstract SharedState state();

    /** Lets time pass for the store, by whatever clock it has. */
    protected abstract void pass(Duration time);

    /** Waits for an answer. */
    protected static <T> T answer(CompletionStage<T> asked)
            throws InterruptedException, ExecutionException, TimeoutException {
        return asked.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** All values of a kind, as text. */
    protected static Map<String, String> values(SharedState state, String kind) throws Exception {
        Map<String, String> all = new TreeMap<>();
        answer(state.all(kind, (key, value) -> all.put(key, new String(value, StandardCharsets.UTF_8))));
        return all;
    }

    /** A value. */
    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Asked {
        CompletionStage<Boolean> of(int i);
    }

    /** How many of many threads that ask at once get what they ask for. */
    private static int winners(Asked asked) throws Exception {
        AtomicInteger won = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        for (int i = 0; i < MANY; i++) {
            int one = i;
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    if (answer(asked.of(one))) {
                        won.incrementAndGet();
                    }
                } catch (Exception e) {
                    failures.add(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        }
        assertThat(failures).isEmpty();
        assertThat(threads).noneMatch(Thread::isAlive);
        return won.get();
    }

    @Test
    void one_of_500_gets_a_claim() throws Exception {
        assertThat(winners(i -> state().claim("jti", "one", HOUR))).isEqualTo(1);
    }

    @Test
    void claims_of_other_kinds_and_keys_are_others() throws Exception {
        assertThat(answer(state().claim("jti", "a", HOUR))).isTrue();
        assertThat(answer(state().claim("jti", "b", HOUR))).isTrue();
        assertThat(answer(state().claim("ticket", "a", HOUR))).isTrue();
        assertThat(answer(state().claim("jti", "a", HOUR))).isFalse();
    }

    @Test
    void a_name_that_goes_on_in_the_key_is_another_claim() throws Exception {
        assertThat(answer(state().claim("a", "b\0c", HOUR))).isTrue();
        assertThat(answer(state().claim("a.b", "c", HOUR))).isTrue();
        assertThat(answer(state().claim("a", "b.c", HOUR))).isTrue();
        assertThat(answer(state().claim("a", "bc", HOUR))).isTrue();
    }

    @Test
    void a_claim_ends_with_its_time() throws Exception {
        assertThat(answer(state().claim("jti", "a", HOUR))).isTrue();
        pass(HOUR.minusMinutes(1));
        assertThat(answer(state().claim("jti", "a", HOUR))).isFalse();
        pass(Duration.ofMinutes(2));
        assertThat(answer(state().claim("jti", "a", HOUR))).isTrue();
    }

    @Test
    void a_claim_for_ever_does_not_end() throws Exception {
        assertThat(answer(state().claim("jti", "a", SharedState.FOREVER))).isTrue();
        pass(Duration.ofDays(36_500));
        assertThat(answer(state().claim("jti", "a", HOUR))).isFalse();
    }

    private Optional<String> swap(String key, String expected, String note) throws Exception {
        return answer(state().claim(
                                "jti",
                                key,
                                Optional.ofNullable(expected).map(SharedStateContract::bytes),
                                bytes(note),
                                HOUR))
                .map(before -> new String(before, StandardCharsets.UTF_8));
    }

    private Optional<String> note(String key) throws Exception {
        return answer(state().claimed("jti", key)).map(there -> new String(there, StandardCharsets.UTF_8));
    }

    @Test
    void a_claim_with_a_note_is_passed_on_to_who_has_read_it() throws Exception {
        assertThat(note("a")).isEmpty();
        assertThat(swap("a", "ann", "bob")).isEmpty();
        assertThat(note("a")).isEmpty();
        assertThat(swap("a", null, "ann")).isEmpty();
        assertThat(note("a")).contains("ann");
        assertThat(swap("a", null, "bob")).contains("ann");
        assertThat(swap("a", "eve", "bob")).contains("ann");
        assertThat(note("a")).contains("ann");
        assertThat(swap("a", "ann", "bob")).contains("ann");
        assertThat(note("a")).contains("bob");
        assertThat(swap("a", "ann", "eve")).contains("bob");
        assertThat(note("b")).isEmpty();
    }

    @Test
    void a_claim_without_a_note_has_an_empty_one() throws Exception {
        assertThat(answer(state().claim("jti", "a", HOUR))).isTrue();
        assertThat(note("a")).contains("");
        assertThat(swap("a", null, "ann")).contains("");
        assertThat(swap("a", "", "ann")).contains("");
        assertThat(answer(state().claim("jti", "a", HOUR))).isFalse();
        assertThat(note("a")).contains("ann");
    }

    @Test
    void a_claim_that_is_passed_on_has_a_new_time_and_ends_with_it() throws Exception {
        assertThat(swap("a", null, "ann")).isEmpty();
        pass(HOUR.minusMinutes(1));
        assertThat(swap("a", "eve", "bob")).contains("ann");
        assertThat(swap("a", "ann", "bob")).contains("ann");
        pass(HOUR.minusMinutes(1));
        assertThat(note("a")).contains("bob");
        pass(Duration.ofMinutes(2));
        assertThat(note("a")).isEmpty();
        assertThat(swap("a", "bob", "ann")).isEmpty();
        assertThat(note("a")).isEmpty();
        assertThat(swap("a", null, "ann")).isEmpty();
        assertThat(note("a")).contains("ann");
    }

    @Test
    void one_of_500_takes_a_claim_over() throws Exception {
        assertThat(swap("a", null, "ann")).isEmpty();
        assertThat(winners(i -> state().claim("jti", "a", Optional.of(bytes("ann")), bytes("taker " + i), HOUR)
                        .thenApply(before -> new String(before.orElseThrow(), StandardCharsets.UTF_8).equals("ann"))))
                .isEqualTo(1);
    }

    @Test
    void claims_and_values_are_apart() throws Exception {
        answer(state().put("jti", "a", bytes("1"), HOUR));
        assertThat(answer(state().claim("jti", "a", HOUR))).isTrue();
        assertThat(values(state(), "jti")).containsExactly(Map.entry("a", "1"));
        assertThat(answer(state().remove("jti", "a"))).isTrue();
        assertThat(answer(state().claim("jti", "a", HOUR))).isFalse();
    }

    @Test
    void as_many_of_500_as_there_are_places_get_one() throws Exception {
        assertThat(winners(i -> state().lease("place", "bob", "session" + i, HOUR, 7)))
                .isEqualTo(7);
    }

    @Test
    void who_has_a_place_keeps_it() throws Exception {
        assertThat(answer(state().lease("place", "bob", "a", HOUR, 1))).isTrue();
        pass(HOUR.minusMinutes(1));
        assertThat(answer(state().lease("place", "bob", "a", HOUR, 1))).isTrue();
        pass(Duration.ofMinutes(2));
        assertThat(answer(state().lease("place", "bob", "b", HOUR, 1))).isFalse();
        assertThat(answer(state().lease("place", "eve", "b", HOUR, 1))).isTrue();
        assertThat(answer(state().lease("other", "bob", "b", HOUR, 1))).isTrue();
    }

    @Test
    void a_place_that_is_given_back_or_has_ended_is_free() throws Exception {
        assertThat(answer(state().lease("place", "bob", "a", HOUR, 1))).isTrue();
        answer(state().release("place", "bob", "nobody"));
        assertThat(answer(state().lease("place", "bob", "b", HOUR, 1))).isFalse();
        answer(state().release("place", "bob", "a"));
        assertThat(answer(state().lease("place", "bob", "b", HOUR, 1))).isTrue();
        pass(HOUR.plusMinutes(1));
        assertThat(answer(state().lease("place", "bob", "c", HOUR, 1))).isTrue();
    }

    @Test
    void counts_within_a_window_from_the_first_on() throws Exception {
        assertThat(answer(state().count("a", HOUR))).isEqualTo(1);
        pass(HOUR.minusMinutes(1));
        assertThat(answer(state().count("a", HOUR))).isEqualTo(2);
        assertThat(answer(state().count("b", HOUR))).isEqualTo(1);
        pass(Duration.ofMinutes(2));
        assertThat(answer(state().count("a", HOUR))).isEqualTo(1);
    }

    @Test
    void all_of_500_are_counted() throws Exception {
        assertThat(winners(i -> state().count("a", HOUR).thenApply(count -> count == MANY)))
                .isEqualTo(1);
    }

    @Test
    void keeps_values_by_kind_and_key() throws Exception {
        answer(state().put("block", "a", bytes("1"), HOUR));
        answer(state().put("block", "b", bytes(""), HOUR));
        answer(state().put("block.of", "c", bytes("3"), HOUR));
        answer(state().put("block", "a", bytes("4"), HOUR));
        assertThat(values(state(), "block")).containsExactly(Map.entry("a", "4"), Map.entry("b", ""));
        assertThat(answer(state().remove("block", "a"))).isTrue();
        assertThat(answer(state().remove("block", "a"))).isFalse();
        assertThat(answer(state().remove("block", "c"))).isFalse();
        assertThat(values(state(), "block")).containsOnlyKeys("b");
        assertThat(values(state(), "bloc")).isEmpty();
    }

    @Test
    void keeps_any_text_and_any_bytes() throws Exception {
        String key = "İ\0\n" + "\uD83D\uDE00".repeat(200);
        byte[] value = new byte[Bounds.MOST_VALUE];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        answer(state().put("any", key, value, HOUR));
        List<byte[]> found = new ArrayList<>();
        answer(state().all("any", (one, bytes) -> {
            assertThat(one).isEqualTo(key);
            found.add(bytes);
        }));
        assertThat(found).hasSize(1);
        assertThat(found.get(0)).isEqualTo(value);
    }

    @Test
    void what_is_kept_is_as_it_was_when_it_was_given() throws Exception {
        byte[] value = bytes("1");
        CompletionStage<Void> kept = state().put("block", "a", value, HOUR);
        value[0] = 'x';
        answer(kept);
        assertThat(values(state(), "block")).containsEntry("a", "1");
    }

    @Test
    void a_value_ends_with_its_time() throws Exception {
        answer(state().put("block", "short", bytes("1"), Duration.ofMinutes(1)));
        answer(state().put("block", "long", bytes("2"), HOUR));
        answer(state().put("block", "renewed", bytes("3"), Duration.ofMinutes(1)));
        answer(state().put("block", "renewed", bytes("4"), HOUR));
        answer(state().put("block", "ever", bytes("5"), SharedState.FOREVER));
        pass(Duration.ofMinutes(2));
        assertThat(values(state(), "block")).containsOnlyKeys("long", "renewed", "ever");
        assertThat(answer(state().remove("block", "short"))).isFalse();
        pass(HOUR);
        assertThat(values(state(), "block")).containsOnlyKeys("ever");
    }

    @Test
    void values_are_read_after_what_was_asked_for_before() throws Exception {
        List<CompletionStage<Void>> puts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            puts.add(state().put("block", "key" + i, bytes("1"), HOUR));
        }
        assertThat(values(state(), "block")).hasSize(MANY);
        for (CompletionStage<Void> put : puts) {
            answer(put);
        }
    }

    @Test
    void what_a_visitor_throws_is_the_answer_and_harms_nothing() throws Exception {
        answer(state().put("block", "a", bytes("1"), HOUR));
        assertThat(state().all("block", (key, value) -> {
                    throw new IllegalStateException("mine");
                }))
                .failsWithin(Duration.ofSeconds(WAIT_SECONDS))
                .withThrowableThat()
                .withStackTraceContaining("mine");
        answer(state().all("block", (key, value) -> Thread.currentThread().interrupt()));
        assertThat(values(state(), "block")).containsOnlyKeys("a");
        answer(state().put("block", "b", bytes("1"), HOUR));
        assertThat(state().problem()).isEmpty();
    }

    @Test
    void tells_who_listens_until_they_do_not() throws Exception {
        BlockingQueue<String> first = new LinkedBlockingQueue<>();
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        SharedState.Registration one =
                state().listen("news", message -> first.add(new String(message, StandardCharsets.UTF_8)));
        try (SharedState.Registration broken = state().listen("news", message -> {
                    throw new IllegalStateException("a test's listener");
                });
                SharedState.Registration other =
                        state().listen("news", message -> second.add(new String(message, StandardCharsets.UTF_8)))) {
            assertThat(broken).isNotNull();
            assertThat(other).isNotNull();
            answer(state().announce("weather", bytes("rain")));
            answer(state().announce("news", bytes("1")));
            assertThat(first.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("1");
            assertThat(second.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("1");
            one.close();
            one.close();
            answer(state().announce("news", bytes("2")));
            assertThat(second.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("2");
            assertThat(first).isEmpty();
        }
    }

    private static void refuses(Supplier<?> asked) {
        assertThatIllegalArgumentException().isThrownBy(asked::get);
    }

    @Test
    void takes_names_keys_and_values_of_any_allowed_length() throws Exception {
        String name = "a".repeat(61) + ".-9";
        String key = "ü".repeat(512);
        assertThat(answer(state().claim(name, key, Duration.ofNanos(1)))).isTrue();
        answer(state().put(name, key, new byte[4096], HOUR));
        assertThat(answer(state().lease(name, key, key, HOUR, 1))).isTrue();
        assertThat(answer(state().count(key, HOUR))).isEqualTo(1);
        answer(state().announce(name, new byte[4096]));
    }

    @Test
    void refuses_other_names_at_once() {
        for (String name : List.of("", "a".repeat(65), "A", "a b", "a_b", "ı", "a\0")) {
            refuses(() -> state().claim(name, "a", HOUR));
            refuses(() -> state().claim(name, "a", Optional.empty(), new byte[0], HOUR));
            refuses(() -> state().claimed(name, "a"));
            refuses(() -> state().lease(name, "a", "a", HOUR, 1));
            refuses(() -> state().release(name, "a", "a"));
            refuses(() -> state().put(name, "a", new byte[0], HOUR));
            refuses(() -> state().remove(name, "a"));
            refuses(() -> state().all(name, (key, value) -> {}));
            refuses(() -> state().announce(name, new byte[0]));
            refuses(() -> state().listen(name, message -> {}));
        }
    }

    @Test
    void refuses_other_keys_at_once() {
        for (String key : List.of("", "a".repeat(1025), "ü".repeat(513), "\uD800", "a\uDC00")) {
            refuses(() -> state().claim("a", key, HOUR));
            refuses(() -> state().claim("a", key, Optional.empty(), new byte[0], HOUR));
            refuses(() -> state().claimed("a", key));
            refuses(() -> state().lease("a", key, "a", HOUR, 1));
            refuses(() -> state().lease("a", "a", key, HOUR, 1));
            refuses(() -> state().release("a", key, "a"));
            refuses(() -> state().release("a", "a", key));
            refuses(() -> state().count(key, HOUR));
            refuses(() -> state().put("a", key, new byte[0], HOUR));
            refuses(() -> state().remove("a", key));
        }
    }

    @Test
    void refuses_long_values_and_times_that_are_none_at_once() {
        refuses(() -> state().put("a", "a", new byte[4097], HOUR));
        refuses(() -> state().claim("a", "a", Optional.empty(), new byte[4097], HOUR));
        refuses(() -> state().claim("a", "a", Optional.of(new byte[4097]), new byte[0], HOUR));
        refuses(() -> state().announce("a", new byte[4097]));
        refuses(() -> state().lease("a", "a", "a", HOUR, 0));
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            refuses(() -> state().claim("a", "a", none));
            refuses(() -> state().claim("a", "a", Optional.empty(), new byte[0], none));
            refuses(() -> state().lease("a", "a", "a", none, 1));
            refuses(() -> state().count("a", none));
            refuses(() -> state().put("a", "a", new byte[0], none));
        }
    }

    @Test
    void refuses_null() {
        assertThatNullPointerException().isThrownBy(() -> state().claim(null, "a", HOUR));
        assertThatNullPointerException().isThrownBy(() -> state().claim("a", null, HOUR));
        assertThatNullPointerException().isThrownBy(() -> state().put("a", "a", null, HOUR));
        assertThatNullPointerException().isThrownBy(() -> state().all("a", null));
        assertThatNullPointerException().isThrownBy(() -> state().listen("a", null));
    }

    @Test
    void what_it_refuses_is_not_in_the_message() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> state().claim("a", "hush".repeat(300), HOUR))
                .withMessageNotContaining("hush");
    }
}
