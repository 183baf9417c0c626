package io.stagedoor.shared.redis.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import io.stagedoor.shared.redis.internal.protect.Sealer;
import io.stagedoor.shared.redis.process.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of claims and values when Redis is frozen, killed, emptied, set back or meddled with. Two servers, one real Redis. */
@EnabledIf(value = "io.stagedoor.shared.redis.process.RedisProcess#isThere", disabledReason = "needs redis-server")
class RedisFaultsTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration GRACE = Duration.ofMillis(1500);

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

    private static <T> T answer(CompletionStage<T> asked) throws Exception {
        return asked.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void refuses(CompletionStage<?> asked, String why) {
        assertThatThrownBy(() -> answer(asked))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(SharedStateException.class)
                .hasMessageContaining(why);
    }

    private static Map<String, String> values(SharedState state, String kind) throws Exception {
        Map<String, String> all = new TreeMap<>();
        answer(state.all(kind, (key, value) -> all.put(key, new String(value, StandardCharsets.UTF_8))));
        return all;
    }

    private RedisState server(String name, RedisProcess redis, boolean isLocal) throws Exception {
        RedisState state = servers.server(name, Servers.address(redis, SHORT), isLocal, GRACE);
        claims(state);
        return state;
    }

    /** Waits until a server takes claims: of a kind of which none was lost. */
    private static void claims(RedisState state) {
        Servers.until(
                () -> {
                    try {
                        return state.isReady() && answer(state.claim("probe-" + System.nanoTime(), "any", HOUR));
                    } catch (Exception e) {
                        return false;
                    }
                },
                () -> "no claims: " + state.problem().orElse("no problem"));
    }

    private static void lost(RedisState state) {
        Servers.until(() -> state.problem().isPresent(), () -> "it does not notice");
    }

    @Test
    void a_claim_at_one_server_is_one_at_the_other() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        assertThat(answer(other.claim("jti", "a", HOUR))).isFalse();
        assertThat(answer(other.claim("jti", "b", Optional.empty(), bytes("other"), HOUR)))
                .isEmpty();
        assertThat(answer(one.claimed("jti", "b")).map(String::new)).contains("other");
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        other.listen("news", message -> heard.add(new String(message, StandardCharsets.UTF_8)));
        answer(one.announce("news", bytes("rain")));
        assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("rain");
    }

    @Test
    void redis_sees_neither_keys_nor_values() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        answer(one.claim("jti", "hush", Optional.empty(), bytes("hush"), HOUR));
        answer(one.put("block", "hush", bytes("hush"), HOUR));
        answer(one.lease("place", "hush", "hush", HOUR, 2));
        answer(one.count("hush", HOUR));
        redis.cli("SAVE");
        assertThat(folder.resolve("redis/dump.rdb"))
                .content(StandardCharsets.ISO_8859_1)
                .doesNotContain("hush");
    }

    @Test
    void a_value_that_somebody_copies_to_another_key_is_not_believed() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        answer(one.claim("jti", "a", Optional.empty(), bytes("strong"), HOUR));
        answer(one.claim("jti", "b", Optional.empty(), bytes("weak"), HOUR));
        redis.cli("EVAL", """
                local all = redis.call('KEYS', '{test}:c:*')
                for _, from in ipairs(all) do
                  for _, to in ipairs(all) do
                    redis.call('SET', to .. 'x', redis.call('GET', from))
                  end
                end
                for i = 1, #all do redis.call('SET', all[i], redis.call('GET', all[i % #all + 1])) end
                """, "0");
        refuses(one.claimed("jti", "a"), "keyFile");
        refuses(one.claimed("jti", "b"), "keyFile");
    }

    private RedisState withAnotherKey(RedisProcess redis) throws Exception {
        byte[] secret = new byte[Sealer.SECRET_BYTES];
        Arrays.fill(secret, (byte) 1);
        return servers.server("other", Servers.address(redis, SHORT), true, Duration.ZERO, secret);
    }

    /** Though it is to go on by itself without Redis. */
    private static void isForeign(RedisState state) {
        Servers.until(
                () -> state.problem().orElse("").contains("keyFile"),
                () -> state.problem().orElse("no problem"));
        assertThat(state.problem().orElseThrow())
                .contains("stagedoor.shared.cfg", "{test}:epoch", "copy", "Nobody is let in");
        refuses(state.claim("jti", "a", HOUR), "keyFile");
        refuses(state.claimed("jti", "a"), "keyFile");
        refuses(state.put("block", "b", bytes("2"), HOUR), "keyFile");
        refuses(state.all("block", (key, value) -> {}), "keyFile");
        assertThat(state.staleAfter()).as("what it has read of others").isZero();
    }

    @Test
    void a_server_with_another_key_says_so_and_does_nothing() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        answer(one.put("block", "a", bytes("1"), HOUR));
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        RedisState other = withAnotherKey(redis);
        isForeign(other);
        assertThat(one.problem()).isEmpty();
        claims(one);
        redis.cli("FLUSHALL"); // who comes first then is not the other one
        Servers.until(() -> one.losses() > 0, () -> "it does not notice");
        claims(one);
        isForeign(other);
        assertThat(values(one, "block")).containsOnlyKeys("a");
    }

    @Test
    void a_key_is_good_once_nobody_has_another_one_there() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        RedisState other = withAnotherKey(redis);
        isForeign(other);
        servers.stop(one);
        redis.cli("FLUSHALL");
        claims(other);
        assertThat(other.problem()).isEmpty();
        assertThat(other.staleAfter()).isEqualTo(SharedState.FOREVER);
    }

    @Test
    void a_frozen_redis_costs_nobody_more_than_the_time_an_answer_may_take_and_then_nothing() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        answer(one.put("block", "a", bytes("1"), HOUR));
        redis.freeze();
        refuses(one.claim("jti", "a", HOUR), "Redis");
        lost(one);
        CompletionStage<Boolean> refused = one.claim("jti", "a", HOUR);
        assertThat(refused.toCompletableFuture()).isCompletedExceptionally();
        refuses(refused, "has not answered since");
        assertThat(answer(one.lease("place", "bob", "a", HOUR, 1))).isTrue();
        assertThat(answer(one.lease("place", "bob", "b", HOUR, 1))).isFalse();
        assertThat(one.problem().orElseThrow()).contains("limits count on this server");
        redis.thaw();
        claims(one);
        assertThat(one.problem()).isEmpty();
        assertThat(values(one, "block")).containsOnlyKeys("a");
    }

    @Test
    void without_redis_each_server_goes_on_by_itself_if_that_is_configured() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, true);
        redis.kill();
        lost(one);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        assertThat(answer(one.claim("jti", "a", HOUR))).isFalse();
        assertThat(answer(one.claimed("jti", "a"))).isPresent();
        refuses(one.put("block", "a", bytes("1"), HOUR), "has not answered");
    }

    @Test
    void a_claim_from_before_all_was_lost_is_not_taken_again() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        answer(one.put("block", "mine", bytes("1"), HOUR));
        answer(other.put("block", "yours", bytes("2"), HOUR));
        redis.cli("FLUSHALL");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        while (System.nanoTime() < end) {
            for (RedisState state : new RedisState[] {one, other}) {
                assertThatThrownBy(() -> answer(state.claim("jti", "a", HOUR))).isInstanceOf(ExecutionException.class);
            }
        }
        claims(one);
        claims(other);
        refuses(one.claim("jti", "a", HOUR), "has lost what it had");
        refuses(other.claim("jti", "never used", HOUR), "has lost what it had");
        // What ends later than anything that was used cannot have been used.
        assertThat(answer(other.claim("jti", "new", HOUR.plusMinutes(12)))).isTrue();
        assertThat(one.losses()).isPositive();
        assertThat(other.losses()).isPositive();
        assertThat(one.notice().orElseThrow()).contains("jti until");
        assertThat(values(one, "block")).containsOnlyKeys("mine", "yours");
        assertThat(values(other, "block")).containsOnlyKeys("mine", "yours");
    }

    @Test
    void a_server_notices_after_its_own_restart_that_all_was_lost_meanwhile() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        answer(one.put("block", "mine", bytes("1"), HOUR));
        Servers.until(one::isRemembered, () -> "what it knows of Redis is not kept");
        servers.stop(one);
        redis.cli("FLUSHALL");
        RedisState again = server("one", redis, false);
        values(again, "block"); // so it knows the kind
        refuses(again.claim("jti", "a", HOUR), "has lost what it had");
    }

    @Test
    void a_redis_that_went_back_to_an_older_state_is_noticed() throws Exception {
        RedisProcess redis = servers.redis("dbfilename dump.rdb");
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        redis.cli("SAVE");
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        answer(one.put("block", "mine", bytes("1"), HOUR));
        redis.kill();
        redis.restart();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
        while (System.nanoTime() < end) {
            assertThatThrownBy(() -> answer(other.claim("jti", "a", HOUR))).isInstanceOf(ExecutionException.class);
        }
        claims(other);
        refuses(other.claim("jti", "a", HOUR), "has lost what it had");
        assertThat(values(other, "block")).containsOnlyKeys("mine");
    }

    @Test
    void a_redis_that_was_killed_and_has_kept_all_goes_on() throws Exception {
        RedisProcess redis = servers.redis("appendonly yes", "appendfsync always");
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        redis.kill();
        lost(other);
        redis.restart();
        claims(other);
        assertThat(answer(other.claim("jti", "a", HOUR))).isFalse();
        assertThat(answer(other.claim("jti", "b", HOUR))).isTrue();
        assertThat(other.losses()).isZero();
        assertThat(other.notice()).isEmpty();
    }

    @Test
    void a_redis_that_drops_keys_takes_no_claims() throws Exception {
        RedisProcess redis = servers.redis("maxmemory 100mb", "maxmemory-policy allkeys-lru");
        RedisState one = servers.server("one", Servers.address(redis, SHORT), false, Duration.ZERO);
        Servers.until(one::isReady, () -> "not ready");
        refuses(one.claim("jti", "a", HOUR), "maxmemory-policy");
        assertThat(one.problem().orElseThrow()).contains("noeviction");
        redis.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
        claims(one);
    }

    private static boolean isTaken(RedisState state, String key) throws Exception {
        try {
            return answer(state.claim("jti", key, HOUR));
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** It evicts some keys, those that end soonest, and is set right again. */
    private static void evict(RedisProcess redis) {
        long used = Long.parseLong(redis.info("memory").get("used_memory"));
        redis.cli("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
        redis.cli("CONFIG", "SET", "maxmemory", String.valueOf(used - 50_000));
        Servers.until(() -> Long.parseLong(redis.info("stats").get("evicted_keys")) > 0, () -> "it does not evict");
        redis.cli("CONFIG", "SET", "maxmemory", "0");
        redis.cli("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }

    @Test
    void keys_that_were_evicted_count_as_a_loss_though_the_policy_was_set_right_afterwards() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        byte[] note = new byte[4000];
        for (int i = 0; i < 40; i++) {
            assertThat(answer(one.claim("jti", "a" + i, Optional.empty(), note, HOUR)))
                    .isEmpty();
        }
        evict(redis);
        claims(other);
        for (int i = 0; i < 40; i++) {
            String key = "a" + i;
            assertThat(isTaken(other, key)).as(key).isFalse();
        }
        Servers.until(() -> one.losses() > 0 && other.losses() > 0, () -> "it does not notice");
        claims(one);
        refuses(one.claim("jti", "never used", HOUR), "has lost what it had");
        long losses = other.losses();
        servers.ready("third", redis);
        claims(one);
        assertThat(other.losses()).as("it was accounted for").isEqualTo(losses);
    }

    @Test
    void keys_that_were_evicted_before_redis_was_met_are_none_of_its() throws Exception {
        RedisProcess redis = servers.redis();
        redis.cli("EVAL", "for i = 1, 40 do redis.call('SET', i, string.rep('a', 4000), 'EX', 99) end", "0");
        evict(redis);
        RedisState one = server("one", redis, false);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        assertThat(one.losses()).isZero();
    }

    /** Keeps what there is, for {@code DEBUG RELOAD NOSAVE}: the same process goes back to it. */
    private RedisProcess saved() throws Exception {
        return servers.redis("dbfilename dump.rdb", "enable-debug-command yes");
    }

    private static void setBack(RedisProcess redis) {
        assertThat(redis.cli("DEBUG", "RELOAD", "NOSAVE")).isEqualTo("OK");
    }

    @Test
    void nothing_is_claimed_once_the_same_process_went_back() throws Exception {
        RedisProcess redis = saved();
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        redis.cli("SAVE");
        for (int i = 0; i < 5; i++) {
            assertThat(answer(one.claim("jti", "a" + i, HOUR))).isTrue();
        }
        assertThat(answer(other.claim("jti", "b", HOUR))).isTrue(); // it knows of all by this
        setBack(redis);
        for (int i = 0; i < 5; i++) {
            assertThat(isTaken(other, "a" + i)).as("a" + i).isFalse();
        }
        claims(other);
        refuses(other.claim("jti", "a0", HOUR), "has lost what it had");
    }

    @Test
    void a_loss_is_noticed_though_as_much_was_kept_again_at_once() throws Exception {
        RedisProcess redis = saved();
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        assertThat(answer(one.claim("jti", "a", HOUR))).isTrue();
        redis.cli("SAVE");
        answer(one.put("block", "mallory", bytes("1"), HOUR));
        setBack(redis);
        // As of a server that has not heard of what is gone: the count is what it was.
        redis.cli("HINCRBY", "{test}:epoch", "count", "1000");
        Servers.until(() -> one.losses() > 0 && other.losses() > 0, () -> "it does not notice");
        claims(other);
        refuses(other.claim("jti", "a new one", HOUR), "has lost what it had");
        Servers.until(
                () -> {
                    try {
                        return values(other, "block").containsKey("mallory");
                    } catch (Exception e) {
                        return false;
                    }
                },
                () -> "what one server has kept is not there again");
    }

    private static boolean hasPlace(RedisState state, String member) throws Exception {
        try {
            return answer(state.lease("place", "bob", member, HOUR, 2));
        } catch (ExecutionException e) {
            return false;
        }
    }

    @Test
    void places_are_there_again_after_a_loss_and_nobody_gets_one_before() throws Exception {
        RedisProcess redis = servers.redis();
        RedisState one = server("one", redis, false);
        RedisState other = server("other", redis, false);
        assertThat(answer(one.lease("place", "bob", "gone", HOUR, 2))).isTrue();
        answer(one.release("place", "bob", "gone"));
        assertThat(answer(one.lease("place", "bob", "first", HOUR, 2))).isTrue();
        assertThat(answer(one.lease("place", "bob", "second", HOUR, 2))).isTrue();
        redis.cli("FLUSHALL");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        while (System.nanoTime() < end) {
            assertThat(hasPlace(other, "third")).isFalse();
            assertThat(hasPlace(one, "third")).isFalse();
            assertThat(hasPlace(one, "first"))
                    .as("whoever is in keeps its place")
                    .isTrue();
        }
        claims(one);
        claims(other);
        assertThat(answer(other.lease("place", "bob", "third", HOUR, 2))).isFalse();
        answer(one.release("place", "bob", "second"));
        assertThat(answer(other.lease("place", "bob", "third", HOUR, 2))).isTrue();
        assertThat(answer(one.lease("place", "bob", "fourth", HOUR, 2))).isFalse();
    }
}
