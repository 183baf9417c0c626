package io.stagedoor.shared.redis.internal.state;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateContract;
import io.stagedoor.shared.redis.process.RedisProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
}
