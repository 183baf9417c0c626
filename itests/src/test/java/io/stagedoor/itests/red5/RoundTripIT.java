package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.rtmp.FlvFile;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.SharedObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** A backend is asked for each publish and play, on a real server. */
public class RoundTripIT {

    private static final String FILE = "stagedoor.authenticator.roundtrip-live-backend.cfg";
    private static final String PASSWORD = "roundtrip-canary-\"pässwörd\"";
    private static final String TOKEN = "roundtrip-canary-token-1";
    /** Where it is not about time, a slow machine is not to be taken for a backend that does not answer. */
    private static final String LONG = "timeoutMillis=20000";

    private static StagedoorServer server;

    private final String stream = "s-" + UUID.randomUUID();
    private Backend backend;

    @BeforeClass
    public static void start() {
        server = StagedoorServer.started();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void ask_a_backend() throws Exception {
        backend = new Backend();
        configure();
    }

    @After
    public void close_the_backend() {
        backend.close();
    }

    /** A setting that is new each time shows when the configuration is in force. */
    private void configure(String... more) throws Exception {
        configureAt(
                backend.url("/validate"),
                Stream.concat(Stream.of(more), Stream.of(LONG)).toArray(String[]::new));
    }

    private void configureAt(String validateUrl, String... more) throws Exception {
        String name = "backend-" + UUID.randomUUID();
        String[] lines = {"name=" + name, "validateUrl=" + validateUrl, "invalidateUrl=" + backend.url("/invalidate")};
        server.configure(FILE, Stream.concat(Stream.of(lines), Stream.of(more)).toArray(String[]::new));
        server.configure(
                APPLICATION_FILE,
                "application=live",
                "authenticator=" + name + ",live-jwt",
                "decisionTimeoutMillis=30000");
        eventually(() -> {
            AuditLog audit = server.audit();
            try (RtmpClient client = connected()) {
                assertThat(audit.lines().get(0).path("authenticator").asText()).isEqualTo(name);
            }
        });
    }

    @Test
    public void a_publish_and_a_play_are_each_asked_with_five_fields() throws Exception {
        try (RtmpClient client = connected()) {
            assertThat(publish(client, stream)).isEqualTo(PUBLISHED);
            try (RtmpClient viewer = connected()) {
                assertThat(viewer.play(viewer.createStream(), stream)).isEqualTo(PLAYING);
            }
        }
        assertThat(backend.asked(stream).stream().map(RoundTripIT::fields))
                .containsExactly(
                        Map.of(
                                "username", "alice",
                                "password", PASSWORD,
                                "token", TOKEN,
                                "type", "publisher",
                                "streamID", stream),
                        Map.of(
                                "username", "alice",
                                "password", PASSWORD,
                                "token", TOKEN,
                                "type", "subscriber",
                                "streamID", stream));
    }

    @Test
    public void only_a_clear_yes_allows() throws Exception {
        AuditLog audit = server.audit();
        for (String no : List.of("{\"result\":false}", "{\"result\":1}", "{}", "[]", "true", "no json", "")) {
            backend.answers(200, no);
            assertThat(publishOn(stream)).as(no).isEqualTo(PUBLISH_REFUSED);
        }
        backend.answers(404, "{\"result\":true}");
        assertThat(publishOn(stream)).isEqualTo(PUBLISH_REFUSED);
        assertThat(playOn(stream)).isEqualTo(PLAY_REFUSED);
        backend.answers(200, "{\"result\":\"true\"}");
        assertThat(publishOn(stream)).isEqualTo(PUBLISHED);
        assertThat(audit.decisions().stream().filter(line -> line.startsWith("p")))
                .containsOnly("publish deny BAD_CREDENTIALS", "play deny BAD_CREDENTIALS", "publish allow GRANTED");
    }

    @Test
    public void the_end_of_a_publish_is_told_once_however_it_ended() throws Exception {
        try (RtmpClient client = connected()) {
            int id = client.createStream();
            assertThat(client.publish(id, stream, "live")).isEqualTo(PUBLISHED);
            client.send(0, "deleteStream", (double) id);
            eventually(() -> assertThat(backend.told(stream)).hasSize(1));
        }
        String closed = stream + "-closed";
        RtmpClient vanishing = connected();
        assertThat(publish(vanishing, closed)).isEqualTo(PUBLISHED);
        vanishing.close();
        eventually(() -> assertThat(backend.told(closed)).hasSize(1));
        String reset = stream + "-reset";
        RtmpClient killed = connected();
        int id = killed.createStream();
        assertThat(killed.publish(id, reset, "live")).isEqualTo(PUBLISHED);
        try (Feed feed = Feed.send(killed, id, "mark-reset")) {
            killed.socket().reset();
            eventually(() -> assertThat(backend.told(reset)).hasSize(1));
        }
        assertThat(fields(backend.told(reset).get(0)))
                .isEqualTo(Map.of("username", "alice", "password", PASSWORD, "token", TOKEN, "streamID", reset));
        assertThat(backend.told(stream)).hasSize(1);
        assertThat(backend.told(closed)).hasSize(1);
    }

    @Test
    public void ends_on_one_connection_are_told_in_their_order() throws Exception {
        List<String> names =
                IntStream.range(0, 8).mapToObj(i -> stream + "-" + i).toList();
        try (RtmpClient client = connected()) {
            for (String name : names) {
                int id = client.createStream();
                assertThat(client.publish(id, name, "live")).isEqualTo(PUBLISHED);
                client.send(id, "closeStream");
            }
            eventually(() -> assertThat(backend.told()).hasSameSizeAs(names));
        }
        assertThat(backend.told())
                .extracting(end -> end.path("streamID").asText())
                .containsExactlyElementsOf(names);
    }

    /** A backend that allows one stream an account would allow a second one if it heard of an end. */
    @Test
    public void a_call_that_ends_nothing_is_told_as_no_end() throws Exception {
        try (RtmpClient client = connected()) {
            int id = client.createStream();
            assertThat(client.publish(id, stream, "live")).isEqualTo(PUBLISHED);
            client.send(0, "deleteStream", id + 0.5);
            client.send(0, "initStream", id + 0.5);
            client.send(id, "closeStream", id + 0.5);
            client.send(0, "deleteStream", (double) id, 2.0);
            client.send(0, "deleteStream", String.valueOf(id));
            client.send(0, "deleteStream", id + 4294967296.0);
            client.send(id, "releaseStream", stream);
            client.call("FCUnpublish", stream);
            // A later end on the same connection: what was said before is told by then.
            int last = client.createStream();
            assertThat(client.publish(last, stream + "-last", "live")).isEqualTo(PUBLISHED);
            client.send(0, "deleteStream", (double) last);
            eventually(() -> assertThat(backend.told(stream + "-last")).hasSize(1));
            assertThat(backend.told(stream)).isEmpty();
            client.send(0, "deleteStream", (double) id);
            eventually(() -> assertThat(backend.told(stream)).hasSize(1));
        }
    }

    @Test
    public void a_publish_under_a_name_that_is_taken_has_no_end_and_a_line_of_its_own() throws Exception {
        AuditLog audit = server.audit();
        try (RtmpClient first = connected()) {
            int id = first.createStream();
            assertThat(first.publish(id, stream, "live")).isEqualTo(PUBLISHED);
            try (RtmpClient second = connected()) {
                assertThat(publish(second, stream)).isEqualTo(PUBLISH_REFUSED);
                assertThat(first.publish(first.createStream(), stream, "live")).isEqualTo(PUBLISH_REFUSED);
                assertThat(first.publish(id, stream, "live")).isEqualTo(PUBLISH_REFUSED);
                second.settle();
                first.settle();
            }
            assertThat(publishOn(stream + "-last")).isEqualTo(PUBLISHED);
            eventually(() -> assertThat(backend.told(stream + "-last")).hasSize(1));
            assertThat(backend.told(stream)).isEmpty();
        }
        eventually(() -> assertThat(backend.told(stream)).hasSize(1));
        assertThat(audit.lines().stream()
                        .filter(line -> line.path("stream").asText().equals(stream))
                        .map(AuditLog::summary))
                .containsExactly(
                        "publish allow GRANTED",
                        "publish allow GRANTED",
                        "publish deny REFUSED_BY_RED5",
                        "publish allow GRANTED",
                        "publish deny REFUSED_BY_RED5",
                        "publish allow GRANTED",
                        "publish deny REFUSED_BY_RED5");
    }

    @Test
    public void a_stream_that_never_began_is_said_to_be_none() throws Exception {
        AuditLog audit = server.audit();
        try (RtmpClient client = connected()) {
            client.send(100, "publish", stream, "live"); // an id that was never created
            client.send(101, "play", stream);
            assertThat(client.play(client.createStream(), stream + "-missing", 0))
                    .isNotEqualTo(PLAYING);
            client.settle();
        }
        assertThat(publishOn(stream + "-last")).isEqualTo(PUBLISHED);
        eventually(() -> assertThat(backend.told(stream + "-last")).hasSize(1));
        assertThat(backend.told(stream)).isEmpty();
        eventually(() -> assertThat(audit.decisions().stream().filter(line -> line.contains("RED5")))
                .containsExactlyInAnyOrder(
                        "publish deny REFUSED_BY_RED5", "play deny REFUSED_BY_RED5", "play deny REFUSED_BY_RED5"));
    }

    /** It would be asked before each play, and a token may be good for one question. */
    @Test
    public void the_length_of_a_recording_costs_no_question_and_is_told_while_it_is_played() throws Exception {
        FlvFile.write(server.recordings().resolve(stream + ".flv"), "mark-length", 4000);
        try (RtmpClient client = connected()) {
            assertThat(length(client, stream)).isZero();
            assertThat(backend.asked(stream)).isEmpty();
            assertThat(client.play(client.createStream(), stream, 0)).isEqualTo(PLAYING);
            assertThat(length(client, stream + "?k=v")).isPositive();
            assertThat(length(client, stream + "-other")).isZero();
            assertThat(backend.asked(stream)).hasSize(1);
        }
    }

    private static double length(RtmpClient client, String name) throws IOException {
        List<Object> answer = client.call("getStreamLength", name).orElseThrow().values();
        return (Double) answer.get(answer.size() - 1);
    }

    @Test
    public void a_refused_publish_has_no_end() throws Exception {
        backend.answers(200, "{\"result\":false}");
        assertThat(publishOn(stream)).isEqualTo(PUBLISH_REFUSED);
        backend.answers(200, "{\"result\":true}");
        assertThat(publishOn(stream + "-2")).isEqualTo(PUBLISHED);
        eventually(() -> assertThat(backend.told(stream + "-2")).hasSize(1));
        assertThat(backend.told(stream)).isEmpty();
    }

    @Test
    public void lazy_lets_begin_and_cuts_off_when_the_answer_is_no() throws Exception {
        configure("lazyAuth=true");
        backend.hold();
        try (RtmpClient viewer = connected()) {
            backend.answers(200, "{\"result\":true}");
            RtmpClient publisher = connected();
            int id = publisher.createStream();
            assertThat(publisher.publish(id, stream, "live")).isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(publisher, id, "mark-lazy")) {
                backend.answers(200, "{\"result\":false}");
                assertThat(viewer.play(viewer.createStream(), stream)).isEqualTo(PLAYING);
                assertThat(sees(viewer, "mark-lazy")).isTrue();
                AuditLog audit = server.audit();
                backend.release();
                Clients.assertClosed(publisher);
                Clients.assertClosed(viewer);
                assertThat(audit.decisions()).contains("publish deny BAD_CREDENTIALS", "play deny BAD_CREDENTIALS");
            }
        }
    }

