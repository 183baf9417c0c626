package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.red5.CoverageTable.Action;
import io.stagedoor.itests.red5.CoverageTable.Row;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.SharedObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Each protocol, each thing that its clients may want, with each kind of credentials; what comes of it is written down. */
public class CoverageIT {

    private static final String INSIDE = "192.0.2.7";
    private static final String OUTSIDE = "198.51.100.7";
    private static final String OWNER = "owner";
    private static final String REAL = "a real client";
    private static final String STAND_IN = "a stand-in of its class, in a real Red5";

    private static final String CLUSTER = newSecret();

    private static StagedoorServer server;
    private static Probe probe;
    private static final CoverageTable TABLE = new CoverageTable();

    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withWebSockets();
        Probe.installIn(server);
        server.configure(StagedoorServer.APPLICATION_FILE, server.application("mpegtsSources=192.0.2.0/24"));
        server.configure("stagedoor.bridge.cfg", "clusterSecret=" + CLUSTER);
        server.start();
        probe = Probe.of(server);
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    /** What a client of a protocol does with a token in a room; empty is none. */
    @FunctionalInterface
    private interface Client {
        void tries(Action action, String room, String token) throws Exception;
    }

    @Test
    public void every_cell_is_as_it_must_be_and_is_written_down() throws Exception {
        row("RTMP", REAL, "RTSP", CoverageIT::rtmp, Action.values());
        row("RTSP", STAND_IN, "RTMP", standIn("RTSP", INSIDE, "token"), Action.values());
        row("WebRTC", STAND_IN, "RTMP", standIn("RTC", INSIDE, "token"), Action.values());
        row("WHIP, WHEP", STAND_IN, "RTMP", standIn("WH", INSIDE, "token"), Action.values());
        row("SRT", STAND_IN, "RTMP", standIn("SRT", INSIDE, "streamid"), Action.values());
        sources();
        row("WebSocket of Red5 Pro", STAND_IN, "RTMP", standIn("WS", INSIDE, "token"), Action.values());
        row("shared objects of Red5 Pro", STAND_IN, "RTMP", standIn("SO", INSIDE, "token"), Action.values());
        restreamers();
        row("HTTP: recordings, HLS", REAL, "RTMP", CoverageIT::http, Action.PLAY, Action.PUBLISH);
        row("HTTP: WHIP endpoint", REAL, "RTMP", whip("/whip/endpoint/s"), Action.PUBLISH);
        row("HTTP: WHEP endpoint", REAL, "RTMP", whip("/whep/endpoint/s"), Action.PLAY);
        row("WebSocket", REAL, "RTMP", CoverageIT::webSocket, Action.CONNECT);
        TABLE.write(Path.of(System.getProperty("stagedoor.docs"), "coverage.md"));
    }

    /** The actions that the protocol has; a line says that it has no others. */
    private static void row(String protocol, String tested, String otherTransport, Client client, Action... actions)
            throws Exception {
        for (Action action : actions) {
            TABLE.add(new Row(
                    protocol,
                    action,
                    refused(client, action, ""),
                    refused(client, action, token().signedWith(newSecret())),
                    allowed(client, action, token().signedWith(server.secret())),
                    refused(client, action, unsuited(action, otherTransport).signedWith(server.secret())),
                    tested));
        }
        if (actions.length < Action.values().length) {
            TABLE.addNothingElse(protocol);
        }
    }

    /** A token that is good for something else. */
    private static Token unsuited(Action action, String otherTransport) {
        return switch (action) {
            case CONNECT -> token().claim("red5-transport", otherTransport);
            case PUBLISH, SHARE_CREATE, SHARE_WRITE, SHARE_SEND, SHARE_DELETE -> token().roles("red5-subscriber");
            case PLAY -> token().roles("red5-publisher");
            case SHARE_CONNECT -> token().roles("none");
        };
    }

    private static String refused(Client client, Action action, String token) throws Exception {
        JsonNode line = judged(client, action, token);
        assertThat(line.path("decision").asText()).as(line.toString()).isEqualTo("deny");
        String at = line.path("action").asText();
        return "refused" + (at.equals(action.audited()) ? "" : " at " + at) + ": "
                + line.path("reason").asText();
    }

    private static String allowed(Client client, Action action, String token) throws Exception {
        JsonNode line = judged(client, action, token);
        assertThat(line.path("decision").asText()).as(line.toString()).isEqualTo("allow");
        assertThat(line.path("action").asText()).as(line.toString()).isEqualTo(action.audited());
        return "allowed";
    }

