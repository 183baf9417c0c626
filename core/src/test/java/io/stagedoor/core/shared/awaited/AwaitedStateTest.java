package io.stagedoor.core.shared.awaited;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;

class AwaitedStateTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final Memory own = new Memory();
    private final List<Runnable> afterGrace = new ArrayList<>();
    private final AtomicInteger unregistered = new AtomicInteger();
    private final AwaitedState state = new AwaitedState(own, false, Map.of(), context(), afterGrace::add);

    private BundleContext context() {
        ServiceRegistration<?> registration =
                Fakes.fake(ServiceRegistration.class, Map.of("unregister", any -> unregistered.incrementAndGet()));
        return Fakes.fake(BundleContext.class, Map.of("registerService", any -> registration));
    }

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
    void stays_for_a_while_when_the_configuration_goes_as_it_may_come_back() {
        state.close(ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED);
        assertThat(unregistered).hasValue(0);
        assertThat(state.problem().orElseThrow()).contains("stagedoor.shared.cfg is gone", "10 s");
        isUnknown(state.claim("jti", "a", HOUR));
        isUnknown(state.put("block", "a", new byte[0], HOUR));
        afterGrace.forEach(Runnable::run);
        assertThat(afterGrace).hasSize(1);
        assertThat(unregistered).hasValue(1);
    }

    @Test
    void goes_at_once_with_its_bundle() {
        state.close(ComponentConstants.DEACTIVATION_REASON_BUNDLE_STOPPED);
        assertThat(unregistered).hasValue(1);
        assertThat(afterGrace).isEmpty();
    }

    @Test
    void has_no_problem_where_configuration_is_checked() {
        assertThat(new AwaitedState(own, true, Map.of(), null, afterGrace::add).problem())
                .isEmpty();
    }
}
