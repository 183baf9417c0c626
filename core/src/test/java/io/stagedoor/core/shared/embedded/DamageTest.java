package io.stagedoor.core.shared.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.SingleFileStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of {@link EmbeddedState} that are torn, changed, missing or full: all that was answered is there, or nothing is used. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamageTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final int MANY = 3000;
    private static final int TRIES = 150;

    @TempDir
    private Path home;

    private Stores stores;
    private Path file;
    private Path mark;

    @BeforeEach
    void begin() {
        stores = new Stores(home.resolve("data"));
        file = stores.folder.resolve(Entries.FILE);
        mark = stores.folder.resolve(Entries.MARK);
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

    /** As a server leaves it that was killed while it worked: many commits, and no close. */
    private Map<String, byte[]> killed() throws Exception {
        Map<String, byte[]> kept = new TreeMap<>();
        try (Closing entries = new Closing(stores.entries(Entries.MOST_ENTRIES))) {
            for (int i = 0; i < MANY; i++) {
                String key = "key" + i * 7919 % MANY;
                byte[] value = bytes("value " + i);
                entries.all.put(Entry.valueKey("block", bytes(key)), DAY, value);
                kept.put(key, value);
                if (i % 50 == 0) {
                    entries.all.commit();
                }
            }
            entries.all.remove(Entry.valueKey("block", bytes("key1")));
            kept.remove("key1");
            entries.all.commit();
        }
        return kept;
    }

    /** Lets go without a word, as a kill does. */
    private record Closing(Entries all) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            all.abandon();
        }
    }

    /** What is there if it can be used at all; null if not. */
    private Map<String, byte[]> opened() throws Exception {
        try (Closing entries = new Closing(stores.entries(Entries.MOST_ENTRIES))) {
            Map<String, byte[]> all = new TreeMap<>();
            entries.all.each("block", all::put);
            return all;
        } catch (Entries.Unusable e) {
            assertThat(e).hasMessageStartingWith(file.toString());
            return null;
        }
    }

    private static boolean isSame(Map<String, byte[]> one, Map<String, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
    }

    @Test
    void what_was_committed_is_there_after_a_kill() throws Exception {
        Map<String, byte[]> kept = killed();
        Map<String, byte[]> found = opened();
        assertThat(found).isNotNull();
        assertThat(isSame(found, kept)).isTrue();
    }

    @Test
    void a_file_that_lost_its_end_is_whole_or_is_not_used() throws Exception {
        Map<String, byte[]> kept = killed();
        byte[] whole = Files.readAllBytes(file);
        Path marked = Files.copy(mark, home.resolve("mark"));
        Random random = new Random(1);
        int unused = 0;
        for (int i = 0; i < TRIES; i++) {
            int length = i < 20 ? whole.length - 1 - i * 300 : i < 40 ? i - 19 : random.nextInt(whole.length);
            Files.write(file, Arrays.copyOf(whole, length));
            Files.copy(marked, mark, StandardCopyOption.REPLACE_EXISTING);
            Map<String, byte[]> found = opened();
            if (found == null) {
                unused++;
                assertThat(Files.size(file)).as("left as it is, of %s", length).isEqualTo(length);
            } else {
                assertThat(isSame(found, kept))
                        .as("cut at %s of %s", length, whole.length)
                        .isTrue();
            }
        }
        assertThat(unused).isGreaterThan(TRIES / 2);
    }

    @Test
    void a_file_with_a_changed_bit_is_whole_or_is_not_used() throws Exception {
        Map<String, byte[]> kept = killed();
        byte[] whole = Files.readAllBytes(file);
        Path marked = Files.copy(mark, home.resolve("mark"));
        Random random = new Random(2);
        int unused = 0;
        for (int i = 0; i < 2 * TRIES; i++) {
            byte[] changed = whole.clone();
            int at = random.nextInt(whole.length);
            int bit = random.nextInt(8);
            // Some trouble is larger than a bit: a block that was not written.
            if (i % 3 == 0) {
                Arrays.fill(changed, at / 4096 * 4096, Math.min(whole.length, at / 4096 * 4096 + 4096), (byte) 0);
            } else {
                changed[at] ^= (byte) (1 << bit);
            }
            Files.write(file, changed);
            Files.copy(marked, mark, StandardCopyOption.REPLACE_EXISTING);
            Map<String, byte[]> found = opened();
            if (found == null) {
                unused++;
            } else {
                assertThat(isSame(found, kept))
                        .as("bit %s of byte %s of %s", bit, at, whole.length)
                        .isTrue();
            }
        }
        assertThat(unused).isPositive();
    }

    private void isDamaged(String why) throws Exception {
        EmbeddedState state = stores.open();
        Stores.untilProblem(state, file + " is damaged: " + why);
        assertThat(state.problem().orElse(""))
                .contains("Put it and shared.mark back from a copy, or remove both to begin with nothing");
        assertThat(refusal(state.claim("jti", "a", DAY))).contains("is damaged");
        assertThat(refusal(state.put("block", "a", bytes("1"), DAY))).contains("is damaged");
        assertThat(refusal(state.all("block", (key, value) -> {}))).contains("is damaged");
        stores.stop(state);
    }

    @Test
    void an_empty_file_is_not_a_new_one() throws Exception {
        killed();
        Files.write(file, new byte[0]);
        isDamaged("it is empty");
        Files.delete(mark);
        isDamaged("it is empty");
    }

    @Test
    void a_missing_file_is_not_a_new_one_while_its_mark_is_there() throws Exception {
        killed();
        Files.delete(file);
        isDamaged("it is not there, but its mark shared.mark is");
        assertThat(file).doesNotExist();
    }

    @Test
    void an_older_copy_of_the_file_alone_is_not_used() throws Exception {
        killed();
        Path copy = Files.copy(file, home.resolve("copy"));
        EmbeddedState state = stores.open();
        answer(state.put("block", "later", bytes("1"), DAY));
        stores.stop(state);
        Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
        isDamaged("its end is missing");
    }

    @Test
    void a_copy_of_both_is_used() throws Exception {
        Map<String, byte[]> kept = killed();
        Path fileCopy = Files.copy(file, home.resolve("file"));
        Path markCopy = Files.copy(mark, home.resolve("mark"));
        EmbeddedState state = stores.open();
        answer(state.put("block", "later", bytes("1"), DAY));
        stores.stop(state);
        Files.copy(fileCopy, file, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(markCopy, mark, StandardCopyOption.REPLACE_EXISTING);
        assertThat(values(stores.open())).containsOnlyKeys(kept.keySet());
    }

    @Test
    void a_mark_that_is_torn_or_changed_is_no_mark() throws Exception {
        killed();
        for (byte[] other : List.of(new byte[0], new byte[5], new byte[12], new byte[13])) {
            Files.write(mark, other);
            isDamaged("its mark " + mark + " is not as it was written");
        }
    }

    @Test
    void a_file_without_its_mark_is_used_if_it_is_whole() throws Exception {
        Map<String, byte[]> kept = killed();
        Files.delete(mark);
        EmbeddedState state = stores.open();
        assertThat(values(state)).containsOnlyKeys(kept.keySet());
        stores.stop(state);
        assertThat(mark).hasSize(12);
    }

    @Test
    void a_file_without_its_mark_that_is_not_whole_is_never_replaced_by_a_new_one() throws Exception {
        killed();
        Files.write(file, bytes("something else".repeat(1000)));
        Files.delete(mark);
        isDamaged("it cannot be read");
        isDamaged("it cannot be read");
        assertThat(Files.readString(file)).startsWith("something else");
    }

    @Test
    void a_server_that_was_killed_while_it_made_the_file_begins_again() throws Exception {
        Files.createDirectories(stores.folder);
        Mark.open(mark, 0).close();
        Files.write(file, bytes("half a header"));
        EmbeddedState state = stores.open();
        answer(state.put("block", "a", bytes("1"), DAY));
        assertThat(values(state)).containsOnlyKeys("a");
    }

    @Test
    void a_folder_in_place_of_the_file_is_said() throws Exception {
        Files.createDirectories(file);
        EmbeddedState state = stores.open();
        Stores.untilProblem(state, file + " is no regular file: remove it");
        assertThat(refusal(state.claim("jti", "a", DAY))).contains("is no regular file");
        Files.delete(file);
        Stores.untilWell(state);
        assertThat(answer(state.claim("jti", "a", DAY))).isTrue();
    }

    @Test
    void a_folder_that_cannot_be_made_is_said() throws Exception {
        Files.write(stores.folder, bytes("a file"));
        EmbeddedState state = stores.open();
        Stores.untilProblem(state, file + " cannot be used: ");
        assertThat(refusal(state.claim("jti", "a", DAY))).contains("let Red5's user read and write there");
    }

    @Test
    void is_used_again_when_somebody_puts_it_back() throws Exception {
        Map<String, byte[]> kept = killed();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        EmbeddedState state = stores.open();
        Stores.untilProblem(state, "is damaged");
        Files.write(file, whole);
        Stores.untilWell(state);
        assertThat(values(state)).containsOnlyKeys(kept.keySet());
    }

    @Test
    void an_entry_that_changes_under_a_running_server_ends_its_use() throws Exception {
        killed();
        EmbeddedState state = stores.open();
        answer(state.claim("jti", "a", DAY));
        // All of it, but for the header: whatever is read next, it is not in memory.
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] noise = new byte[(int) raw.length() - 8192];
            new Random(3).nextBytes(noise);
            raw.seek(8192);
            raw.write(noise);
        }
        stores.stop(state);
        SharedState next = stores.open();
        Stores.untilProblem(next, "is damaged");
    }

    @Test
    void a_full_disk_refuses_keeps_what_is_there_and_works_again_with_room() throws Exception {
        SharedState state = stores.open();
        answer(state.put("block", "before", bytes("1"), DAY));
        answer(state.claim("jti", "before", DAY));
        stores.full = true;
        assertThat(refusal(state.put("block", "during", bytes("1"), DAY)))
                .contains(file + " could not be written: No space left on device; make free space");
        Stores.untilProblem(state, "No space left on device");
        stores.full = false;
        untilWritten(state);
        assertThat(values(state)).containsKeys("before", "after").doesNotContainKey("during");
        assertThat(answer(state.claim("jti", "before", DAY))).isFalse();
    }

    private void untilWritten(SharedState state) {
        Stores.until(
                () -> {
                    stores.time.pass(Duration.ofMillis(300));
                    try {
                        return refusal(state.put("block", "after", bytes("1"), DAY))
                                .startsWith("answered");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                () -> state.problem().orElse(""));
        assertThat(state.problem()).isEmpty();
    }

    @Test
    void a_server_that_is_killed_keeps_what_it_has_answered() throws Exception {
        Path folder = home.resolve("other");
        for (int round = 0; round < 3; round++) {
            int most = answeredBeforeKill(folder, round);
            EmbeddedState state = new EmbeddedState(
                    folder,
                    false,
                    Clock.systemUTC(),
                    System::nanoTime,
                    () -> new SingleFileStore(new HashMap<>()),
                    Entries.MOST_ENTRIES);
            try {
                Map<String, String> kept = values(state);
                List<String> lost = new ArrayList<>();
                for (int i = 0; i < most; i++) {
                    if (!kept.containsKey(round + "-" + i)) {
                        lost.add(round + "-" + i);
                    }
                }
                assertThat(lost).isEmpty();
                assertThat(answer(state.claim("jti", round + "-" + (most - 1), DAY)))
                        .isFalse();
                assertThat(state.problem()).isEmpty();
            } finally {
                state.close();
            }
        }
    }

    /** Kills a process that puts and claims without a pause; how many of each it had answers for. */
    private static int answeredBeforeKill(Path folder, int round) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        folder.toString(),
                        String.valueOf(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = process.inputReader(StandardCharsets.UTF_8)) {
            int answered = 0;
            String line = "";
            while (answered < 500 * (round + 1) && (line = said.readLine()) != null) {
                answered = number(line);
            }
            process.toHandle().destroyForcibly(); // the other one closes what is still to be read
            while (line != null) { // what it still had said
                line = said.readLine();
                if (line != null && line.endsWith(".")) {
                    answered = number(line);
                }
            }
            assertThat(answered).isGreaterThanOrEqualTo(500 * (round + 1));
            return answered;
        } finally {
            process.destroyForcibly();
            process.waitFor(60, TimeUnit.SECONDS);
        }
    }

    /** Of a whole line, which ends with a full stop. */
    private static int number(String line) {
        return Integer.parseInt(line.substring(0, line.length() - 1));
    }

    /** What is written to a file without a name is gone with the server, though it would be answered. */
    @Test
    void nothing_is_taken_while_the_files_are_not_where_the_next_server_looks() throws Exception {
        for (Path gone : List.of(file, mark)) {
            EmbeddedState state = stores.open();
            answer(state.put("block", "before", bytes("a"), DAY));
            Path aside = home.resolve("aside");
            Files.move(gone, aside);
            assertThat(refusal(state.put("block", "lost", bytes("b"), DAY)))
                    .contains("removed or replaced while the server runs", "Put both files back");
            assertThat(refusal(state.claim("token", "lost", DAY))).contains("removed or replaced");
            assertThat(refusal(state.remove("block", "before"))).contains("removed or replaced");
            assertThat(values(state)).containsEntry("before", "a").doesNotContainKey("lost");
            assertThat(state.problem()).get().asString().contains(file.toString());
            Files.createFile(gone);
            assertThat(refusal(state.put("block", "lost", bytes("b"), DAY))).contains("removed or replaced");
            Files.move(aside, gone, StandardCopyOption.REPLACE_EXISTING);
            answer(state.put("block", "after", bytes("c"), DAY));
            assertThat(state.problem()).isEmpty();
            stores.stop(state);
            EmbeddedState next = stores.open();
            assertThat(values(next)).containsKeys("before", "after").doesNotContainKey("lost");
            stores.stop(next);
        }
    }

    /** Nobody may have anything written for a while. */
    @Test
    void files_that_go_are_noticed_unasked() throws Exception {
        EmbeddedState state = stores.open();
        answer(state.put("block", "before", bytes("a"), DAY));
        Files.delete(file);
        Files.delete(mark);
        Stores.until(
                () -> {
                    stores.time.pass(Duration.ofSeconds(1));
                    // Meanwhile the disk may seem slow: this clock is faster than the threads.
                    return state.problem()
                            .filter(text -> text.contains("removed or replaced"))
                            .isPresent();
                },
                () -> "nobody has noticed: " + state.problem());
    }
}
