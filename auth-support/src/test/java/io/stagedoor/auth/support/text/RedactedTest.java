package io.stagedoor.auth.support.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTest {

    private static final String JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1c2VyMTIzIn0"
            + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    private static final int ROUNDS = 1500;

    private final Random random = new Random(20261128);

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "s1&token=abc s1&token=***",
                "s1?token=abc s1?token=***",
                "s1;token=abc s1;token=***",
                "s1#token=abc s1#token=***",
                "s1,token=abc s1,token=***",
                "s1/token=abc s1/token=***",
                "token=abc token=***",
                "s1&TOKEN=abc s1&TOKEN=***",
                "s1&username=a&password=p s1&username=***&password=***",
                "room1/auth;username=a;password=p/q;x=1 room1/auth;username=***;password=***;x=1",
                "s1%26token%3Dabc s1%26token%3D***",
                "s1%26ToKeN%3dabc%26x%3D1 s1%26ToKeN%3d***%26x%3D1",
                "s1%2526token%253Dabc s1%2526token%253D***",
                "s1%252526%2574oken%25253Dabc s1%252526%2574oken%25253D***",
                "s1+token=a+b s1+token=***",
                "s1&password=a%26b&x=1 s1&password=***&x=1",
                "s1&access_token=abc s1&access_token=***",
                "s1&clusterSecret=abc s1&clusterSecret=***",
                "s1&token[]=abc s1&token[]=***",
                "x0.ts?stagedoor=abc.def x0.ts?stagedoor=***",
                "{\"token\":\"a\\\"bc\",\"x\":1} {\"token\":\"***\",\"x\":1}",
                "{'password':'abc'} {'password':***",
                "#!::u=alice,s=pw,r=live/s1,m=publish #!::u=***,s=***,r=live/s1,m=publish",
                "#!:{u=alice,s=pw} #!:{u=***,s=***",
                "publish:live/s1:alice:pw publish:live/s1:***",
                "rtmp://alice:pw@host/live/s1 rtmp://***@host/live/s1",
                "token= token=",
                "token=*** token=***",
                "a=1&token=*** a=1&token=***",
                "sgd_0123456789abcdef0123456789abcdef ***",
                "sdt_0123456789abcdef-_0123 ***",
                "live/sdt_0123456789abcdef-_0123/x live/***/x",
                "xsdt_0123456789abcdef-_0123 x***",
                "flv:sdt_0123456789abcdef-_0123?a=b flv:***?a=b",
                "x0.ts?a=sgd_0123456789abcdef0123456789abcdef.0123456789abcdef012345 x0.ts?a=***",
            })
    void puts_stars_in_place_of_what_stands_behind_a_name(String text, String written) {
        assertThat(Redacted.of(text)).isEqualTo(written);
        assertThat(Redacted.of(written)).isEqualTo(written);
    }

    @Test
    void the_secret_of_a_cluster_is_one_by_either_name() {
        assertThat(Redacted.of("live/restreamer=abc")).isEqualTo("live/restreamer=***");
        assertThat(Redacted.of("live?clusterSecret=abc")).isEqualTo("live?clusterSecret=***");
    }

    @Test
    void a_sentence_about_an_authenticator_that_is_named_as_a_parameter_is_told() {
        assertThat(Redacted.of("the authenticator 'jwt': its backend is down"))
                .isEqualTo("the authenticator 'jwt': its backend is down");
    }

    @Test
    void a_blank_begins_and_ends_a_parameter_before_another() {
        assertThat(Redacted.of("s1 token=abc def x=1")).isEqualTo("s1 token=*** x=1");
        assertThat(Redacted.of("{\"password\" : \"abc\", \"x\":1}")).isEqualTo("{\"password\" : \"***\", \"x\":1}");
        assertThat(Redacted.of("Credentials[username=a, password=b, token=c]"))
                .isEqualTo("Credentials[username=***, password=***, token=***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"%s", "s1/%s", "s1#token=%s", "s1-%s", "s1_%s", "live/%s/show", "(%s)", "%s.m3u8", "a.b.%s"})
    void knows_a_signed_token_by_its_form(String around) {
        String written = Redacted.of(around.formatted(JWT));
        assertThat(written).contains("***");
        for (String part : JWT.split("\\.")) {
            assertThat(written).doesNotContain(part);
        }
        assertThat(written).startsWith(around.substring(0, around.indexOf('%')));
    }

    @Test
    void what_stands_behind_a_token_that_is_whole_can_be_read() {
        assertThat(Redacted.of("live/room1?token=" + JWT + "/show")).isEqualTo("live/room1?token=***/show");
        assertThat(Redacted.of("live/" + JWT + "/show")).isEqualTo("live/***/show");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.", " .", "\r\n.", "\t .", "+."})
    void a_named_token_that_is_wrapped_at_its_points_is_hidden_whole(String point) {
        String written = Redacted.of("s&token=" + JWT.replace(".", point) + "&k=v");
        assertThat(written).isEqualTo("s&token=***&k=v");
    }

    static Stream<String> headers() {
        return Stream.of(
                "{\"alg\":\"HS256\"}",
                "{ \"alg\" : \"HS256\" }",
                "{\n \"alg\":\"none\"}",
                "{\r\n\"alg\":\"none\"}",
                "{\t\"alg\":\"none\"}",
                " {\"alg\":\"HS256\",\"kid\":\"1\"}",
                "\n\n{\"alg\":\"HS512\",\"kid\":\"1\"}");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void knows_a_token_whatever_its_header_begins_with(String header) {
        String token = base64(header) + "." + base64("  {\"sub\":\"somebody else\"}") + "." + letters(43);
        assertThat(Redacted.of("s1/" + token)).isEqualTo("s1/***");
        assertThat(Redacted.of(
                        "s1/" + URLEncoder.encode(token, StandardCharsets.UTF_8).replace(".", "%2E")))
                .isEqualTo("s1/***");
    }

    @Test
    void knows_a_token_without_signature_and_a_payload_by_itself() {
        String[] parts = JWT.split("\\.");
        assertThat(Redacted.of(parts[0] + "." + parts[1] + ".")).isEqualTo("***");
        assertThat(Redacted.of(parts[0] + "." + parts[1])).isEqualTo("***");
        assertThat(Redacted.of(base64("{\"sub\":\"user123\",\"roles\":\"red5-publisher\"}")))
                .isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
                "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$RdescudvJCsgt3ub+b/dWRWJTmaaJObG",
                "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
                "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
                "$apr1$salt$qxnfOdnQsZaOwSp9t9vJf1",
                "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
                "$5$salt$Gcm6FsVtF/Qa77ZKD.iwsJlCVPY0XSMgLJL0Hnww/c1",
                "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7",
                "$P$BcPdGDnUxK4vGTnUbHZBgYgYNG1k1V1",
                "{SHA}fEqNCco3Yq9h5ZUglD3CZJT4lBs=",
                "{SSHA}MTIzNDU2Nzg5MDEyMzQ1Njc4OTA",
                "{SHA512-CRYPT}$6$a$b",
                "{noop}geheim",
                "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG",
                "*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29",
                "md5a6343a68d964ca596d9752250d54bb8a",
                "MD5A6343A68D964CA596D9752250D54BB8A",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "scram-sha-1$4096:QSXCR+Q6sek8bf92$6dlGYMOdZcOPutkcNY8U2g7vK9Y=:D+CSWLOshSulAsxiupA+qs2/fTE=",
                "{SCRAM-SHA-256}4096,LfNGSFqiFykEZ1xDAYlnKQ==,HACNf9CII7cMz3XjRy/Oh3Ae2LHApoDyNw74d3YtFws=,AQH0j7Hf8J12g8eNBadvzlNB2am3PxgNwFCFd3RxEaw=",
                "{x-issha, 1024}hb4F8pxT1ZSQnCzfWUnbL0gMAXlkaJEy",
                "{x-isSHA512, 15000}hb4F8pxT1ZSQnCzfWUnbL0gMAXlkaJEy",
                "{pbkdf2@SpringSecurity_v5_8}5d923b44a6d129f3ddf3e3c8d29412723dcbde72445e8ef6bf3b508fbf17fa4ed4d6b99ca763d8dc",
                "{PKCS5S2}DQIXJU038u4P7FdsuFTY/+35bm41kfjZa57UrdxHp2Mu3qF2uy+ooD+jF5t1tb8J",
                "{FSHP1|16|8192}PtoqcGUetmVEy/uR8715TNqKa8+teMF9qZO1lA9lJNUm1EQBLPZ+qPRLeEPHqy6C",
                "{xor}Lz4sLChvLTs=",
                "sha1:64000:18:m2pxhF1Pq4Kr7oqnYYvIWRq3h6vVtLxe:x7bXGE8mTPGvYkQ0gMZ8wYgI",
                "sha256:1000:m2pxhF1Pq4Kr7oqnYYvIWRq3h6vVtLxe:x7bXGE8mTPGvYkQ0gMZ8wYgI",
                "pbkdf2:sha256:600000$sFQaQ8VGgQpCkC0R$d8a928b2043db77e340b523547bf16cb4aa483f0645fe0a290ed1f20aab76257",
                "scrypt:32768:8:1$sFQaQ8VGgQpCkC0R$d8a928b2043db77e340b523547bf16cb4aa483f0645fe0a290ed1f20aab76257",
                "grub.pbkdf2.sha512.10000.4483972AD2C52E1F590B3E2260795FDA9CA0B07B96FF492814CA9775F08C4B59.CD1931734E8C34AE",
                "$8$dsYGNam3K1SIJO$7nv/35M/qr6t.dVc7UY9zrJDWRVqncHub1PE9UlMQFs",
                "$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM",
                "$sha512$5000$C5Wz8/Qzsiuw7RvTqZbWJg==$BHJsQYFaTjHsT/dMcqjgLw==",
                "0x0100A607BA7C54A24D17B565C59F1743776A10250F581D482DA8B6D6261460D3F53B279CC6913CE747006A2E3254",
                "0x0200F733058A07892C5CACE899768F89965F6BD1DED7955FE89E1C9A10E27849B0B213B5CE92CC9347ECCB34C3EFADAF2FD99BFFECD8D9150DD6ACB5D409A9D2652A4E0AF16",
                "0x24412430303524076A20593C4B2A5E56161F31562E1F4B7A3B5F517532566B2E7A5A4C53396F70",
                "AQAAAAIAAYagAAAAEHsZ3Yy5p3NwQ7Y1rWn5tqj8jWZ4aRZ8YjXYq2Xq/0wG3r8O5Jm3Zr1N6x0kqEJ8Vg==",
                "S:8F2D65FB5547B71C8DA3760F10960428CD307B1C6271691FC55C1F56554A;H:DC9894A01797D91D92ECA1DA66242209",
            })
    void knows_the_hash_of_a_password_by_its_form(String hash) {
        for (String text : List.of(hash, encoded(hash), encoded(encoded(hash)))) {
            assertThat(Redacted.of(text)).isEqualTo("***");
            assertThat(Redacted.of("s1/" + text)).isEqualTo("s1/***");
        }
    }

    @Test
    void a_word_around_a_hash_stays_and_what_is_longer_or_shorter_is_none() {
        String digits = "a6343a68d964ca596d9752250d54bb8a";
        assertThat(Redacted.of("room1/md5" + digits + ".m3u8")).isEqualTo("room1/***.m3u8");
        for (String name : List.of(
                digits,
                "mp4:" + digits,
                "md5-" + digits,
                "clipmd5" + digits,
                "md5" + digits + "0",
                "md5" + digits.substring(1),
                "md5/" + digits,
                "sha256:" + digits + digits,
                "sha1:1:2",
                "scram-sha-256",
                "s:" + digits,
                "0x0100",
                "pbkdf2",
                "{room, 1}/x",
                "AQAAAAshow")) {
            assertThat(Redacted.of(name)).isSameAs(name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pbkdf2_sha256$260000$salt$1t8iyB2AWF7Z5JZvlfCIhXXN33N23OSgQYThBYRfk=",
                "sha1$salt$da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "unsalted_md5$$d41d8cd98f00b204e9800998ecf8427e",
                "bcrypt_sha256$$2b$12$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
            })
    void shows_no_more_than_the_kind_of_a_hash_of_django(String hash) {
        assertThat(Redacted.of(hash)).isEqualTo(hash.substring(0, hash.indexOf('$')) + "***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s1",
                "show.flv",
                "mp4:room1/show",
                "a/b/c",
                "öä ü\u4e2d",
                "100%",
                "50%zz",
                "a=b",
                "x?quality=high&cdn=1",
                "price$5$offer",
                "sgd_1",
                "/whip/endpoint/{stream}",
                "keyJam.v1.2",
                "eyJam",
                "token",
                "my token",
                "passport",
                "http://host/live/s1",
                "http-17",
                "stats:1:2",
                "v1.2.3-rc.4",
                "live.example.org",
                "*",
                "***",
                "u=1,s=2",
                "jwtSecret: shorter than 32 bytes",
                "{stream}/x"
            })
    void plain_names_stay_as_they_are(String name) {
        assertThat(Redacted.of(name)).isSameAs(name);
    }

    @Test
    void ids_that_are_names_of_streams_stay_as_they_are() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            String uuid = UUID.nameUUIDFromBytes(bytes).toString();
            String md5 = uuid.replace("-", "");
            String base64 = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            for (String name : List.of(uuid, md5, md5.toUpperCase(Locale.ROOT), base64, letters(32), letters(22))) {
                assertThat(Redacted.of(name)).isSameAs(name);
                assertThat(Redacted.of("room/" + name)).isEqualTo("room/" + name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s1-", "s1_", "s1", "s1.", "s1/"})
    void an_id_is_no_part_of_a_name(String name) {
        String written = Redacted.of(name + "sgd_" + letters(32));
        assertThat(written).isEqualTo(name + "***");
    }

    /** The names of keys are thumbprints of 43 characters, of which any four may stand side by side. */
    @ParameterizedTest
    @CsvSource({"sgd_, 8", "sgD_, 1", "SGD_, 1"})
    void thumbprints_of_keys_stay_as_they_are(String four, int first) {
        for (int at = first; at <= 39; at++) {
            String kid = letters(at) + four + letters(39 - at);
            assertThat(Redacted.of("keys: +'" + kid + "' (RS256)")).isEqualTo("keys: +'" + kid + "' (RS256)");
        }
    }

    /** Every carrier with every separator, in every encoding: the names remain, the secret does not. */
    @Test
    void no_secret_remains_whatever_carries_it() {
        for (int i = 0; i < ROUNDS; i++) {
            String name = "stream" + letters(6);
            String secret =
                    "S" + letters(5 + random.nextInt(20)) + pick(List.of("", "+x", "-", "_.", ".9")) + letters(8);
            String key = mixed(pick(List.of("token", "username", "password")));
            String separator = pick(List.of("&", "?", ";", "#", ",", "/", " ", "", "|", "&a=b&", "?a&"));
            String text = name + separator + key + "=" + secret;
            String tail = pick(List.of("", "&x=tail", ";x=tail"));
            int times = random.nextInt(4);
            String carried = separator.isEmpty() ? text : text + tail;
            for (int n = 0; n < times; n++) {
                carried = encodedAtRandom(carried);
            }
            String written = Redacted.of(carried);
            assertThat(decoded(written)).as(carried).doesNotContain(secret).contains(name);
            assertThat(written).contains("***");
            if (!tail.isEmpty() && !separator.isEmpty()) {
                assertThat(decoded(written)).as(carried).endsWith(tail);
            }
            assertThat(Redacted.of(written)).isEqualTo(written);
        }
    }

    @Test
    void understands_whatever_a_text_is_made_of() {
        String alphabet = "eyJIwk.$={}:%2536&;?/#,+ \"'abtokenpassword*sgd_0@";
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                if (random.nextInt(12) == 0) {
                    text.append(
                            pick(List.of("token=", "password%3D", JWT, "$2a$10$", "{SHA}", "://", "#!:", "\"jwt\":")));
                }
            }
            String written = Redacted.of(text + "&token=" + JWT);
            assertThat(written).as(text.toString()).contains("***").doesNotContain(JWT.substring(20));
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takes_no_longer_for_what_was_made_to_take_long() {
        List<String> texts = new ArrayList<>();
        for (String piece : List.of(
                "eyJ",
                "eyJ.",
                "%25",
                "%",
                "token=",
                "token%3D",
                "=a",
                "a.",
                "$",
                "$a$",
                "{sha}",
                "{sha",
                "://",
                "://@",
                ":",
                "\"token\":",
                "publish:",
                "md5a",
                "sha1:1:",
                "sha1:a",
                "scram-",
                "scram-a$1:",
                "pbkdf2/",
                "grub.",
                "AQAAAA/",
                "0x0100",
                "s:0;h:",
                "{x-is, ",
                "{scram-a}1,",
                "#!:u=",
                "&a",
                "sgd_",
                "*0",
                "'",
                "+",
                "%253D",
                "token = ",
                "[]=",
                "\\",
                JWT,
                "abcdefghijklmnop.")) {
            texts.add(piece.repeat(Redacted.MAX_LENGTH / piece.length()));
            texts.add("publish:" + piece.repeat(Redacted.MAX_LENGTH / piece.length() - 8));
            texts.add("token=" + piece.repeat(Redacted.MAX_LENGTH * 4 / piece.length()));
        }
        // Quadratic time would be minutes; what is asserted is the time limit of the test.
        for (int round = 0; round < 3; round++) {
            texts.forEach(text -> assertThat(Redacted.of(text).length()).isLessThan(Redacted.MAX_LENGTH + 100_000));
        }
    }

    @Test
    void a_long_text_is_cut_where_no_secret_is_torn() {
        String text = "name/".repeat(Redacted.MAX_LENGTH / 5 - 3) + JWT;
        assertThat(Redacted.of(text)).endsWith("name…").doesNotContain("eyJ");
        assertThat(Redacted.of(letters(Redacted.MAX_LENGTH + 1))).isEqualTo("…");
    }

    @Test
    void a_message_has_no_secret_and_is_never_missing() {
        assertThat(Redacted.message(new IllegalStateException("token=abc"))).isEqualTo("token=***");
        assertThat(Redacted.message(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void an_exception_without_a_secret_is_itself() {
        Exception thrown = new IllegalStateException("no", new RuntimeException("why"));
        assertThat(Redacted.of(thrown)).isSameAs(thrown);
    }

    @Test
    void no_message_of_an_exception_shows_a_secret() {
        Exception thrown = new IllegalStateException("no", new IllegalArgumentException("token=abc"));
        thrown.addSuppressed(new RuntimeException(JWT));
        Throwable told = Redacted.of(thrown);
        assertThat(told).hasToString("java.lang.IllegalStateException: no");
        assertThat(told.getCause()).hasToString("java.lang.IllegalArgumentException: token=***");
        assertThat(told.getSuppressed()[0]).hasToString("java.lang.RuntimeException: ***");
        assertThat(told.getStackTrace()).isEqualTo(thrown.getStackTrace());
    }

    @Test
    void an_exception_that_causes_itself_has_an_end() {
        Exception one = new IllegalStateException("one");
        Exception two = new IllegalStateException("token=abc", one);
        one.initCause(two);
        assertThat(Redacted.of(one).getCause()).hasToString("java.lang.IllegalStateException: token=***");
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String letters(int count) {
        String alphabet = "ABCDFGHKLMNOPQRSTUVWXZabcdfghiklmnopqrstuvxz0123456789";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private String mixed(String text) {
        StringBuilder mixed = new StringBuilder();
        text.chars().forEach(c -> mixed.append(random.nextBoolean() ? (char) c : Character.toUpperCase((char) c)));
        return mixed.toString();
    }

    private String encodedAtRandom(String text) {
        StringBuilder encoded = new StringBuilder();
        text.chars()
                .forEach(c -> encoded.append(
                        c == '%' || !Character.isLetterOrDigit(c) || random.nextInt(10) == 0
                                ? (random.nextBoolean() ? "%%%02x" : "%%%02X").formatted(c)
                                : String.valueOf((char) c)));
        return encoded.toString();
    }

    private static String decoded(String text) {
        DecodedText decoded = new DecodedText(text);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < decoded.length(); i++) {
            all.append(decoded.at(i));
        }
        return all.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
