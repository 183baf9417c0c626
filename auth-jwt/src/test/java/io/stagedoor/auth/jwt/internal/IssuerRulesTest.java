package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.IssuerStage.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tokens of an issuer must say, and what they allow. */
class IssuerRulesTest {

    private static final SigningParty RSA = SigningParty.of("RS256");
    private static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    private final IssuerStage stage = new IssuerStage();
    private String keys;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        keys = Files.writeString(folder.resolve("keys"), "{\"keys\":[" + RSA.jwk("k", "") + "]}")
                .toString();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private void issuer(Object... changes) {
        Object[] all =
                Stream.concat(Stream.of("keys", keys), Stream.of(changes)).toArray();
        stage.issuer("a", all).authenticator("issuers", "a");
    }

    private static String token(String claims) {
        return RSA.token("k", claims);
    }

    @ParameterizedTest
    @CsvSource({"1023", "1009", "960", "900"})
    void the_log_says_of_a_token_that_it_was_cut_off(int length) {
        issuer();
        String inTheSignature = token(claims("a", ",\"more\":\"" + "x".repeat((length - 380) * 3 / 4) + "\""));
        assertThat(inTheSignature).hasSizeGreaterThan(length + 1);
        assertThat(stage.decide(inTheSignature)).isInstanceOf(Decision.Allow.class);
        String inThePayload = token(claims("a", ",\"more\":\"" + "x".repeat(900) + "\""));
        for (String token : Stream.of(inTheSignature, inThePayload).toList()) {
            assertThat(stage.detail(token.substring(0, length))).contains("ffmpeg and OBS cut off longer URLs");
        }
        // Of any length, a signature of RS256 has 256 bytes.
        String shorter = token(claims("a", ""));
        assertThat(stage.detail(shorter.substring(0, shorter.length() - 42)))
                .contains("the signature is shorter than any by RS256")
                .doesNotContain("ffmpeg");
        assertThat(stage.detail(shorter.substring(0, 100))).doesNotContain("ffmpeg");
    }

    @Test
    void of_two_issuers_with_one_iss_the_one_decides_that_the_token_is_for() {
        stage.issuer("a", "keys", keys, "audiences", "shop", "rooms", "shop")
                .issuer("b", "issuer", "https://a.example", "keys", keys, "rooms", "live")
                .authenticator("issuers", "a, b");
        assertThat(stage.granted(token(claims("a", ",\"role\":\"streamer\""))).rooms())
                .hasValue(Set.of("live"));
        assertThat(stage.detail(token(claims("a", "").replace("media", "other"))))
                .isEqualTo(stage.detail(token(claims("a", "").replace("media", "third"))))
                .contains("audiences");
        assertThat(stage.reason(token(claims("c", "")))).isEqualTo(Reason.WRONG_ISSUER);
    }

