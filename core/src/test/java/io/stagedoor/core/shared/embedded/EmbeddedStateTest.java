package io.stagedoor.core.shared.embedded;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link EmbeddedState} keeps the contract. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EmbeddedStateTest extends SharedStateContract {

    @TempDir
    private Path folder;

    private Stores stores;
    private SharedState state;

    @BeforeEach
    void open() {
        stores = new Stores(folder);
        state = stores.open();
        Stores.untilWell(state);
    }

    @AfterEach
    void close() throws Exception {
        Stores.untilWell(state);
        stores.close();
    }

    @Override
    protected SharedState state() {
        return state;
    }

    @Override
    protected void pass(Duration time) {
        stores.time.pass(time);
    }
}
