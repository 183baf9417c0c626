package io.stagedoor.core.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TableTest {

    private static final long NOW = 1_000;
    private static final long OTHER = 99;

    private final Table table = new Table();

    private boolean has(long key, long issuedAt) {
        return table.has(key, key, issuedAt, NOW);
    }

    @Test
    void a_token_of_that_second_or_before_is_meant_and_one_without_a_time_of_issue() {
        long key = Table.key(1, OTHER);
        table.put(key, Table.times(500, Table.NEVER), NOW);
        assertThat(has(key, 499)).isTrue();
        assertThat(has(key, 500)).isTrue();
        assertThat(has(key, 501)).isFalse();
        assertThat(has(key, Table.UNKNOWN)).isTrue();
    }

    @Test
    void a_block_means_tokens_of_the_future_too() {
        long key = Table.key(1, OTHER);
        table.put(Table.asBlock(key), Table.times(Table.NEVER, NOW + 1), NOW);
        assertThat(has(key, 4_000_000_000L)).isTrue();
        assertThat(table.has(key, key, 5, NOW + 1)).isFalse();
    }

    @Test
    void a_block_and_a_revocation_of_the_same_stand_beside_each_other() {
        long key = Table.key(1, OTHER);
        table.put(key, Table.times(500, Table.NEVER), NOW);
        table.put(Table.asBlock(key), Table.times(Table.NEVER, NOW + 1), NOW);
        assertThat(has(key, 501)).isTrue();
        assertThat(table.has(key, key, 501, NOW + 1)).isFalse();
        assertThat(table.has(key, key, 500, NOW + 1)).isTrue();
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void two_issuers_of_one_value_are_two() {
        table.put(Table.key(1, 7), Table.times(500, Table.NEVER), NOW);
        assertThat(table.has(Table.key(1, OTHER), Table.key(1, 7), 1, NOW)).isTrue();
        assertThat(table.has(Table.key(1, OTHER), Table.key(1, 8), 1, NOW)).isFalse();
    }

    @Test
    void what_is_taken_out_is_out_and_leaves_nothing() {
        long key = Table.key(1, OTHER);
        table.put(key, Table.times(500, Table.NEVER), NOW);
        table.remove(key);
        assertThat(has(key, 1)).isFalse();
        assertThat(table.isEmpty()).isTrue();
        table.remove(key);
        table.put(key, Table.times(500, Table.NEVER), NOW);
        assertThat(has(key, 1)).isTrue();
        assertThat(table.size()).isEqualTo(1);
    }

    /** Values, issuers and times from small sets, so that they meet often. */
    @Test
    void says_what_a_map_says() {
        SplittableRandom random = new SplittableRandom(42);
        for (int run = 0; run < 30; run++) {
            Table some = new Table();
            Map<Long, Long> map = new HashMap<>();
            // Many of these begin at one place.
            long[] values = random.longs(40).map(value -> run(value)).toArray();
            for (int step = 0; step < 2_000; step++) {
                long key = Table.key(values[random.nextInt(values.length)], random.nextInt(4));
                long either = random.nextInt(5) == 0 ? Table.asBlock(key) : key;
                if (random.nextInt(3) == 0) {
                    some.remove(either);
                    map.remove(either);
                } else {
                    long issued = (either & 1) == 1 ? Table.NEVER : random.nextInt(2_000);
                    long until = random.nextInt(3) == 0 ? NOW - 5 + random.nextInt(10) : Table.NEVER;
                    some.put(either, Table.times(issued, until), NOW);
                    map.put(either, Table.times(issued, until));
                }
                long asked = values[random.nextInt(values.length)];
                long one = Table.key(asked, random.nextInt(4));
                long other = Table.key(asked, random.nextInt(4));
                long at = random.nextInt(2_000) - 1L;
                assertThat(some.has(one, other, at, NOW)).isEqualTo(in(map, one, at) || in(map, other, at));
            }
            assertThat(some.size()).isLessThanOrEqualTo(map.size());
        }
    }

    private static long run(long value) {
        return value & 0xffffL | (value & 0x7L) << 32;
    }

    private static boolean in(Map<Long, Long> map, long key, long issuedAt) {
        return isMeant(map.get(key), issuedAt) || isMeant(map.get(Table.asBlock(key)), issuedAt);
    }

    private static boolean isMeant(Long times, long issuedAt) {
        return times != null
                && issuedAt <= times >>> 32
                && ((times & Table.NEVER) == Table.NEVER || NOW < (times & Table.NEVER));
    }

    @Test
    void takes_at_most_64_bytes_an_entry() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 1; i <= 200_000; i++) {
            table.put(Table.key(random.nextLong(), OTHER), Table.times(5, Table.NEVER), NOW);
            if (i > 16) {
                assertThat(table.bytes()).isLessThanOrEqualTo(64L * i);
            }
        }
        assertThat(table.size()).isEqualTo(200_000);
    }

    @Test
    void what_has_ended_is_forgotten_as_others_come() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            table.put(Table.key(random.nextLong(), OTHER), Table.times(5, NOW), NOW);
        }
        assertThat(table.size()).isLessThan(100);
        assertThat(table.bytes()).isLessThan(10_000);
    }

    @Test
    void readers_see_what_was_put_in_whatever_comes_meanwhile() throws Exception {
        long first = Table.key(12345, OTHER);
        table.put(first, Table.times(5, Table.NEVER), NOW);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean missed = new AtomicBoolean();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread reader = new Thread(() -> {
                while (!ended.get()) {
                    if (!has(first, 1)) {
                        missed.set(true);
                    }
                }
            });
            reader.start();
            readers.add(reader);
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 300_000; i++) {
            long key = Table.key(random.nextLong(), OTHER);
            table.put(key, Table.times(5, Table.NEVER), NOW);
            assertThat(has(key, 1)).isTrue();
            if (i % 2 == 0) {
                table.remove(key);
            }
        }
        ended.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(missed).isFalse();
    }
}