    /** What the audit log says of the action; of the connect, if that was refused. */
    private static JsonNode judged(Client client, Action action, String token) throws Exception {
        String room = "room-" + UUID.randomUUID();
        AuditLog audit = server.audit();
        client.tries(action, room, token);
        return eventually(CoverageTable.PATIENCE, () -> {
            List<JsonNode> lines = audit.lines().stream()
                    .filter(line -> line.path("room").asText().equals(room))
                    .filter(line -> !line.path("subject").asText().equals(OWNER))
                    .filter(line -> line.path("action").asText().equals(action.audited())
                            || line.path("decision").asText().equals("deny"))
                    .toList();
            assertThat(lines).as("lines about %s in %s", action, room).isNotEmpty();
            return lines.get(0);
        });
    }

    private static void rtmp(Action action, String room, String token) throws IOException {
        String path = "live/" + room + (token.isEmpty() ? "" : "?token=" + token);
        boolean finds = action.isOfSharedObjects() && action != Action.SHARE_CREATE;
        try (RtmpClient owner = finds ? owner(room) : null;
                RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            if (!client.connect(path).equals(Clients.CONNECTED)) {
                return;
            }
            switch (action) {
                case CONNECT -> {}
                case PUBLISH -> client.publish(client.createStream(), "s", "live");
                case PLAY -> client.play(client.createStream(), "s");
                case SHARE_CREATE, SHARE_CONNECT -> enter(client);
                default -> {
                    enter(client);
                    client.socket().send(wish(action));
                    // Answered behind what was sent before it: who leaves at once may not be heard.
                    client.createStream();
                }
            }
        }
    }

    /** Somebody else, who has made the shared object that is there. */
    private static RtmpClient owner(String room) throws IOException {
        String token = token().claim("sub", OWNER).signedWith(server.secret());
        RtmpClient owner = RtmpClient.connected(server.rtmpPort(), "live/" + room + "?token=" + token);
        enter(owner);
        return owner;
    }

    private static Message wish(Action action) {
        return switch (action) {
            case SHARE_WRITE -> SharedObject.set("o", false, "key", "value");
            case SHARE_SEND -> SharedObject.send("o", false, "handler", "value");
            default -> SharedObject.delete("o", false, "key");
        };
    }

    private static void enter(RtmpClient client) throws IOException {
        client.socket().send(SharedObject.connect("o", false));
        client.socket().await(message -> !SharedObject.events(message, "o").isEmpty(), Clients.PATIENCE);
    }

    private static String[] bearer(String token) {
        return token.isEmpty() ? new String[0] : new String[] {"Authorization: Bearer " + token};
    }

    private static void http(Action action, String room, String token) throws IOException {
        String method = action == Action.PLAY ? "GET" : "PUT";
        RawHttp.request(server, method, "/live/streams/" + room + "/s.flv", bearer(token));
    }

    private static Client whip(String endpoint) {
        return (action, room, token) -> RawHttp.request(server, "POST", "/live/" + room + endpoint, bearer(token));
    }

    private static void webSocket(Action action, String room, String token) {
        String query = token.isEmpty() ? "" : "?token=" + token;
        URI uri = URI.create("ws://" + server.http().getAuthority() + "/live/" + room + "/" + query);
        HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, new WebSocket.Listener() {})
                .handle((socket, refused) -> socket)
                .thenAccept(socket -> Optional.ofNullable(socket).ifPresent(WebSocket::abort))
                .join();
    }

    private static Client standIn(String kind, String address, String parameter) {
        UnaryOperator<String> says = token -> parameter.equals("streamid") ? "#!::token=" + token : token;
        return (action, room, token) -> probe.isAllowed(
                kind,
                address,
                room,
                token.isEmpty() ? Map.of() : Map.of(parameter, says.apply(token)),
                action.audited());
    }

    /** MPEG-TS carries nothing: what counts is where it comes from. */
    private static void sources() throws Exception {
        Client known = standIn("MPEGTS", INSIDE, "token");
        Client unknown = standIn("MPEGTS", OUTSIDE, "token");
        for (Action action : Action.values()) {
            boolean sends = List.of(Action.CONNECT, Action.PUBLISH, Action.SHARE_CONNECT)
                    .contains(action);
            String right = sends
                    ? allowed(known, action, "") + ", from an address of `mpegtsSources`"
                    : "a source only sends: " + refused(known, action, "");
            TABLE.add(new Row(
                    "MPEG-TS",
                    action,
                    refused(unknown, action, ""),
                    "carries nothing: " + refused(unknown, action, token().signedWith(server.secret())),
                    right,
                    "carries nothing",
                    STAND_IN));
        }
    }

    /** What pulls streams from other servers proves the secret of the cluster; a token is for people. */
    private static void restreamers() throws Exception {
        Client member = standIn("RESTREAMER", INSIDE, "clusterSecret");
        Client person = standIn("RESTREAMER", INSIDE, "token");
        for (Action action : Action.values()) {
            TABLE.add(new Row(
                    "restreamers of Red5 Pro",
                    action,
                    refused(member, action, ""),
                    refused(member, action, newSecret()),
                    allowed(member, action, CLUSTER),
                    "a token: " + refused(person, action, token().signedWith(server.secret())),
                    STAND_IN));
        }
    }
}
