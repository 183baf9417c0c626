package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredTest {

    private final Routes routes = new Routes();
    private final Configured configured = new Configured(routes.router);

    private static Map<String, Object> news(
            long look, boolean read, int applications, Map<String, String> fingerprints) {
        return Map.of(
                "format",
                1,
                "look",
                look,
                "read",
                read,
                "applications",
                applications,
                "fingerprints",
                fingerprints,
                "names",
                Map.of("jwt", "pid"));
    }

    @Test
    void nothing_is_in_force_before_the_keeper_has_said_so() {
        assertThat(configured.isKept()).isFalse();
        assertThat(configured.isInForce()).isFalse();
        configured.accept(news(1, false, 0, Map.of()));
        assertThat(configured.isKept()).isTrue();
        assertThat(configured.isInForce()).isFalse();
    }

    @Test
    void a_keeper_that_says_nothing_is_away() {
        long[] now = {0};
        Configured silent = new Configured(routes.router, () -> now[0]);
        now[0] = 2 * Configured.SILENCE_NANOS;
        assertThat(silent.isSilent()).as("it has not started").isFalse();
        silent.accept(news(1, true, 0, Map.of()));
        assertThat(silent.isSilent()).isFalse();
        now[0] += Configured.SILENCE_NANOS + 1;
        assertThat(silent.isSilent()).isTrue();
        silent.accept(news(2, true, 0, Map.of()));
        assertThat(silent.isSilent()).isFalse();
    }

    @Test
    void is_in_force_when_the_router_knows_all_applications() {
        configured.accept(news(1, true, 1, Map.of()));
        assertThat(configured.isInForce()).isFalse();
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        assertThat(configured.isInForce()).isTrue();
    }

    /** A configuration that is missing in two looks is removed; what is told twice within one look is one. */
    @Test
    void what_is_told_between_two_looks_is_no_look() {
        var reference = routes.configured("jwt", "pid", request -> null);
        configured.accept(news(1, true, 0, Map.of("pid", "a")));
        routes.remove(reference);
        configured.accept(news(2, true, 0, Map.of()));
        configured.accept(news(2, true, 0, Map.of()));
        configured.accept(news(2, true, 0, Map.of()));
        assertThat(routes.router.isRemoved("jwt")).isFalse();
        configured.accept(news(3, true, 0, Map.of()));
        assertThat(routes.router.isRemoved("jwt")).isTrue();
    }

    @Test
    void what_another_version_says_is_refused() {
        Map<String, Object> other = new HashMap<>(news(1, true, 0, Map.of()));
        other.put("format", 2);
        assertThatIllegalArgumentException().isThrownBy(() -> configured.accept(other));
        other.remove("format");
        assertThatIllegalArgumentException().isThrownBy(() -> configured.accept(other));
        other.put("format", 1);
        other.put("read", "true");
        assertThatIllegalArgumentException().isThrownBy(() -> configured.accept(other));
        assertThat(configured.isKept()).isFalse();
    }
}
