package io.stagedoor.red5.bridge.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.red5.bridge.Red5Fixtures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.red5.server.api.IConnection;

class RtmpConnectTest {

    private static Reading read(Map<String, Object> settings, Map<String, Object> params, Object... args) {
        Map<String, Object> all = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        all.putAll(settings);
        return RtmpConnect.read(
                Red5Fixtures.rtmp(null, params),
                new StreamPath("live", "", ""),
                "",
                args,
                Routes.settings(all),
                Instant.EPOCH);
    }

    private static Credentials of(String username, String password, String token) {
        return Credentials.of(username, password, token);
    }

    private static Arguments query(String app, Credentials expected) {
        return Arguments.of(app, expected);
    }

    static Stream<Arguments> queries() {
        return Stream.of(
                query("live", Credentials.NONE),
                query("live?", Credentials.NONE),
                query("live?token=t", of(null, null, "t")),
                query("live?username=u&password=p&token=t", of("u", "p", "t")),
                query("live/room1?token=t", of(null, null, "t")),
                query("live?token=a=b==", of(null, null, "a=b==")),
                query("live?token=a%3Db%2526+c", of(null, null, "a=b%26 c")),
                query("live?token=50%", of(null, null, "50%")),
                query("live?token=%zz", of(null, null, "%zz")),
                query("live?%74oken=t", of(null, null, "t")),
                query("live?token=a?b", of(null, null, "a?b")),
                query("live?token", Credentials.NONE),
                query("live?=t&&&token=", Credentials.NONE),
                query("live?token=undefined&username=+&password=%20", Credentials.NONE),
                query("live?token=t&token=t", of(null, null, "t")),
                query("live?token=undefined&token=t", of(null, null, "t")),
                query("live?Token=t", Credentials.NONE),
                query("live?username=%C3%BC", of("ü", null, null)));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void reads_the_query_of_the_connect_url(String app, Credentials expected) {
        Reading reading = read(Map.of(), Map.of("app", app));
        assertThat(reading.refusal()).isNull();
        assertThat(reading.request().credentials()).isEqualTo(expected);
    }

    static Stream<Arguments> arguments() {
        return Stream.of(
                Arguments.of(new Object[] {}, Credentials.NONE),
                Arguments.of(new Object[] {"u", "p", "t"}, of("u", "p", "t")),
                Arguments.of(new Object[] {"u", "p", "t", "more"}, of("u", "p", "t")),
                Arguments.of(new Object[] {null, null, "t"}, of(null, null, "t")),
                Arguments.of(new Object[] {5, true, "t"}, of(null, null, "t")),
                Arguments.of(new Object[] {"undefined", " ", "t"}, of(null, null, "t")),
                Arguments.of(new Object[] {"a+b%", "p=q", "token=x"}, of("a+b%", "p=q", "token=x")),
                Arguments.of(new Object[] {"token=a=b=="}, of(null, null, "a=b==")),
                Arguments.of(new Object[] {"password=p", "username=u"}, of("u", "p", null)),
                Arguments.of(new Object[] {"username=u", "other"}, of("username=u", "other", null)),
                Arguments.of(new Object[] {Map.of("token", "t", "username", 5)}, of(null, null, "t")),
                Arguments.of(new Object[] {"ignored", Map.of("token", "t")}, of(null, null, "t")),
                Arguments.of(new Object[] {List.of("t")}, Credentials.NONE));
    }

    @ParameterizedTest
    @MethodSource("arguments")
    void reads_the_connect_arguments_as_they_are(Object[] arguments, Credentials expected) {
        Reading reading = read(Map.of(), Map.of(), arguments);
        assertThat(reading.refusal()).isNull();
        assertThat(reading.request().credentials()).isEqualTo(expected);
    }

    @Test
    void takes_no_arguments_at_all() {
        assertThat(read(Map.of(), Map.of(), (Object[]) null).request().credentials())
                .isEqualTo(Credentials.NONE);
    }

    @Test
    void decodes_arguments_only_where_configuration_says_so() {
        Map<String, Object> decode = Map.of("rtmpDecodeArguments", "true");
        assertThat(read(decode, Map.of(), "a+b", "50%", "x%3D").request().credentials())
                .isEqualTo(of("a b", null, "x="));
    }

    static Stream<Arguments> ambiguities() {
        return Stream.of(
                Arguments.of("live?token=a&token=b", new Object[] {}),
                Arguments.of("live?token=a", new Object[] {null, null, "b"}),
                Arguments.of("live?token=a", new Object[] {Map.of("token", "b")}),
                Arguments.of("live", new Object[] {"token=a", "token=b"}),
                Arguments.of("live?username=A&username=a", new Object[] {}));
    }

    @ParameterizedTest
    @MethodSource("ambiguities")
    void one_name_with_two_values_is_refused_whatever_carries_them(String app, Object[] arguments) {
        Reading reading = read(Map.of(), Map.of("app", app), arguments);
        assertThat(reading.refusal()).isEqualTo(Reason.AMBIGUOUS_CREDENTIALS);
        assertThat(reading.detail()).matches("\\w+ has two values, .*in the .*").doesNotContain("=");
    }

    @Test
    void one_value_in_both_carriers_is_no_ambiguity() {
        assertThat(read(Map.of(), Map.of("app", "live?token=t"), "token=t")
                        .request()
                        .credentials())
                .isEqualTo(of(null, null, "t"));
    }

    @Test
    void the_query_carries_nothing_where_configuration_says_so() {
        Map<String, Object> off = Map.of("rtmpAllowQueryParamsEnabled", "false");
        Reading reading = read(off, Map.of("app", "live?token=a&x=y"), "token=b");
        assertThat(reading.request().credentials()).isEqualTo(of(null, null, "b"));
        assertThat(reading.request().parameters()).isEmpty();
    }

    @Test
    void the_query_of_the_tc_url_counts_only_if_the_app_has_none() {
        assertThat(read(Map.of(), Map.of("app", "live", "tcUrl", "rtmp://h/live?token=t"))
                        .request()
                        .credentials())
                .isEqualTo(of(null, null, "t"));
        assertThat(read(Map.of(), Map.of("app", "live?token=a", "tcUrl", "rtmp://h/live?token=b"))
                        .request()
                        .credentials())
                .isEqualTo(of(null, null, "a"));
    }

    @Test
    void the_agent_is_judged_first() {
        Map<String, Object> list = Map.of("allowedRtmpAgents", "FMLE;OBS");
        assertThat(read(list, Map.of("app", "live?token=a&token=b")).refusal()).isEqualTo(Reason.AGENT_NOT_ALLOWED);
        assertThat(read(list, Map.of("flashVer", "fmle/3.0")).refusal()).isNull();
        assertThat(read(list, Map.of("flashVer", 5)).refusal()).isEqualTo(Reason.AGENT_NOT_ALLOWED);
    }

    @Test
    void a_query_beyond_all_measure_is_not_looked_at() {
        assertThat(read(Map.of(), Map.of("app", "live?token=" + "x".repeat(40_000)))
                        .refusal())
                .isEqualTo(Reason.TOKEN_TOO_LARGE);
    }

    @Test
    void other_parameters_are_passed_on_and_bounded_and_the_first_counts() {
        String many = IntStream.range(0, 100).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining("&"));
        Map<String, String> parameters =
                read(Map.of(), Map.of("app", "live?k0=first&" + many)).request().parameters();
        assertThat(parameters).hasSize(64).containsEntry("k0", "first");
    }

