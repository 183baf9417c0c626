package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.assertClosed;
import static io.stagedoor.itests.red5.Clients.sees;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Tickets: short secrets that encoders and URLs have room for, in place of a token. */
public class TicketsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern COOKIE = Pattern.compile("(?im)^Set-Cookie: ([^;\r\n]+)");
    private static final long PATIENCE_SECONDS = 60;
    private static final Canaries CANARIES = new Canaries();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static StagedoorServer server;

    private final String name = "s-" + UUID.randomUUID();

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withApplication("other");
        server.configure(
                "stagedoor.application-other.cfg", "application=other", "authenticator=live-jwt", "tickets=true");
        server.start();
        configured();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("s1.m3u8"), "#EXTM3U\n#EXTINF:4,\ns10.ts\n");
        Files.writeString(hls.resolve("s10.ts"), "segment");
    }

    @AfterClass
    public static void stop() {
        // Nothing is written after that.
        server.close();
        String logs = server.logs();
        for (String form : CANARIES.forms()) {
            assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
        }
    }

    @After
    public void back() {
        configured();
    }

    private static void configured(String... more) {
        Map<String, String> settings = new LinkedHashMap<>();
        Stream.concat(Stream.of("tickets=true", "streamKeyTickets=true", "provisionalSeconds=60"), Stream.of(more))
                .map(line -> line.split("=", 2))
                .forEach(line -> settings.put(line[0], line[1]));
        String[] lines = settings.entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue())
                .toArray(String[]::new);
        server.configureInForce(server.application(lines));
    }

    private static String signed(Token token) {
        String signed = token.signedWith(server.secret());
        CANARIES.token(signed);
        return signed;
    }

    private static HttpResponse<String> post(String path, String token, String form) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.http().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode made(String token, String form) throws Exception {
        HttpResponse<String> answer = post("/live/stagedoor/ticket", token, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        JsonNode ticket = JSON.readTree(answer.body());
        assertThat(ticket.path("ticket").asText()).matches("sdt_[A-Za-z0-9_-]{22}");
        CANARIES.secret(ticket.path("ticket").asText());
        return ticket;
    }

    private static String ticket(String token, String form) throws Exception {
        return made(token, form).path("ticket").asText();
    }

    private static String publisher(String stream) throws Exception {
        return ticket(signed(token()), "action=publish&stream=" + stream);
    }

    private static JsonNode run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        command.addAll(List.of("--home", server.home().toString(), "--json"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(out).isZero();
            return JSON.readTree(out);
        } finally {
            process.destroyForcibly();
        }
    }

    /** What the audit log has as the reason of refusals since. */
    private static void assertRefusal(AuditLog audit, String expected) {
        eventually(() -> assertThat(audit.decisions()).contains(expected));
    }

    @Test
    public void obs_sends_a_ticket_as_its_stream_key_and_red5_sees_the_name() throws Exception {
        AuditLog audit = server.audit();
        String key = publisher(name);
        try (RtmpClient encoder = RtmpClient.connected(server.rtmpPort(), "live");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed(token()))) {
            encoder.send(0, "releaseStream", key);
            encoder.send(0, "FCPublish", key);
            int stream = encoder.createStream();
            assertThat(encoder.publish(stream, key, "live")).isEqualTo(PUBLISHED);
            try (Feed feed = Feed.send(encoder, stream, "mark-" + name)) {
                assertThat(viewer.play(viewer.createStream(), name)).isEqualTo(PLAYING);
                assertThat(sees(viewer, "mark-" + name)).isTrue();
                assertThat(run("sessions").toString()).contains(name).doesNotContain(key);
                encoder.send(0, "FCUnpublish", key);
                encoder.send(0, "releaseStream", key);
                encoder.settle();
            }
        }
        assertThat(audit.decisions()).contains("ticket allow GRANTED", "publish allow GRANTED");
        assertThat(audit.lines())
                .filteredOn(line -> line.path("action").asText().equals("publish"))
                .isNotEmpty()
                .allMatch(line -> line.path("stream").asText().equals(name)
                        && line.path("subject").asText().equals("user-1")
                        && line.path("authenticator").asText().equals("live-jwt"));
    }

    @Test
    public void a_ticket_goes_where_a_token_goes_and_is_for_its_stream_only() throws Exception {
        String key = publisher(name);
        assertThat(Clients.publish(server, "live", key, name)).isEqualTo(PUBLISHED);
        assertThat(Clients.publish(server, "live", key, name + "-other")).isEqualTo(PUBLISH_REFUSED);
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + key)) {
            assertThat(client.play(client.createStream(), name)).isEqualTo(PLAY_REFUSED);
        }
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + key)) {
            assertThat(client.publish(client.createStream(), key, "live")).isEqualTo(PUBLISHED);
        }
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed(token()))) {
            assertThat(client.publish(client.createStream(), key, "live")).isEqualTo(PUBLISH_REFUSED);
        }
        String play = ticket(signed(token()), "action=play&stream=s1");
        RawHttp.Answer hls = RawHttp.get(server, "/live/hls/s1.m3u8?token=" + play);
        assertThat(hls.status()).isEqualTo(200);
        assertThat(hls.text()).doesNotContain(play);
        assertThat(RawHttp.get(server, "/live/hls/s10.ts?token=" + play).status())
                .isEqualTo(403);
        assertThat(RawHttp.get(server, "/live/hls/s1.m3u8?token=" + key).status())
                .isEqualTo(403);
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Authorization: Bearer " + play)
                        .status())
                .isEqualTo(200);
    }

    @Test
    public void a_viewer_may_name_a_stream_by_a_ticket() throws Exception {
        String watch = ticket(signed(token()), "action=play&stream=" + name);
        try (Feed feed = Feed.publish(server, "live?token=" + signed(token()), name, "mark-" + name);
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live")) {
            assertThat(viewer.play(viewer.createStream(), watch)).isEqualTo(PLAYING);
            assertThat(sees(viewer, "mark-" + name)).isTrue();
            assertThat(feed.client().createStream()).isPositive();
        }
    }

    @Test
    public void ffmpeg_publishes_to_a_url_with_a_ticket() throws Exception {
        assumeTrue("no ffmpeg", FfmpegPair.isInstalled());
        AuditLog audit = server.audit();
        String key = publisher(name);
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-re",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=128x72:rate=10",
                        "-t",
                        "3",
                        "-c:v",
                        "flv",
                        "-f",
                        "flv",
                        "rtmp://127.0.0.1:" + server.rtmpPort() + "/live/" + key)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(ffmpeg.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(ffmpeg.exitValue()).isZero();
        } finally {
            ffmpeg.destroyForcibly();
        }
        assertThat(audit.lines())
                .filteredOn(line -> line.path("action").asText().equals("publish"))
                .isNotEmpty()
                .allMatch(line -> line.path("stream").asText().equals(name));
    }

    @Test
    public void whoever_is_refused_learns_nothing_and_the_log_says_why() throws Exception {
        AuditLog audit = server.audit();
        String forged = "sdt_" + "A".repeat(22);
        assertThat(Clients.connect(server, "live", forged)).isEqualTo(REJECTED);
        assertThat(Clients.connect(server, "live", "sdt_short")).isEqualTo(REJECTED);
        assertRefusal(audit, "connect deny UNKNOWN_TICKET");

        String mine = publisher(name);
        assertThat(Clients.connect(server, "other", mine)).isEqualTo(REJECTED);
        assertRefusal(audit, "connect deny WRONG_AUDIENCE");

        String brief = ticket(signed(token()), "action=publish&stream=" + name + "&seconds=1");
        eventually(() -> assertThat(Clients.connect(server, "live", brief)).isEqualTo(REJECTED));
        assertRefusal(audit, "connect deny EXPIRED");

        assertThat(publishByKey(forged)).isEqualTo(PUBLISH_REFUSED);
        assertThat(publishByKey(mine)).isEqualTo(PUBLISHED);
        configured("streamKeyTickets=false");
        assertThat(Clients.publish(server, "live", mine, mine)).isEqualTo(PUBLISH_REFUSED);
    }

    private static String publishByKey(String key) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live")) {
            return client.publish(client.createStream(), key, "live");
        }
    }

    @Test
    public void an_order_that_is_none_makes_no_ticket() throws Exception {
        String token = signed(token());
        assertThat(post("/live/stagedoor/ticket", token, "action=publish").statusCode())
                .isEqualTo(400);
        assertThat(post("/live/stagedoor/ticket", token, "stream=a").statusCode())
                .isEqualTo(400);
        assertThat(post("/live/stagedoor/ticket?token=" + token, "", "action=play")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/live/stagedoor/ticket", "", "action=play").statusCode())
                .isEqualTo(401);
        assertThat(post("/live/stagedoor/ticket", signed(token().roles("red5-subscriber")), "action=publish&stream=a")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/live/stagedoor/ticket", publisher(name), "action=publish&stream=" + name)
                        .statusCode())
                .isEqualTo(401);
        assertThat(HTTP.send(
                                HttpRequest.newBuilder(server.http().resolve("/live/stagedoor/ticket"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(405);
        assertThat(post("/live/stagedoor/ticket", token().signedWith(newSecret()), "action=play")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    public void a_ticket_is_taken_back_and_its_client_is_cut() throws Exception {
        JsonNode made = made(signed(token()), "action=publish&stream=" + name);
        String key = made.path("ticket").asText();
        try (Feed feed = Feed.publish(server, "live?token=" + key, name, "mark")) {
            assertThat(run("ticket", "--list").toString())
                    .contains(made.path("id").asText())
                    .doesNotContain(key);
            assertThat(run("ticket", "--take-back", made.path("id").asText().substring(0, 8))
                            .path("ended")
                            .path("connection")
                            .asInt())
                    .isEqualTo(1);
            assertClosed(feed.client());
        }
        AuditLog audit = server.audit();
        assertThat(Clients.connect(server, "live", key)).isEqualTo(REJECTED);
        assertThat(audit.decisions()).containsExactly("connect deny UNKNOWN_TICKET");
    }

    @Test
    public void what_takes_the_token_back_takes_the_ticket_back() throws Exception {
        String key = ticket(
                signed(token().claim("jti", "id-" + name).claim("sub", "sub-" + name)),
                "action=publish&stream=" + name);
        try (Feed feed = Feed.publish(server, "live?token=" + key, name, "mark")) {
            run("revoke", "--jti", "id-" + name);
            assertClosed(feed.client());
        }
        AuditLog audit = server.audit();
        assertThat(Clients.connect(server, "live", key)).isEqualTo(REJECTED);
        assertThat(audit.decisions()).containsExactly("connect deny REVOKED");
    }

    @Test
    public void another_secret_ends_the_ticket_and_a_new_bundle_does_not() throws Exception {
        String key = publisher(name);
        for (String bundle : List.of("auth-jwt.jar", "core.jar", "red5-bridge.jar")) {
            server.restoreBundle(bundle);
            eventually(
                    Clients.PATIENCE,
                    () -> assertThat(Clients.connect(server, "live", key)).isEqualTo(CONNECTED));
        }
        AuditLog audit = server.audit();
        String before = server.secret();
        try {
            server.writeSecret(newSecret());
            eventually(() -> assertThat(Clients.connect(server, "live", key)).isEqualTo(REJECTED));
            assertRefusal(audit, "connect deny BASIS_CHANGED");
        } finally {
            server.writeSecret(before);
        }
        eventually(() -> assertThat(Clients.connect(server, "live", key)).isEqualTo(CONNECTED));
    }

    @Test
    public void a_ticket_survives_a_kill_and_one_that_was_taken_back_does_not() throws Exception {
        StagedoorServer before = server;
        try (StagedoorServer other = StagedoorServer.prepared().withJwt()) {
            other.configure(
                    StagedoorServer.APPLICATION_FILE, other.application("tickets=true", "streamKeyTickets=true"));
            other.start();
            server = other;
            String key = publisher(name);
            JsonNode gone = made(signed(token()), "action=publish&stream=" + name);
            eventually(() -> run("ticket", "--take-back", gone.path("id").asText()));
            other.kill();
            other.start();
            assertThat(publishByKey(key)).isEqualTo(PUBLISHED);
            assertThat(Clients.connect(other, "live", key)).isEqualTo(CONNECTED);
            assertThat(Clients.connect(other, "live", gone.path("ticket").asText()))
                    .isEqualTo(REJECTED);
            other.close();
            String logs = other.logs();
            for (String form : CANARIES.forms()) {
                assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
            }
            try (Stream<Path> data = Files.list(other.stagedoor().resolve("data"))) {
                for (Path file : data.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(key.substring(4));
                }
            }
        } finally {
            server = before;
        }
    }

    @Test
    public void who_is_in_by_a_ticket_is_judged_again_when_the_secret_changes() throws Exception {
        configured("onChange=reauthenticate");
        String key = publisher(name);
        String secret = server.secret();
        try (Feed feed = Feed.publish(server, "live?token=" + key, name, "mark")) {
            assertThat(feed.client().createStream()).isPositive();
            server.writeSecret(newSecret());
            assertClosed(feed.client());
        } finally {
            server.writeSecret(secret);
        }
        eventually(() ->
                assertThat(Clients.connect(server, "live", signed(token()))).isEqualTo(CONNECTED));
    }

    private static long ended(String stream, String reason) throws IOException {
        Path log = server.stagedoor().resolve("log/allowed.log");
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("\"stream\":\"" + stream + "\"")
                        && line.contains("\"decision\":\"end\"")
                        && line.contains("\"reason\":\"" + reason + "\""))
                .count();
    }

    @Test
    public void of_two_encoders_with_one_ticket_the_later_one_takes_over() throws Exception {
        String key = publisher(name);
        try (Feed first = Feed.publish(server, "live?token=" + key, name, "first");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed(token()))) {
            try (Feed second = Feed.publish(server, "live?token=" + key, name, "second-" + name)) {
                assertClosed(first.client());
                assertThat(viewer.play(viewer.createStream(), name)).isEqualTo(PLAYING);
                assertThat(sees(viewer, "second-" + name)).isTrue();
                assertThat(second.client().createStream()).isPositive();
                eventually(() -> assertThat(ended(name, "REPLACED")).isPositive());
            }
        }
        assertThat(publishByKey(key)).as("as a stream key, too").isEqualTo(PUBLISHED);
    }

    @Test
    public void a_ticket_for_one_use_is_used_up_also_after_a_kill() throws Exception {
        StagedoorServer before = server;
        try (StagedoorServer other = StagedoorServer.prepared().withJwt()) {
            other.configure(
                    StagedoorServer.APPLICATION_FILE,
                    other.application("tickets=true", "streamKeyTickets=true", "reconnectSeconds=3"));
            other.start();
            server = other;
            String key = ticket(signed(token()), "action=publish&stream=" + name + "&ticketUse=once");
            AuditLog audit = other.audit();
            try (Feed feed = Feed.publish(other, "live?token=" + key, name, "mark")) {
                assertThat(Clients.publish(other, "live", key, name)).isEqualTo(PUBLISH_REFUSED);
                assertThat(publishByKey(key)).isEqualTo(PUBLISH_REFUSED);
                assertThat(feed.client().createStream()).as("it stays").isPositive();
            }
            assertRefusal(audit, "publish deny TOKEN_USED");
            other.kill();
            other.start();
            AuditLog later = other.audit();
            // Whoever comes from another network finds it used at any time.
            try (RtmpClient stranger = RtmpClient.openFrom("127.0.0.2", other.rtmpPort())) {
                assertThat(stranger.connect("live?token=" + key)).isEqualTo(CONNECTED);
                assertThat(stranger.publish(stranger.createStream(), name, "live"))
                        .isEqualTo(PUBLISH_REFUSED);
            }
            assertRefusal(later, "publish deny TOKEN_USED");
        } finally {
            server = before;
        }
    }

    @Test
    public void a_ticket_counts_for_the_account_that_it_was_made_for() throws Exception {
        configured("maxSessionsPublishing=1");
        AuditLog audit = server.audit();
        String account = "account-" + name;
        String key = ticket(signed(token().claim("sub", account)), "action=publish&stream=" + name);
        String other = ticket(signed(token().claim("sub", account)), "action=publish&stream=" + name + "-2");
        try (Feed feed = Feed.publish(server, "live?token=" + key, name, "mark")) {
            assertThat(publishByKey(other)).isEqualTo(PUBLISH_REFUSED);
            assertThat(Clients.publish(server, "live", signed(token().claim("sub", account)), name + "-3"))
                    .isEqualTo(PUBLISH_REFUSED);
            assertRefusal(audit, "publish deny TOO_MANY_SESSIONS");
            assertThat(feed.client().createStream()).isPositive();
            try (Feed again = Feed.publish(server, "live?token=" + key, name, "again")) {
                assertClosed(feed.client());
                assertThat(again.client().createStream())
                        .as("the same ticket takes the place over")
                        .isPositive();
            }
        }
        eventually(() -> assertThat(publishByKey(other)).isEqualTo(PUBLISHED));
    }

    @Test
    public void a_player_of_hls_with_a_ticket_gives_way_to_a_later_one() throws Exception {
        String play = ticket(signed(token()), "action=play&stream=s1");
        String first = "Cookie: "
                + session(RawHttp.request(
                        server, "GET", "/live/hls/s1.m3u8", "User-Agent: first", "Authorization: Bearer " + play));
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "User-Agent: first", first)
                        .status())
                .isEqualTo(200);
        String second = "Cookie: "
                + session(RawHttp.request(
                        server, "GET", "/live/hls/s1.m3u8", "User-Agent: second", "Authorization: Bearer " + play));
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "User-Agent: first", first)
                        .status())
                .as("the earlier player has its session no more")
                .isEqualTo(401);
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "User-Agent: second", second)
                        .status())
                .isEqualTo(200);
        String once = ticket(signed(token()), "action=play&stream=s1&ticketUse=once");
        String other = "Cookie: "
                + session(RawHttp.request(
                        server, "GET", "/live/hls/s1.m3u8", "User-Agent: first", "Authorization: Bearer " + once));
        assertThat(RawHttp.request(
                                server,
                                "GET",
                                "/live/hls/s1.m3u8",
                                "User-Agent: second",
                                "Authorization: Bearer " + once)
                        .status())
                .isEqualTo(401);
        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "User-Agent: first", other)
                        .status())
                .isEqualTo(200);
    }

    private static String session(RawHttp.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        Matcher cookie = COOKIE.matcher(answer.text());
        assertThat(cookie.find()).as(answer.text()).isTrue();
        return cookie.group(1);
    }

    @Test
    public void a_ticket_refreshes_nothing() throws Exception {
        String key = publisher(name);
        AuditLog audit = server.audit();
        try (Feed feed = Feed.publish(server, "live?token=" + signed(token()), name, "mark")) {
            Message answer =
                    feed.client().call("stagedoorRefresh", key).orElseThrow(() -> new AssertionError("closed"));
            assertThat(answer.isCommand("_error")).as("%s", answer).isTrue();
            assertThat(feed.client().createStream()).as("it stays").isPositive();
        }
        assertRefusal(audit, "refresh deny NOT_ADMITTED");
    }

    @Test
    public void a_page_of_another_site_may_ask_if_the_application_says_so() throws Exception {
        configured("corsAllowedOrigins=https://www.example.org");
        URI url = server.http().resolve("/live/stagedoor/ticket");
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(url)
                        .header("Origin", "https://www.example.org")
                        .header("Authorization", "Bearer " + signed(token()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("action=play"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("https://www.example.org");
        assertThat(Instant.parse(JSON.readTree(answer.body()).path("expires").asText()))
                .isAfter(Instant.now());
        configured("tickets=false", "streamKeyTickets=false");
        assertThat(post("/live/stagedoor/ticket", signed(token()), "action=play")
                        .statusCode())
                .isNotEqualTo(200);
    }
}
