package io.stagedoor.core.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

class CarriersTest {

    private static final int ROUNDS = 20_000;
    private static final Pattern REPEATED = Pattern.compile("\\{(.)\\*(\\d+)}");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    private static String text(ArgumentsAccessor row, int column) {
        String text = row.getString(column);
        return text == null
                ? null
                : REPEATED.matcher(text.translateEscapes())
                        .replaceAll(found -> found.group(1).repeat(Integer.parseInt(found.group(2))));
    }

    private static ClientParameters read(ArgumentsAccessor row) {
        ClientParameters parameters = new ClientParameters();
        for (int column = 0; column < 4; column += 2) {
            if (row.getString(column) != null) {
                Carriers.ALL.get(row.getString(column)).accept(text(row, column + 1), parameters);
            }
        }
        return parameters;
    }

    @ParameterizedTest
    @CsvFileSource(
            resources = "/carriers.csv",
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "-",
            maxCharsPerColumn = 1000)
    void what_a_client_sends_is_read_so_and_no_other_way(ArgumentsAccessor row) {
        ClientParameters parameters = read(row);
        assertThat(parameters.refusal())
                .isEqualTo(Optional.ofNullable(row.getString(9)).map(Reason::valueOf));
        if (parameters.refusal().isEmpty()) {
            assertThat(parameters.credentials()).isEqualTo(Credentials.of(text(row, 4), text(row, 5), text(row, 6)));
            assertThat(others(parameters))
                    .isEqualTo(Optional.ofNullable(text(row, 7)).orElse(""));
            assertThat(parameters.clusterSecret()).isEqualTo(Optional.ofNullable(text(row, 8)));
        }
    }

    private static String others(ClientParameters parameters) {
        return new TreeMap<>(parameters.others())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    @Test
    void whatever_a_client_sends_nothing_fails_and_nothing_is_shown() {
        String alphabet = "ustokenparm=&?%+;:,{}#!/ .\"B2\u0000\ud800\u00fc\n-CSO|";
        List<String> beginnings = List.of(
                "",
                "#!::",
                "#!:{",
                "publish:",
                "Bearer ",
                "Basic ",
                "token=",
                "token, ",
                "srt%3A%2F%2F",
                "S:token=",
                "O:token=",
                "s?token=");
        for (int i = 0; i < ROUNDS; i++) {
            String raw = beginnings.get(random.nextInt(beginnings.size())) + any(alphabet);
            ClientParameters parameters = new ClientParameters();
            for (BiConsumer<String, ClientParameters> carrier : Carriers.ALL.values()) {
                assertThatCode(() -> carrier.accept(raw, parameters))
                        .as("seed %d, round %d", seed, i)
                        .doesNotThrowAnyException();
            }
            assertThat(parameters.toString()).matches("ClientParameters\\[Credentials\\[.*], \\d+ others]");
        }
    }

    private String any(String alphabet) {
        return random.ints(random.nextInt(60), 0, alphabet.length())
                .mapToObj(at -> String.valueOf(alphabet.charAt(at)))
                .collect(Collectors.joining());
    }

    /** What is encoded once, as each carrier wants it, comes out as it was. */
    @Test
    void a_value_survives_every_carrier() {
        for (int i = 0; i < ROUNDS / 4; i++) {
            String value = "v" + any("abc=&?%+;:,{}#!/ .\"~\u00fc");
            String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
            assertThat(token("query", "token=" + encoded)).as(value).isEqualTo(value);
            assertThat(token("stream-name", "s?token=" + encoded)).as(value).isEqualTo(value);
            assertThat(token("connect-url", "live?token=" + encoded + " x"))
                    .as(value)
                    .isEqualTo(value);
            assertThat(token("cookie", "token=" + encoded.replace("+", "%20")))
                    .as(value)
                    .isEqualTo(value);
            if (value.indexOf(';') < 0) {
                assertThat(token("rtsp", "token=" + value + ";")).as(value).isEqualTo(value);
            }
            if (value.indexOf(',') < 0) {
                assertThat(token("srt", "#!::token=" + value + ",m=publish"))
                        .as(value)
                        .isEqualTo(value);
            }
        }
    }

    private static String token(String carrier, String raw) {
        ClientParameters parameters = new ClientParameters();
        Carriers.ALL.get(carrier).accept(raw, parameters);
        assertThat(parameters.refusal()).as(raw).isEmpty();
        return parameters.credentials().token().orElseThrow().reveal();
    }

    @Test
    void nothing_is_nothing() {
        List<BiConsumer<String, ClientParameters>> ofTexts = new ArrayList<>(List.of(
                StreamNameQuery::read,
                RtspParameters::read,
                AuthorizationHeader::read,
                CookieHeader::read,
                SrtStreamId::read,
                QueryString::read,
                WebSocketProtocols::read));
        ClientParameters parameters = new ClientParameters();
        ofTexts.forEach(carrier -> carrier.accept(null, parameters));
        ofTexts.forEach(carrier -> carrier.accept("", parameters));
        ConnectArguments.read(null, false, parameters);
        assertThat(parameters.credentials()).isEqualTo(Credentials.NONE);
        assertThat(parameters.refusal()).isEmpty();
        assertThat(StreamNameQuery.of(null).credentials()).isEqualTo(Credentials.NONE);
    }
}
