package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.stagedoor.itests.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Every rule about a token that a client can show in the query of its connect URL, with what the audit log says of it. */
@RunWith(Parameterized.class)
public class ConnectRulesIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    @Parameter(0)
    public String what;

    @Parameter(1)
    public String path;

    @Parameter(2)
    public String token;

    @Parameter(3)
    public String decision;

    @Parameters(name = "{0}")
    public static List<Object[]> cases() {
        List<Object[]> cases = new ArrayList<>();
        cases.addAll(shapes());
        cases.addAll(times());
        cases.addAll(claims());
        cases.addAll(rooms());
        return cases;
    }

    private static List<Object[]> shapes() {
        String good = signed(token());
        String signature = good.substring(good.lastIndexOf('.') + 1);
        return List.of(
                allowed("a good token", good),
                allowed("a Bearer prefix", "Bearer%20" + good),
                allowed("a bearer prefix in lower case", "bearer+" + good),
                allowed("a percent-encoded token", good.replace(".", "%2E")),
                refused("an empty token", "", "NO_CREDENTIALS"),
                refused("the word undefined", "undefined", "NO_CREDENTIALS"),
                refused("a blank token", "%20%20", "NO_CREDENTIALS"),
                refused("no token but other text", "hello", "MALFORMED_TOKEN"),
                refused("two parts", good.substring(0, good.lastIndexOf('.')), "MALFORMED_TOKEN"),
                refused("five parts", good + ".a.b", "MALFORMED_TOKEN"),
                refused("a line break behind it", good + "%0A", "MALFORMED_TOKEN"),
                refused("padding behind it", good + "%3D", "MALFORMED_TOKEN"),
                refused("alg none", token().unsigned(""), "MALFORMED_TOKEN"),
                refused("alg none with a signature", token().unsigned(signature), "UNSUPPORTED_TOKEN"),
                refused("HS384", token().signedWith(longer(SERVER.secret()), JWSAlgorithm.HS384), "UNSUPPORTED_TOKEN"),
                refused("another secret", token().signedWith(newSecret()), "BAD_SIGNATURE"),
                refused("a changed payload", changed(good), "BAD_SIGNATURE"),
                refused("more bytes than allowed", signed(token().claim("x", "y".repeat(9000))), "TOKEN_TOO_LARGE"));
    }

    private static List<Object[]> times() {
        return List.of(
                refused("no exp", signed(token().without("exp")), "NO_EXPIRY"),
                refused("a text as exp", signed(token().claim("exp", "4102444800")), "NO_EXPIRY"),
                refused("an exp that has passed", signed(token().expiresIn(Duration.ofSeconds(-1))), "EXPIRED"),
                allowed("an exp just within the lifetime", signed(token().expiresIn(Duration.ofMinutes(59)))),
                refused("an exp too far ahead", signed(token().expiresIn(Duration.ofMinutes(90))), "LIFETIME_TOO_LONG"),
                refused(
                        "an exp that wraps around in a Date",
                        signed(token().claim("exp", Instant.now().getEpochSecond() + 60 + (1L << 61))),
                        "LIFETIME_TOO_LONG"),
                allowed(
                        "an nbf that has passed",
                        signed(token().claim("nbf", Instant.now().getEpochSecond() - 1))),
                refused(
                        "an nbf ahead",
                        signed(token().claim("nbf", Instant.now().getEpochSecond() + 1200)),
                        "NOT_YET_VALID"),
                refused("a text as nbf", signed(token().claim("nbf", "0")), "NOT_YET_VALID"));
    }

    private static List<Object[]> claims() {
        return List.of(
                allowed("unknown roles only", signed(token().roles("admin"))),
                allowed("an array of roles", signed(token().claim("roles", List.of("red5-publisher")))),
                refused("empty roles", signed(token().roles("")), "MALFORMED_CLAIM"),
                refused("roles of commas", signed(token().roles(" , ,")), "MALFORMED_CLAIM"),
                refused("null roles", signed(token().claim("roles", null)), "MALFORMED_CLAIM"),
                refused("a number as roles", signed(token().claim("roles", 1)), "MALFORMED_CLAIM"),
                refused(
                        "an object as roles",
                        signed(token().claim("roles", Collections.emptyMap())),
                        "MALFORMED_CLAIM"),
                allowed("its transport", signed(token().claim("red5-transport", "WHIP, rtmp"))),
                refused(
                        "another transport",
                        signed(token().claim("red5-transport", "WHIP,WHEP")),
                        "TRANSPORT_NOT_ALLOWED"),
                refused(
                        "an unknown transport",
                        signed(token().claim("red5-transport", "RTMPX")),
                        "TRANSPORT_NOT_ALLOWED"),
                refused("an empty transport", signed(token().claim("red5-transport", "")), "MALFORMED_CLAIM"),
                refused("null transport", signed(token().claim("red5-transport", null)), "MALFORMED_CLAIM"));
    }

    private static List<Object[]> rooms() {
        String room1 = signed(token().rooms("room1"));
        return List.of(
                at("live/room1", allowed("its room", room1)),
                at("live", allowed("a room claim at application level", room1)),
                at("live/room1/", allowed("its room and a slash", room1)),
                at("live//room1", allowed("its room behind two slashes", room1)),
                at("live/room2", refused("another room", room1, "ROOM_NOT_ALLOWED")),
                at("live/Room1", refused("its room in another case", room1, "ROOM_NOT_ALLOWED")),
                at("live/room1/a", refused("a room in its room", room1, "ROOM_NOT_ALLOWED")),
                at("live/a/b", allowed("a nested room as a whole", signed(token().rooms("x, a/b")))),
                at("live/a", refused("the upper of two rooms", signed(token().rooms("a/b")), "ROOM_NOT_ALLOWED")),
                at("live/room1", refused("an empty room claim", signed(token().rooms("")), "MALFORMED_CLAIM")),
                at("live/..", refused("a room called ..", signed(token()), "BAD_PATH")),
                at("live/.", refused("a room called .", signed(token()), "BAD_PATH")),
                at("live/a\\b", refused("a room with a backslash", signed(token()), "BAD_PATH")),
                at("live/a%2fb", refused("a room with an encoded slash", signed(token()), "BAD_PATH")),
                at("live/a\u0007b", refused("a room with a control character", signed(token()), "BAD_PATH")));
    }

    @Test
    public void is_judged_and_audited_once() throws Exception {
        AuditLog audit = SERVER.audit();

        String code = Clients.connect(SERVER, path, token);

        assertThat(code).isEqualTo(decision.contains("allow") ? CONNECTED : REJECTED);
        assertThat(audit.decisions()).containsExactly(decision);
    }

    /** All are made before the first case, and the last one comes much later on a slow machine. */
    private static Token token() {
        return Token.token().expiresIn(Duration.ofMinutes(30));
    }

    private static Object[] allowed(String what, String token) {
        return new Object[] {what, "live", token, "connect allow GRANTED"};
    }

    private static Object[] refused(String what, String token, String reason) {
        return new Object[] {what, "live", token, "connect deny " + reason};
    }

    private static Object[] at(String path, Object[] one) {
        Object[] moved = Arrays.copyOf(one, one.length);
        moved[1] = path;
        return moved;
    }

    private static String signed(Token token) {
        return token.signedWith(SERVER.secret());
    }

    private static String longer(String secret) {
        return secret + secret;
    }

    private static String changed(String token) {
        int at = token.indexOf('.') + 10;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }
}
