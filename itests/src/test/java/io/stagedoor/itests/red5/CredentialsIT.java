package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** The carriers of credentials: the query of the connect URL, and the connect arguments in their three forms. */
public class CredentialsIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    private final String good = token().signedWith(SERVER.secret());
    private final String other = token().claim("sub", "user-2").signedWith(SERVER.secret());
    private final String forged = token().signedWith(newSecret());

    @Test
    public void a_token_is_the_third_connect_argument() throws Exception {
        assertThat(connect("live", "any", "jwt", good)).isEqualTo(CONNECTED);
        assertThat(connect("live", null, null, good)).isEqualTo(CONNECTED);
        assertThat(connect("live", "", "", good)).isEqualTo(CONNECTED);
        refused("BAD_SIGNATURE", "live", "any", "jwt", forged);
    }

    @Test
    public void a_name_and_a_password_without_a_token_are_for_other_authenticators() throws Exception {
        refused("ALL_ABSTAINED", "live", good);
        refused("ALL_ABSTAINED", "live", "any", "jwt");
        refused("ALL_ABSTAINED", "live", "any", "jwt", "undefined");
        refused("ALL_ABSTAINED", "live", "any", "jwt", 42);
        refused("NO_CREDENTIALS", "live", null, null, null);
    }

    @Test
    public void a_map_among_the_connect_arguments_holds_it() throws Exception {
        assertThat(connect("live", Map.of("token", good))).isEqualTo(CONNECTED);
        assertThat(connect("live", Map.of("username", "any", "password", "jwt", "token", good)))
                .isEqualTo(CONNECTED);
        refused("BAD_SIGNATURE", "live", Map.of("token", forged));
        refused("NO_CREDENTIALS", "live", Map.of("Token", good));
    }

    @Test
    public void connect_arguments_may_be_pairs() throws Exception {
        assertThat(connect("live", "username=any", "password=jwt", "token=" + good))
                .isEqualTo(CONNECTED);
        assertThat(connect("live", "token=" + good)).isEqualTo(CONNECTED);
        refused("BAD_SIGNATURE", "live", "token=" + forged);
    }

    @Test
    public void connect_arguments_are_not_decoded() throws Exception {
        refused("MALFORMED_TOKEN", "live", "any", "jwt", good.replace(".", "%2E"));
    }

    @Test
    public void the_query_of_the_connect_url_holds_it() throws Exception {
        assertThat(connect("live?token=" + good)).isEqualTo(CONNECTED);
        assertThat(connect("live?username=any&password=jwt&token=" + good)).isEqualTo(CONNECTED);
        assertThat(connect("live?flag&=&&token=" + good)).isEqualTo(CONNECTED);
        refused("NO_CREDENTIALS", "live?TOKEN=" + good);
    }

    @Test
    public void a_query_that_only_the_tc_url_has_counts() throws Exception {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            Map<String, Optional<Object>> entries =
                    Map.of("tcUrl", Optional.of("rtmp://127.0.0.1:" + SERVER.rtmpPort() + "/live?token=" + good));

            assertThat(client.connect(client.connectMessage("live", entries))).isEqualTo(CONNECTED);
        }
    }

    @Test
    public void one_name_with_two_values_is_refused_wherever_they_stand() throws Exception {
        refused("AMBIGUOUS_CREDENTIALS", "live?token=" + good + "&token=" + other);
        refused("AMBIGUOUS_CREDENTIALS", "live?token=" + forged + "&token=" + good);
        refused("AMBIGUOUS_CREDENTIALS", "live?token=" + good + "&%74oken=" + other);
        refused("AMBIGUOUS_CREDENTIALS", "live?token=" + good, "any", "jwt", other);
        refused("AMBIGUOUS_CREDENTIALS", "live?token=" + good, Map.of("token", forged));
        refused("AMBIGUOUS_CREDENTIALS", "live", "token=" + good, "token=" + other);
        refused("AMBIGUOUS_CREDENTIALS", "live?username=a&token=" + good, "b", "jwt");
    }

    @Test
    public void one_value_twice_is_no_contradiction() throws Exception {
        assertThat(connect("live?token=" + good + "&token=" + good)).isEqualTo(CONNECTED);
        assertThat(connect("live?token=" + good, "any", "jwt", good)).isEqualTo(CONNECTED);
        assertThat(connect("live?token=" + good, "any", "jwt")).isEqualTo(CONNECTED);
    }

    @Test
    public void a_refused_client_is_told_nothing_but_that() throws Exception {
        String first = description("live?token=" + forged);
        String second = description("live");

        assertThat(first).isEqualTo(second).doesNotContain("signature", "token", "credential");
    }

    private String description(String path) throws IOException {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            client.connect(path);
            return client.socket()
                    .await(m -> m.isCommand("_error"), Clients.PATIENCE)
                    .map(m -> m.values().get(3).toString())
                    .orElseThrow();
        }
    }

    private void refused(String reason, String path, Object... arguments) throws IOException {
        AuditLog audit = SERVER.audit();
        assertThat(connect(path, arguments)).isEqualTo(REJECTED);
        assertThat(audit.decisions()).containsExactly("connect deny " + reason);
    }

    private static String connect(String path, Object... arguments) throws IOException {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            String code = client.connect(path, arguments);
            if (code.equals(REJECTED)) {
                Clients.assertClosed(client);
            }
            return code;
        }
    }
}
