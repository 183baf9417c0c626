package io.stagedoor.auth.jwt.internal.remote;

import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.ok;
import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.set;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.FakeBundleContext;
import io.stagedoor.auth.support.RawServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {

    @TempDir
    private Path folder;

    private final List<Thread> tellers = new CopyOnWriteArrayList<>();
    private final List<RawServer> servers = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private Fetcher fetcher;

    private Fetcher fetcher() {
        if (fetcher == null) {
            fetcher = new Fetcher(folder);
        }
        return fetcher;
    }

    @AfterEach
    void stop() throws Exception {
        never.countDown();
        fetcher().close();
        for (RawServer server : servers) {
            server.close();
        }
        assertThat(tellers).allSatisfy(thread -> assertThat(thread.isAlive()).isFalse());
    }

    private RawServer server(RawServer.Behaviour behaviour) {
        RawServer server = new RawServer(behaviour);
        servers.add(server);
        return server;
    }

    private RemoteKeys begun(RawServer server) {
        RemoteKeys keys = fetcher()
                .keys(KeyPlace.address("keys", server.url("/jwks")), RemoteFixtures.access(), RemoteFixtures::check);
        fetcher().begin(keys, () -> tellers.add(Thread.currentThread()));
        return keys;
    }

    @Test
    void one_thread_fetches_the_keys_of_all() {
        RawServer server = server((socket, number) -> RawServer.write(socket, ok("", set("a"))));
        List<RemoteKeys> all = List.of(begun(server), begun(server), begun(server));
        eventually("keys", () -> all.stream().allMatch(keys -> keys.keys().isPresent()));
        assertThat(tellers.stream().distinct()).hasSize(1);
        assertThat(tellers.get(0).getName()).isEqualTo("stagedoor-jwt-keys");
        assertThat(tellers.get(0).isDaemon()).isTrue();
    }

    @Test
    void in_a_check_it_fetches_and_writes_nothing_and_nobody_waits() {
        RawServer server = server((socket, number) -> RawServer.write(socket, ok("", set("a"))));
        fetcher = new Fetcher(new FakeBundleContext()
                .with("stagedoor.check", "true")
                .with("stagedoor.home", folder.toString())
                .with(folder.resolve("scratch"))
                .context());
        RemoteKeys keys = begun(server);
        assertThat(keys.isComing()).isFalse();
        assertThat(keys.lastingProblem()).isEmpty();
        keys.mayHaveMore(null);
        fetcher.end(keys);
        fetcher.close();
        assertThat(server.connections).hasValue(0);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void an_unknown_key_wakes_it() {
        AtomicInteger version = new AtomicInteger();
        RawServer server =
                server((socket, number) -> RawServer.write(socket, ok("", set("a" + version.incrementAndGet()))));
        RemoteKeys keys = begun(server);
        eventually("keys", () -> keys.keys().isPresent());
        KeySet before = keys.keys().orElseThrow();
        assertThat(keys.mayHaveMore(before)).isTrue();
        eventually("new keys", () -> keys.keys().orElseThrow() != before);
        assertThat(server.requests).hasValue(2);
    }

    @Test
    void readers_do_not_wait_for_a_provider_that_hangs_and_do_not_even_wait_for_the_end() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean();
        RawServer server = server((socket, number) -> {
            if (hangs.get()) {
                never.await();
            }
            RawServer.write(socket, ok("", set("a")));
        });
        RemoteKeys keys = begun(server);
        eventually("keys", () -> keys.keys().isPresent());
        hangs.set(true);
        KeySet before = keys.keys().orElseThrow();
        assertThat(keys.mayHaveMore(before)).isTrue();
        eventually("it asks", () -> server.requests.get() == 2);
        // While the fetching thread hangs, this one reads a hundred thousand times.
        for (int i = 0; i < 100_000; i++) {
            assertThat(keys.keys().orElseThrow()).isSameAs(before);
            assertThat(keys.mayHaveMore(before)).isTrue();
        }
        assertThat(server.requests).hasValue(2);
        fetcher().close();
        assertThat(tellers).allSatisfy(thread -> assertThat(thread.isAlive()).isFalse());
    }

    @Test
    void of_what_is_due_a_provider_that_answered_comes_first() {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch begin = new CountDownLatch(1);
        fetcher().add(task(order, "first", true, 200, begin));
        fetcher().add(task(order, "ill for long", false, 100, begin));
        fetcher().add(task(order, "well", true, 50, begin));
        begin.countDown();
        eventually("all", () -> order.size() == 3);
        assertThat(order).containsExactly("first", "well", "ill for long");
    }

    private static Task task(List<String> order, String name, boolean isWell, long millisAgo, CountDownLatch begin) {
        long due = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(millisAgo);
        return new Task() {
            private boolean done;

            @Override
            public long due() {
                return done ? due + TimeUnit.DAYS.toNanos(1) : due;
            }

            @Override
            public boolean isWell() {
                return isWell;
            }

            @Override
            public void look() {
                // Time changes nothing here.
            }

            @Override
            public void run() {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                done = true;
                order.add(name);
            }
        };
    }

    @Test
    void the_thread_ends_with_the_last_place_and_another_one_begins_with_the_next() {
        RawServer server = server((socket, number) -> RawServer.write(socket, ok("", set("a"))));
        RemoteKeys first = begun(server);
        eventually("told", () -> !tellers.isEmpty());
        fetcher().end(first);
        eventually("the thread has ended", () -> !tellers.get(0).isAlive());
        RemoteKeys second = begun(server);
        eventually("told", () -> tellers.size() > 1 && second.keys().isPresent());
        assertThat(tellers.get(1)).isNotSameAs(tellers.get(0));
    }

    @Test
    void after_the_end_nothing_is_fetched() {
        RawServer server = server((socket, number) -> RawServer.write(socket, ok("", set("a"))));
        fetcher().close();
        RemoteKeys late = begun(server);
        assertThat(late.mayHaveMore(null)).isTrue();
        assertThat(server.connections).hasValue(0);
    }
}
