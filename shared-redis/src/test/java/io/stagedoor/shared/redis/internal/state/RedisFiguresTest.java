package io.stagedoor.shared.redis.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.shared.redis.process.RedisProcess;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Prints what a shared store costs, for docs/scale.md. With {@code -Dstagedoor.figures=true} only: it would slow down the tests beside it. */
@EnabledIfSystemProperty(named = "stagedoor.figures", matches = "true")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RedisFiguresTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long SECONDS = 5;
    private static final int MILLION = 1_000_000;
    private static final int UNDER_WAY = 256;
    private static final int NEWS = 2000;
    /** As many bytes as a revocation by the id of a token has. */
    private static final int VALUE = 110;

    @TempDir
    Path folder;

    private Servers servers;

    @BeforeEach
    void start() {
        servers = new Servers(folder);
    }

    @AfterEach
    void stop() throws Exception {
        servers.close();
    }

    private static void say(String format, Object... values) {
        System.out.println("FIGURES " + String.format(Locale.ROOT, format, values));
    }

    private static <T> T answer(CompletionStage<T> asked) throws Exception {
        return asked.toCompletableFuture().get(120, TimeUnit.SECONDS);
    }

    private static String quantiles(long[] nanos) {
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "p50 %.0f µs, p99 %.0f µs, longest %.1f ms",
                nanos[nanos.length / 2] / 1e3,
                nanos[(int) (nanos.length * 0.99)] / 1e3,
                nanos[nanos.length - 1] / 1e6);
    }

    private static long[] claims(List<RedisState> states, int callers) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<List<Long>> all = new ArrayList<>();
        AtomicLong number = new AtomicLong();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (RedisState state : states) {
            for (int i = 0; i < callers; i++) {
                List<Long> mine = new ArrayList<>();
                all.add(mine);
                Thread thread = new Thread(() -> {
                    try {
                        while (System.nanoTime() < end) {
                            long began = System.nanoTime();
                            answer(state.claim("figures", "id " + number.incrementAndGet(), DAY));
                            mine.add(System.nanoTime() - began);
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                thread.start();
                threads.add(thread);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return all.stream().flatMap(List::stream).mapToLong(Long::longValue).toArray();
    }

    @Test
    void what_claims_and_news_cost() throws Exception {
        RedisProcess redis = servers.redis("appendonly yes");
        List<RedisState> states = new ArrayList<>();
        for (int servers = 1; servers <= 4; servers *= 2) {
            while (states.size() < servers) {
                states.add(this.servers.ready("server" + states.size(), redis));
            }
            claims(states, 1);
            for (int callers : new int[] {1, 8}) {
                long[] nanos = claims(states, callers);
                say(
                        "%d server(s), %d caller(s) each: %d claims/s, %s",
                        servers, callers, nanos.length / SECONDS, quantiles(nanos));
            }
        }
        RedisState one = states.get(0);
        RedisState other = states.get(3);
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        long[] nanos = new long[NEWS];
        try (AutoCloseable listening = other.listen("news", message -> heard.add(System.nanoTime()))) {
            assertThat(listening).isNotNull();
            for (int i = 0; i < NEWS; i++) {
                long began = System.nanoTime();
                one.announce("news", new byte[VALUE]);
                Long at = heard.poll(1, TimeUnit.SECONDS);
                nanos[i] = (at == null ? System.nanoTime() : at) - began;
            }
        }
        say("news from one server to another: %s", quantiles(nanos));
        redis.freeze();
        long longest = 0;
        for (int i = 0; i < 20; i++) {
            long began = System.nanoTime();
            assertThat(one.claim("figures", "frozen " + i, DAY).toCompletableFuture())
                    .failsWithin(Duration.ofMinutes(1));
            long took = System.nanoTime() - began;
            if (one.problem().isPresent() && i > 10) {
                longest = Math.max(longest, took);
            }
        }
        say("frozen, the breaker is open: longest answer %.2f ms", longest / 1e6);
    }

    @Test
    void what_a_million_values_cost() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = servers.ready("one", redis);
        RedisState other = servers.ready("other", redis);
        Semaphore underWay = new Semaphore(UNDER_WAY);
        AtomicInteger failed = new AtomicInteger();
        long empty = Long.parseLong(redis.info("memory").get("used_memory"));
        long began = System.nanoTime();
        for (int i = 0; i < MILLION; i++) {
            underWay.acquire();
            one.put(
                            "revocation",
                            "id of a revocation " + i,
                            ByteBuffer.allocate(VALUE).putInt(i).array(),
                            DAY)
                    .whenComplete((done, thrown) -> {
                        underWay.release();
                        failed.addAndGet(thrown == null ? 0 : 1);
                    });
        }
        underWay.acquire(UNDER_WAY);
        double seconds = (System.nanoTime() - began) / 1e9;
        say("a million puts: %.0f/s, %d failed", MILLION / seconds, failed.get());
        long full = Long.parseLong(redis.info("memory").get("used_memory"));
        say("Redis takes %d MB for them, %d bytes each", (full - empty) >> 20, (full - empty) / MILLION);
        AtomicInteger count = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            count.set(0);
            long readingBegan = System.nanoTime();
            answer(other.all("revocation", (key, value) -> count.incrementAndGet()));
            say("all %d are read within %.2f s", count.get(), (System.nanoTime() - readingBegan) / 1e9);
        }
        String mark = answer(other.mark("revocation")).orElseThrow();
        for (int i = 0; i < 100; i++) {
            answer(one.put("revocation", "another " + i, new byte[VALUE], DAY));
        }
        count.set(0);
        long changesBegan = System.nanoTime();
        answer(other.since("revocation", mark, (key, value) -> count.incrementAndGet()));
        say("%d changes of a million are read within %.2f ms", count.get(), (System.nanoTime() - changesBegan) / 1e6);
        String stats = redis.cli("INFO", "commandstats");
        stats.lines().filter(line -> line.contains("cmdstat_evalsha")).forEach(line -> say("%s", line));
    }
}