    /**
     * Payloads in the shapes that providers document, with values of our own, and the settings that make each of them work. P and S stand for who
     * may publish and play.
     */
    static Stream<Shape> providers() {
        return Stream.of(
                new Shape(
                        "Auth0",
                        "'https://m.example/roles':['streamers'],'aud':['https://m.example','https://a.example/userinfo'],"
                                + "'scope':'openid profile','permissions':['play:live']",
                        "PS",
                        "audiences",
                        "https://m.example",
                        "publisherIf",
                        "https://m.example/roles=streamers, permissions=publish:live",
                        "subscriberIf",
                        "permissions=play:live"),
                new Shape(
                        "Okta",
                        "'aud':'api://default','cid':'0oab','scp':['openid','stream.publish'],'groups':['Live Streamers']",
                        "P",
                        "audiences",
                        "api://default",
                        "publisherIf",
                        "scp=stream.publish",
                        "subscriberIf",
                        "groups=Everyone"),
                new Shape(
                        "Cognito",
                        "'cognito:groups':['streamers'],'token_use':'access','scope':'x media/play','client_id':'57cb'",
                        "PS",
                        "audienceClaim",
                        "client_id",
                        "audiences",
                        "57cb",
                        "requireIf",
                        "token_use=access",
                        "publisherIf",
                        "cognito:groups=streamers",
                        "subscriberIf",
                        "scope=media/play"),
                new Shape(
                        "Entra",
                        "'aud':'6e74','oid':'6902','roles':['Streamer'],'scp':'access_as_user','tid':'" + TENANT + "'",
                        "PS",
                        "audiences",
                        "6e74",
                        "requireIf",
                        "tid=" + TENANT,
                        "subjectClaim",
                        "oid",
                        "publisherIf",
                        "roles=Streamer",
                        "subscriberIf",
                        "scp=access_as_user"),
                new Shape(
                        "Keycloak",
                        "'aud':['red5','account'],'typ':'Bearer','realm_access':{'roles':['default-roles-media']},"
                                + "'resource_access':{'red5':{'roles':['streamer']},'account':{'roles':['view']}}",
                        "PS",
                        "audiences",
                        "red5",
                        "requireIf",
                        "typ=Bearer",
                        "publisherIf",
                        "/resource_access/red5/roles=streamer",
                        "subscriberIf",
                        "/realm_access/roles=default-roles-media"),
                new Shape(
                        "Google",
                        "'aud':'1234.apps.example','hd':'example.com','email':'j@example.com','email_verified':true",
                        "PS",
                        "audiences",
                        "1234.apps.example",
                        "requireIf",
                        "hd=example.com, email_verified=true",
                        "publisherIf",
                        "email=j@example.com",
                        "subscriberIf",
                        "hd=example.com"),
                new Shape(
                        "Firebase",
                        "'aud':'my-project','streamer':true,'firebase':{'sign_in_provider':'password'}",
                        "PS",
                        "audiences",
                        "my-project",
                        "publisherIf",
                        "streamer=true",
                        "subscriberIf",
                        "sub=*"),
                new Shape(
                        "Supabase",
                        "'aud':'authenticated','role':'authenticated','app_metadata':{'roles':['streamer']},"
                                + "'user_metadata':{'roles':['admin']},'is_anonymous':false",
                        "PS",
                        "audiences",
                        "authenticated",
                        "requireIf",
                        "is_anonymous=false",
                        "publisherIf",
                        "/app_metadata/roles=streamer",
                        "subscriberIf",
                        "role=authenticated"),
                new Shape(
                        "Zitadel",
                        "'aud':['1@media','17'],'urn:zitadel:iam:org:project:17:roles':{'streamer':{'9':'acme.example'}}",
                        "P",
                        "audiences",
                        "17",
                        "publisherIf",
                        "urn:zitadel:iam:org:project:17:roles=streamer",
                        "subscriberIf",
                        "urn:zitadel:iam:org:project:17:roles=viewer"),
                new Shape(
                        "Authentik",
                        "'aud':'red5','groups':['authentik Admins','streamers']",
                        "PS",
                        "audiences",
                        "red5",
                        "publisherIf",
                        "groups=streamers",
                        "subscriberIf",
                        "sub=*"),
                new Shape(
                        "Ory Hydra",
                        "'aud':['https://m.example'],'ext':{'roles':['streamer'],'tenant':'acme'},'scp':['stream:publish']",
                        "P",
                        "audiences",
                        "https://m.example",
                        "roomClaim",
                        "/ext/tenant",
                        "publisherIf",
                        "scp=stream:publish",
                        "subscriberIf",
                        "/ext/roles=viewer"),
                new Shape(
                        "Clerk",
                        "'azp':'https://app.example','sts':'active','o':{'slg':'acme','rol':'streamer','per':'publish,read'}",
                        "PS",
                        "audienceClaim",
                        "azp",
                        "audiences",
                        "https://app.example",
                        "requireIf",
                        "sts=active",
                        "publisherIf",
                        "/o/rol=streamer",
                        "subscriberIf",
                        "/o/per=read"));
    }

