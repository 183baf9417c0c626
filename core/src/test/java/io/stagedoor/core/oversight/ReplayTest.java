package io.stagedoor.core.oversight;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Routes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplayTest {

    private final Routes routes = new Routes();
    private final List<ConnectRequest> asked = Collections.synchronizedList(new ArrayList<>());
    private final Replay replay = new Replay(routes.router, Revoked.nobody(), null, Clock.systemUTC());

    @BeforeEach
    void authenticators() {
        routes.local("jwt", request -> {
            asked.add(request);
            return new Decision.Abstain();
        });
        routes.local("local", request -> {
            asked.add(request);
            return request.remoteAddress().startsWith("127.")
                    ? new Decision.Allow(Grant.everything("local"))
                    : new Decision.Abstain();
        });
    }

    private void application(String name, String... pairs) {
        Map<String, Object> properties = new HashMap<>(
                Map.of("application", name, "authenticator", "jwt", "service.pid", "stagedoor.application~" + name));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        routes.application(properties);
    }

    /** A connect over RTMP that {@code jwt} allowed, but for what the pairs say. */
    private static Map<String, String> line(String... pairs) {
        Map<String, String> line = new HashMap<>(Map.of(
                "application", "live",
                "room", "",
                "stream", "",
                "protocol", "RTMP",
                "action", "connect",
                "decision", "allow",
                "reason", "GRANTED",
                "authenticator", "jwt",
                "subject", "ann",
                "address", "192.0.2.1"));
        for (int i = 0; i < pairs.length; i += 2) {
            line.put(pairs[i], pairs[i + 1]);
        }
        return line;
    }

    private Map<String, Object> ask(Map<String, String> line) {
        return replay.ask(List.of(line).iterator(), lines -> {});
    }

    private String verdict(String... pairs) {
        Map<String, Object> answer = ask(line(pairs));
        return Stream.of("same", "assumed", "wouldRefuse", "wouldAllow", "cannotTell")
                .filter(name -> answer.get(name).equals(1L))
                .reduce("", (one, other) -> one + other);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> group(String... pairs) {
        return (Map<String, Object>) ((List<?>) ask(line(pairs)).get("groups")).get(0);
    }

    @Test
    void same_authenticator_is_assumed_to_say_the_same_and_another_is_not() {
        application("live");
        assertThat(verdict()).isEqualTo("assumed");
        assertThat(verdict("decision", "deny", "reason", "EXPIRED")).isEqualTo("assumed");
        assertThat(verdict("authenticator", "users")).isEqualTo("cannotTell");
        assertThat(verdict("decision", "deny", "reason", "BAD_CREDENTIALS", "authenticator", "users"))
                .isEqualTo("cannotTell");
        assertThat(asked).isEmpty();
    }

    @Test
    void application_without_configuration_refuses_everybody() {
        application("other");
        assertThat(group()).containsEntry("verdict", "wouldRefuse").containsEntry("newReason", "NOT_CONFIGURED");
        assertThat(verdict("decision", "deny", "reason", "NOT_CONFIGURED")).isEqualTo("same");
        assertThat(verdict("decision", "deny", "reason", "BAD_CREDENTIALS")).isEqualTo("same");
    }

    @Test
    void configuration_that_is_broken_refuses_everybody() {
        application("live", "onChange", "nonsense");
        assertThat(group()).containsEntry("verdict", "wouldRefuse").containsEntry("newReason", "UNAVAILABLE");
    }

    @Test
    void protocol_that_is_off_admits_everybody_and_says_the_setting() {
        application("live", "http", "false");
        assertThat(verdict()).isEqualTo("assumed");
        assertThat(verdict("protocol", "HTTP")).isEqualTo("same");
        assertThat(group("protocol", "HTTP", "decision", "deny", "reason", "BAD_SIGNATURE"))
                .containsEntry("verdict", "wouldAllow")
                .containsEntry("newReason", "OFF")
                .extracting("why")
                .asString()
                .contains("stagedoor.application~live", "http=false");
    }

    @Test
    void protocol_that_was_off_is_not_guessed() {
        application("live");
        assertThat(verdict("reason", "OFF", "authenticator", "")).isEqualTo("cannotTell");
        assertThat(verdict("decision", "deny", "reason", "NOT_CONFIGURED", "authenticator", ""))
                .isEqualTo("cannotTell");
    }

    @Test
    void authenticator_that_nobody_has_refuses() {
        application("live", "authenticator", "jwt,gone");
        assertThat(group("authenticator", "gone"))
                .containsEntry("verdict", "wouldRefuse")
                .containsEntry("newReason", "UNAVAILABLE");
    }

    @Test
    void client_that_showed_nothing_is_asked_about_with_nothing_and_for_a_dry_run() {
        application("live", "authenticator", "jwt,local");
        assertThat(verdict("decision", "deny", "reason", "NO_CREDENTIALS", "authenticator", ""))
                .isEqualTo("same");
        assertThat(group("decision", "deny", "reason", "NO_CREDENTIALS", "authenticator", "", "address", "127.0.0.1"))
                .containsEntry("verdict", "wouldAllow")
                .containsEntry("why", "'local' admits it without credentials");
        assertThat(asked).isNotEmpty().allSatisfy(request -> {
            assertThat(request.purpose()).isEqualTo(Purpose.DRY_RUN);
            assertThat(request.credentials()).isEqualTo(Credentials.NONE);
        });
    }

    @Test
    void client_that_may_say_later_who_it_is_is_let_in_provisionally() {
        application("live", "streamNameAuth", "true");
        assertThat(group("decision", "deny", "reason", "NO_CREDENTIALS", "authenticator", ""))
                .containsEntry("newReason", "PROVISIONAL");
        assertThat(verdict("reason", "PROVISIONAL", "authenticator", "", "subject", ""))
                .isEqualTo("same");
    }

    @Test
    void client_that_was_in_provisionally_is_refused_where_it_must_say_at_once_who_it_is() {
        application("live");
        assertThat(group("reason", "PROVISIONAL", "authenticator", "", "subject", ""))
                .containsEntry("verdict", "wouldRefuse")
                .containsEntry("newReason", "NO_CREDENTIALS");
    }

    @Test
    void limit_that_is_lifted_lets_in_and_another_cannot_be_told() {
        application("live");
        String[] full = {"action", "play", "stream", "s", "decision", "deny", "reason", "TOO_MANY_SESSIONS"};
        assertThat(verdict(full)).isEqualTo("wouldAllow");
        application("full", "maxSessionsPlaying", "1");
        assertThat(verdict(Stream.concat(Stream.of(full), Stream.of("application", "full"))
                        .toArray(String[]::new)))
                .isEqualTo("cannotTell");
    }

    @Test
    void mode_is_judged_where_it_is_recorded() {
        application("live", "publishModes", "live");
        String[] record = {
            "action",
            "publish",
            "stream",
            "s",
            "decision",
            "deny",
            "reason",
            "MODE_NOT_ALLOWED",
            "detail",
            "publishModes does not list record"
        };
        assertThat(verdict(record)).isEqualTo("same");
        application("vod", "publishModes", "record");
        assertThat(verdict(Stream.concat(Stream.of(record), Stream.of("application", "vod"))
                        .toArray(String[]::new)))
                .isEqualTo("cannotTell");
        assertThat(verdict("application", "vod", "action", "publish", "stream", "s"))
                .isEqualTo("cannotTell");
    }

    @Test
    void own_clients_are_judged_by_configuration_alone() {
        application("live", "mpegtsSources", "192.0.2.0/24");
        String[] source = {"protocol", "MPEGTS", "authenticator", "[mpegtsSources]", "action", "publish", "stream", "s"
        };
        assertThat(verdict(source)).isEqualTo("same");
        assertThat(verdict(Stream.concat(Stream.of(source), Stream.of("address", "198.51.100.1"))
                        .toArray(String[]::new)))
                .isEqualTo("wouldRefuse");
        assertThat(verdict("authenticator", "[allowRestreamers]")).isEqualTo("wouldRefuse");
        assertThat(verdict("authenticator", "[clusterSecret]")).isEqualTo("cannotTell");
    }

    @ParameterizedTest
    @CsvSource({
        "call,GRANTED,cannotTell",
        "length,GRANTED,cannotTell",
        "connect,BAD_PATH,same",
        "connect,UNKNOWN_PROTOCOL,same",
        "publish,REFUSED_BY_RED5,same",
        "connect,THROTTLED,cannotTell",
        "connect,UNAVAILABLE,cannotTell",
        "play,TOKEN_USED,cannotTell",
        "connect,ALL_ABSTAINED,cannotTell"
    })
    void what_no_setting_changes_and_what_nobody_can_tell(String action, String reason, String verdict) {
        application("live");
        assertThat(verdict(
                        "action",
                        action,
                        "reason",
                        reason,
                        "decision",
                        reason.equals("GRANTED") ? "allow" : "deny",
                        "authenticator",
                        reason.equals("ALL_ABSTAINED") ? "" : "jwt"))
                .isEqualTo(verdict);
    }

    @Test
    void lines_that_stand_for_many_count_as_many() {
        application("other");
        assertThat(ask(line("count", "40", "of", "kind")))
                .containsEntry("wouldRefuse", 40L)
                .containsEntry("requests", 40L);
        assertThat(ask(line("count", "40", "of", "others"))).containsEntry("cannotTell", 40L);
        assertThat(ask(line("count", "-1"))).containsEntry("requests", 1L);
    }

    @Test
    void lines_that_are_no_decisions_are_left_out() {
        application("live");
        for (String decision : List.of("end", "act", "shadow", "", "nonsense")) {
            assertThat(ask(line("decision", decision)))
                    .containsEntry("skipped", 1L)
                    .containsEntry("requests", 0L);
        }
    }

    @Test
    void hostile_lines_make_neither_groups_without_end_nor_an_error() {
        application("live");
        List<Map<String, String>> lines = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            lines.add(line("application", "a" + i, "protocol", i % 2 == 0 ? "RTMP" : "p" + i, "room", "../" + i));
        }
        lines.add(Map.of());
        lines.add(Map.of("decision", "allow"));
        List<Long> progress = new ArrayList<>();
        Map<String, Object> answer = replay.ask(lines.iterator(), progress::add);
        assertThat((List<?>) answer.get("groups")).hasSizeLessThanOrEqualTo(Replay.MOST_GROUPS + 5);
        assertThat(answer).containsEntry("requests", 5001L).containsEntry("skipped", 1L);
    }

    @Test
    void progress_is_told() {
        application("live");
        List<Long> progress = new ArrayList<>();
        replay.ask(Stream.generate(ReplayTest::line).limit(2L * Replay.STEP).iterator(), progress::add);
        assertThat(progress).containsExactly((long) Replay.STEP, 2L * Replay.STEP);
    }

    @Test
    void nothing_is_said_of_reasons_that_are_not_known() {
        application("live");
        assertThat(verdict("decision", "deny", "reason", Reason.NOT_ADMITTED.name()))
                .isEqualTo("cannotTell");
    }
}
