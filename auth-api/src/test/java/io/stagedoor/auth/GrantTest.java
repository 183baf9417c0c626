package io.stagedoor.auth;

import static io.stagedoor.auth.Action.PUBLISH;
import static io.stagedoor.auth.Action.SHARE;
import static io.stagedoor.auth.Action.SUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
    private static final Grant FULL = Grant.builder("user1")
            .actions(Set.of(PUBLISH, SUBSCRIBE))
            .transports(Set.of(Transport.RTMP, Transport.WHEP))
            .rooms(Set.of("room1", "a/b"))
            .expiresAt(NOW.plusSeconds(1).plusNanos(1))
            .attributes(Map.of("name", "User One"))
            .keepsCredentials(true)
            .build();

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
        Grant grant = Grant.builder("")
                .actions(actions)
                .transports(Set.of(Transport.values()))
                .build();
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
        Grant grant = Grant.builder("")
                .actions(Set.of(Action.values()))
                .transports(Set.of(held))
                .build();
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
        Grant few = Grant.builder("")
                .actions(Set.of(SUBSCRIBE))
                .transports(Set.of(Transport.RTSP))
                .rooms(Set.of("a"))
                .build();
        Grant none = Grant.builder("").rooms(Set.of()).build();
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
        Grant grant = Grant.builder("")
                .actions(Set.of(SUBSCRIBE))
                .transports(Set.of(Transport.RTMP))
                .rooms(rooms)
                .build();
        assertThat(detail(grant.decide(request(grant, SUBSCRIBE, "", Protocol.RTMP, "b"))))
                .hasSizeLessThan(256)
                .endsWith("and 996 more");
    }

    @Test
    void who_is_not_proven_is_until_it_is() {
        Grant said = Grant.builder("bob")
                .attributes(Map.of(Grant.UNPROVEN, "true", "name", "Bob"))
                .build();
        assertThat(said.isProven()).isFalse();
        assertThat(Grant.of(said.toMap()).isProven()).isFalse();
        assertThat(said.proven().isProven()).isTrue();
        assertThat(said.proven().attributes()).isEqualTo(Map.of("name", "Bob"));
    }

    @Test
    void is_the_same_after_a_round_trip_through_jdk_types() {
        Grant nothing = Grant.builder("").rooms(Set.of()).build();
        Grant ending = FULL.toBuilder().holder(HolderTest.FULL).endsAt(NOW).build();
        for (Grant grant : List.of(FULL, ending, Grant.everything("é\ud83d\ude00"), nothing)) {
            assertThat(Grant.of(grant.toMap())).isEqualTo(grant);
            assertThat(grant.toMap().values()).allMatch(v -> v.getClass().getClassLoader() == null);
        }
    }

    @Test
    void its_end_ends_everything() {
        Grant grant =
                Grant.everything("u").toBuilder().endsAt(NOW.plusSeconds(1)).build();
        StreamRequest request = request(grant, PUBLISH, "live", Protocol.RTMP, "");
        assertThat(grant.decide(request, NOW)).isEqualTo(new Decision.Allow(grant));
        assertThat(grant.decide(request, NOW.plusSeconds(1)))
                .isEqualTo(new Decision.Deny(Reason.GRANT_EXPIRED, "since " + NOW.plusSeconds(1)));
        assertThat(grant.decide(request)).isInstanceOf(Decision.Deny.class);
        assertThat(grant.decide(request.connect()))
                .isEqualTo(new Decision.Deny(Reason.GRANT_EXPIRED, "since " + NOW.plusSeconds(1)));
        Grant later = grant.toBuilder().endsAt(Instant.MAX).build();
        assertThat(later.decide(request)).isEqualTo(new Decision.Allow(later));
        assertThat(later.decide(request.connect())).isEqualTo(new Decision.Allow(later));
    }

    @Test
    void the_earlier_of_two_ends_counts() {
        Grant grant = Grant.everything("u");
        Optional<Instant> end = Optional.of(NOW);
        assertThat(grant.endingBy(Optional.empty())).isSameAs(grant);
        assertThat(grant.endingBy(end).endsAt()).isEqualTo(end);
        assertThat(grant.endingBy(end).endingBy(Optional.of(NOW.plusSeconds(1))).endsAt())
                .isEqualTo(end);
        assertThat(grant.endingBy(Optional.of(NOW.plusSeconds(1))).endingBy(end).endsAt())
                .isEqualTo(end);
        assertThat(grant.endingBy(end).endingBy(Optional.empty()).endsAt()).isEqualTo(end);
    }

    /** An older version knows one format, and drops no end: it refuses the holder. */
    @Test
    void a_grant_with_an_end_has_a_format_of_its_own() {
        assertThat(Grant.everything("u").toMap()).containsEntry("format", 1).doesNotContainKey("endsAt");
        Map<String, Object> ending =
                Grant.everything("u").toBuilder().endsAt(NOW).build().toMap();
        assertThat(ending).containsEntry("format", 2);
        Map<String, Object> without = new HashMap<>(ending);
        without.remove("endsAt");
        assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(without));
    }

    /** An older version would never ask again: it refuses the holder. */
    @Test
    void a_grant_with_a_time_to_ask_again_has_a_format_of_its_own() {
        Duration time = Duration.ofMillis(1500);
        Grant rechecked = Grant.everything("u").toBuilder().recheckAfter(time).build();
        assertThat(rechecked.toMap()).containsEntry("format", 3).containsEntry("recheckAfter", 1500L);
        Grant both = rechecked.toBuilder().endsAt(NOW).build();
        assertThat(both.toMap()).containsEntry("format", 4);
        for (Grant grant : List.of(rechecked, both)) {
            assertThat(Grant.of(grant.toMap())).isEqualTo(grant);
            assertThat(Grant.of(grant.toMap()).recheckAfter()).contains(time);
            assertThat(grant.toBuilder().build()).isEqualTo(grant);
            for (Object other : new Object[] {1500, "1500", 0L, -1L, 86_400_001L, Long.MAX_VALUE}) {
                Map<String, Object> wrong = new HashMap<>(grant.toMap());
                wrong.put("recheckAfter", other);
                assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(wrong));
            }
            Map<String, Object> without = new HashMap<>(grant.toMap());
            without.remove("recheckAfter");
            assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(without));
        }
        Map<String, Object> later = new HashMap<>(both.toMap());
        later.put("format", 9);
        assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(later));
        assertThat(rechecked.recheckedAfter(Optional.empty())).isEqualTo(Grant.everything("u"));
        assertThat(Grant.everything("u").recheckedAfter(Optional.of(time))).isEqualTo(rechecked);
        assertThat(rechecked).isNotEqualTo(Grant.everything("u"));
    }

    /** An older version would let everybody use it: it refuses the holder. */
    @Test
    void a_grant_of_limited_use_has_a_format_of_its_own() {
        TokenUse once = TokenUse.once("issuer token-1");
        Grant limited = Grant.everything("u").toBuilder().use(once).build();
        assertThat(limited.toMap()).containsEntry("format", 5);
        Grant ending = limited.toBuilder().endsAt(NOW).build();
        assertThat(ending.toMap()).containsEntry("format", 6);
        for (Grant grant : List.of(limited, ending)) {
            assertThat(Grant.of(grant.toMap())).isEqualTo(grant);
            assertThat(Grant.of(grant.toMap()).use()).contains(once);
            for (Object other : new Object[] {
                "ONCE",
                List.of(),
                List.of("ONCE", "a", NOW, NOW),
                List.of("ONCE"),
                List.of("TWICE", "a"),
                List.of("ONCE", ""),
                List.of("ONCE", "a", "b")
            }) {
                Map<String, Object> wrong = new HashMap<>(grant.toMap());
                wrong.put("use", other);
                assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(wrong));
            }
            Map<String, Object> without = new HashMap<>(grant.toMap());
            without.remove("use");
            assertThatIllegalArgumentException().isThrownBy(() -> Grant.of(without));
        }
        assertThat(limited).isNotEqualTo(Grant.everything("u"));
        assertThat(limited.toString()).contains("ONCE").doesNotContain("token-1");
        TokenUse ended = once.until(NOW);
        assertThat(ended).isNotEqualTo(once).isEqualTo(TokenUse.once(once.id()).until(NOW));
        assertThat(ended.until()).contains(NOW);
        Grant until = Grant.everything("u").toBuilder().use(ended).build();
        assertThat(Grant.of(until.toMap())).isEqualTo(until).isNotEqualTo(limited);
        assertThat(TokenUse.oneClient("a")).isNotEqualTo(TokenUse.once("a")).isEqualTo(TokenUse.oneClient("a"));
        assertThat(TokenUse.once("x".repeat(1000)).id()).hasSizeLessThan(100);
        assertThatIllegalArgumentException().isThrownBy(() -> TokenUse.once(""));
    }

    @Test
    void expiry_does_not_end_what_runs_and_the_end_does() {
        ConnectRequest running = ConnectRequest.builder("c", Protocol.RTMP, new StreamPath("live", "", ""), NOW)
                .purpose(Purpose.RECHECK)
                .build();
        Grant expired = Grant.everything("u").toBuilder().expiresAt(NOW).build();
        Grant ended = Grant.everything("u").toBuilder().endsAt(NOW).build();
        for (Grant grant : List.of(expired, ended)) {
            StreamRequest stream = StreamRequest.builder(running, grant, PUBLISH, new StreamPath("live", "", "s"), NOW)
                    .build();
            assertThat(grant.decide(stream, NOW) instanceof Decision.Allow).isEqualTo(grant == expired);
        }
    }

    @Test
    void nothing_shows_the_holder() {
        Grant grant = Grant.builder("").holder(HolderTest.FULL).build();
        for (String part : List.of("proven", "issuer1", "token1", "session1", "key1")) {
            assertThat(grant.toString()).doesNotContain(part);
            assertThat(new Decision.Allow(grant).toString()).doesNotContain(part);
        }
        assertThat(grant).isNotEqualTo(Grant.builder("").build());
        assertThat(grant.toBuilder().build()).isEqualTo(grant).hasSameHashCodeAs(grant);
    }

    @Test
    void an_unknown_format_is_refused() {
        for (Object format : new Object[] {3, 2, 0, "1", 1L, null}) {
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
        Grant grant = Grant.builder("")
                .actions(actions)
                .rooms(rooms)
                .attributes(attributes)
                .build();
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
                ConnectRequest.builder("c1", protocol, path, NOW.plusSeconds(5)).build();
        return StreamRequest.builder(connect, grant, action, path, NOW.plusSeconds(5))
                .mode(mode)
                .build();
    }

    @Test
    void a_grant_for_one_stream_covers_no_other_and_is_written_in_a_format_of_its_own() {
        Grant one = Grant.everything("bob").toBuilder().stream("a/s1").build();
        assertThat(one.coversStream(new StreamPath("live", "a", "s1"))).isTrue();
        for (StreamPath other : List.of(
                new StreamPath("live", "", "s1"),
                new StreamPath("live", "a", "s2"),
                new StreamPath("live", "a", "s11"),
                new StreamPath("live", "b", "s1"),
                new StreamPath("live", "a/s1", "x"))) {
            assertThat(one.coversStream(other)).as(other.toString()).isFalse();
            ConnectRequest connect = ConnectRequest.builder("C", Protocol.HTTP, other, Instant.EPOCH)
                    .build();
            assertThat(one.decide(connect)).isInstanceOf(Decision.Deny.class);
            StreamRequest play = StreamRequest.builder(connect, one, Action.SUBSCRIBE, other, Instant.EPOCH)
                    .build();
            assertThat(one.decide(play))
                    .isInstanceOfSatisfying(
                            Decision.Deny.class,
                            deny -> assertThat(deny.reason()).isEqualTo(Reason.STREAM_NOT_ALLOWED));
        }
        assertThat(Grant.everything("bob").toBuilder().stream("s1")
                        .build()
                        .coversStream(new StreamPath("live", "", "s1")))
                .isTrue();
        Map<String, Object> map = one.toMap();
        assertThat(map).containsEntry("format", 9);
        assertThat(Grant.of(map)).isEqualTo(one);
        Map<String, Object> without = new HashMap<>(map);
        without.remove("stream");
        assertThatThrownBy(() -> Grant.of(without)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Grant.builder("bob").stream("")).isInstanceOf(IllegalArgumentException.class);
    }
}