    /** A provider's claims and settings. */
    record Shape(String name, String claims, String may, Object... settings) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void tokens_of_each_provider_allow_what_the_settings_say(Shape shape) {
        issuer(shape.settings());
        String claims = "{\"iss\":\"https://a.example\",\"sub\":\"jane\"," + JwtFixtures.EXP + ","
                + shape.claims().replace('\'', '"') + "}";
        Grant grant = stage.granted(token(claims));
        assertThat(grant.actions().contains(Action.PUBLISH))
                .isEqualTo(shape.may().contains("P"));
        assertThat(grant.actions().contains(Action.SUBSCRIBE))
                .isEqualTo(shape.may().contains("S"));
        assertThat(stage.reason(token(claims.replace("\"sub\":\"jane\"", "\"sub\":\"jane\",\"exp2\":1")
                        .replace("https://a.example\"", "https://b.example\""))))
                .isEqualTo(Reason.WRONG_ISSUER);
    }

    @Test
    void nothing_that_the_conditions_do_not_name_is_granted() {
        issuer("publisherIf", null, "subscriberIf", null);
        assertThat(stage.granted(token(claims("a", ",\"roles\":\"red5-publisher\"")))
                        .actions())
                .isEmpty();
    }

    @Test
    void the_audience_must_be_one_of_ours_whole() {
        issuer("audiences", "media, other");
        assertThat(stage.decide(token(claims("a", "")))).isInstanceOf(Decision.Allow.class);
        for (String aud : new String[] {
            "\"Media\"", "\"media,other\"", "\"media \"", "[]", "[\"x\"]", "{\"media\":1}", "null", "7", "[[\"media\"]]"
        }) {
            String other = claims("a", "").replace("\"aud\":\"media\"", "\"aud\":" + aud);
            assertThat(stage.reason(token(other))).as(aud).isEqualTo(Reason.WRONG_AUDIENCE);
        }
        issuer("audiences", "*");
        assertThat(stage.decide(token(claims("a", "").replace("\"aud\":\"media\",", ""))))
                .isInstanceOf(Decision.Allow.class);
    }