    @Test
    void what_is_read_shows_no_secret() {
        Reading reading = read(Map.of(), Map.of("app", "live?token=secret1&x=secret2"), "username=u");
        assertThat(reading.toString()).doesNotContain("secret1").doesNotContain("secret2");
    }

    private static Reading streamName(String name) {
        return RtmpConnect.readStreamName(read(Map.of(), Map.of("app", "live")).request(), name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "key?token=a.b.c a.b.c",
                "key?x=y&token=a.b-c_d== a.b-c_d==",
                "key?token=a%2Bb%25c%26d%2Fe a+b%c&d/e",
                "key?token=a+b 'a b'",
                "key?token=a?b=c?d a?b=c?d",
                "key?token&token=t&=&&x t",
                "key?token=a%zz a%zz",
                "key?token=t&token=t t",
                "mp4:room/key?token=a/b a/b",
            })
    void a_token_behind_a_stream_s_name_is_what_the_client_meant(String name, String token) {
        assertThat(streamName(name).request().credentials()).isEqualTo(of(null, null, token));
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "key?", "key?token", "key?token=", "key?token=undefined", "key?Token=x", "", "?"})
    void nothing_behind_a_stream_s_name_is_nothing(String name) {
        assertThat(streamName(name).request().credentials()).isEqualTo(Credentials.NONE);
    }

    @Test
    void what_is_behind_a_stream_s_name_is_refused_where_it_is_ambiguous_or_without_end() {
        assertThat(streamName("key?token=a&token=b").refusal()).isEqualTo(Reason.AMBIGUOUS_CREDENTIALS);
        assertThat(streamName("key?token=" + "x".repeat(40_000)).refusal()).isEqualTo(Reason.TOKEN_TOO_LARGE);
        assertThat(streamName("key?token=secret1&x=secret2").toString()).doesNotContain("secret");
    }

    @Test
    void what_a_part_of_the_path_carries_is_one_carrier_more() {
        ApplicationSettings settings = Routes.settings(Map.of("application", "live", "authenticator", "jwt"));
        IConnection connection = Red5Fixtures.rtmp(null, Map.of("app", "live/auth;token=a?token=a"));
        for (Map.Entry<String, Credentials> each : Map.of(
                        "token=a", of(null, null, "a"),
                        "username=u%3B;password=p&q=", of("u;", "p&q=", "a"),
                        "", of(null, null, "a"))
                .entrySet()) {
            assertThat(RtmpConnect.read(
                                    connection,
                                    new StreamPath("live", "", ""),
                                    each.getKey(),
                                    null,
                                    settings,
                                    Instant.EPOCH)
                            .request()
                            .credentials())
                    .isEqualTo(each.getValue());
        }
        assertThat(RtmpConnect.read(
                                connection, new StreamPath("live", "", ""), "token=b", null, settings, Instant.EPOCH)
                        .refusal())
                .isEqualTo(Reason.AMBIGUOUS_CREDENTIALS);
    }

    @Test
    void nothing_that_a_client_sends_makes_it_fail() {
        Random random = new Random(4711);
        String alphabet = "token=&?%+ab\u0000\ud800ü\n/;";
        for (int i = 0; i < 5000; i++) {
            List<Object> arguments = new ArrayList<>(Arrays.asList(5.0, null, Map.of(), new Object[0]));
            arguments.add(text(random, alphabet));
            arguments.add("token=" + text(random, alphabet));
            java.util.Collections.shuffle(arguments, random);
            Map<String, Object> settings = Map.of("rtmpDecodeArguments", Boolean.toString(random.nextBoolean()));
            String app = "live?" + text(random, alphabet);
            Object[] some =
                    arguments.subList(0, random.nextInt(arguments.size())).toArray();
            assertThatCode(() -> {
                        read(settings, Map.of("app", app, "tcUrl", app), some);
                        streamName(app);
                    })
                    .as(app)
                    .doesNotThrowAnyException();
        }
    }

    private static String text(Random random, String alphabet) {
        return random.ints(random.nextInt(40), 0, alphabet.length())
                .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
                .collect(Collectors.joining());
    }
}
