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
import io.stagedoor.itests.rtmp.SharedObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** No log of a server that logs everything of ours holds a secret or a token, whatever clients and operators do. */
public class SecrecyIT {

    private static final int CANARY = 22;
    private static final int NO_STREAM = 9;
    private static final Pattern HEAD = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+ +[A-Z]+ +\\[[^\\]]*\\] (\\S+) - ");
    /** Names of 22 and 32 characters are names. */
    private static final List<String> PLAIN = List.of(
            "0b1e5a3c-90c6-4a4e-8a54-0d2f7c1f6a11",
            "9e107d9d372bb6826bd81d3542a419d6",
            "kZ3v0sUqT1m9WcXbLr27Ag",
            "show-1");

    private final Canaries canaries = new Canaries();
    private final List<String> inNames = new ArrayList<>();
    private StagedoorServer server;

    @Test
    public void no_log_holds_a_secret_or_a_token() throws Exception {
        try (StagedoorServer started = StagedoorServer.started()) {
            server = started;
            canaries.secret(server.secret());

            showTokens();
            putTokensBehindStreamNames();
            showTokensOverHttp();
            putSecretsIntoNames();
            showTicketsAndRefreshIds();
            changeSecrets();
            breakConfigurations();
            // Nothing is written after that.
            server.close();

            String logs = server.logs();
            assertThat(logs.contains("BAD_SIGNATURE") && logs.contains("Guarding application"))
                    .as("the logs were read")
                    .isTrue();
            for (String form : canaries.forms()) {
                assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
            }
            for (String secret : inNames) {
                assertThat(logs.contains(secret)).as("a log holds " + secret).isFalse();
            }
            String ours = linesOfOurs();
            for (String name : PLAIN) {
                assertThat(ours).contains("\"stream\":\"" + name + "\"");
            }
            assertThat(ours).contains("carried-0&token=***").contains("carried-1%26token%3D***");
        }
    }

    /** The files of the audit log, and what our loggers wrote with what was thrown. */
    private String linesOfOurs() throws IOException {
        StringBuilder ours = new StringBuilder();
        try (Stream<Path> files = Files.list(server.home().resolve("stagedoor/log"))) {
            for (Path file : files.toList()) {
                ours.append(Files.readString(file));
            }
        }
        boolean our = false;
        for (String line : server.log().split("\n")) {
            Matcher head = HEAD.matcher(line);
            our = head.lookingAt() ? head.group(1).startsWith("io.stagedoor.") : our;
            if (our) {
                ours.append(line).append('\n');
            }
        }
        return ours.toString();
    }

    private void putSecretsIntoNames() throws IOException {
        // Another subject: tokens of one second have one payload.
        String token = token().claim("sub", "in-names").signedWith(server.secret());
        inNames.add(signature(token));
        List<String> keys = List.of("token=", "PassWord=", "username=");
        List<String> separators = List.of("&", "%26", ";", "#", ",", "/", " ", "%2526", "%3B");
        for (int i = 0; i < separators.size(); i++) {
            String separator = separators.get(i);
            String equals = separator.startsWith("%") ? separator.replaceAll("..$", "3D") : "=";
            String key = i < 2 ? keys.get(0) : keys.get(i % keys.size());
            putInto(token, "carried-" + i + separator + key.replace("=", equals) + canary());
        }
        String other = token().claim("sub", "in-names").signedWith(newSecret());
        inNames.add(signature(other));
        for (String form : List.of(
                other,
                "carried/" + other,
                "$2y$10$" + canary() + canary(),
                "$apr1$salt$" + canary(),
                "{SSHA}" + canary(),
                "sgd_" + canary(),
                "sdt_" + canary())) {
            putInto(token, form);
        }
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
            for (String name : PLAIN) {
                client.send(client.createStream(), "play", name);
            }
            client.call("releaseStream", "the answer comes behind those");
        }
    }

    private static String signature(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private void putInto(String token, String name) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
            client.send(client.createStream(), "publish", name, "live");
            client.call("releaseStream", name);
        }
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
            client.socket().send(SharedObject.set(name, false, "key", name));
            client.call("getStreamLength", name);
            client.call("setCanConnect", name);
            client.call(name, name);
            client.send(client.createStream(), "play", name);
            client.send(NO_STREAM, "play", name);
            client.send(NO_STREAM, "publish", name, "live");
            client.call("releaseStream", name);
        }
        connect("live/" + name);
        connect("live/" + name + "/room?token=" + token);
        connect("live", name, "password", "");
        connect("live", Map.of("username", name, "password", "any"));
        String path =
                name.replace(" ", "%20").replace("#", "%23").replace("{", "%7B").replace("}", "%7D");
        RawHttp.get(server, "/live/streams/" + path + ".flv");
        RawHttp.get(server, "/live/streams/" + path + "/..;/x.flv");
        RawHttp.request(server, "POST", "/live/whip/endpoint/" + path, "User-Agent: " + name);
    }

    private String canary() {
        String canary = UUID.randomUUID().toString().replace("-", "").substring(0, CANARY);
        inNames.add(canary);
        return canary;
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
                connect(path, "any", "password-canary-1", token);
                connect(path, "password-canary-2", "password-canary-2", token);
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

    /** Good ones and others of the same form, in each place that they have, and in others. */
    private void showTicketsAndRefreshIds() throws Exception {
        server.configureInForce(
                "application=live", "authenticator=live-jwt", "tickets=true", "streamKeyTickets=true", "refresh=true");
        String token = kept(token().signedWith(server.secret()));
        List<String> tickets = new ArrayList<>();
        for (String order : List.of("action=publish&stream=ticketed", "action=play&stream=x", "action=play")) {
            RawHttp.Answer answer = RawHttp.request(
                    server, "POST", "/live/stagedoor/ticket?" + order, "Authorization: Bearer " + token);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            Matcher ticket = Pattern.compile("sdt_[A-Za-z0-9_-]{22}").matcher(answer.body());
            assertThat(ticket.find()).isTrue();
            tickets.add(ticket.group());
        }
        tickets.add("sdt_" + canary());
        for (String ticket : tickets) {
            canaries.secret(ticket);
            showTicket(ticket);
        }
        String next = kept(token().claim("x", "next").signedWith(server.secret()));
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
            showRefreshId(refreshId(client), next);
            client.call("stagedoorRefresh", next);
            client.call("stagedoorRefresh", tickets.get(0));
        }
        showRefreshId(RawHttp.get(server, "/live/hls/x.m3u8?token=" + token).header("Stagedoor-Session"), next);
    }

    private void showTicket(String ticket) throws IOException {
        for (String path : List.of("live", "live/room", "no-such-application")) {
            connect(path + "?token=" + ticket);
            connect(path + "?" + ticket);
            connect(path, ticket, ticket);
            connect(path, Map.of("token", ticket));
        }
        for (String name : List.of(ticket, "room/" + ticket, "flv:" + ticket, ticket + "?a=b", "x?token=" + ticket)) {
            for (String path : List.of("live", "live?token=" + ticket)) {
                try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
                    client.connect(path);
                    client.send(0, "releaseStream", name);
                    client.send(0, "FCPublish", name);
                    client.call("createStream");
                    client.call("createStream");
                    client.send(1, "publish", name, "live");
                    client.send(2, "play", name);
                    client.send(NO_STREAM, "play", name); // Red5 logs what it cannot answer there
                    client.send(0, "FCUnpublish", name);
                    client.call("releaseStream", "the answer comes behind those");
                } catch (IOException e) {
                    assertThat(e)
                            .as("Stagedoor closes the connection of whom it refuses")
                            .isNotNull();
                }
            }
        }
        RawHttp.get(server, "/live/hls/x.m3u8?token=" + ticket);
        RawHttp.request(
                server, "GET", "/live/hls/x.m3u8", "Authorization: Bearer " + ticket, "Cookie: token=" + ticket);
        RawHttp.request(server, "POST", "/live/stagedoor/ticket?action=play", "Authorization: Bearer " + ticket);
        RawHttp.request(server, "POST", "/live/stagedoor/ticket?action=play&token=" + ticket);
    }

    private static String refreshId(RtmpClient client) throws IOException {
        List<Object> values = client.call("stagedoorSession").orElseThrow().values();
        return String.valueOf(((Map<?, ?>) values.get(values.size() - 1)).get("refreshId"));
    }

    private void showRefreshId(String id, String token) throws IOException {
        assertThat(id).hasSizeGreaterThan(CANARY);
        canaries.secret(id);
        String path = "/live/stagedoor/refresh";
        RawHttp.request(server, "POST", path + "?session=" + id, "Authorization: Bearer " + token);
        RawHttp.request(server, "POST", path, "Authorization: Bearer " + token, "Stagedoor-Session: " + id);
        RawHttp.get(server, "/live/hls/x.m3u8?session=" + id);
        connect("live?session=" + id);
        connect("live", id, id);
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + token)) {
            client.call("stagedoorRefresh", id);
            client.call("releaseStream", "the answer comes behind those");
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
