package io.stagedoor.core.shared.awaited;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AwaitedStateTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Memory own = new Memory();
    private final AwaitedState state = new AwaitedState(own, false, Map.of(), null);

    private static void isUnknown(CompletionStage<?> asked) {
        assertThat(asked.toCompletableFuture())
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(SharedStateException.class)
                .withMessageContaining("stagedoor.shared.cfg");
    }

    @Test
    void what_must_be_known_of_all_servers_is_unknown() {
        isUnknown(state.claim("jti", "a", HOUR));
        isUnknown(state.claim("jti", "a", Optional.empty(), new byte[0], HOUR));
        isUnknown(state.claimed("jti", "a"));
        isUnknown(state.put("block", "a", new byte[0], HOUR));
        isUnknown(state.remove("block", "a"));
        isUnknown(state.all("block", (key, value) -> {}));
        isUnknown(state.announce("block", new byte[0]));
        assertThat(state.problem()).isPresent();
        assertThat(state.isShared()).isTrue();
        assertThat(own.values).isEmpty();
        assertThat(own.claims).isEmpty();
    }

    @Test
    void places_are_those_of_this_server() throws Exception {
        assertThat(state.lease("place", "bob", "a", HOUR, 1)
                        .toCompletableFuture()
                        .get())
                .isTrue();
        assertThat(state.lease("place", "bob", "b", HOUR, 1)
                        .toCompletableFuture()
                        .get())
                .isFalse();
        state.release("place", "bob", "a");
        assertThat(state.lease("place", "bob", "b", HOUR, 1)
                        .toCompletableFuture()
                        .get())
                .isTrue();
    }

    @Test
    void what_is_known_ages_as_it_is_configured() {
        assertThat(state.staleAfter()).isEqualTo(SharedState.FOREVER);
        state.modified(Map.of("revocationsMaxStaleSeconds", "60"));
        assertThat(state.staleAfter()).isEqualTo(Duration.ofMinutes(1));
        state.modified(Map.of("revocationsMaxStaleSeconds", "a while"));
        assertThat(state.staleAfter()).isZero();
        state.modified(Map.of("revocationsMaxStaleSeconds", "0"));
        assertThat(state.staleAfter()).isEqualTo(SharedState.FOREVER);
    }

    @Test
    void has_no_problem_where_configuration_is_checked() {
        assertThat(new AwaitedState(own, true, Map.of(), null).problem()).isEmpty();
    }
}
