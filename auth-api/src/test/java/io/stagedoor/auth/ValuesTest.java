package io.stagedoor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

    private static final String CANARY = "cAnArY";
    private static final Credentials CREDENTIALS = Credentials.of(CANARY + 1, CANARY + 2, CANARY + 3);

    @Test
    void a_secret_shows_nothing_of_itself() {
        Secret secret = Secret.of(CANARY);
        assertThat(secret).hasToString("***").hasSameHashCodeAs(Secret.of("another"));
        assertThat(String.valueOf(Map.of("x", secret))).doesNotContain(CANARY);
        cannotBeSerialised(secret);
    }

    @Test
    void a_secret_is_its_bytes() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.of(bytes);
        bytes[0] = 9;
        secret.bytes()[1] = 9;
        assertThat(secret).isEqualTo(Secret.of(new byte[] {1, 2, 3})).isNotEqualTo(Secret.of(bytes));
        assertThat(secret).isNotEqualTo("***").isNotEqualTo(null);
        assertThat(secret.length()).isEqualTo(3);
        assertThat(Secret.of("é").length()).isEqualTo(2);
        assertThat(Secret.of("é").reveal()).isEqualTo("é");
        assertThat(Secret.of("")).isNotEqualTo(Secret.of("x"));
    }

    @Test
    void credentials_tell_which_parts_there_are_and_nothing_of_them() {
        assertThat(CREDENTIALS).hasToString("Credentials[username=***, password=***, token=***]");
        assertThat(Credentials.NONE).hasToString("Credentials[username=none, password=none, token=none]");
        cannotBeSerialised(CREDENTIALS);
    }

    @Test
    void credentials_are_taken_as_they_are() {
        Credentials credentials = Credentials.of(" u ", " p\u0000 ", "Undefined");
        assertThat(credentials.username()).contains(" u ");
        assertThat(credentials.password()).contains(Secret.of(" p\u0000 "));
        assertThat(credentials.token()).contains(Secret.of("Undefined"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\r\n", "\u2003", "undefined"})
    void a_blank_or_undefined_part_is_missing(String part) {
        assertThat(Credentials.of(part, part, part)).isEqualTo(Credentials.NONE);
    }

    @Test
    void credentials_of_the_same_parts_are_equal() {
        assertThat(Credentials.of("u", "p", "t"))
                .isEqualTo(Credentials.of("u", "p", "t"))
                .hasSameHashCodeAs(Credentials.of("u", "other", "other"))
                .isNotEqualTo(Credentials.of("v", "p", "t"))
                .isNotEqualTo(Credentials.of("u", "q", "t"))
                .isNotEqualTo(Credentials.of("u", "p", null))
                .isNotEqualTo("u");
    }

    @Test
    void a_connect_request_shows_no_credentials_and_no_parameter() {
        Map<String, String> parameters = new HashMap<>(Map.of(CANARY, CANARY));
        ConnectRequest request = connect(parameters);
        parameters.clear();
        assertThat(request.parameters()).hasSize(1).isUnmodifiable();
        assertThat(request.toString()).doesNotContain(CANARY).contains("live", "RTMP", "192.0.2.1");
        StreamRequest stream = StreamRequest.builder(
                        request, Grant.everything("u"), Action.PUBLISH, request.path(), Instant.EPOCH)
                .mode("live")
                .build();
        assertThat(stream.toString()).doesNotContain(CANARY);
        cannotBeSerialised(request);
    }

    @Test
    void a_connect_request_can_be_had_without_its_credentials() {
        ConnectRequest without = connect(Map.of()).with(Credentials.NONE);
        assertThat(without.credentials()).isEqualTo(Credentials.NONE);
        assertThat(without.with(CREDENTIALS)).isEqualTo(connect(Map.of()));
    }

    @Test
    void a_decision_is_complete() {
        assertThat(new Decision.Deny(Reason.EXPIRED)).isEqualTo(new Decision.Deny(Reason.EXPIRED, ""));
        assertThat(new Decision.Abstain()).isEqualTo(new Decision.Abstain());
        assertThatNullPointerException().isThrownBy(() -> new Decision.Allow(null));
        assertThatNullPointerException().isThrownBy(() -> new Decision.Deny(null));
        assertThatNullPointerException().isThrownBy(() -> new Decision.Deny(Reason.EXPIRED, null));
        assertThatNullPointerException().isThrownBy(() -> new Decision.Unavailable(null));
    }

    @Test
    void a_value_is_equal_to_its_copy_and_to_no_other() {
        ConnectRequest connect = connect(Map.of("k", "v"));
        ConnectRequest.Builder changed = connect.toBuilder();
        assertThat(changed.build())
                .isEqualTo(connect)
                .hasSameHashCodeAs(connect)
                .isNotEqualTo("x");
        assertThat(connect.toBuilder().remoteAddress("").build()).isNotEqualTo(connect);
        assertThat(connect.toBuilder().userAgent("other").build()).isNotEqualTo(connect);
        assertThat(connect.toBuilder().parameters(Map.of()).build()).isNotEqualTo(connect);
        StreamRequest.Builder stream =
                StreamRequest.builder(connect, Grant.everything("u"), Action.PUBLISH, connect.path(), Instant.EPOCH);
        StreamRequest empty = stream.build();
        assertThat(stream.build()).isEqualTo(empty).hasSameHashCodeAs(empty).isNotEqualTo("x");
        assertThat(stream.mode("live").build()).isNotEqualTo(empty);
        assertThat(empty.mode()).isEmpty();
    }

    @Test
    void an_allowance_keeps_what_it_is_not_told_to_change() {
        Grant grant = Grant.everything("u");
        CompletableFuture<Decision> stage = new CompletableFuture<>();
        Decision.Allow plain = new Decision.Allow(grant);
        assertThat(plain.confirmation()).isEmpty();
        assertThat(plain.failOpen()).isEmpty();
        Decision.Allow all = plain.withConfirmation(stage).withFailOpen("down").withGrant(Grant.everything("v"));
        assertThat(all.confirmation()).containsSame(stage);
        assertThat(all.failOpen()).contains("down");
        assertThat(all.grant().subject()).isEqualTo("v");
        assertThat(all.withGrant(grant))
                .isEqualTo(plain.withFailOpen("down").withConfirmation(stage))
                .hasSameHashCodeAs(plain.withFailOpen("down").withConfirmation(stage))
                .isNotEqualTo(plain);
        assertThat(grant.attributes()).isEmpty();
    }

    @Test
    void an_authenticator_is_a_lambda_whose_streams_the_grant_decides() {
        Grant grant = Grant.everything("u");
        Authenticator authenticator = request -> new Decision.Allow(grant);
        ConnectRequest connect = connect(Map.of());
        StreamRequest stream = StreamRequest.builder(
                        connect,
                        grant,
                        Action.SUBSCRIBE,
                        connect.path().resolve("s").orElseThrow(),
                        Instant.EPOCH)
                .build();
        assertThat(authenticator.authorize(stream)).isEqualTo(new Decision.Allow(grant));
        assertThat(authenticator.problem()).isEmpty();
        authenticator.ended(stream);
    }

    @ParameterizedTest
    @CsvSource({
        "RTMP, RTMP",
        "rtmp, RTMP",
        "whip, WHIP",
        "Mpegts, MPEGTS",
        "http, HTTP",
        "ws, WS",
        "srt, SRT",
        "rTsP, RTSP"
    })
    void a_transport_is_named_in_any_case_and_locale(String name, Transport transport) {
        assertThat(Transport.named(name)).contains(transport);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RTC", "RTMPS", " RTMP", "whıp", "wh\u0130p"})
    void another_name_is_no_transport(String name) {
        assertThat(Transport.named(name)).isEmpty();
    }

    private static ConnectRequest connect(Map<String, String> parameters) {
        return ConnectRequest.builder(
                        "c1", Protocol.RTMP, StreamPath.of("live", "").orElseThrow(), Instant.EPOCH)
                .credentials(CREDENTIALS)
                .remoteAddress("192.0.2.1")
                .userAgent("agent")
                .parameters(parameters)
                .build();
    }

    private static void cannotBeSerialised(Object value) {
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(value))
                .isInstanceOf(NotSerializableException.class);
    }
}
