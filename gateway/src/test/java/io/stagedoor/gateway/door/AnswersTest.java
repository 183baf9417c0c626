package io.stagedoor.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final String COMMON =
            "app=live&flashver=x&swfurl=&tcurl=rtmp://h/live&pageurl=&addr=192.0.2.7&clientid=1&call=";

    @TempDir
    private Path home;

    private Gatehouse gate;

    @BeforeEach
    void start() {
        gate = new Gatehouse(home);
        gate.server("edge1", "nginx-rtmp");
    }

    @AfterEach
    void stop() throws Exception {
        gate.close();
    }

    private Reply rtmp(String fields) {
        return gate.hook("nginx-rtmp", "edge1", COMMON + fields);
    }

    private Reply publish(String token) {
        return rtmp("publish&name=show&type=live&token=" + token);
    }

    @Test
    void a_server_that_proves_itself_is_answered() {
        assertThat(publish("good").status()).isEqualTo(200);
        assertThat(gate.asked).containsExactly("connect RTMP live 192.0.2.7", "PUBLISH live/show live");
        assertThat(gate.admissions.sessions().size()).isEqualTo(1);
    }

    @Test
    void a_secret_in_a_header_counts_as_one_in_the_url_does() {
        Ask ask = Gatehouse.post(
                "/hooks/nginx-rtmp/edge1",
                "",
                Map.of("X-Stagedoor-Secret", List.of(Gatehouse.SECRET)),
                COMMON + "publish&name=show&type=live&token=good");
        assertThat(gate.ask(ask).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret=", "secret=guess", "secret=" + Gatehouse.SECRET + "&secret=guess", "key=x"})
    void a_server_that_does_not_prove_itself_is_nobody(String query) {
        Ask ask = Gatehouse.post(
                "/hooks/nginx-rtmp/edge1", query, Map.of(), COMMON + "publish&name=show&type=live&token=good");
        assertThat(gate.ask(ask).status()).isEqualTo(403);
        assertThat(gate.asked).isEmpty();
        assertThat(gate.guests.size()).isZero();
        assertThat(gate.strangers.unproven()).isEqualTo(1);
    }

    @Test
    void a_server_asks_from_its_addresses_only() {
        Ask ask = new Ask(
                "POST",
                "/hooks/nginx-rtmp/edge1",
                "secret=" + Gatehouse.SECRET,
                Map.of(),
                (COMMON + "publish&name=show&type=live&token=good").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "192.0.2.66",
                false);
        assertThat(gate.ask(ask).status()).isEqualTo(403);
        gate.server("edge1", "nginx-rtmp", "sources", "192.0.2.0/24");
        assertThat(gate.ask(ask).status()).isEqualTo(200);
    }

    @Test
    void a_certificate_proves_a_server_without_a_secret() {
        gate.server("edge2", "nginx-rtmp", "secretFile", "");
        byte[] body =
                (COMMON + "publish&name=show&type=live&token=good").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(gate.ask(new Ask("POST", "/hooks/nginx-rtmp/edge2", "", Map.of(), body, "127.0.0.1", false))
                        .status())
                .isEqualTo(403);
        assertThat(gate.ask(new Ask("POST", "/hooks/nginx-rtmp/edge2", "", Map.of(), body, "127.0.0.1", true))
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/hooks",
                "/hooks/nginx-rtmp",
                "/hooks/nginx-rtmp/other",
                "/hooks/mediamtx/edge1",
                "/check/nginx-rtmp/edge1",
                "/hooks//edge1",
                "//nginx-rtmp/edge1",
                "/check/nginx/edge1"
            })
    void who_is_not_configured_is_not_found(String path) {
        Ask ask = Gatehouse.post(
                path, "secret=" + Gatehouse.SECRET, Map.of(), COMMON + "publish&name=show&type=live&token=good");
        assertThat(gate.ask(ask).status()).isEqualTo(404);
        assertThat(gate.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bad", "old", "down", "''"})
    void a_client_that_is_refused_leaves_nothing(String token) {
        assertThat(publish(token).status()).isEqualTo(403);
        assertThat(gate.guests.size()).isZero();
        assertThat(gate.admissions.sessions().size()).isZero();
    }

    @Test
    void a_client_that_may_connect_but_not_publish_leaves_nothing() {
        gate.wanted = new Decision.Deny(Reason.ROLE_NOT_ALLOWED);
        assertThat(publish("good").status()).isEqualTo(403);
        assertThat(gate.guests.size()).isZero();
        assertThat(gate.admissions.sessions().size()).isZero();
    }

    @Test
    void the_end_that_a_server_tells_is_told_on() {
        publish("good");
        gate.asked.clear();
        assertThat(rtmp("publish_done&name=show&token=good").status()).isEqualTo(200);
        assertThat(gate.asked).containsExactly("ended PUBLISH live/show");
        assertThat(gate.guests.size()).isZero();
        assertThat(gate.admissions.sessions().size()).isZero();
    }

    @Test
    void an_update_is_answered_from_memory() {
        publish("good");
        gate.asked.clear();
        gate.decisions.clear();
        assertThat(rtmp("update_publish&time=3&timestamp=1&name=show&token=good")
                        .status())
                .isEqualTo(200);
        assertThat(gate.asked).isEmpty();
    }

    @Test
    void a_stream_that_nobody_knows_is_judged_by_its_arguments() {
        assertThat(rtmp("update_publish&time=3&timestamp=1&name=show&token=good")
                        .status())
                .isEqualTo(200);
        assertThat(rtmp("update_play&time=3&timestamp=1&name=show&token=bad").status())
                .isEqualTo(403);
        assertThat(gate.guests.size()).isEqualTo(1);
    }

    @Test
    void who_has_a_session_keeps_it_when_the_bundle_starts_anew() throws Exception {
        publish("good");
        gate.rechecks.close();
        gate.begin();
        gate.rechecks.count();
        assertThat(gate.admissions.sessions().size()).isEqualTo(1);
        assertThat(rtmp("update_publish&time=3&timestamp=1&name=show&token=good")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_grant_that_has_ended_ends_the_client() {
        gate.decisions.put(
                "good",
                new Decision.Allow(Grant.everything("bob").toBuilder()
                        .endsAt(gate.now.plusSeconds(60))
                        .build()));
        publish("good");
        gate.hooks.endExpired();
        assertThat(gate.ended).isEmpty();
        gate.now = gate.now.plusSeconds(60);
        gate.hooks.endExpired();
        assertThat(gate.ended)
                .singleElement()
                .satisfies(guest -> assertThat(guest.ended()).contains("EXPIRED"));
        assertThat(rtmp("update_publish&time=3&timestamp=1&name=show&token=good")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void an_operator_ends_a_client_once() {
        publish("good");
        gate.guests.forEach(guest -> gate.admissions
                .sessions()
                .entry(guest.session())
                .ifPresent(entry -> gate.admissions.end(entry, EndReason.KICKED, "")));
        assertThat(gate.ended).hasSize(1);
        assertThat(rtmp("update_publish&time=3&timestamp=1&name=show&token=good")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_connect_that_shows_nothing_is_refused_unless_configured() {
        String connect = "app=live&flashver=x&swfurl=&tcurl=rtmp://h/live&pageurl=&addr=192.0.2.7&epoch=1&call=connect";
        assertThat(gate.hook("nginx-rtmp", "edge1", connect).status()).isEqualTo(403);
        assertThat(gate.hook("nginx-rtmp", "edge1", connect + "&token=good").status())
                .isEqualTo(200);
        gate.server("edge1", "nginx-rtmp", "connectWithoutCredentials", "true");
        assertThat(gate.hook("nginx-rtmp", "edge1", connect).status()).isEqualTo(200);
        assertThat(gate.hook("nginx-rtmp", "edge1", connect + "&token=bad").status())
                .isEqualTo(403);
        assertThat(gate.guests.size()).isZero();
    }

    @Test
    void no_more_are_kept_than_a_server_may_have() {
        for (int i = 0; i < 10; i++) {
            assertThat(gate.hook(
                                    "nginx-rtmp",
                                    "edge1",
                                    COMMON.replace("clientid=1", "clientid=" + (100 + i))
                                            + "publish&name=show&type=live&token=good")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(publish("good").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2Fother", "a%2F..%2Fb", "a%2F%2Fb", "%00", "a%5Cb", "."})
    void an_odd_name_is_refused(String name) {
        assertThat(rtmp("publish&name=" + name + "&type=live&token=good").status())
                .isEqualTo(403);
        assertThat(gate.asked).isEmpty();
    }

    /** What the internal relay of nginx-rtmp asks; clients choose what they call themselves, so that name counts for nothing. */
    @Test
    void a_relay_without_credentials_is_refused() {
        assertThat(gate.hook(
                                "nginx-rtmp",
                                "edge1",
                                "app=&flashver=ngx-local-relay&swfurl=&tcurl=&pageurl=&addr=127.0.0.1:19350/live/pushed&clientid=381&call=play&name=x&start=0&duration=0&reset=0")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void what_is_no_hook_is_refused_and_no_secret_is_told() throws Exception {
        assertThat(gate.hook("nginx-rtmp", "edge1", "token=good").status()).isEqualTo(403);
        assertThat(gate.asked).isEmpty();
        publish("good");
        assertThat(gate.audited("publish")).doesNotContain("good").doesNotContain(Gatehouse.SECRET);
    }

    @Test
    void a_secret_that_changes_counts_from_then_on() {
        gate.write("edge1.key", "another-secret-of-32-bytes-0123456789");
        gate.servers.look();
        assertThat(publish("good").status()).isEqualTo(403);
        assertThat(gate.servers.problems()).isEmpty();
    }

    @Test
    void a_wrong_configuration_leaves_the_server_out() {
        gate.server("edge3", "nginx-rtmp", "sources", "everywhere");
        assertThat(gate.servers.find("edge3")).isEmpty();
        assertThat(gate.servers.problems())
                .singleElement()
                .asString()
                .contains("sources")
                .doesNotContain(Gatehouse.SECRET);
    }

    @Test
    void the_servers_that_cannot_end_a_client_are_told() {
        gate.server("node", "node-media-server");
        Set<String> sentences = Set.copyOf(gate.servers.all().stream()
                .flatMap(server -> io.stagedoor.gateway.door.ending.Endings.problem(server).stream())
                .toList());
        assertThat(sentences)
                .anySatisfy(text -> assertThat(text).contains("'node'").contains("cannot be told to end a client"))
                .anySatisfy(text -> assertThat(text).contains("'edge1'").contains("apiUrl"));
    }
}
