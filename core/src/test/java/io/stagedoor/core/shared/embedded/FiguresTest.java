package io.stagedoor.core.shared.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.SingleFileStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Prints what the store costs. With {@code -Dstagedoor.figures=true} only: it would slow down the tests beside it. */
@EnabledIfSystemProperty(named = "stagedoor.figures", matches = "true")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FiguresTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int PUTS = 20_000;
    private static final int CALLERS = 8;
    private static final long CLAIM_SECONDS = 10;
    private static final int MILLION = 1_000_000;

    @TempDir
    private Path home;

    private EmbeddedState open() {
        return new EmbeddedState(
                home.resolve("data"),
                false,
                Clock.systemUTC(),
                System::nanoTime,
                () -> new SingleFileStore(new HashMap<>()),
                MILLION);
    }

    private static void say(String format, Object... values) {
        System.out.println("FIGURES " + String.format(Locale.ROOT, format, values));
    }

    private static <T> T answer(CompletionStage<T> asked) throws Exception {
        return asked.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private long fileBytes() throws Exception {
        return Files.size(home.resolve("data").resolve(Entries.FILE));
    }

    private static long usedBytes() throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void prints_how_long_one_put_takes() throws Exception {
        EmbeddedState state = open();
        double[] micros = new double[PUTS];
        for (int i = 0; i < PUTS; i++) {
            long began = System.nanoTime();
            answer(state.put("block", "key" + i, new byte[32], DAY));
            micros[i] = (System.nanoTime() - began) / 1e3;
        }
        Arrays.sort(micros);
        say(
                "put, one caller: p50 %.0f us, p99 %.0f us, worst %.0f us; file %.1f MB",
                micros[PUTS / 2], micros[PUTS * 99 / 100], micros[PUTS - 1], fileBytes() / 1e6);
        state.close();
    }

    @Test
    void prints_how_many_claims_eight_callers_get() throws Exception {
        EmbeddedState state = open();
        answer(state.claim("jti", "first", DAY));
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong claims = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        long began = System.nanoTime();
        for (int caller = 0; caller < CALLERS; caller++) {
            String name = "caller" + caller + "-";
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; !over.get(); i++) {
                        assertThat(answer(state.claim("jti", name + i, DAY))).isTrue();
                        claims.incrementAndGet();
                    }
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        TimeUnit.SECONDS.sleep(CLAIM_SECONDS);
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        say(
                "claims, %d callers: %.0f a second; file %.1f MB with %d",
                CALLERS, claims.get() / seconds, fileBytes() / 1e6, claims.get());
        state.close();
        say("file after a stop: %.1f MB", fileBytes() / 1e6);
    }

    @Test
    void prints_what_a_million_entries_take() throws Exception {
        long before = usedBytes();
        EmbeddedState state = open();
        answer(state.claim("jti", "first", DAY));
        long began = System.nanoTime();
        List<CompletionStage<Void>> some = new ArrayList<>();
        for (int i = 0; i < MILLION - 1; i++) {
            // As digests are: in no order.
            some.add(state.put(
                    "revoked", Long.toHexString(i * 0x9E3779B97F4A7C15L) + "-0123456789abcdef", new byte[16], DAY));
            if (some.size() == 5000) {
                for (CompletionStage<Void> one : some) {
                    answer(one);
                }
                some.clear();
            }
        }
        for (CompletionStage<Void> one : some) {
            answer(one);
        }
        say("a million puts: %.1f s", (System.nanoTime() - began) / 1e9);
        say("memory with a million: %.1f MB; file %.1f MB", (usedBytes() - before) / 1e6, fileBytes() / 1e6);
        began = System.nanoTime();
        long[] seen = new long[1];
        answer(state.all("revoked", (key, value) -> seen[0]++));
        say("all of %d: %.2f s", seen[0], (System.nanoTime() - began) / 1e9);
        double[] micros = new double[2000];
        for (int i = 0; i < micros.length; i++) {
            began = System.nanoTime();
            answer(state.put(
                    "revoked", Long.toHexString(i * 0x9E3779B97F4A7C15L) + "-0123456789abcdef", new byte[16], DAY));
            micros[i] = (System.nanoTime() - began) / 1e3;
        }
        Arrays.sort(micros);
        say(
                "put among a million: p50 %.0f us, p99 %.0f us",
                micros[micros.length / 2], micros[micros.length * 99 / 100]);
        began = System.nanoTime();
        state.close();
        say("stop with a million: %.2f s; file %.1f MB", (System.nanoTime() - began) / 1e9, fileBytes() / 1e6);
        state = open();
        began = System.nanoTime();
        while (state.problem().isPresent()) {
            Thread.onSpinWait();
        }
        say("start with a million: %.2f s", (System.nanoTime() - began) / 1e9);
        say("memory after a start: %.1f MB", (usedBytes() - before) / 1e6);
        state.close();
    }
}