    @Test
    public void nothing_of_a_publisher_that_was_cut_off_reaches_a_viewer_any_more() throws Exception {
        configure("lazyAuth=true");
        backend.hold();
        backend.answers(200, "{\"result\":false}");
        String good = token().signedWith(server.secret());
        try (RtmpClient publisher = connected();
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            int id = publisher.createStream();
            assertThat(publisher.publish(id, stream, "live")).isEqualTo(PUBLISHED);
            try (Feed refused = Feed.send(publisher, id, "mark-refused")) {
                assertThat(viewer.play(viewer.createStream(), stream)).isEqualTo(PLAYING);
                assertThat(sees(viewer, "mark-refused")).isTrue();

                backend.release();

                Clients.assertClosed(publisher);
            }
            eventually(() -> assertThat(viewer.socket().received())
                    .anyMatch(m -> m.isCommand("onStatus") && m.code().equals("NetStream.Play.UnpublishNotify")));
            int from = viewer.socket().received().size();
            try (Feed allowed = Feed.publish(server, "live?token=" + good, stream, "mark-allowed")) {
                assertThat(sees(viewer, "mark-allowed")).isTrue();
            }
            List<Message> later = viewer.socket().received();
            assertThat(later.subList(from, later.size())).noneMatch(m -> m.holds("mark-refused"));
        }
    }

