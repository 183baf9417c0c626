package io.stagedoor.auth;

import static io.stagedoor.auth.Action.PUBLISH;
import static io.stagedoor.auth.Action.SHARE;
import static io.stagedoor.auth.Action.SUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GrantTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Grant FULL = new Grant(
            "user1",
            Set.of(PUBLISH, SUBSCRIBE),
            Set.of(Transport.RTMP, Transport.WHEP),
            Optional.of(Set.of("room1", "a/b")),
            Optional.of(NOW.plusSeconds(1).plusNanos(1)),
            Map.of("name", "User One"),
            true);

    @ParameterizedTest
    @EnumSource(Action.class)
    void everything_is_everything(Action action) {
        for (Protocol protocol : Protocol.values()) {
            assertThat(decide(Grant.everything("u"), action, "live", protocol, ""))
                    .isEmpty();
            assertThat(decide(Grant.everything("u"), action, "live", protocol, "room"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLISH, live, 'PUBLISH', true",
        "PUBLISH, live, 'SUBSCRIBE,SHARE', false",
        "SUBSCRIBE, '', 'SUBSCRIBE', true",
        "SUBSCRIBE, '', 'PUBLISH,SHARE', false",
        "SHARE, connect, 'SUBSCRIBE', true",
        "SHARE, connect, 'PUBLISH', true",
        "SHARE, connect, '', false",
        "SHARE, create, 'PUBLISH,SUBSCRIBE', false",
        "SHARE, write, 'SUBSCRIBE', false",
        "SHARE, send, 'SHARE', true",
        "SHARE, delete, 'SHARE', true",
        "SHARE, CONNECT, 'SUBSCRIBE', false"
    })
    void a_role_is_needed(Action action, String mode, String held, boolean allowed) {
        Set<Action> actions = new HashSet<>();
        List.of(held.split(",")).stream()
                .filter(a -> !a.isEmpty())
                .map(Action::valueOf)
                .forEach(actions::add);
        Grant grant =
                new Grant("", actions, Set.of(Transport.values()), Optional.empty(), Optional.empty(), Map.of(), false);
        assertThat(decide(grant, action, mode, Protocol.RTMP, ""))
                .isEqualTo(allowed ? Optional.empty() : Optional.of(Reason.ROLE_NOT_ALLOWED));
    }

    @ParameterizedTest
    @CsvSource({
        "RTMP, RTMP, PUBLISH, true",
        "RTSP, RTMP, PUBLISH, false",
        "RTC, WHIP, PUBLISH, true",
        "RTC, WHIP, SUBSCRIBE, false",
        "RTC, WHEP, PUBLISH, false",
        "RTC, WHEP, SUBSCRIBE, true",
        "RTC, WHEP, SHARE, true",
        "RTC, WHIP, SHARE, true",
        "WS, WHIP, PUBLISH, false",
        "SRT, SRT, PUBLISH, true",
        "MPEGTS, MPEGTS, PUBLISH, true",
        "HTTP, HTTP, SUBSCRIBE, true"
    })
    void a_transport_is_needed(Protocol protocol, Transport held, Action action, boolean allowed) {
        Grant grant = new Grant(
                "", Set.of(Action.values()), Set.of(held), Optional.empty(), Optional.empty(), Map.of(), false);
        assertThat(decide(grant, action, "live", protocol, ""))
                .isEqualTo(allowed ? Optional.empty() : Optional.of(Reason.TRANSPORT_NOT_ALLOWED));
    }

    @ParameterizedTest
    @CsvSource({
        "room1, true",
        "a/b, true",
        "'', false",
        "a, false",
        "a/b/c, false",
        "b, false",
        "Room1, false",
        "room1/a, false",
        "room, false",
        "room11, false"
    })
    void a_whole_room_is_needed(String room, boolean allowed) {
        assertThat(decide(FULL, PUBLISH, "live", Protocol.RTMP, room))
                .isEqualTo(allowed ? Optional.empty() : Optional.of(Reason.ROOM_NOT_ALLOWED));
    }

    @Test
    void no_new_stream_begins_once_it_has_expired() {
        StreamRequest request = request(FULL, PUBLISH, "live", Protocol.RTMP, "room1");
        Instant expiry = FULL.expiresAt().orElseThrow();
        assertThat(FULL.decide(request, expiry.minusNanos(1))).isEqualTo(new Decision.Allow(FULL));
        assertThat(FULL.decide(request, expiry)).isEqualTo(new Decision.Deny(Reason.GRANT_EXPIRED, "since " + expiry));
        assertThat(FULL.decide(request)).isEqualTo(new Decision.Deny(Reason.GRANT_EXPIRED, "since " + expiry));
    }

    @Test
    void role_comes_before_transport_before_room_before_expiry() {
        Instant late = NOW.plusSeconds(100);
        assertThat(FULL.decide(request(FULL, SHARE, "send", Protocol.SRT, "x"), late))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.ROLE_NOT_ALLOWED));
        assertThat(FULL.decide(request(FULL, PUBLISH, "live", Protocol.SRT, "x"), late))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.TRANSPORT_NOT_ALLOWED));
        assertThat(FULL.decide(request(FULL, PUBLISH, "live", Protocol.RTMP, "x"), late))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.ROOM_NOT_ALLOWED));
    }

    private static String detail(Decision decision) {
        return ((Decision.Deny) decision).detail();
    }

    @Test
    void a_refusal_says_what_is_granted() {
        Grant few = new Grant(
                "",
                Set.of(SUBSCRIBE),
                Set.of(Transport.RTSP),
                Optional.of(Set.of("a")),
                Optional.empty(),
                Map.of(),
                false);
        Grant none = new Grant("", Set.of(), Set.of(), Optional.of(Set.of()), Optional.empty(), Map.of(), false);
        assertThat(detail(few.decide(request(few, PUBLISH, "live", Protocol.RTSP, "a"))))
                .isEqualTo("the grant allows only SUBSCRIBE");
        assertThat(detail(none.decide(request(none, PUBLISH, "live", Protocol.RTSP, "a"))))
                .contains("no known role", "red5-publisher");
        assertThat(detail(few.decide(request(few, SUBSCRIBE, "", Protocol.RTMP, "a"))))
                .isEqualTo("the grant allows only RTSP; the client uses RTMP");
        assertThat(detail(few.decide(request(few, SUBSCRIBE, "", Protocol.RTSP, "b"))))
                .isEqualTo("the grant allows only the room 'a'");
    }

    @Test
    void of_many_and_long_names_of_rooms_some_are_shown() {
        Set<String> rooms = new HashSet<>(Set.of("x".repeat(5000)));
        for (int i = 0; i < 1000; i++) {
            rooms.add("room" + i);
        }
        Grant grant = new Grant(
                "", Set.of(SUBSCRIBE), Set.of(Transport.RTMP), Optional.of(rooms), Optional.empty(), Map.of(), false);
        assertThat(detail(grant.decide(request(grant, SUBSCRIBE, "", Protocol.RTMP, "b"))))
                .hasSizeLessThan(256)
                .endsWith("and 996 more");
    }

    @Test
    void who_is_not_proven_is_until_it_is() {
        Grant said = new Grant(
                "bob",
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(Grant.UNPROVEN, "true", "name", "Bob"),
                false);
        assertThat(said.isProven()).isFalse();
        assertThat(Grant.of(said.toMap()).isProven()).isFalse();
        assertThat(said.proven().isProven()).isTrue();
        assertThat(said.proven().attributes()).isEqualTo(Map.of("name", "Bob"));
    }

    @Test
    void is_the_same_after_a_round_trip_through_jdk_types() {
        Grant nothing = new Grant("", Set.of(), Set.of(), Optional.of(Set.of()), Optional.empty(), Map.of(), false);
        for (Grant grant : List.of(FULL, Grant.everything("é\ud83d\ude00"), nothing)) {
            assertThat(Grant.of(grant.toMap())).isEqualTo(grant);
            assertThat(grant.toMap().values()).allMatch(v -> v.getClass().getClassLoader() == null);
        }
    }

    @Test
    void an_unknown_format_is_refused() {
        for (Object format : new Object[] {2, 0, "1", 1L, null}) {
            Map<String, Object> map = new HashMap<>(FULL.toMap());
            map.put("format", format);
            assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(map));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(Map.of()));
    }

    @Test
    void a_missing_or_wrong_entry_is_refused() {
        for (String key : FULL.toMap().keySet()) {
            Map<String, Object> wrong = new HashMap<>(FULL.toMap());
            wrong.put(key, new Object());
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> Grant.of(wrong));
            wrong.put(key, null);
            assertThatIllegalArgumentException().as(key + " null").isThrownBy(() -> Grant.of(wrong));
            wrong.put(key, List.of(1));
            assertThatIllegalArgumentException().as(key + " numbers").isThrownBy(() -> Grant.of(wrong));
            wrong.put(key, List.of("NO_SUCH_THING"));
            if (!key.equals("rooms")) {
                assertThatIllegalArgumentException().as(key + " unknown").isThrownBy(() -> Grant.of(wrong));
            }
        }
        for (String key : List.of("subject", "actions", "transports", "attributes", "keepsCredentials")) {
            Map<String, Object> less = new HashMap<>(FULL.toMap());
            less.remove(key);
            assertThatIllegalArgumentException().as(key).isThrownBy(() -> Grant.of(less));
        }
    }

    @Test
    void does_not_change_with_what_it_was_made_of() {
        Set<Action> actions = new HashSet<>(Set.of(SUBSCRIBE));
        Set<String> rooms = new HashSet<>(Set.of("a"));
        Map<String, String> attributes = new HashMap<>();
        Grant grant = new Grant("", actions, Set.of(), Optional.of(rooms), Optional.empty(), attributes, false);
        actions.add(PUBLISH);
        rooms.add("b");
        attributes.put("x", "y");
        assertThat(grant.actions()).containsExactly(SUBSCRIBE);
        assertThat(grant.rooms()).contains(Set.of("a"));
        assertThat(grant.attributes()).isEmpty();
        assertThat(grant.toMap()).isUnmodifiable();
    }

    private static Optional<Reason> decide(Grant grant, Action action, String mode, Protocol protocol, String room) {
        return grant.decide(request(grant, action, mode, protocol, room), NOW) instanceof Decision.Deny deny
                ? Optional.of(deny.reason())
                : Optional.empty();
    }

    private static StreamRequest request(Grant grant, Action action, String mode, Protocol protocol, String room) {
        StreamPath path = new StreamPath("live", room, "stream");
        ConnectRequest connect =
                new ConnectRequest("c1", protocol, path, Credentials.NONE, "", "", Map.of(), NOW.plusSeconds(5));
        return new StreamRequest(connect, grant, action, path, mode, NOW.plusSeconds(5));
    }
}
