package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

/** When every client is refused, whatever it shows. */
class ClosedTest {

    private static final Authenticator ALLOWS = request -> new Decision.Allow(Grant.everything("ann"));

    private final Routes routes = new Routes();

    @Test
    void nothing_is_configured() {
        assertThat(routes.router.closed()).containsExactly("no application is configured: every client is refused");
    }

    @Test
    void no_application_has_an_authenticator() {
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        routes.application(Map.of("application", "vod", "authenticator", "users"));
        assertThat(routes.router.closed())
                .hasSize(2)
                .anyMatch(why -> why.contains("'jwt'"))
                .anyMatch(why -> why.contains("'users'"));
    }

    @Test
    void one_application_with_an_authenticator_is_enough() {
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        routes.application(Map.of("application", "vod", "authenticator", "users"));
        routes.local("users", ALLOWS);
        assertThat(routes.router.closed()).isEmpty();
    }

    @Test
    void an_authenticator_for_one_protocol_is_enough() {
        routes.application(Map.of("application", "live", "authenticator", "jwt", "authenticator.http", "users"));
        routes.local("users", ALLOWS);
        assertThat(routes.router.closed()).isEmpty();
    }

    @Test
    void who_is_let_in_unasked_is_not_refused() {
        routes.application(Map.of("application", "open", "active", "false"));
        assertThat(routes.router.closed()).isEmpty();
        Routes others = new Routes();
        others.application(Map.of("application", "live", "authenticator", "jwt", "http", "false"));
        assertThat(others.router.closed()).isEmpty();
    }

    @Test
    void a_configuration_that_was_never_good_lets_nobody_in() {
        routes.application(Map.of("application", "live", "authenticator", ""));
        assertThat(routes.router.closed()).singleElement().asString().contains("the configuration has an error");
    }

    @Test
    void while_clients_wait_for_an_authenticator_they_are_not_refused() {
        routes.application(Map.of("application", "live", "authenticator", "jwt", "swapGraceMillis", "60000"));
        ServiceReference<Authenticator> reference = routes.local("jwt", ALLOWS);
        routes.remove(reference);
        assertThat(routes.router.closed()).isEmpty();
        Routes others = new Routes();
        others.application(Map.of("application", "live", "authenticator", "jwt", "swapGraceMillis", "0"));
        others.remove(others.local("jwt", ALLOWS));
        assertThat(others.router.closed()).hasSize(1);
    }

    @Test
    void metrics_know_an_application_by_the_configuration_that_judges_its_clients() {
        assertThat(routes.router.metered("live")).isEqualTo("other");
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        assertThat(routes.router.metered("live")).isEqualTo("live");
        assertThat(routes.router.metered("chosen-by-a-stranger")).isEqualTo("other");
        routes.application(Map.of("application", "*", "authenticator", "jwt"));
        assertThat(routes.router.metered("chosen-by-a-stranger")).isEqualTo("*");
    }
}
