package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.core.settings.Application;
import io.stagedoor.core.settings.OnChange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
        assertThat(routes.router.isRemoved("jwt", Optional.empty())).isFalse();
        configured.accept(news(3, true, 0, Map.of()));
        assertThat(routes.router.isRemoved("jwt", Optional.empty())).isTrue();
    }

    /** The core was away when the configuration was removed: it has never seen the authenticator. */
    @Test
    void an_authenticator_that_is_not_configured_any_more_was_removed() {
        routes.application(Map.of("application", "live", "authenticator", "gone"));
        Optional<String> was = Optional.of("a");
        configured.accept(news(1, true, 1, Map.of("other", "b")));
        assertThat(routes.router.isRemoved("gone", was)).isFalse();
        configured.accept(news(2, true, 1, Map.of("other", "b")));
        assertThat(routes.router.isRemoved("gone", was)).isTrue();
        assertThat(routes.router.isRemoved("gone", Optional.empty()))
                .as("it never had a configuration")
                .isFalse();
        configured.accept(news(3, true, 1, Map.of("pid", "a")));
        assertThat(routes.router.isRemoved("gone", was))
                .as("its bundle is away")
                .isFalse();
        configured.accept(news(4, true, 1, Map.of()));
        assertThat(routes.router.isRemoved("gone", was)).as("a file is renamed").isFalse();
        configured.accept(news(5, true, 1, Map.of()));
        routes.configured("gone", "pid", request -> null);
        assertThat(routes.router.isRemoved("gone", was)).isFalse();
    }

    @Test
    void an_application_that_is_not_configured_any_more_was_removed() {
        var live = routes.bind(
                new Application(Map.of("application", "live", "authenticator", "jwt", "onChange", "disconnect")));
        var any = routes.bind(
                new Application(Map.of("application", "*", "authenticator", "jwt", "onChange", "reauthenticate")));
        routes.router.unbindApplication(any);
        looks(1, RemovedApplications.LOOKS - 1, 1);
        assertThat(routes.router.removedApplication("other"))
                .as("a file is renamed")
                .isEmpty();
        looks(10, 1, 1);
        assertThat(routes.router.removedApplication("other")).contains(OnChange.REAUTHENTICATE);
        routes.router.unbindApplication(live);
        looks(20, RemovedApplications.LOOKS, 1);
        assertThat(routes.router.removedApplication("live"))
                .as("one that is configured is not back yet")
                .isEmpty();
        looks(30, RemovedApplications.LOOKS, 0);
        assertThat(routes.router.removedApplication("live")).contains(OnChange.DISCONNECT);
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        assertThat(routes.router.removedApplication("live")).isEmpty();
    }

    private void looks(int first, int count, int applications) {
        for (int look = first; look < first + count; look++) {
            configured.accept(news(look, true, applications, Map.of()));
        }
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
