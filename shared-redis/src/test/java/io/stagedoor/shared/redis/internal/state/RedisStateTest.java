package io.stagedoor.shared.redis.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateContract;
import io.stagedoor.shared.redis.process.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What {@link SharedState} promises, with a real Redis. */
@EnabledIf(value = "io.stagedoor.shared.redis.process.RedisProcess#isThere", disabledReason = "needs redis-server")
class RedisStateTest extends SharedStateContract {

    @TempDir
    Path folder;

    private Servers servers;
    private RedisProcess redis;
    private RedisState state;

    @BeforeEach
    void start() throws Exception {
        servers = new Servers(folder);
        redis = servers.redis();
        state = servers.ready("one", redis);
    }

    @AfterEach
    void stop() throws Exception {
        servers.close();
    }

    @Override
    protected SharedState state() {
        return state;
    }

    @Override
    protected void pass(Duration time) {
        redis.pass(time.toMillis());
    }

    private List<String> since(Optional<String> mark, List<Optional<String>> next) throws Exception {
        List<String> keys = new ArrayList<>();
        next.add(answer(state.since("block", mark.orElseThrow(), (key, value) -> keys.add(key))));
        return keys;
    }

    @Test
    void reads_what_was_kept_since_a_mark() throws Exception {
        Duration hour = Duration.ofHours(1);
        List<Optional<String>> marks = new ArrayList<>();
        Optional<String> none = answer(state.mark("block"));
        assertThat(since(none, marks)).isEmpty();
        answer(state.put("block", "a", bytes("1"), hour));
        Optional<String> first = answer(state.mark("block"));
        answer(state.put("block", "b", bytes("1"), hour));
        answer(state.put("block", "c", bytes("1"), hour));
        answer(state.put("other", "d", bytes("1"), hour));
        assertThat(since(none, marks)).containsExactly("a", "b", "c");
        assertThat(since(first, marks)).containsExactly("b", "c");
        assertThat(since(marks.get(2), marks)).isEmpty();
        assertThat(marks.get(3)).isEqualTo(answer(state.mark("block")));
        answer(state.remove("block", "a"));
        since(first, marks);
        assertThat(marks.get(4)).as("something was removed").isEmpty();
        assertThat(answer(state.since("block", "nonsense", (key, value) -> {}))).isEmpty();
    }

    @Test
    void says_so_if_what_was_kept_since_a_mark_is_not_known_any_more() throws Exception {
        Optional<String> mark = answer(state.mark("block"));
        for (int i = 0; i < 3; i++) {
            answer(state.put("block", "a" + i, bytes("1"), Duration.ofHours(1)));
        }
        List<Optional<String>> marks = new ArrayList<>();
        redis.cli("EVAL", "redis.call('XTRIM', redis.call('KEYS', '*:x:*')[1], 'MAXLEN', 2)", "0");
        since(mark, marks);
        redis.cli("EVAL", "redis.call('DEL', redis.call('KEYS', '*:x:*')[1])", "0");
        since(marks.get(0).isPresent() ? marks.get(0) : mark, marks);
        assertThat(marks.get(0)).isEmpty();
    }
}
