package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.JwtFixtures.CLOCK;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.NOW;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.authenticator;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.refusal;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.request;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.token;
import static io.stagedoor.auth.jwt.internal.JwtFixtures.withClaims;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.Transport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What claims mean: the table and the sentences below it. */
class ClaimsRulesTest {

    private final Authenticator authenticator = authenticator();

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "undefined", "Bearer ", "bearer undefined", "Bearer  "})
    void abstains_without_a_token(String token) {
        assertThat(authenticator.authenticate(request(token))).isEqualTo(new Decision.Abstain());
    }

    @Test
    void the_token_alone_is_enough() {
        ConnectRequest request = request("").with(Credentials.of(null, null, withClaims("")));
        assertThat(authenticator.authenticate(request)).isInstanceOf(Decision.Allow.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'Bearer ', true",
        "'bearer ', true",
        "'BEARER ', true",
        "'Bearer  ', false",
        "'Bearer', false",
        "'Basic ', false"
    })
    void a_bearer_prefix_is_tolerated(String prefix, boolean tolerated) {
        assertThat(refusal(authenticator, prefix + withClaims("")))
                .isEqualTo(tolerated ? Optional.empty() : Optional.of(Reason.MALFORMED_TOKEN));
    }

    @Test
    void a_token_without_limits_grants_everything() {
        Grant everything = Grant.everything("user1").toBuilder()
                .holder(Holder.builder().subject("user1").build())
                .build();
        assertThat(authenticator.authenticate(request(withClaims("\"sub\":\"user1\""))))
                .isEqualTo(new Decision.Allow(everything));
    }

    @Test
    void a_token_says_who_holds_it() {
        String claims = "\"sub\":\"u\",\"iss\":\"i\",\"jti\":\"t\",\"sid\":\"s\",\"iat\":" + NOW;
        String header = "{\"alg\":\"HS256\",\"kid\":\"k\"}";
        Holder holder = Holder.builder()
                .subject("u")
                .issuer("i")
                .tokenId("t")
                .sessionId("s")
                .keyId("k")
                .issuedAt(Instant.ofEpochSecond(NOW))
                .build();
        assertThat(grant(token(header, "{" + JwtFixtures.EXP + "," + claims + "}"))
                        .holder())
                .isEqualTo(holder);
        // As the strict reader reads it.
        assertThat(grant(token(header, "{ " + JwtFixtures.EXP + "," + claims + "}"))
                        .holder())
                .isEqualTo(holder);
        assertThat(grant(withClaims("")).holder()).isEqualTo(Holder.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jti\":[7]",
                "\"jti\":null",
                "\"jti\":\"\"",
                "\"sid\":[\"s\"]",
                "\"iat\":\"yesterday\"",
                "\"iat\":0",
                "\"iat\":-5",
                "\"iat\":1e-999999999",
                "\"iat\":1e999999999",
                "\"iat\":999999999999999999",
                "\"kid\":\"k\"",
                "\"sub\":\"\""
            })
    void what_says_nothing_of_the_holder_refuses_no_token(String claim) {
        assertThat(grant(withClaims(claim)).holder()).isEqualTo(Holder.UNKNOWN);
    }

    /** RFC 7519 has texts; an id that is written otherwise can be revoked all the same. */
    @Test
    void an_id_may_be_a_number() {
        assertThat(grant(withClaims("\"jti\":7,\"sid\":1.50")).holder())
                .isEqualTo(Holder.builder().tokenId("7").sessionId("1.50").build());
    }

    @Test
    void the_name_of_the_key_counts_before_the_one_in_the_token() {
        String token = withClaims("");
        assertThat(((Decision.Allow) authenticator("jwtSecretId", "mine").authenticate(request(token)))
                        .grant()
                        .holder()
                        .keyId())
                .contains("mine");
    }

    @ParameterizedTest
    @CsvSource({
        "1, ",
        "3600, ",
        "3600.0, ",
        "36e2, ",
        "0.001, ",
        "0, EXPIRED",
        "-1, EXPIRED",
        "3601, LIFETIME_TOO_LONG",
        "3600.001, LIFETIME_TOO_LONG",
        "1e9, LIFETIME_TOO_LONG"
    })
    void exp_lies_ahead_and_not_too_far(String ahead, Reason reason) {
        String exp = new java.math.BigDecimal(ahead)
                .add(java.math.BigDecimal.valueOf(NOW))
                .toPlainString();
        assertThat(refusal(authenticator, token("{\"exp\":" + exp + "}"))).isEqualTo(Optional.ofNullable(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "1.80000006e9, ",
        "180000006E1, ",
        "1800000060.000000000000000000000000000001, ",
        "18000000600000000000000000000000e-22, ",
        "1800003600.0000000000000000000000000001, LIFETIME_TOO_LONG",
        "1799999999.99999999999999999999999999999, EXPIRED",
        "1e10, LIFETIME_TOO_LONG",
        "1e1000000000, LIFETIME_TOO_LONG",
        "-1e1000000000, EXPIRED",
        "1e-1000000000, EXPIRED",
        "0e1000000000, EXPIRED",
        "1e99999999999999999999, NO_EXPIRY",
        "2305843011013693951, LIFETIME_TOO_LONG",
        "2305843011013694012, LIFETIME_TOO_LONG",
        "18446744075509551676, LIFETIME_TOO_LONG",
        "9223372036854775807, LIFETIME_TOO_LONG",
        "9223372036854775808, LIFETIME_TOO_LONG",
        "-9223372036854775809, EXPIRED",
        "-0, EXPIRED",
        "0, EXPIRED",
        "1800000060000, LIFETIME_TOO_LONG"
    })
    void exp_is_the_number_that_is_written(String exp, Reason reason) {
        assertThat(refusal(authenticator, token("{\"exp\":" + exp + "}"))).isEqualTo(Optional.ofNullable(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1800000060\"", "null", "true", "[1800000060]", "{\"exp\":1800000060}"})
    void exp_is_a_number(String exp) {
        assertThat(refusal(authenticator, token("{\"exp\":" + exp + "}"))).contains(Reason.NO_EXPIRY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"Exp\":1800000060}", "{\"nested\":{\"exp\":1800000060}}", "{\"roles\":[]}"})
    void exp_is_required(String payload) {
        assertThat(refusal(authenticator, token(payload))).contains(Reason.NO_EXPIRY);
    }

    @Test
    void half_seconds_count() {
        Instant half = Instant.ofEpochSecond(NOW).plusMillis(500);
        Authenticator now = authenticator(Clock.fixed(half, ZoneOffset.UTC));
        assertThat(refusal(now, token("{\"exp\":" + NOW + "}"))).contains(Reason.EXPIRED);
        assertThat(refusal(now, token("{\"exp\":" + NOW + ".5}"))).contains(Reason.EXPIRED);
        assertThat(refusal(now, token("{\"exp\":" + NOW + ".5000000001}"))).isEmpty();
        assertThat(refusal(now, token("{\"exp\":" + (NOW + 3600) + ".5}"))).isEmpty();
        assertThat(refusal(now, token("{\"exp\":" + (NOW + 3601) + "}"))).contains(Reason.LIFETIME_TOO_LONG);
        assertThat(refusal(now, withClaims("\"nbf\":" + NOW + ".5"))).isEmpty();
        assertThat(refusal(now, withClaims("\"nbf\":" + (NOW + 1)))).contains(Reason.NOT_YET_VALID);
    }

    @ParameterizedTest
    @CsvSource({
        "1800000000, ",
        "1799999999.5, ",
        "0, ",
        "-1, ",
        "1e-5, ",
        "-1e1000000000, ",
        "1800000001, NOT_YET_VALID",
        "1800000000.0000000001, NOT_YET_VALID",
        "1e1000000000, NOT_YET_VALID",
        "18446744073709551616, NOT_YET_VALID",
        "null, NOT_YET_VALID",
        "'\"0\"', NOT_YET_VALID",
        "[0], NOT_YET_VALID"
    })
    void nbf_does_not_lie_ahead(String nbf, Reason reason) {
        assertThat(refusal(authenticator, withClaims("\"nbf\":" + nbf))).isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void skew_is_added_for_exp_and_nbf_and_not_to_the_lifetime() {
        Authenticator skewed = authenticator("clockSkewSeconds", 30L);
        assertThat(refusal(skewed, token("{\"exp\":" + (NOW - 29) + "}"))).isEmpty();
        assertThat(refusal(skewed, token("{\"exp\":" + (NOW - 30) + "}"))).contains(Reason.EXPIRED);
        assertThat(refusal(skewed, withClaims("\"nbf\":" + (NOW + 30)))).isEmpty();
        assertThat(refusal(skewed, withClaims("\"nbf\":" + (NOW + 31)))).contains(Reason.NOT_YET_VALID);
        assertThat(refusal(skewed, token("{\"exp\":" + (NOW + 3601) + "}"))).contains(Reason.LIFETIME_TOO_LONG);
    }

    @Test
    void the_longest_lifetime_is_configured() {
        Authenticator strict = authenticator("jwtTtlMinutes", 1L);
        assertThat(refusal(strict, token("{\"exp\":" + (NOW + 60) + "}"))).isEmpty();
        assertThat(refusal(strict, token("{\"exp\":" + (NOW + 61) + "}"))).contains(Reason.LIFETIME_TOO_LONG);
        Authenticator lax = authenticator("jwtTtlMinutes", 525_600L);
        assertThat(refusal(lax, token("{\"exp\":" + (NOW + 525_600L * 60) + "}")))
                .isEmpty();
        assertThat(refusal(lax, token("{\"exp\":" + (NOW + 525_600L * 60 + 1) + "}")))
                .contains(Reason.LIFETIME_TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"iss\":\"https://issuer\"', ",
        "'\"iss\":\"https://Issuer\"', WRONG_ISSUER",
        "'\"iss\":\"https://issuer/\"', WRONG_ISSUER",
        "'\"iss\":\" https://issuer\"', WRONG_ISSUER",
        "'\"iss\":\"\"', WRONG_ISSUER",
        "'\"iss\":null', WRONG_ISSUER",
        "'\"iss\":[\"https://issuer\"]', WRONG_ISSUER",
        "'\"iss\":1', WRONG_ISSUER",
        "'\"x\":1', WRONG_ISSUER"
    })
    void iss_is_exactly_the_expected_one(String claims, Reason reason) {
        assertThat(refusal(authenticator("expectedIssuer", "https://issuer"), withClaims(claims)))
                .isEqualTo(Optional.ofNullable(reason));
        assertThat(refusal(authenticator("expectedIssuer", ""), withClaims(claims)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"sub\":\"u\"', u",
        "'\"sub\":12345678901234567890', 12345678901234567890",
        "'\"sub\":\"\"', ''",
        "'\"sub\":null', ''",
        "'\"sub\":{\"a\":1}', ''",
        "'\"x\":1', ''"
    })
    void sub_becomes_the_subject(String claims, String subject) {
        assertThat(grant(withClaims(claims)).subject()).isEqualTo(subject);
    }

    @Test
    void name_becomes_an_attribute() {
        assertThat(grant(withClaims("\"name\":\"Jörg \\u00c9\"")).attributes()).isEqualTo(Map.of("name", "Jörg É"));
        assertThat(grant(withClaims("\"name\":7")).attributes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'\"x\":1', PUBLISH+SHARE+SUBSCRIBE",
        "'\"roles\":\"red5-publisher\"', PUBLISH+SHARE",
        "'\"roles\":\"red5-subscriber\"', SUBSCRIBE",
        "'\"roles\":\"red5-publisher,red5-subscriber\"', PUBLISH+SHARE+SUBSCRIBE",
        "'\"roles\":\" admin , red5-subscriber ,,editor\"', SUBSCRIBE",
        "'\"roles\":[\"red5-publisher\",\" red5-subscriber \"]', PUBLISH+SHARE+SUBSCRIBE",
        "'\"roles\":[\"admin\",\"\",\"red5-publisher\"]', PUBLISH+SHARE",
        "'\"roles\":[\"red5-publisher,red5-subscriber\"]', ''",
        "'\"roles\":\"Red5-Publisher\"', ''",
        "'\"roles\":\"RED5-SUBSCRIBER\"', ''",
        "'\"roles\":\"publisher\"', ''",
        "'\"roles\":\"red5-publisher;red5-subscriber\"', ''",
        "'\"roles\":\"red5-publ\\u0131sher\"', ''",
        "'\"Roles\":\"red5-subscriber\"', PUBLISH+SHARE+SUBSCRIBE"
    })
    void roles_name_the_actions(String claims, String actions) {
        assertThat(new TreeSet<>(grant(withClaims(claims)).actions())
                        .stream().map(Action::name).sorted().collect(Collectors.joining("+")))
                .isEqualTo(actions);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" \"",
                "\",\"",
                "\" , ,\"",
                "null",
                "1",
                "1.5",
                "true",
                "false",
                "{}",
                "{\"red5-publisher\":true}",
                "[]",
                "[\"\"]",
                "[\" \"]",
                "[1]",
                "[null]",
                "[\"red5-publisher\",1]",
                "[\"red5-publisher\",null]",
                "[[\"red5-publisher\"]]",
                "[{\"a\":[\"x\"]},\"RTMP\"]"
            })
    void a_limit_that_says_nothing_is_refused(String value) {
        for (String claim : Set.of("roles", "red5-transport", "red5-room")) {
            assertThat(refusal(authenticator, withClaims("\"" + claim + "\":" + value)))
                    .as(claim)
                    .contains(Reason.MALFORMED_CLAIM);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RTMP, rtmp, ",
        "RTMP, 'WHIP,RTMP', ",
        "RTMP, 'WHIP,WHEP', TRANSPORT_NOT_ALLOWED",
        "RTMP, RTMPS, TRANSPORT_NOT_ALLOWED",
        "RTMP, nonsense, TRANSPORT_NOT_ALLOWED",
        "RTSP, ' Rtsp ', ",
        "RTC, whip, ",
        "RTC, WHEP, ",
        "RTC, RTC, TRANSPORT_NOT_ALLOWED",
        "RTC, WS, TRANSPORT_NOT_ALLOWED",
        "SRT, srt, ",
        "MPEGTS, mpegts, ",
        "HTTP, http, ",
        "WS, ws, ",
        "WS, 'RTMP,RTSP,WHIP,WHEP', TRANSPORT_NOT_ALLOWED"
    })
    void the_transport_is_judged_at_connect(Protocol protocol, String claim, Reason reason) {
        String token = withClaims("\"red5-transport\":\"" + claim + "\"");
        assertThat(refusal(authenticator.authenticate(request(token, protocol, ""))))
                .isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void transports_may_be_an_array() {
        assertThat(grant(withClaims("\"red5-transport\":[\"rtmp\",\"Whip\",\"x\"]"))
                        .transports())
                .isEqualTo(Set.of(Transport.RTMP, Transport.WHIP));
        assertThat(grant(withClaims("\"x\":[]")).transports()).isEqualTo(Set.of(Transport.values()));
    }

    @ParameterizedTest
    @CsvSource({
        "room1, '', ",
        "room1, room1, ",
        "room1, room2, ROOM_NOT_ALLOWED",
        "room1, Room1, ROOM_NOT_ALLOWED",
        "room1, room1/a, ROOM_NOT_ALLOWED",
        "'a/b', a/b, ",
        "'a/b', a, ROOM_NOT_ALLOWED",
        "'x, room1 ,', room1, ",
        "'*', room1, ROOM_NOT_ALLOWED"
    })
    void the_room_is_judged_at_connect_if_there_is_one(String claim, String room, Reason reason) {
        String token = withClaims("\"red5-room\":\"" + claim + "\"");
        assertThat(refusal(authenticator.authenticate(request(token, Protocol.RTMP, room))))
                .isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void a_stream_that_is_named_at_connect_is_judged_by_its_room() {
        ConnectRequest asked = request(withClaims("\"red5-room\":\"room1\""));
        for (String stream : Set.of("s", "room2/s")) {
            assertThat(refusal(authenticator.authenticate(at(asked, stream)))).contains(Reason.ROOM_NOT_ALLOWED);
        }
        assertThat(refusal(authenticator.authenticate(at(asked, "room1/s")))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLISH, room1/s, ",
        "SUBSCRIBE, room1/s, ",
        "PUBLISH, s, ROOM_NOT_ALLOWED",
        "PUBLISH, room2/s, ROOM_NOT_ALLOWED",
        "SUBSCRIBE, room1/a/s, ROOM_NOT_ALLOWED",
        "SUBSCRIBE, flv:room1/s, ROOM_NOT_ALLOWED",
        "SHARE, room1/s, "
    })
    void streams_are_judged_by_the_path_they_name(Action action, String name, Reason reason) {
        ConnectRequest connect = request(withClaims("\"red5-room\":[\"room1\"]"));
        assertThat(refusal(authenticator.authorize(stream(connect, action, name))))
                .isEqualTo(Optional.ofNullable(reason));
    }

    @Test
    void webrtc_publishes_with_whip_and_plays_with_whep() {
        ConnectRequest connect = request(withClaims("\"red5-transport\":\"WHIP\""), Protocol.RTC, "");
        assertThat(refusal(authenticator.authorize(stream(connect, Action.PUBLISH, "s"))))
                .isEmpty();
        assertThat(refusal(authenticator.authorize(stream(connect, Action.SUBSCRIBE, "s"))))
                .contains(Reason.TRANSPORT_NOT_ALLOWED);
    }

    @Test
    void a_client_without_a_role_may_connect_and_do_nothing() {
        ConnectRequest connect = request(withClaims("\"roles\":\"admin\""));
        for (Action action : Action.values()) {
            assertThat(refusal(authenticator.authorize(stream(connect, action, "s"))))
                    .contains(Reason.ROLE_NOT_ALLOWED);
        }
    }

    @Test
    void expiry_at_connect_lets_a_stream_begin_whenever() {
        assertThat(grant(withClaims("")).expiresAt()).isEmpty();
    }

    @Test
    void expiry_at_each_action_ends_with_exp() {
        ConnectRequest connect = request(token("{\"exp\":" + NOW + ".25}"));
        Authenticator skewed =
                authenticator(Clock.offset(CLOCK, Duration.ofSeconds(-5)), "expiry", "action", "clockSkewSeconds", 7L);
        Grant grant = ((Decision.Allow) skewed.authenticate(connect)).grant();
        Instant end = Instant.ofEpochSecond(NOW + 7).plusMillis(250);
        assertThat(grant.expiresAt()).contains(end);
        StreamRequest stream = StreamRequest.builder(
                        connect,
                        grant,
                        Action.PUBLISH,
                        connect.path().resolve("s").orElseThrow(),
                        end)
                .mode("live")
                .build();
        assertThat(refusal(grant.decide(stream, end.minusNanos(1)))).isEmpty();
        assertThat(refusal(grant.decide(stream, end))).contains(Reason.GRANT_EXPIRED);
    }

    @Test
    void expiry_that_cuts_ends_all_that_was_granted_after_exp_the_clock_skew_and_the_grace() {
        ConnectRequest connect = request(token("{\"exp\":" + NOW + ".25}"));
        Clock before = Clock.offset(CLOCK, Duration.ofSeconds(-5));
        Authenticator cutting =
                authenticator(before, "expiry", "cut", "clockSkewSeconds", 7L, "expiryGraceSeconds", 30L);
        Grant grant = ((Decision.Allow) cutting.authenticate(connect)).grant();
        assertThat(grant.endsAt()).contains(Instant.ofEpochSecond(NOW + 37).plusMillis(250));
        assertThat(grant.expiresAt()).isEmpty();
        Grant sharp = ((Decision.Allow) authenticator(before, "expiry", "cut").authenticate(connect)).grant();
        assertThat(sharp.endsAt()).contains(Instant.ofEpochSecond(NOW).plusMillis(250));
        assertThat(grant(withClaims("")).endsAt()).isEmpty();
    }

    /** The use is that of the token, whichever authenticator reads it, until nobody accepts the token any more. */
    @Test
    void a_token_of_one_use_is_known_by_its_issuer_and_id() {
        String token = withClaims("\"iss\":\"https://a.example\",\"jti\":\"t-1\"");
        Authenticator one = authenticator("tokenUse", "once", "clockSkewSeconds", 7L);
        Authenticator other =
                authenticator("name", "other", "tokenUse", "once", "expiry", "cut", "clockSkewSeconds", 7L);
        TokenUse use = use(one, token).orElseThrow();
        assertThat(use)
                .isEqualTo(TokenUse.once("https://a.example\0t-1").until(Instant.ofEpochSecond(NOW + 67)))
                .isEqualTo(use(other, token).orElseThrow());
        for (String another : new String[] {
            "\"iss\":\"https://a.example\",\"jti\":\"t-2\"",
            "\"iss\":\"https://b.example\",\"jti\":\"t-1\"",
            "\"jti\":\"t-1\""
        }) {
            assertThat(use(one, withClaims(another)).orElseThrow().id()).isNotEqualTo(use.id());
        }
        assertThat(use(one, withClaims("\"jti\":7"))).map(TokenUse::id).contains("\0" + "7");
        assertThat(use(authenticator(), token)).isEmpty();
        assertThat(use(authenticator("tokenUse", "many"), token)).isEmpty();
    }

    private static Optional<TokenUse> use(Authenticator authenticator, String token) {
        return ((Decision.Allow) authenticator.authenticate(request(token)))
                .grant()
                .use();
    }

    @Test
    void a_token_of_one_use_needs_an_id() {
        Authenticator once = authenticator("tokenUse", "once");
        for (String claims : new String[] {"", "\"jti\":\"\"", "\"jti\":null", "\"jti\":{}", "\"jti\":[\"t-1\"]"}) {
            Decision decision = once.authenticate(request(withClaims(claims)));
            assertThat(refusal(decision)).as(claims).contains(Reason.CLAIM_REQUIRED);
            assertThat(((Decision.Deny) decision).detail()).contains("tokenUse=once needs a jti");
            assertThat(refusal(authenticator(), withClaims(claims))).isEmpty();
        }
        assertThat(refusal(once.authenticate(request(withClaims("")).with(Purpose.RECHECK))))
                .contains(Reason.CLAIM_REQUIRED);
    }

    /** A client that is in stays in after exp, unless its grant has an end; and with a grace it stays until that is over. */
    @Test
    void exp_of_a_client_that_is_in_counts_only_where_it_cuts() {
        String over = token("{\"exp\":" + (NOW - 5) + "}");
        ConnectRequest in = request(over).with(Purpose.RECHECK);
        for (String expiry : new String[] {"connect", "action"}) {
            Authenticator some = authenticator("expiry", expiry);
            assertThat(refusal(some, over)).contains(Reason.EXPIRED);
            assertThat(some.authenticate(in)).isInstanceOf(Decision.Allow.class);
        }
        // The grant's end is compared with the clock of the system.
        String justOver = token("{\"exp\":" + (Instant.now().getEpochSecond() - 5) + "}");
        ConnectRequest inNow = request(justOver).with(Purpose.RECHECK);
        Clock clock = Clock.systemUTC();
        assertThat(refusal(authenticator(clock, "expiry", "cut").authenticate(inNow)))
                .contains(Reason.GRANT_EXPIRED);
        assertThat(authenticator(clock, "expiry", "cut", "expiryGraceSeconds", 3600L)
                        .authenticate(inNow))
                .isInstanceOf(Decision.Allow.class);
        for (String never : new String[] {"0", "-1", "1e-400000000", "1"}) {
            assertThat(refusal(authenticator("expiry", "cut")
                            .authenticate(
                                    request(token("{\"exp\":" + never + "}")).with(Purpose.RECHECK))))
                    .contains(Reason.EXPIRED);
        }
        assertThat(refusal(authenticator()
                        .authenticate(
                                request(badlySigned("{\"exp\":" + NOW + "}")).with(Purpose.RECHECK))))
                .contains(Reason.BAD_SIGNATURE);
    }

    /** Each token is wrong in all that comes after, too: the first check that fails is the reason. */
    @Test
    void checks_come_in_their_order() {
        Authenticator strict = authenticator("expectedIssuer", "me", "maxTokenBytes", 1000L);
        String late =
                "\"nbf\":9999999999,\"iss\":\"you\",\"roles\":\"\",\"red5-transport\":\"SRT\",\"red5-room\":\"x\"";
        String longToken = token("{\"alg\":\"none\"}", "x".repeat(1000));
        assertThat(refusal(strict, longToken)).contains(Reason.TOKEN_TOO_LARGE);
        assertThat(refusal(strict, token("{\"alg\":\"none\"", "x"))).contains(Reason.MALFORMED_TOKEN);
        assertThat(refusal(strict, token("{\"alg\":\"none\"}", "x") + "=")).contains(Reason.MALFORMED_TOKEN);
        assertThat(refusal(strict, token("{\"alg\":\"none\"}", "x"))).contains(Reason.UNSUPPORTED_TOKEN);
        assertThat(refusal(strict, badlySigned("x"))).contains(Reason.BAD_SIGNATURE);
        assertThat(refusal(strict, token("x"))).contains(Reason.MALFORMED_TOKEN);
        assertThat(refusal(strict, token("{" + late + "}"))).contains(Reason.NO_EXPIRY);
        assertThat(refusal(strict, token("{\"exp\":1," + late + "}"))).contains(Reason.EXPIRED);
        assertThat(refusal(strict, token("{\"exp\":9999999999," + late + "}"))).contains(Reason.LIFETIME_TOO_LONG);
        assertThat(refusal(strict, withClaims(late))).contains(Reason.NOT_YET_VALID);
        String noNbf = late.replace("9999999999", "1");
        assertThat(refusal(strict, withClaims(noNbf))).contains(Reason.WRONG_ISSUER);
        String rightIssuer = noNbf.replace("you", "me");
        assertThat(refusal(strict, withClaims(rightIssuer))).contains(Reason.MALFORMED_CLAIM);
        String aRole = rightIssuer.replace("\"roles\":\"\"", "\"roles\":\"none\"");
        assertThat(room2(strict, aRole)).contains(Reason.TRANSPORT_NOT_ALLOWED);
        assertThat(room2(strict, aRole.replace("\"x\"", "\"\""))).contains(Reason.TRANSPORT_NOT_ALLOWED);
        assertThat(room2(strict, aRole.replace("SRT", "RTMP"))).contains(Reason.ROOM_NOT_ALLOWED);
    }

    private static Optional<Reason> room2(Authenticator authenticator, String claims) {
        return refusal(authenticator.authenticate(request(withClaims(claims), Protocol.RTMP, "room2")));
    }

    private static String badlySigned(String payload) {
        String token = token(payload);
        int dot = token.lastIndexOf('.');
        char first = token.charAt(dot + 1);
        return token.substring(0, dot + 1) + (first == 'A' ? 'B' : 'A') + token.substring(dot + 2);
    }

    private Grant grant(String token) {
        return ((Decision.Allow) authenticator.authenticate(request(token))).grant();
    }

    private StreamRequest stream(ConnectRequest connect, Action action, String name) {
        Grant grant = ((Decision.Allow) authenticator.authenticate(connect)).grant();
        StreamPath path = connect.path().resolve(name).orElseThrow();
        return StreamRequest.builder(connect, grant, action, path, connect.deadline())
                .mode("live")
                .build();
    }

    private static ConnectRequest at(ConnectRequest request, String stream) {
        return ConnectRequest.builder(
                        request.connectionId(),
                        request.protocol(),
                        request.path().resolve(stream).orElseThrow(),
                        request.deadline())
                .credentials(request.credentials())
                .build();
    }
}