    @Test
    public void a_silent_backend_is_an_outage_and_holds_up_nobody_else() throws Exception {
        configureAt(backend.url("/validate"), "timeoutMillis=4000");
        backend.hold();
        AuditLog audit = server.audit();
        try (RtmpClient waiting = connected()) {
            int id = waiting.createStream();
            waiting.send(id, "publish", stream, "live");
            eventually(() -> assertThat(backend.asked(stream)).hasSize(1));
            assertThat(Clients.publish(server, "live", token().signedWith(server.secret()), stream + "-jwt"))
                    .isEqualTo(PUBLISHED);
            Clients.assertClosed(waiting);
        }
        assertThat(audit.decisions()).contains("publish unavailable UNAVAILABLE", "publish allow GRANTED");
        assertThat(backend.asked(stream)).as("asked once only").hasSize(1);
    }

    @Test
    public void a_dead_backend_is_an_outage_and_is_left_alone_after_a_while() throws Exception {
        try (Socket nobody = closedPort()) {
            configureAt("http://127.0.0.1:" + nobody.getLocalPort() + "/validate", "breakerOpenSeconds=600");
            isLeftAlone();
        }
    }

    private void isLeftAlone() throws Exception {
        AuditLog audit = server.audit();
        for (int i = 0; i < 14; i++) {
            assertThat(publishOn(stream)).isEqualTo(PUBLISH_REFUSED);
        }
        assertThat(audit.decisions().stream().filter(line -> line.startsWith("publish")))
                .hasSize(14)
                .containsOnly("publish unavailable UNAVAILABLE");
        assertThat(audit.lines().stream()
                        .map(line -> line.path("detail").asText())
                        .filter(detail -> detail.contains("sends it no requests")))
                .hasSize(4);
    }

