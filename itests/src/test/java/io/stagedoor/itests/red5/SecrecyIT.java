package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** No log of a server that logs everything of ours holds a secret or a token, whatever clients and operators do. */
public class SecrecyIT {

    private final Canaries canaries = new Canaries();
    private StagedoorServer server;

    @Test
    public void no_log_holds_a_secret_or_a_token() throws Exception {
        try (StagedoorServer started = StagedoorServer.started()) {
            server = started;
            canaries.secret(server.secret());

            showTokens();
            putTokensBehindStreamNames();
            showTokensOverHttp();
            changeSecrets();
            breakConfigurations();
            // Nothing is written after that.
            server.close();

            String logs = server.logs();
            assertThat(logs.contains("BAD_SIGNATURE") && logs.contains("Guarding the application"))
                    .as("the logs were read")
                    .isTrue();
            for (String form : canaries.forms()) {
                assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
            }
        }
    }

    private void showTokens() throws IOException {
        List<String> tokens = new ArrayList<>();
        tokens.add(token().signedWith(server.secret()));
        tokens.add(token().signedWith(newSecret()));
        tokens.add(token().signedWith(server.secret() + server.secret(), JWSAlgorithm.HS512));
        tokens.add(token().unsigned("c2lnbmF0dXJlLW9mLW5vYm9keQ"));
        tokens.add(token().claim("roles", 1).signedWith(server.secret()));
        tokens.add(token().without("exp").signedWith(server.secret()));
        tokens.add(token().claim("red5-room", "elsewhere").signedWith(server.secret()));
        tokens.add(token().claim("x", "y".repeat(9000)).signedWith(server.secret()));
        tokens.add(token().signedWith(server.secret()) + ".x");
        for (String each : tokens) {
            String token = kept(each);
            for (String path : List.of("live", "live/room", "live/..", "no-such-application")) {
                connect(path + "?token=" + token);
                connect(path + "?token=" + token + "&token=" + token.substring(1) + "&x");
                connect(path, "password-canary-1", "password-canary-2", token);
                connect(path, Map.of("username", "any", "password", "password-canary-3", "token", token));
                connect(path, "token=" + token, "password=password-canary-4");
            }
        }
        for (int i = 1; i <= 4; i++) {
            canaries.secret("password-canary-" + i);
        }
    }

    private void showTokensOverHttp() throws IOException {
        Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(server.home().resolve("webapps/live/hls/x.m3u8"), "#EXTM3U\nx0.ts\n");
        for (String token : List.of(kept(token().signedWith(server.secret())), kept(token().signedWith(newSecret())))) {
            for (String path :
                    List.of("/live/hls/x.m3u8", "/live/whip/endpoint/x", "/live/..;/x", "/nowhere/x", "/live/#/x")) {
                for (String method : List.of("GET", "POST", "DELETE")) {
                    RawHttp.request(server, method, path + "?token=" + token);
                    RawHttp.request(server, method, path, "Authorization: Bearer " + token);
                    RawHttp.request(server, method, path, "Authorization: " + token, "Cookie: token=" + token);
                    RawHttp.request(
                            server,
                            method,
                            path + "?" + token,
                            "Upgrade: websocket",
                            "Sec-WebSocket-Protocol: token, " + token);
                }
            }
            RawHttp.Answer playlist = RawHttp.get(server, "/live/hls/x.m3u8?token=" + token);
            assertThat(playlist.text()).doesNotContain(token);
            canaries.secret(
                    playlist.status() == 200
                            ? playlist.header("Set-Cookie").replaceAll(".*?=([^;]*);.*", "$1")
                            : newSecret());
        }
    }

    private void putTokensBehindStreamNames() throws IOException {
        String token = kept(token().signedWith(server.secret()));
        for (String query : List.of("?token=" + token, "?" + token, "?a=b&" + token, "?token=" + token + "=")) {
            try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
                int stream = client.createStream();
                client.publish(stream, "name" + query, "live");
                client.play(client.createStream(), "name" + query);
                client.call("FCPublish", "name" + query);
                client.call("releaseStream", "name" + query);
                client.call("deleteStream", "name" + query);
                client.call("closeStream", "name" + query);
                client.call("noSuchMethod", token);
            }
            try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
                client.play(client.createStream(), "../name" + query);
            }
            try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
                client.publish(client.createStream(), "flv:../name" + query, "record");
            }
        }
    }

    private void changeSecrets() {
        String next = newSecret();
        canaries.secret(next);
        server.writeSecret(next);
        eventually(() -> assertThat(Clients.connect(server, "live", kept(token().signedWith(next))))
                .isEqualTo(CONNECTED));
        String inline = newSecret();
        canaries.secret(inline);
        server.configure(JWT_FILE, "name=live-jwt", "jwtSecret=" + inline);
        eventually(() -> assertThat(Clients.connect(server, "live", kept(token().signedWith(inline))))
                .isEqualTo(CONNECTED));
    }

    private void breakConfigurations() {
        canaries.secret("short-canary-secret");
        server.configure(JWT_FILE, "name=live-jwt", "jwtSecret=short-canary-secret");
        eventually(() ->
                assertThat(server.logs().contains("shorter than 32 bytes")).isTrue());
        String placeholder = newSecret() + "$[env:NOBODY_SETS_THIS]";
        canaries.secret(placeholder.substring(0, 40));
        server.configure(JWT_FILE, "name=live-jwt", "jwtSecret=" + placeholder);
        eventually(() -> assertThat(server.logs().contains("laceholder")).isTrue());
        server.configure(APPLICATION_FILE, "application=live", "authenticator=nobody");
        eventually(() -> assertThat(Clients.connect(server, "live", "")).isEqualTo(REJECTED));
    }

    private void connect(String path, Object... arguments) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            client.connect(path, arguments);
        }
    }

    private String kept(String token) {
        canaries.token(token);
        return token;
    }
}
