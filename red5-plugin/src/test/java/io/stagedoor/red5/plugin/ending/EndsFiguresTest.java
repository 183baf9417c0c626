package io.stagedoor.red5.plugin.ending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Prints what a million ends cost, and how fast they come while others set theirs. It asserts no time. With {@code -Dstagedoor.figures=true} only: it
 * would slow down the tests beside it.
 */
@EnabledIfSystemProperty(named = "stagedoor.figures", matches = "true")
class EndsFiguresTest {

    private static final int MANY = 1_000_000;
    private static final long NOON = 1_800_000_000_000L;
    private static final int HOUR_MILLIS = 3_600_000;
    private static final int ROUNDS = 4;
    private static final int MOST_SAMPLES = 2_000_000;

    private final AtomicLong now = new AtomicLong(NOON);
    private final AtomicInteger over = new AtomicInteger();

    private final class One extends Ending {
        private volatile long end;

        @Override
        protected long endsAt() {
            return end;
        }

        @Override
        protected void over() {
            over.incrementAndGet();
        }
    }

    @Test
    void prints_what_a_million_ends_cost() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) { // the first ones are for the compiler
            measure();
        }
    }

    private void measure() throws InterruptedException {
        now.set(NOON);
        over.set(0);
        Ends ends = new Ends(now::get);
        long before = used();
        One[] all = new One[MANY];
        for (int i = 0; i < MANY; i++) {
            all[i] = new One();
        }
        long began = System.nanoTime();
        for (int i = 0; i < MANY; i++) {
            all[i].end = NOON + 1 + (i * 7919L) % HOUR_MILLIS;
            ends.look(all[i]);
        }
        double armed = (System.nanoTime() - began) / (double) MANY;
        long bytes = (used() - before) / MANY;

        long[] quiet = setting(ends, new AtomicBoolean(), 1000);
        AtomicBoolean done = new AtomicBoolean();
        long[][] seen = new long[1][];
        Thread other = new Thread(() -> seen[0] = setting(ends, done, Integer.MAX_VALUE));
        other.start();
        began = System.nanoTime();
        now.set(NOON + HOUR_MILLIS + 1);
        ends.turn();
        double seconds = (System.nanoTime() - began) / 1e9;
        done.set(true);
        other.join();
        assertThat(over).hasValue(MANY);
        System.out.printf(
                "FIGURES %d B and %.0f ns an end; %.0f ends a second; to set another meanwhile: 99 %% within %d ns, alone %d ns%n",
                bytes, armed, MANY / seconds, quantile(seen[0]), quantile(quiet));
    }

    /** How long it takes to set an end, again and again. */
    private long[] setting(Ends ends, AtomicBoolean done, int most) {
        One one = new One();
        one.end = NOON + 10L * HOUR_MILLIS;
        long[] nanos = new long[Math.min(most, MOST_SAMPLES)];
        int count = 0;
        while (!done.get() && count < nanos.length) {
            long began = System.nanoTime();
            ends.look(one);
            nanos[count++] = System.nanoTime() - began;
        }
        ends.forget(one);
        return Arrays.copyOf(nanos, count);
    }

    private static long quantile(long[] nanos) {
        Arrays.sort(nanos);
        return nanos.length == 0 ? 0 : nanos[(int) (nanos.length * 0.99)];
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