    @Test
    public void fail_open_is_counted_as_such() throws Exception {
        try (Socket nobody = closedPort()) {
            configureAt("http://127.0.0.1:" + nobody.getLocalPort() + "/validate", "failOpen=true");
            AuditLog audit = server.audit();
            assertThat(publishOn(stream)).isEqualTo(PUBLISHED);
            assertThat(audit.decisions()).contains("publish allow FAIL_OPEN");
        }
    }

    @Test
    public void shared_objects_are_asked_for_as_a_publisher() throws Exception {
        try (RtmpClient client = connected()) {
            client.socket().send(SharedObject.connect(stream, false));
            eventually(() -> assertThat(backend.asked(stream)).isNotEmpty());
            assertThat(backend.asked(stream))
                    .extracting(question -> question.path("type").asText())
                    .containsOnly("publisher");
        }
    }

    @Test
    public void at_connect_only_what_is_there_is_looked_at() throws Exception {
        configure("clientTokenRequired=true");
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            assertThat(client.connect("live", "alice", PASSWORD)).isEqualTo(REJECTED);
        }
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            assertThat(client.connect("live", "alice")).isEqualTo(REJECTED);
        }
    }

    @Test
    public void no_log_holds_a_password_or_a_token() throws Exception {
        publishOn(stream);
        backend.answers(500, "no");
        publishOn(stream);
        server.audit();
        String logs = server.logs();
        assertThat(logs).contains("UNAVAILABLE");
        for (String form : new Canaries().secret(PASSWORD).secret(TOKEN).forms()) {
            assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
        }
    }

    private static RtmpClient connected() throws IOException {
        RtmpClient client = RtmpClient.open(server.rtmpPort());
        assertThat(client.connect("live", "alice", PASSWORD, TOKEN)).isEqualTo(CONNECTED);
        return client;
    }

    private static String publish(RtmpClient client, String name) throws IOException {
        return client.publish(client.createStream(), name, "live");
    }

    private static String publishOn(String name) throws IOException {
        try (RtmpClient client = connected()) {
            return publish(client, name);
        }
    }

    private static String playOn(String name) throws IOException {
        try (RtmpClient client = connected()) {
            return client.play(client.createStream(), name);
        }
    }

    private static Map<String, String> fields(JsonNode question) {
        Map<String, String> fields = new HashMap<>();
        question.properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        return fields;
    }

    /** Nobody listens at its port, and nobody else can. */
    private static Socket closedPort() throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
    }
}
