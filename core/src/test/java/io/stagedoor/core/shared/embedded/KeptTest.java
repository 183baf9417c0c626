package io.stagedoor.core.shared.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@link EmbeddedState} keeps, and for how long. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeptTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir
    private Path home;

    private Stores stores;

    @BeforeEach
    void begin() {
        stores = new Stores(home.resolve("data"));
    }

    @AfterEach
    void end() throws Exception {
        stores.close();
    }

    private static <T> T answer(CompletionStage<T> asked) throws Exception {
        return asked.toCompletableFuture().get(WAIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static String refusal(CompletionStage<?> asked) throws Exception {
        try {
            return "answered: " + answer(asked);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(SharedStateException.class);
            return e.getCause().getMessage();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> values(SharedState state) throws Exception {
        Map<String, String> all = new TreeMap<>();
        answer(state.all("block", (key, value) -> all.put(key, new String(value, StandardCharsets.UTF_8))));
        return all;
    }

    @Test
    void claims_and_values_outlive_a_stop_and_places_do_not() throws Exception {
        EmbeddedState state = stores.open();
        answer(state.put("block", "a", bytes("1"), HOUR));
        answer(state.put("block", "b", bytes("2"), HOUR));
        answer(state.claim("jti", "a", HOUR));
        answer(state.remove("block", "b"));
        answer(state.lease("place", "bob", "a", HOUR, 1));
        answer(state.count("a", HOUR));
        stores.stop(state);
        SharedState next = stores.open();
        assertThat(values(next)).containsExactly(Map.entry("a", "1"));
        assertThat(answer(next.claim("jti", "a", HOUR))).isFalse();
        assertThat(answer(next.lease("place", "bob", "b", HOUR, 1))).isTrue();
        assertThat(answer(next.count("a", HOUR))).isEqualTo(1);
    }

    @Test
    void what_waits_is_done_before_it_stops() throws Exception {
        EmbeddedState state = stores.open();
        // A store that stops waits for its thread for some seconds only: on a busy machine, to make the file anew may
        // take some of them.
        answer(state.put("block", "first", bytes("1"), HOUR));
        List<CompletionStage<Void>> puts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            puts.add(state.put("block", "key" + i, bytes("1"), HOUR));
        }
        stores.stop(state);
        for (CompletionStage<Void> put : puts) {
            answer(put);
        }
        assertThat(refusal(state.put("block", "late", bytes("1"), HOUR))).doesNotContain("answered");
        assertThat(values(stores.open())).hasSize(201);
    }

    @Test
    void files_are_for_their_owner_only_also_those_that_were_put_back() throws Exception {
        EmbeddedState state = stores.open();
        answer(state.put("block", "a", bytes("1"), HOUR));
        stores.stop(state);
        Set<PosixFilePermission> all = PosixFilePermissions.fromString("rwxrwxrwx");
        for (Path path : List.of(stores.folder, file(Entries.FILE), file(Entries.MARK))) {
            Files.setPosixFilePermissions(path, all);
        }
        answer(stores.open().put("block", "a", bytes("1"), HOUR));
        assertThat(modes()).containsExactly("rwx------", "rw-------", "rw-------");
        Path fresh = home.resolve("fresh");
        Stores others = new Stores(fresh);
        try {
            answer(others.open().put("block", "a", bytes("1"), HOUR));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh)))
                    .isEqualTo("rwx------");
        } finally {
            others.close();
        }
    }

    private Path file(String name) {
        return stores.folder.resolve(name);
    }

    private List<String> modes() throws Exception {
        List<String> modes = new ArrayList<>();
        for (Path path : List.of(stores.folder, file(Entries.FILE), file(Entries.MARK))) {
            modes.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        return modes;
    }

    @Test
    void a_check_makes_and_opens_nothing() throws Exception {
        Path data = home.resolve("other");
        EmbeddedState state = new EmbeddedState(
                data,
                true,
                stores.time.clock,
                stores.time.nanos::get,
                () -> {
                    throw new AssertionError("opened");
                },
                10);
        try {
            assertThat(refusal(state.claim("jti", "a", HOUR))).contains("being checked");
            assertThat(refusal(state.all("block", (key, value) -> {}))).contains("being checked");
            assertThat(state.problem()).isEmpty();
        } finally {
            state.close();
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void what_has_ended_is_swept_from_the_file_and_its_room_used_again() throws Exception {
        SharedState state = stores.open(10);
        for (int i = 0; i < 10; i++) {
            answer(state.put("block", "key" + i, bytes("1"), HOUR));
        }
        assertThat(refusal(state.put("block", "more", bytes("1"), HOUR)))
                .contains("the store is full: it has 10 entries");
        answer(state.put("block", "key1", bytes("2"), HOUR));
        assertThat(values(state)).hasSize(10).containsEntry("key1", "2");
        stores.time.pass(HOUR.plusSeconds(5));
        Stores.until(
                () -> {
                    try {
                        stores.time.pass(Duration.ofSeconds(1));
                        return refusal(state.put("block", "more", bytes("1"), HOUR))
                                .startsWith("answered");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                () -> "still full");
        assertThat(values(state)).containsOnlyKeys("more");
    }

    @Test
    void a_file_that_nobody_changes_is_left_alone() throws Exception {
        Entries entries = stores.entries(Entries.MOST_ENTRIES);
        try {
            for (int i = 0; i < 5_000; i++) {
                entries.put(Entry.valueKey("block", bytes("key" + i * 7919 % 5_000)), HOUR, new byte[50]);
                if (i % 10 == 0) {
                    entries.commit();
                }
            }
            entries.commit();
            for (int i = 0; i < 150; i++) {
                entries.compact();
            }
            int before = stores.writes.get();
            for (int i = 0; i < 50; i++) {
                entries.sweep(1000);
                entries.compact();
            }
            assertThat(stores.writes.get()).isEqualTo(before);
        } finally {
            entries.close();
        }
    }

    @Test
    void used_tokens_leave_room_for_revocations() throws Exception {
        SharedState state = stores.open(20);
        for (int i = 0; i < 18; i++) {
            assertThat(answer(state.claim("jti", "key" + i, HOUR))).isTrue();
        }
        assertThat(refusal(state.claim("jti", "more", HOUR))).contains("the store is full: it has 18 used tokens");
        assertThat(answer(state.claim("jti", "key1", HOUR))).isFalse();
        answer(state.put("block", "a", bytes("1"), HOUR));
        answer(state.put("block", "b", bytes("1"), HOUR));
        assertThat(refusal(state.put("block", "c", bytes("1"), HOUR))).contains("full");
        answer(state.remove("block", "a"));
        answer(state.put("block", "c", bytes("1"), HOUR));
    }

    @Test
    void a_wall_clock_that_jumps_forward_ends_nothing_early() throws Exception {
        EmbeddedState state = stores.open();
        answer(state.put("block", "a", bytes("1"), HOUR));
        answer(state.claim("jti", "a", HOUR));
        Instant right = stores.time.wall.get();
        stores.time.wall.set(right.plus(Duration.ofDays(9000)));
        assertThat(values(state)).containsOnlyKeys("a");
        assertThat(answer(state.claim("jti", "a", HOUR))).isFalse();
        answer(state.put("block", "ahead", bytes("1"), HOUR));
        stores.stop(state); // started again while the clock is wrong
        state = stores.open();
        assertThat(values(state)).containsOnlyKeys("a", "ahead");
        stores.time.wall.set(right);
        assertThat(values(state)).containsOnlyKeys("a", "ahead");
        stores.time.pass(HOUR);
        assertThat(values(state)).containsOnlyKeys("ahead");
        stores.time.pass(Ages.LONGEST_DOUBT);
        assertThat(values(state)).isEmpty();
    }

    @Test
    void a_wall_clock_that_is_set_back_keeps_what_tokens_that_live_again_need() throws Exception {
        EmbeddedState state = stores.open();
        answer(state.put("block", "a", bytes("1"), HOUR));
        stores.time.wall.updateAndGet(now -> now.minus(Duration.ofHours(3)));
        stores.time.pass(HOUR.plusMinutes(1));
        assertThat(values(state)).containsOnlyKeys("a");
        stores.time.pass(Duration.ofHours(2));
        assertThat(values(state)).containsOnlyKeys("a");
        stores.time.pass(HOUR);
        assertThat(values(state)).isEmpty();
    }

    @Test
    void what_a_server_was_off_for_does_not_count() throws Exception {
        EmbeddedState state = stores.open();
        answer(state.put("block", "a", bytes("1"), HOUR));
        stores.time.pass(Duration.ofMinutes(50));
        stores.stop(state);
        stores.time.pass(Duration.ofDays(300));
        state = stores.open();
        assertThat(values(state)).containsOnlyKeys("a");
        stores.time.pass(Duration.ofMinutes(11));
        assertThat(values(state)).isEmpty();
    }

    @Test
    void a_disk_that_hangs_is_a_refusal_in_time_and_no_loss() throws Exception {
        SharedState state = stores.open();
        answer(state.put("block", "before", bytes("1"), HOUR));
        stores.hang();
        try {
            CompletionStage<Void> put = state.put("block", "hangs", bytes("1"), HOUR);
            Stores.until(stores::isHanging, () -> "the disk was not asked");
            CompletionStage<Boolean> claim = state.claim("jti", "waits", HOUR);
            assertThat(put.toCompletableFuture()).isNotDone();
            stores.time.pass(Stores.PAST_DEADLINE);
            assertThat(refusal(put)).contains(Entries.FILE, "the disk has not answered for 3 s");
            assertThat(refusal(claim)).contains("the disk has not answered");
            assertThat(state.problem().orElse("")).contains("the disk has not answered");
            assertThat(answer(state.lease("place", "bob", "a", HOUR, 1))).isTrue();
        } finally {
            stores.answerAgain();
        }
        Stores.untilWell(state);
        assertThat(values(state)).containsKey("before");
        // Nobody was told that it was taken.
        assertThat(answer(state.claim("jti", "waits", HOUR))).isTrue();
    }

    @Test
    void no_more_than_the_queue_holds_wait_for_a_disk() throws Exception {
        SharedState state = stores.open();
        Stores.untilWell(state);
        stores.hang();
        try {
            List<CompletionStage<Void>> puts = new ArrayList<>();
            for (int i = 0; i < Writer.MOST_WAITING + 2000; i++) {
                puts.add(state.put("block", "key" + i, bytes("1"), HOUR));
            }
            assertThat(refusal(puts.get(puts.size() - 1))).contains("too many wait");
        } finally {
            stores.answerAgain();
        }
        Stores.until(
                () -> {
                    try {
                        return refusal(state.put("block", "a", bytes("1"), HOUR))
                                .startsWith("answered");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                () -> "still busy");
    }

    @Test
    void a_core_that_is_still_stopping_keeps_the_next_one_out() throws Exception {
        EmbeddedState first = stores.open();
        answer(first.put("block", "a", bytes("1"), SharedState.FOREVER));
        SharedState second = stores.open();
        Stores.untilProblem(second, "is in use by another server, or by a core that is still stopping");
        assertThat(refusal(second.claim("jti", "a", SharedState.FOREVER))).contains("is in use");
        answer(first.put("block", "b", bytes("1"), SharedState.FOREVER));
        stores.stop(first);
        Stores.until(
                () -> {
                    stores.time.pass(Duration.ofSeconds(1));
                    return second.problem().isEmpty();
                },
                () -> second.problem().orElse(""));
        assertThat(values(second)).containsOnlyKeys("a", "b");
    }

    @Test
    void another_process_that_has_the_file_keeps_this_one_out() throws Exception {
        EmbeddedState state = stores.open();
        answer(state.put("block", "a", bytes("1"), SharedState.FOREVER));
        stores.stop(state);
        Holder other = Holder.of(stores.folder.resolve(Entries.MARK));
        try {
            SharedState next = stores.open();
            Stores.untilProblem(next, "is in use by another server");
            assertThat(refusal(next.put("block", "b", bytes("1"), SharedState.FOREVER)))
                    .contains("is in use");
            other.stop();
            Stores.until(
                    () -> {
                        stores.time.pass(Duration.ofSeconds(1));
                        return next.problem().isEmpty();
                    },
                    () -> next.problem().orElse(""));
            assertThat(values(next)).containsOnlyKeys("a");
        } finally {
            other.stop();
        }
    }

    @Test
    void a_callback_of_a_caller_that_fails_harms_nobody() throws Exception {
        SharedState state = stores.open();
        CountDownLatch called = new CountDownLatch(1);
        state.put("block", "a", bytes("1"), HOUR).whenComplete((done, refusal) -> {
            called.countDown();
            throw new IllegalStateException("a test's callback");
        });
        assertThat(called.await(WAIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        answer(state.put("block", "b", bytes("1"), HOUR));
        assertThat(values(state)).hasSize(2);
    }

    @Test
    void places_and_counts_are_bounded_and_what_has_ended_gives_way() throws Exception {
        ManualTime time = stores.time;
        Places.Group bob = new Places.Group("place", "bob");
        Places.Group eve = new Places.Group("place", "eve");
        Places places = new Places(time.nanos::get, 2);
        assertThat(places.take(bob, "a", HOUR, 9)).isTrue();
        assertThat(places.take(eve, "a", HOUR, 9)).isTrue();
        assertThat(places.take(eve, "a", HOUR, 9)).isTrue();
        assertThatThrownBy(() -> places.take(eve, "b", HOUR, 9)).hasMessageContaining("2 places are taken");
        Counts counts = new Counts(time.nanos::get, 2);
        counts.one("a", HOUR);
        counts.one("b", HOUR);
        assertThat(counts.one("b", HOUR)).isEqualTo(2);
        assertThatThrownBy(() -> counts.one("c", HOUR)).hasMessageContaining("it counts 2 things");
        time.pass(HOUR);
        places.sweep();
        counts.sweep();
        assertThat(places.taken()).isZero();
        assertThat(counts.size()).isZero();
        assertThat(places.take(eve, "b", HOUR, 9)).isTrue();
        assertThat(counts.one("c", SharedState.FOREVER)).isEqualTo(1);
    }
}
