package io.stagedoor.auth.support.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesTest {

    @interface Sample {
        String name();

        String expectedIssuer() default "";

        String jwtSecret() default "";

        @Range(least = 1, most = 90)
        long jwtTtlMinutes() default 60;

        long throttleFailures() default 5;

        @Range(least = 0, most = 9_000_000_000L)
        long pollMillis() default 3_000_000_000L;

        @Range(least = 0, most = 600)
        int overlapSeconds() default 7;

        boolean rtmpAllowQueryParamsEnabled() default true;

        String authenticator_rtmp() default "";

        String[] others() default {"a", "b"};

        String previousSecret_NAME_acceptUntil() default "";
    }

    private static Properties properties(String... pairs) {
        Map<String, Object> configured = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            configured.put(pairs[i], pairs[i + 1]);
        }
        return new Properties(Sample.class, configured);
    }

    private static void isUnknown(String key, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("name", "n", key, "x").requireKnown())
                .withMessageStartingWith(message)
                .withMessageContaining("; correct or remove it");
    }

    @ParameterizedTest
    @CsvSource({
        "expectedIsuer, did you mean expectedIssuer?",
        "onTooMany, it belongs in stagedoor.application-NAME.cfg",
        "keysHosts, it belongs in stagedoor.issuer-NAME.cfg",
        "expectedissuer, did you mean expectedIssuer?",
        "expectedIssure, did you mean expectedIssuer?",
        "expected_issuer, did you mean expectedIssuer?",
        "throttleFailure, did you mean throttleFailures?",
        "authenticator.rmtp, did you mean authenticator.rtmp?",
        "previousSecret.old.acceptTill, did you mean previousSecret.old.acceptUntil?",
        "previousSecrets.o.ld.acceptUntil, did you mean previousSecret.o.ld.acceptUntil?",
        "jwt.issuer, here it is called expectedIssuer",
        "jwt.ttl.minutes, here it is called jwtTtlMinutes",
        "jwt.secret, here it is called jwtSecret",
        "rtmp.queryparams, here it is called rtmpAllowQueryParamsEnabled",
        "simpleauth.default.rtmp.queryparams, here it is called rtmpAllowQueryParamsEnabled"
    })
    void an_unknown_name_is_an_error_that_says_what_is_meant(String key, String meant) {
        isUnknown(key, key + ": is not known (" + meant + ")");
    }

    @Test
    void a_name_that_is_like_no_other_is_an_error_too() {
        isUnknown("somethingElse", "somethingElse: is not known;");
        isUnknown(".expectedIssuer", "a property whose name, of 15 characters, is not shown: is not known");
        isUnknown("previousSecret..acceptUntil", "previousSecret..acceptUntil: is not known");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service.expectedIssuer",
                "component.expectedIssuer",
                "osgi.ds.expectedIssuer",
                "felix.fileinstall.expectedIssuer"
            })
    void a_name_like_those_that_others_add_is_an_error(String key) {
        isUnknown(key, key + ": is not known");
    }

    @Test
    void what_a_file_says_that_is_not_read_is_an_error() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties(Properties.UNREADABLE, "is larger than 16777216 bytes; make it smaller")
                        .requireKnown())
                .withMessage("the file is larger than 16777216 bytes; make it smaller");
    }

    @Test
    void all_unknown_names_are_told_at_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("nmae", "n", "zzz", "x").requireKnown())
                .withMessage(
                        "nmae: is not known (did you mean name?), zzz: is not known; correct or remove it, or begin"
                                + " its name with x- if it is a note");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("nmae", "n").required("name"))
                .withMessageContaining("did you mean name?");
    }

    /** The second line of a secret that was broken is a name, to whoever reads properties. */
    @ParameterizedTest
    @ValueSource(
            strings = {"q83Zr0d1h7Yb2kPmXv9sLw4TgN6eAjUcq83Zr0d1h7Y", "+9sLw/4T", "cAnArY\nforged line", "cAnArY secret"
            })
    void what_may_be_a_part_of_a_secret_is_not_shown(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties(key, "").requireKnown())
                .withMessageContaining("is not shown")
                .withMessageNotContaining(key);
    }

    @Test
    void notes_and_what_others_add_are_known() {
        properties(
                        "name",
                        "n",
                        "x-ticket",
                        "4711",
                        "x-",
                        "",
                        "service.pid",
                        "p~a",
                        "service.factoryPid",
                        "p",
                        "service.bundleLocation",
                        "?",
                        "felix.fileinstall.filename",
                        "file:/conf/p-a.cfg",
                        "component.name",
                        "c",
                        "component.id",
                        "5",
                        "osgi.ds.satisfying.condition.target",
                        "(x=y)",
                        "previousSecret.a.acceptUntil",
                        "x")
                .requireKnown();
    }

    @Test
    void where_it_comes_from_is_the_file_or_the_pid() {
        assertThat(properties("felix.fileinstall.filename", "file:/conf/p-a.cfg", "service.pid", "p~a")
                        .where("p"))
                .isEqualTo("p-a.cfg");
        assertThat(properties("service.pid", "p~a").where("p")).isEqualTo("p~a");
        assertThat(properties().where("p")).isEqualTo("p");
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_name() {
        Properties properties = properties("\ufeffexpectedIssuer", "https://i.example", "name", "n");
        properties.requireKnown();
        assertThat(properties.text("expectedIssuer")).isEqualTo("https://i.example");
        properties("name", "n", "\ufeff#", "a comment").requireKnown();
        properties("name", "n", "\ufeff!x", "y").requireKnown();
        properties("name", "n", "\ufeff", " ").requireKnown();
        isUnknown("\ufeffexpectedIsuer", "expectedIsuer: is not known (did you mean expectedIssuer?)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("\ufeffname", "a", "name", "b").requireKnown())
                .withMessageStartingWith("name: is set twice");
    }

    /** As File Install reads it, in UTF-8. */
    @Test
    void another_encoding_is_an_error_that_says_so() {
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            String read = new String("\ufeffname".getBytes(charset), StandardCharsets.UTF_8);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> properties(read, "x").requireKnown())
                    .withMessageStartingWith("the file is in UTF-16");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("name", "J\ufffdrgen").requireKnown())
                .withMessage("name: has bytes in it that are not UTF-8; save it in UTF-8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("n\ufffdme", "x").requireKnown())
                .withMessage("the file is not in UTF-8; save it in UTF-8");
    }

    @Test
    void a_nul_and_a_value_of_megabytes_are_errors() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("name", "a\0b").requireKnown())
                .withMessageStartingWith("name: has a NUL byte");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("name", "x".repeat(10 << 20)).requireKnown())
                .withMessageStartingWith("name: is longer than 65536 characters");
        isUnknown("n".repeat(10 << 20), "a property whose name, of 10485760 characters, is not shown: is not known;");
    }

    @ParameterizedTest
    @ValueSource(strings = {" 60", "60 ", "60\u00a0", "\t60\r", "\ufeff60", "60\u200b"})
    void blanks_at_the_ends_never_count(String written) {
        assertThat(properties("jwtTtlMinutes", written).number("jwtTtlMinutes")).isEqualTo(60);
        assertThat(properties("name", written).text("name")).isEqualTo("60");
        assertThat(properties("others", written + "," + written).list("others", ','))
                .containsExactly("60", "60");
        assertThat(properties("rtmpAllowQueryParamsEnabled", written.replace("60", "false"))
                        .flag("rtmpAllowQueryParamsEnabled"))
                .isFalse();
    }

    @Test
    void a_secret_keeps_its_blanks_but_no_mark() {
        assertThat(properties("jwtSecret", " a b ").secret("jwtSecret")).isEqualTo(" a b ");
        assertThat(properties("jwtSecret", "\ufeffab").secret("jwtSecret")).isEqualTo("ab");
        assertThat(properties().secret("jwtSecret")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("jwtSecret", "$[secret:cAnArY]x").secret("jwtSecret"))
                .withMessageStartingWith("jwtSecret: has an unresolved placeholder")
                .withMessageNotContaining("cAnArY");
    }

    @Test
    void a_file_or_an_environment_variable_that_is_missing_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("jwtSecret", "$[secret:live.key]").secret("jwtSecret"))
                .withMessage(
                        "jwtSecret: has an unresolved placeholder: no file 'live.key' in stagedoor/secrets; write that"
                                + " file, or correct its name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("name", "$[env:NAME]").text("name"))
                .withMessage("name: has an unresolved placeholder: no environment variable 'NAME'; correct its name, or"
                        + " set it and restart Red5");
    }

    @Test
    void a_variable_that_nobody_knows_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("name", "${typo}").text("name"))
                .withMessageStartingWith("name: has an unresolved placeholder: no value for" + " ${typo}; ")
                .withMessageContaining("$[env:NAME]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("name", "cAn${ArY}").text("name"))
                .withMessageNotContaining("ArY");
    }

    @Test
    void a_value_is_shown_only_if_it_is_too_short_for_a_secret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("jwtTtlMinutes", "1h").number("jwtTtlMinutes"))
                .withMessage("jwtTtlMinutes: not a whole number ('1h'); set it to 1 to 90");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> properties("jwtTtlMinutes", "91").number("jwtTtlMinutes"))
                .withMessage("jwtTtlMinutes: is out of range ('91'); set it to 1 to 90");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        properties("rtmpAllowQueryParamsEnabled", "cAnArY-long").flag("rtmpAllowQueryParamsEnabled"))
                .withMessage("rtmpAllowQueryParamsEnabled: is neither true nor false; set it to one of them");
    }

    @Test
    void values_may_come_with_types() {
        Map<String, Object> typed = Map.of(
                "jwtTtlMinutes",
                5,
                "rtmpAllowQueryParamsEnabled",
                false,
                "others",
                new String[] {"x ", " y"},
                "name",
                List.of("n"));
        Properties properties = new Properties(Sample.class, typed);
        assertThat(properties.number("jwtTtlMinutes")).isEqualTo(5);
        assertThat(properties.flag("rtmpAllowQueryParamsEnabled")).isFalse();
        assertThat(properties.list("others", ',')).containsExactly("x", "y");
        assertThat(properties.text("name")).isEqualTo("n");
    }

    @Test
    void names_defaults_and_ranges_are_those_of_the_type() {
        assertThat(properties().list("others", ',')).containsExactly("a", "b");
        assertThat(properties().count("jwtTtlMinutes")).isEqualTo(60);
        assertThat(properties().flag("rtmpAllowQueryParamsEnabled")).isTrue();
        assertThat(properties().text("previousSecret.old.acceptUntil")).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> properties().text("other"));
        assertThatIllegalStateException().isThrownBy(() -> properties().secret("other"));
        assertThatIllegalStateException().isThrownBy(() -> properties().number("throttleFailures"));
    }

    @Test
    void the_name_of_a_length_of_time_has_its_unit() {
        assertThat(properties().duration("jwtTtlMinutes")).isEqualTo(Duration.ofHours(1));
        assertThat(properties().duration("overlapSeconds")).isEqualTo(Duration.ofSeconds(7));
        assertThat(properties().duration("pollMillis")).isEqualTo(Duration.ofMillis(3_000_000_000L));
        assertThatIllegalStateException().isThrownBy(() -> properties().duration("throttleFailures"));
        assertThatThrownBy(() -> properties().count("pollMillis")).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "a, '', 1",
        "abc, abc, 0",
        "abc, acb, 1",
        "abc, abcd, 1",
        "abc, xbc, 1",
        "kitten, sitting, 3"
    })
    void mistakes_are_counted(String one, String other, int distance) {
        assertThat(Suggestion.distance(one, other)).isEqualTo(distance);
        assertThat(Suggestion.distance(other, one)).isEqualTo(distance);
    }
}
