package io.stagedoor.operations.felix;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;

class HealthServicesTest {

    private final Map<String, HealthCheck> checks = new TreeMap<>();
    private final Map<String, Dictionary<?, ?>> properties = new HashMap<>();
    private final List<String> gone = new ArrayList<>();

    private final Map<String, Object> status = new LinkedHashMap<>(Map.of(
            "ready",
            true,
            "refusing",
            List.of(),
            "problems",
            Set.of(),
            "applications",
            List.of(Map.of("name", "live", "file", "stagedoor.application-live.cfg")),
            "lastGood",
            List.of(),
            "facts",
            Map.of("live-jwt", List.of("issuer 'acme': the keys in use are 12 min old")),
            "lostLines",
            0L,
            "lostSince",
            "",
            "outputs",
            List.of()));

    private final BundleContext context =
            Fakes.fake(BundleContext.class, Map.of("registerService", arguments -> register(arguments)));

    private Object register(Object... arguments) {
        Dictionary<?, ?> given = (Dictionary<?, ?>) arguments[2];
        String name = (String) given.get("hc.name");
        checks.put(name, (HealthCheck) arguments[1]);
        properties.put(name, given);
        return Fakes.fake(ServiceRegistration.class, Map.of("unregister", nothing -> gone.add(name)));
    }

    private Result result(String name) {
        return checks.get("Stagedoor " + name).execute();
    }

    private List<String> messages(String name) {
        return StreamSupport.stream(result(name).spliterator(), false)
                .map(ResultLog.Entry::getMessage)
                .toList();
    }

    private HealthServices opened() {
        HealthServices services = new HealthServices(context, () -> status);
        services.open();
        return services;
    }

    @Test
    void four_checks_are_registered_once_with_their_tags_and_go() {
        HealthServices services = opened();
        services.bundleChanged(new BundleEvent(BundleEvent.RESOLVED, Fakes.fake(Bundle.class, Map.of())));
        assertThat(checks.keySet())
                .containsExactly("Stagedoor audit", "Stagedoor keys", "Stagedoor problems", "Stagedoor ready");
        assertThat((String[]) properties.get("Stagedoor ready").get("hc.tags"))
                .containsExactly("stagedoor", "stagedoor-ready");
        assertThat(properties.get("Stagedoor ready").get("hc.mbean.name")).isEqualTo("stagedoor-ready");
        services.close();
        assertThat(gone).hasSize(4);
    }

    @Test
    void a_server_that_is_well_is_ok_and_tells_the_age_of_keys() {
        opened();
        checks.forEach((name, check) ->
                assertThat(check.execute().getStatus()).as(name).isEqualTo(Result.Status.OK));
        assertThat(messages("keys")).containsExactly("live-jwt: issuer 'acme': the keys in use are 12 min old");
        assertThat(messages("ready")).containsExactly("1 application(s) are configured");
    }

    @Test
    void a_server_that_refuses_everybody_is_not_ready_and_says_why() {
        opened();
        status.put("ready", false);
        status.put("refusing", List.of("the bridge is missing {}", "no application is configured"));
        assertThat(result("ready").getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(messages("ready"))
                .containsExactly(
                        "every client is refused: the bridge is missing {}",
                        "every client is refused: no application is configured");
    }

    @Test
    void each_problem_is_a_warning() {
        opened();
        status.put("problems", Set.of("stagedoor.application-live.cfg: active: is neither true nor false"));
        status.put("lastGood", List.of("live"));
        assertThat(result("problems").getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(messages("problems"))
                .containsExactly(
                        "stagedoor.application-live.cfg: active: is neither true nor false",
                        "application live: its file has an error, the configuration before is in force");
        assertThat(result("ready").getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void lost_lines_of_the_files_are_worse_than_those_of_an_output() {
        opened();
        Map<String, Object> output = Map.of(
                "name",
                "syslog",
                "target",
                "tls://logs:6514",
                "lost",
                3L,
                "lostSince",
                "2026-11-30T05:00:00Z",
                "trouble",
                "nobody listens there");
        status.put("outputs", List.of(output));
        assertThat(result("audit").getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(messages("audit"))
                .containsExactly(
                        "output syslog tls://logs:6514: audit lines cannot be sent: nobody listens there",
                        "output syslog tls://logs:6514: 3 audit line(s) were lost, since 2026-11-30T05:00:00Z");
        status.put("lostLines", 7L);
        status.put("lostSince", "2026-11-30T04:00:00Z");
        assertThat(result("audit").getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(messages("audit").get(0)).isEqualTo("the audit log lacks 7 line(s) since 2026-11-30T04:00:00Z");
    }
}
