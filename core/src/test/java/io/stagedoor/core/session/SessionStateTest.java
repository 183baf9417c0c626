package io.stagedoor.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.settings.LastAnswer;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStateTest {

    private static SessionState state(boolean keepsCredentials) {
        Grant all = Grant.everything("bob");
        Grant grant = Grant.builder(all.subject())
                .actions(all.actions())
                .transports(all.transports())
                .rooms(java.util.Set.of("room1"))
                .expiresAt(Instant.EPOCH)
                .attributes(Map.of("name", "Bob"))
                .keepsCredentials(keepsCredentials)
                .build();
        ConnectRequest request = ConnectRequest.builder(
                        "C1", Protocol.RTMP, new StreamPath("live", "room1", ""), Instant.EPOCH)
                .credentials(Credentials.of("bob", "pass-secret", "token-secret"))
                .remoteAddress("1.2.3.4")
                .userAgent("LNX")
                .parameters(Map.of("x", "y"))
                .build();
        return SessionState.granted(request, "jwt", new Decision.Allow(grant), "true\njwt\t7.1", false);
    }

    @Test
    void comes_back_as_it_was() {
        for (boolean keeps : new boolean[] {true, false}) {
            assertThat(SessionState.of(Map.copyOf(state(keeps).toMap()))).isEqualTo(state(keeps));
        }
        SessionState open = SessionState.open(new StreamPath("live", "", ""), Protocol.RTSP, "false");
        assertThat(SessionState.of(open.toMap())).isEqualTo(open);
    }

    @Test
    void of_a_client_that_has_not_been_asked_is_not_that_of_one_that_need_not_be_asked() {
        SessionState provisional = SessionState.provisional(
                ConnectRequest.builder("C1", Protocol.RTMP, new StreamPath("live", "room1", ""), Instant.EPOCH)
                        .credentials(Credentials.of("bob", null, null))
                        .remoteAddress("1.2.3.4")
                        .userAgent("LNX")
                        .build(),
                "true");
        assertThat(SessionState.of(provisional.toMap())).isEqualTo(provisional);
        assertThat(provisional.isOpen()).isFalse();
        assertThat(provisional.on("other").provisional()).isTrue();
        assertThat(provisional.credentials()).isEqualTo(Credentials.NONE);
        Map<String, Object> open = new HashMap<>(provisional.toMap());
        open.put("format", 1);
        assertThat(provisional.toMap().get("format")).isNotEqualTo(1);
        assertThat(SessionState.of(open).isOpen()).isTrue();
        Map<String, Object> both = new HashMap<>(provisional.toMap());
        both.put("grant", state(false).toMap().get("grant"));
        assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(both));
    }

    @Test
    void remembers_that_nobody_could_decide() {
        SessionState decided = state(false);
        SessionState opened = SessionState.granted(
                decided.connect("C1", Instant.EPOCH),
                "jwt",
                new Decision.Allow(Grant.everything("bob")).withFailOpen("the backend is down"),
                "basis",
                false);
        assertThat(SessionState.of(decided.toMap()).failedOpen()).isFalse();
        assertThat(SessionState.of(opened.on("other")
                                .holding(Grant.everything("amy"))
                                .toMap())
                        .failedOpen())
                .isTrue();
        assertThat(AuditEvent.endReason(decided)).isEmpty();
        assertThat(AuditEvent.endReason(opened)).isEqualTo("FAIL_OPEN");
    }

    @Test
    void says_its_end_where_the_hook_looks_for_it_and_in_a_format_of_its_own() {
        SessionState endless = state(false);
        assertThat(endless.toMap()).containsEntry("format", 1).doesNotContainKey("endsAt");
        Instant end = Instant.ofEpochMilli(12_345);
        SessionState ending = endless.holding(
                endless.grant().get().toBuilder().endsAt(end.plusNanos(1)).build());
        Map<String, Object> map = ending.toMap();
        assertThat(map).containsEntry("format", 3).containsEntry("endsAt", 12_345L);
        assertThat(SessionState.of(map)).isEqualTo(ending);
        for (Object other : new Object[] {12_346L, 12_345, "12345"}) {
            Map<String, Object> wrong = new HashMap<>(map);
            wrong.put("endsAt", other);
            assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(wrong));
        }
        Map<String, Object> without = new HashMap<>(map);
        without.remove("endsAt");
        assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(without));
        Map<String, Object> older = new HashMap<>(map);
        older.put("format", 1);
        assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(older));
        assertThat(SessionState.millis(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
        assertThat(SessionState.millis(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    }

    /** An older version would not ask about the client again: it refuses the session. */
    @Test
    void of_a_client_that_is_asked_about_again_has_a_format_of_its_own() {
        Grant ending = state(true).grant().get().toBuilder()
                .endsAt(Instant.ofEpochMilli(12_345))
                .build();
        Map<SessionState, Integer> formats = Map.of(state(true), 11, state(true).holding(ending), 13);
        formats.forEach((before, format) -> {
            for (LastAnswer last : new LastAnswer[] {
                new LastAnswer(-5, OptionalLong.empty()),
                new LastAnswer(Long.MAX_VALUE, OptionalLong.of(Long.MIN_VALUE))
            }) {
                SessionState asked = before.answered(Optional.of(last));
                Map<String, Object> map = asked.toMap();
                map.values().forEach(SessionStateTest::isOfTheJdk);
                assertThat(map).containsEntry("format", format);
                assertThat(SessionState.of(map)).isEqualTo(asked);
                assertThat(SessionState.of(asked.on("other").toMap()).answered())
                        .contains(last);
                for (String entry : new String[] {"answeredAt", "recheckAt"}) {
                    Map<String, Object> wrong = new HashMap<>(map);
                    wrong.put(entry, 1);
                    assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(wrong));
                }
                Map<String, Object> without = new HashMap<>(map);
                without.remove("answeredAt");
                assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(without));
                Map<String, Object> older = new HashMap<>(map);
                older.put("format", format - 10);
                assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(older));
            }
        });
    }

    @Test
    void keeps_credentials_only_for_a_grant_that_asks_for_them() {
        assertThat(state(false).toMap().toString()).doesNotContain("secret");
        assertThat(state(true).toMap()).containsEntry("token", "token-secret");
        assertThat(state(false).connect("C1", Instant.EPOCH).credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void shows_no_secret() {
        assertThat(state(true).toString()).doesNotContain("secret");
    }

    private static void isOfTheJdk(Object value) {
        assertThat(value.getClass().getClassLoader()).isNull();
        if (value instanceof Map<?, ?> map) {
            map.keySet().forEach(SessionStateTest::isOfTheJdk);
            map.values().forEach(SessionStateTest::isOfTheJdk);
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(SessionStateTest::isOfTheJdk);
        }
    }

    @Test
    void is_made_of_jdk_types_only() {
        isOfTheJdk(state(true).toMap());
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "application", "room", "authenticator", "protocol", "remoteAddress", "userAgent"})
    void is_refused_with_a_missing_entry_or_one_of_another_type(String key) {
        Map<String, Object> missing = new HashMap<>(state(true).toMap());
        missing.remove(key);
        assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(missing));
        Map<String, Object> other = new HashMap<>(state(true).toMap());
        other.put(key, 2.5);
        assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(other));
    }

    @Test
    void is_refused_with_what_it_cannot_read() {
        for (Map.Entry<String, Object> bad : Map.<String, Object>of(
                        "grant", "all", "application", "..", "room", "a/../b", "protocol", "GOPHER", "token", 5)
                .entrySet()) {
            Map<String, Object> map = new HashMap<>(state(true).toMap());
            map.put(bad.getKey(), bad.getValue());
            assertThatIllegalArgumentException().as(bad.getKey()).isThrownBy(() -> SessionState.of(map));
        }
        Map<String, Object> newer = new HashMap<>(state(true).toMap());
        newer.put("grant", Map.of("format", 2));
        assertThatIllegalArgumentException().isThrownBy(() -> SessionState.of(newer));
    }
}