    @Test
    void each_claim_that_is_required_must_fit_and_one_of_several_values_is_enough() {
        issuer("requireIf", "use=access, tenant=t1, tenant=t2");
        assertThat(stage.decide(token(claims("a", ",\"use\":\"access\",\"tenant\":\"t2\""))))
                .isInstanceOf(Decision.Allow.class);
        assertThat(stage.reason(token(claims("a", ",\"use\":\"access\",\"tenant\":\"t3\""))))
                .isEqualTo(Reason.CLAIM_REQUIRED);
        assertThat(stage.detail(token(claims("a", ",\"use\":\"access\""))))
                .isEqualTo("requireIf asks for tenant=t1 or tenant=t2");
        assertThat(stage.reason(token(claims("a", ",\"tenant\":\"t1\"")))).isEqualTo(Reason.CLAIM_REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example/, 'issuer is ''https://a.example'', but iss is ''https://a.example/''; they differ only in the / at the end, which counts'",
        "https://A.example, 'issuer is ''https://a.example'', but iss is ''https://A.example'''"
    })
    void the_issuer_is_compared_exactly(String iss, String detail) {
        issuer();
        String token = token(claims("a", "").replace("https://a.example", iss));
        assertThat(stage.reason(token)).isEqualTo(Reason.WRONG_ISSUER);
        assertThat(stage.detail(token)).isEqualTo(detail);
        assertThat(stage.decide(token))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.subject()).isEqualTo("jane"));
    }

    @Test
    void one_issuer_may_stand_for_tenants_that_are_listed() {
        issuer("issuer", "https://login.example/{tid}/v2.0", "requireIf", "tid=" + TENANT + ", tid=t2");
        assertThat(stage.decide(token(tenant(TENANT, TENANT)))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.decide(token(tenant("t2", "t2")))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.reason(token(tenant("t3", "t3")))).isEqualTo(Reason.CLAIM_REQUIRED);
        assertThat(stage.reason(token(tenant("t2", TENANT)))).isEqualTo(Reason.WRONG_ISSUER);
        assertThat(stage.reason(token(tenant("{tid}", "t2")))).isEqualTo(Reason.WRONG_ISSUER);
        assertThat(stage.reason(token(tenant("t3,t2", "t3,t2")))).isEqualTo(Reason.WRONG_ISSUER);
        assertThat(stage.reason(token(tenant("", "t2").replace("\"tid\":\"t2\"", "\"tid\":null"))))
                .isIn(Reason.WRONG_ISSUER, Reason.CLAIM_REQUIRED);
    }

    private static String tenant(String inIssuer, String tid) {
        return claims("a", ",\"tid\":\"" + tid + "\"")
                .replace("https://a.example", "https://login.example/" + inIssuer + "/v2.0");
    }

    @Test
    void a_key_that_names_its_issuer_is_for_that_issuer_only() throws IOException {
        Files.writeString(
                folder.resolve("keys"),
                "{\"keys\":["
                        + RSA.jwk("k", ",\"issuer\":\"https://login.example/" + TENANT + "/v2.0\"") + ","
                        + SigningParty.of("RS256").jwk("l", ",\"issuer\":\"https://login.example/{tenantid}/v2.0\"")
                        + "]}");
        issuer("issuer", "https://login.example/{tid}/v2.0", "requireIf", "tid=" + TENANT + ", tid=t2");
        assertThat(stage.decide(token(tenant(TENANT, TENANT)))).isInstanceOf(Decision.Allow.class);
        assertThat(stage.reason(token(tenant("t2", "t2")))).isEqualTo(Reason.WRONG_ISSUER);
        assertThat(stage.detail(token(tenant("t2", "t2")))).contains("but the key is for another issuer");
        Files.writeString(
                folder.resolve("keys"),
                "{\"keys\":[" + RSA.jwk("k", ",\"issuer\":\"https://login.example/{tenantid}/v2.0\"") + "]}");
        issuer("issuer", "https://login.example/{tid}/v2.0", "requireIf", "tid=" + TENANT + ", tid=t2", "x-note", "2");
        assertThat(stage.decide(token(tenant("t2", "t2")))).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void a_fence_holds_whatever_a_token_says() {
        issuer("rooms", "one, two");
        assertThat(stage.granted(token(claims("a", ""))).rooms()).contains(Set.of("one", "two"));
        assertThat(stage.granted(token(claims("a", ",\"red5-room\":\"two,three\"")))
                        .rooms())
                .contains(Set.of("two"));
        assertThat(stage.reason(token(claims("a", ",\"red5-room\":[\"three\"]"))))
                .isEqualTo(Reason.ROOM_NOT_ALLOWED);
        assertThat(stage.service().authenticate(JwtFixtures.request(token(claims("a", "")), Protocol.RTMP, "three")))
                .isInstanceOfSatisfying(
                        Decision.Deny.class, deny -> assertThat(deny.reason()).isEqualTo(Reason.ROOM_NOT_ALLOWED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "null", "[]", "[1]", "7", "true", "{}", "[\"a\",null]", "\" , \"", "[[\"a\"]]"},
            quoteCharacter = '`')
    void a_claim_that_limits_and_says_nothing_is_refused(String value) {
        issuer();
        String json = value.equals("''") ? "\"\"" : value;
        assertThat(stage.reason(token(claims("a", ",\"red5-room\":" + json)))).isEqualTo(Reason.MALFORMED_CLAIM);
        assertThat(stage.reason(token(claims("a", ",\"red5-transport\":" + json))))
                .isEqualTo(Reason.MALFORMED_CLAIM);
    }

    /** Or whoever has no such claim would be free to go anywhere. */
    @Test
    void a_claim_that_is_named_as_a_limit_has_to_be_there() {
        issuer("roomClaim", "/o/slg", "transportClaim", "by");
        String good = claims("a", ",\"o\":{\"slg\":\"acme\"},\"by\":[\"rtmp\",\"x\"]");
        assertThat(stage.granted(token(good)).rooms()).contains(Set.of("acme"));
        assertThat(stage.granted(token(good)).transports()).containsExactly(Transport.RTMP);
        assertThat(stage.reason(token(claims("a", ",\"o\":{},\"by\":[\"rtmp\"]"))))
                .isEqualTo(Reason.MALFORMED_CLAIM);
        assertThat(stage.detail(token(claims("a", ",\"red5-room\":\"acme\",\"by\":[\"rtmp\"]"))))
                .isEqualTo("/o/slg is missing or empty, or neither a string nor an array of strings");
        assertThat(stage.reason(token(claims("a", ",\"o\":{\"slg\":\"acme\"}"))))
                .isEqualTo(Reason.MALFORMED_CLAIM);
        assertThat(stage.reason(token(claims("a", ",\"o\":{\"slg\":\"acme\"},\"by\":[\"srt\"]"))))
                .isEqualTo(Reason.TRANSPORT_NOT_ALLOWED);
    }

    @Test
    void subject_and_name_come_from_the_claims_that_are_named() {
        issuer("subjectClaim", "/user/id", "nameClaim", "preferred");
        Grant grant = stage.granted(token(claims("a", ",\"user\":{\"id\":17},\"preferred\":\"Jane\"")));
        assertThat(grant.subject()).isEqualTo("17");
        assertThat(grant.attributes()).containsEntry("name", "Jane");
        assertThat(stage.granted(token(claims("a", ""))).subject()).isEmpty();
    }

    @Test
    void limits_are_the_issuers_own() {
        issuer("ttlMinutes", "1", "clockSkewSeconds", "0");
        assertThat(stage.decide(token(claims("a", "")))).isInstanceOf(Decision.Allow.class);
        String later = claims("a", "").replace(JwtFixtures.EXP, "\"exp\":" + (JwtFixtures.NOW + 61));
        assertThat(stage.reason(token(later))).isEqualTo(Reason.LIFETIME_TOO_LONG);
        assertThat(stage.detail(token(later))).contains("the limit is ttlMinutes=1");
        String past = claims("a", "").replace(JwtFixtures.EXP, "\"exp\":" + (JwtFixtures.NOW - 30));
        assertThat(stage.reason(token(past))).isEqualTo(Reason.EXPIRED);
        assertThat(stage.reason(token(claims("a", "").replace(JwtFixtures.EXP, "\"x\":1"))))
                .isEqualTo(Reason.NO_EXPIRY);
        assertThat(stage.reason(token(claims("a", ",\"nbf\":" + (JwtFixtures.NOW + 5)))))
                .isEqualTo(Reason.NOT_YET_VALID);
        issuer();
        assertThat(stage.decide(token(past))).isInstanceOf(Decision.Allow.class);
        stage.authenticator("issuers", "a", "expiry", "action");
        assertThat(stage.granted(token(claims("a", ""))).expiresAt())
                .contains(JwtFixtures.CLOCK.instant().plusSeconds(120));
    }

    @Test
    void an_issuer_says_by_itself_what_exp_ends() {
        issuer();
        stage.authenticator("issuers", "a", "expiry", "cut", "expiryGraceSeconds", 5L);
        Instant exp = JwtFixtures.CLOCK.instant().plusSeconds(60);
        assertThat(stage.granted(token(claims("a", ""))).endsAt()).contains(exp.plusSeconds(65));
        issuer("expiry", "cut", "clockSkewSeconds", "0");
        assertThat(stage.granted(token(claims("a", ""))).endsAt()).contains(exp);
        issuer("expiry", "connect");
        stage.authenticator("issuers", "a", "expiry", "cut", "expiryGraceSeconds", 5L);
        assertThat(stage.granted(token(claims("a", ""))).endsAt()).isEmpty();
    }

    @Test
    void an_issuer_says_by_itself_how_often_a_token_may_be_used() {
        issuer();
        String token = token(claims("a", ",\"jti\":\"t-1\""));
        assertThat(stage.granted(token).use()).isEmpty();
        stage.authenticator("issuers", "a", "tokenUse", "once");
        TokenUse use = stage.granted(token).use().orElseThrow();
        assertThat(use.id()).endsWith("\0t-1").isNotEqualTo("\0t-1");
        assertThat(use.until()).contains(JwtFixtures.CLOCK.instant().plusSeconds(120));
        assertThat(stage.reason(token(claims("a", "")))).isEqualTo(Reason.CLAIM_REQUIRED);
        issuer("tokenUse", "many");
        stage.authenticator("issuers", "a", "tokenUse", "once");
        assertThat(stage.granted(token).use()).isEmpty();
        issuer("tokenUse", "once");
        stage.authenticator("issuers", "a");
        assertThat(stage.granted(token).use()).contains(use);
    }

    @Test
    void a_payload_that_is_not_one_object_is_malformed() {
        issuer();
        for (String payload : new String[] {"[]", "{}{}", "{\"iss\":1,\"iss\":2}", "x", "{\"a\":{\"b\":1,\"b\":2}}"}) {
            assertThat(stage.reason(token(payload))).as(payload).isEqualTo(Reason.MALFORMED_TOKEN);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer||issuer: is missing or empty; set it",
                "audiences||audiences: is missing or empty; set it to what",
                "audiences|*, a|audiences: has * beside others",
                "algorithms|RS256,none|algorithms: has one that is not known; set it to some of HS256, ",
                "algorithms|rs256|algorithms: has one that is not known",
                "algorithms|,|algorithms: is empty",
                "types|,|types: is empty",
                "rooms|,|rooms: has no name of a room",
                "requireIf|token_use|requireIf: a condition is CLAIM=VALUE",
                "publisherIf|=x|publisherIf: a condition is CLAIM=VALUE",
                "subscriberIf|/a~x=1|subscriberIf: in a JSON pointer",
                "audienceClaim|/~|audienceClaim: in a JSON pointer",
                "issuer|https://a.example/{tid}|requireIf: with {tid} in issuer, name the tenants",
                "expiry|never|expiry: is neither connect, action nor cut",
                "expiryGraceSeconds|5|expiryGraceSeconds: is only for expiry=cut",
                "tokenUse|twice|tokenUse: is neither many nor once",
                "ttlMinutes|0|ttlMinutes: is out of range",
                "clockSkewSeconds|301|clockSkewSeconds: is out of range",
                "keys||keys: is empty; set it to a file with keys",
                "keys|HTTP://a.example/jwks|keys: is an http:// URL, by which anybody on the way",
                "keys|ftp://a.example/jwks|keys: is not an https:// URL",
                "keysProxy|https://proxy.example:3128|keysProxy: is not http:// with a host and a port",
                "keysProxy|http://user@proxy.example:3128|keysProxy: is not http:// with a host and a port",
                "keysProxy|http://proxy.example:66000|keysProxy: is not http:// with a host and a port",
                "keysRefreshMinutes|4|keysRefreshMinutes: is out of range",
                "keysCooldownSeconds|4|keysCooldownSeconds: is out of range",
                "keysMaxStaleHours|721|keysMaxStaleHours: is out of range",
                "keys|secret:|keys: secret: names no file",
                "keys|/nowhere/at/all|keys: the file does not exist",
                "keys.a b|x|keys.a b: a name is 1 to 64",
                "audience|x|audience: is not known (did you mean audiences?)",
                "expectedIssuer|x|expectedIssuer: is not known"
            })
    void a_wrong_setting_is_named_and_its_clients_are_refused(String property, String value, String problem) {
        issuer(property, value == null ? "" : value);
        assertThat(stage.decide(token(claims("a", "")))).isInstanceOf(Decision.Unavailable.class);
        assertThat(stage.service().problem().orElse(""))
                .startsWith("stagedoor.authenticator.jwt~live: issuers: stagedoor.issuer~a: ")
                .contains(problem);
    }

    @Test
    void without_secrets_nothing_may_be_set_that_is_for_them() {
        issuer();
        for (String property : new String[] {"expectedIssuer", "jwtTtlMinutes", "clockSkewSeconds", "jwtSecretId"}) {
            IssuerStage other = new IssuerStage();
            other.issuer("a", "keys", keys).authenticator("issuers", "a", property, "30");
            assertThat(other.service().problem().orElse(""))
                    .startsWith(
                            "stagedoor.authenticator.jwt~live: " + property + ": is for tokens that are signed with");
            other.close();
        }
        try (IssuerStage none = new IssuerStage()) {
            none.authenticator();
            assertThat(none.service().problem().orElse(""))
                    .contains("jwtSecret, jwtSecretFile, issuers: all are missing");
        }
    }
}
