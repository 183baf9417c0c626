package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.sun.net.httpserver.HttpServer;
import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.PrivateKeyHolder;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** One looks at a running server and ends what clients have, by the command; and others who try it do not get in. */
public class OperationsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;
    private static final int TIMEOUT_MILLIS = 30_000;

    private static StagedoorServer server;
    /** Stays: Red5 forgets an application's WebSockets with the last of them. */
    private static WebSocketClient first;

    @BeforeClass
    public static void start() throws Exception {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withWebSockets();
        server.start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(
                hls.resolve("s1.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\ns10.ts\n#EXT-X-ENDLIST\n");
        Files.writeString(hls.resolve("s10.ts"), "segment");
        first = webSocket("first");
        eventually(() -> assertThat(file()).exists());
    }

    @AfterClass
    public static void stop() {
        if (first == null) { // it did not start
            server.close();
            return;
        }
        first.close();
        server.stop(Duration.ofSeconds(PATIENCE_SECONDS));
        boolean left = Files.exists(file());
        server.close();
        assertThat(left).as("operations.json is left").isFalse();
    }

    private static Path file() {
        return server.stagedoor().resolve("data/operations.json");
    }

    private static String signed(String subject) {
        return token().claim("sub", subject).signedWith(server.secret());
    }

    private static WebSocketClient webSocket(String subject) {
        return new WebSocketClient(server, "/live/?token=" + signed(subject));
    }

    private static RtmpClient publisher(String subject, String stream) throws IOException {
        RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + signed(subject));
        assertThat(client.publish(client.createStream(), stream, "live")).isEqualTo(Clients.PUBLISHED);
        return client;
    }

    /** What a command printed, and its exit code. */
    private record Run(int code, String out) {

        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    private static Run run(String... arguments) throws Exception {
        return end(begin(arguments));
    }

    private static Process begin(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(StagedoorServer.command(arguments[0]));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        command.addAll(List.of("--home", server.home().toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Run end(Process process) throws Exception {
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), out);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    public void shows_how_the_server_is_and_who_is_in() throws Exception {
        try (RtmpClient ann = publisher("ann", "s-ann");
                WebSocketClient socket = webSocket("ann")) {
            assertThat(RawHttp.get(server, "/live/hls/s1.m3u8?token=" + signed("ann"))
                            .status())
                    .isEqualTo(200);
            eventually(() -> assertThat(run("sessions", "--sub", "ann").out()).contains("websocket"));

            Run text = run("sessions", "--sub", "ann");
            assertThat(text.code()).isZero();
            assertThat(text.out())
                    .contains("SUBJECT")
                    .containsPattern("ann +connection +RTMP +live +publishes s-ann +127.0.0.1")
                    .containsPattern("ann +websocket +WS +live")
                    .containsPattern("ann +player +HTTP +live +plays s1");
            JsonNode found = run("sessions", "--sub", "ann", "--json").json();
            assertThat(found.path("matched").asInt()).isEqualTo(3);
            assertThat(run("sessions", "--stream", "s-ann", "--json").json().path("sessions"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.path("bytesIn").asLong()).isPositive());

            assertThat(run("status").out())
                    .startsWith("healthy      1 application, 1 authenticator, ")
                    .contains("RTMP 1");
            JsonNode status = run("status", "--json").json();
            assertThat(status.path("healthy").asBoolean()).isTrue();
            assertThat(status.path("clients").path("WS").asInt()).isPositive();
            socket.assertOpen();
            assertThat(ann.createStream()).isPositive();
        }
    }

    @Test
    public void ends_everything_of_one_client_and_nothing_of_another() throws Exception {
        try (RtmpClient eve = publisher("eve", "s-eve");
                WebSocketClient socket = webSocket("eve");
                RtmpClient bob = publisher("bob", "s-bob")) {
            String cookie = RawHttp.get(server, "/live/hls/s1.m3u8?token=" + signed("eve"))
                    .header("Set-Cookie")
                    .split(";")[0];
            assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Cookie: " + cookie)
                            .status())
                    .isEqualTo(200);
            eventually(() -> assertThat(run("sessions", "--sub", "eve").out()).contains("websocket"));

            Run kick = run("kick", "--sub", "eve");
            assertThat(kick.code()).as(kick.out()).isZero();
            assertThat(kick.out().strip()).isEqualTo("1 connection, 1 player and 1 websocket ended");
            assertThat(eve.socket()
                            .await(
                                    m -> m.isCommand("onStatus") && m.code().equals("NetConnection.Connect.Closed"),
                                    Clients.PATIENCE))
                    .isPresent();
            Clients.assertClosed(eve);
            socket.assertCutOff();
            assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Cookie: " + cookie)
                            .status())
                    .isEqualTo(401);
            assertThat(bob.createStream()).isPositive();
            eventually(() -> assertThat(lines("allowed.log", "\"subject\":\"eve\""))
                    .filteredOn(line -> line.contains("\"decision\":\"end\",\"reason\":\"KICKED\""))
                    .hasSizeGreaterThanOrEqualTo(4)
                    .anyMatch(line -> line.contains("\"protocol\":\"WS\""))
                    .anyMatch(line -> line.contains("\"protocol\":\"HTTP\""))
                    .anyMatch(line -> line.contains("\"action\":\"publish\"")));
            assertThat(lines("audit.log", "\"action\":\"kick\""))
                    .anyMatch(line -> line.contains("\"decision\":\"act\"")
                            && line.contains("\"claimed\":\"" + System.getProperty("user.name"))
                            && line.contains("sub=eve: 1 connection, 1 player, 1 websocket ended"));
            assertThat(run("kick", "--sub", "eve").code()).isEqualTo(1);
            assertThat(run("kick", "--id", "nobody", "--json").json().path("ended"))
                    .isEmpty();
        }
    }

    @Test
    public void ends_a_player_that_has_asked_for_nothing_since_an_update_of_the_bridge() throws Exception {
        String cookie = RawHttp.get(server, "/live/hls/s1.m3u8?token=" + signed("fay"))
                .header("Set-Cookie")
                .split(";")[0];
        eventually(() -> assertThat(run("sessions", "--sub", "fay").out()).contains("player"));
        int before = server.log().split("Gate open").length;
        server.restoreBundle("red5-bridge.jar");
        eventually(() -> assertThat(server.log().split("Gate open")).as("gates").hasSizeGreaterThan(before));

        eventually(() -> assertThat(run("kick", "--sub", "fay").out().strip()).isEqualTo("1 player ended"));

        assertThat(RawHttp.request(server, "GET", "/live/hls/s1.m3u8", "Cookie: " + cookie)
                        .status())
                .isEqualTo(401);
    }

    private static List<String> lines(String log, String part) throws IOException {
        return Files.readAllLines(server.stagedoor().resolve("log").resolve(log)).stream()
                .filter(line -> line.contains(part))
                .toList();
    }

    @Test
    public void says_why_somebody_was_refused_and_what_to_do() throws Exception {
        Token late = token().claim("sub", "late").expiresIn(Duration.ofMinutes(-1));
        assertThat(Clients.connect(server, "live", late.signedWith(server.secret())))
                .isEqualTo(Clients.REJECTED);
        assertThat(Clients.connect(
                        server, "live", token().claim("sub", "forger").signedWith(Token.newSecret())))
                .isEqualTo(Clients.REJECTED);

        assertThat(run("explain", "--sub", "late").out())
                .contains("refused: EXPIRED, late, connect live, RTMP from 127.0.0.1, by live-jwt")
                .contains("clockSkewSeconds");
        assertThat(run("explain", "--sub", "forger").out()).contains("refused: BAD_SIGNATURE, claims forger, ");
        JsonNode refusal = run("explain", "--last", "--sub", "late", "--json")
                .json()
                .path("refusals")
                .path(0);
        assertThat(refusal.path("reason").asText()).isEqualTo("EXPIRED");
        assertThat(run("explain", "--id", refusal.path("connection").asText()).out())
                .contains("EXPIRED");
        assertThat(run("explain", "--sub", "nobody").out())
                .contains("nobody who matches was refused or cut off lately");
    }

    @Test
    public void a_dry_run_says_what_would_become_of_a_client_and_leaves_no_token() throws Exception {
        int before = lines("audit.log", "\"action\":\"dryRun\"").size();
        Path file = server.home().resolve("token.txt");
        String good = signed("tried");
        Files.writeString(file, good + "\n");
        Run allowed = run(
                "explain",
                "--token-file",
                file.toString(),
                "--app",
                "live",
                "--stream",
                "s-tried",
                "--action",
                "publish");
        assertThat(allowed.code()).as(allowed.out()).isZero();
        assertThat(allowed.out())
                .startsWith("allowed: publish live/s-tried, RTMP, tried, by live-jwt")
                .containsSubsequence(
                        "ok      configuration: ",
                        "size of the token",
                        "signature, by a secret",
                        "exp and nbf",
                        "transport",
                        "connect: as 'tried'",
                        "role",
                        "publish");
        String late =
                token().claim("sub", "tried").expiresIn(Duration.ofMinutes(-1)).signedWith(server.secret());
        Files.writeString(file, late);
        Run refused = run("explain", "--token-file", file.toString(), "--app", "live", "--json");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.json().path("reason").asText()).isEqualTo("EXPIRED");
        String forged = token().claim("sub", "tried").signedWith(Token.newSecret());
        Files.writeString(file, forged);
        assertThat(run("explain", "--token-file", file.toString(), "--app", "live")
                        .out())
                .contains("refused: BAD_SIGNATURE", "'live-jwt' (", "failed    BAD_SIGNATURE");

        Files.writeString(file, late);
        Run offline = run(
                "explain",
                "--token-file",
                file.toString(),
                "--app",
                "live",
                "--conf",
                server.stagedoor().resolve("conf").toString(),
                "--json");
        assertThat(offline.json().path("reason").asText()).as(offline.out()).isEqualTo("EXPIRED");
        assertThat(offline.json().findValuesAsText("check"))
                .isEqualTo(refused.json().findValuesAsText("check"));

        assertThat(run("sessions", "--sub", "tried", "-q").out()).isEmpty();
        assertThat(run("explain", "--sub", "tried", "-q").out()).isEmpty();
        eventually(() -> assertThat(lines("audit.log", "\"action\":\"dryRun\"")).hasSize(before + 3));
        assertThat(lines("audit.log", "\"action\":\"dryRun\""))
                .allSatisfy(line -> assertThat(line)
                        .contains("\"decision\":\"act\"", "\"claimed\":\"" + System.getProperty("user.name")));
        Set<String> forms = new Canaries().token(good).token(late).token(forged).forms();
        for (String text : List.of(server.log(), allowed.out(), refused.out(), offline.out(), logs())) {
            assertThat(text).doesNotContain(forms.toArray(String[]::new));
        }
    }

    /** A client with the same token makes the server fetch the keys: it may be signed by a new one. */
    @Test
    public void a_dry_run_fetches_no_keys() throws Exception {
        PrivateKeyHolder known = PrivateKeyHolder.rs256();
        AtomicInteger fetched = new AtomicInteger();
        HttpServer keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.createContext("/jwks", exchange -> {
            fetched.incrementAndGet();
            byte[] set = ("{\"keys\":[" + known.jwk("known") + "]}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
        });
        keys.start();
        Path file = server.home().resolve("issued.txt");
        try {
            server.configure(
                    "stagedoor.issuer-web.cfg",
                    "name=web",
                    "issuer=https://web.example/",
                    "audiences=media",
                    "keysCooldownSeconds=5",
                    "keys=http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks");
            server.configure(StagedoorServer.JWT_FILE, server.jwt("issuers=web"));
            Token issued = token().claim("sub", "issued")
                    .claim("iss", "https://web.example/")
                    .claim("aud", "media");
            String good = known.sign("known", issued);
            eventually(() -> assertThat(Clients.connect(server, "live", good)).isEqualTo(Clients.CONNECTED));
            int before = fetched.get();
            String unknown = PrivateKeyHolder.rs256().sign("unknown", issued);
            Files.writeString(file, unknown);
            // As soon as the provider may be asked again.
            eventually(() -> assertThat(run("explain", "--token-file", file.toString(), "--app", "live")
                            .out())
                    .startsWith("nobody can tell: UNAVAILABLE"));
            assertThat(fetched).hasValue(before);

            assertThat(Clients.connect(server, "live", unknown)).isEqualTo(Clients.REJECTED);
            eventually(() -> assertThat(fetched).hasValue(before + 1));
        } finally {
            keys.stop(0);
            server.configure(StagedoorServer.JWT_FILE, server.jwt());
            server.unconfigure("stagedoor.issuer-web.cfg");
        }
        eventually(() ->
                assertThat(Clients.connect(server, "live", signed("again"))).isEqualTo(Clients.CONNECTED));
    }

    private static String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(server.stagedoor().resolve("log"))) {
            for (Path log : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(log, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Test
    public void says_which_bundles_do_not_run_and_why() throws Exception {
        assertThat(run("bundles").code()).isZero();
        Path broken = server.stagedoor().resolve("bundles/broken.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "com.example.broken");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        manifest.getMainAttributes().putValue("Import-Package", "com.nowhere.api");
        try {
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(broken), manifest)) {
                jar.closeEntry();
            }
            String need = "it needs package com.nowhere.api, which no bundle provides";
            eventually(
                    Duration.ofSeconds(PATIENCE_SECONDS),
                    () -> assertThat(run("bundles").out())
                            .contains("stagedoor/bundles/broken.jar: bundle com.example.broken 1.0.0 does not start: "
                                    + need));
            Run quiet = run("bundles", "-q");
            assertThat(quiet.code()).isEqualTo(1);
            assertThat(quiet.out().lines()).singleElement().asString().contains(need);
            assertThat(run("status").out()).startsWith("not healthy").contains(need);
            eventually(() -> assertThat(server.log()).contains("broken.jar: bundle com.example.broken", need));
        } finally {
            Files.delete(broken);
        }
        eventually(
                Duration.ofSeconds(PATIENCE_SECONDS),
                () -> assertThat(run("bundles").code()).isZero());
        JsonNode found = run("bundles", "--json").json();
        assertThat(found.path("authenticators")).anySatisfy(one -> {
            assertThat(one.path("name").asText()).isEqualTo("live-jwt");
            assertThat(one.path("applications"))
                    .singleElement()
                    .satisfies(app -> assertThat(app.asText()).isEqualTo("live"));
        });
        assertThat(run("bundles").out())
                .containsPattern("io.stagedoor.core +\\S+ +active +bundles/core.jar")
                .contains("waits for a configuration: stagedoor/conf/stagedoor.authenticator.simple-NAME.cfg");
    }

    @Test
    public void answers_as_the_description_says() throws Exception {
        try (RtmpClient dan = publisher("dan", "s-dan")) {
            assertThat(Clients.connect(server, "live", "no-token")).isEqualTo(Clients.REJECTED);
            assertDescribed("Status", run("status", "--json"));
            assertDescribed("Sessions", run("sessions", "--json"));
            assertDescribed("Refusals", run("explain", "--json"));
            assertDescribed("Bundles", run("bundles", "--json"));
            assertDescribed("Trial", run("explain", "--json", "--app", "live", "--action", "connect"));
            assertDescribed("Ended", run("kick", "--json", "--sub", "dan"));
            Clients.assertClosed(dan);
        }
    }

    private static void assertDescribed(String schema, Run answer) throws IOException {
        Path description = Path.of("../operations/src/main/resources/io/stagedoor/operations/api/openapi.json");
        ObjectNode described = JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema);
        described.set("components", JSON.readTree(Files.readString(description)).get("components"));
        assertThat(SchemaRegistry.withDialect(Dialects.getOpenApi30())
                        .getSchema(described)
                        .validate(answer.json()))
                .as(answer.out())
                .isEmpty();
    }

    @Test
    public void shows_decisions_as_they_come() throws Exception {
        Process json = begin("tail", "--json", "--count", "1", "--sub", "tailed");
        Process text = begin("tail", "--count", "1", "--sub", "tailed");
        try {
            eventually(Duration.ofSeconds(PATIENCE_SECONDS), () -> {
                Clients.connect(server, "live", signed("tailed"));
                assertThat(json.isAlive() || text.isAlive()).isFalse();
            });
            assertThat(end(json).json().path("subject").asText()).isEqualTo("tailed");
            assertThat(end(text).out()).containsPattern("Z  (allow|end) .* tailed +connect ");
        } finally {
            json.destroyForcibly();
            text.destroyForcibly();
        }
    }

    @Test
    public void names_reach_a_terminal_as_text() throws Exception {
        String name = "x\u001b]0;owned\u0007\n<script>\u202e";
        try (RtmpClient client = publisher(name, "s-hostile")) {
            for (String command : List.of("sessions", "tail")) {
                Process process = command.equals("tail")
                        ? begin("tail", "--count", "1", "--stream", "s-hostile-2")
                        : begin("sessions", "--stream", "s-hostile");
                if (command.equals("tail")) {
                    eventually(Duration.ofSeconds(PATIENCE_SECONDS), () -> {
                        client.play(client.createStream(), "s-hostile-2");
                        assertThat(process.isAlive()).isFalse();
                    });
                }
                assertThat(end(process).out())
                        .contains("x\\u001b]0;owned\\u0007\\u000a<script>\\u202e")
                        .doesNotContain("\u001b", "\u0007", "\u202e");
            }
            assertThat(run("sessions", "--json").out())
                    .contains("x\\u001B]0;owned\\u0007\\n<script>\\u202E")
                    .doesNotContain("\u001b", "\u0007", "\u202e");
        }
    }

    private static String ask(String line, String... headers) throws IOException {
        JsonNode channel = JSON.readTree(Files.readString(file()));
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), channel.path("port").asInt())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String head = String.join("\r\n", headers)
                    .replace("PORT", channel.path("port").asText())
                    .replace("TOKEN", channel.path("token").asText());
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\n" + head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    public void nobody_gets_in_but_whoever_can_read_the_file() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        String host = "Host: 127.0.0.1:PORT";
        String bearer = "Authorization: Bearer TOKEN";
        assertThat(ask("GET /v1/status", host, bearer)).startsWith("HTTP/1.1 200");
        assertThat(ask("GET /v1/status", host)).startsWith("HTTP/1.1 401");
        assertThat(ask("GET /v1/status", host, "Authorization: Bearer " + "0".repeat(64)))
                .startsWith("HTTP/1.1 401");
        assertThat(ask("GET /v1/status", "Host: evil.example:PORT", bearer)).startsWith("HTTP/1.1 403");
        assertThat(ask("GET /v1/status", host, bearer, "Origin: http://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("OPTIONS /v1/kick", host, "Origin: http://evil.example"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("Access-Control");
        assertThat(ask("GET /v1/kick?sub=x", host, bearer)).startsWith("HTTP/1.1 405");
        assertThat(ask("POST /v1/kick", host, bearer)).startsWith("HTTP/1.1 400");
        assertThat(ask("GET /v1/nothing", host, bearer)).startsWith("HTTP/1.1 404");
        assertThat(ask("GET /v1/status?x=1", host, bearer)).startsWith("HTTP/1.1 400");
        assertThat(ask("POST /v1/kick?sub=x", host, bearer, "Content-Length: 100000000"))
                .startsWith("HTTP/1.1 413");
        assertThat(ask("GET /" + "x".repeat(20_000), host, bearer)).startsWith("HTTP/1.1 431");
    }

    @Test
    public void a_thousand_who_only_stay_keep_nobody_out() throws Exception {
        int port = JSON.readTree(Files.readString(file())).path("port").asInt();
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                silent.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream()
                            .write("GET /v1/status HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertThat(run("status").code()).isZero();
            assertThat(Clients.connect(server, "live", signed("meanwhile"))).isEqualTo(Clients.CONNECTED);
            assertThat(Clients.connect(server, "live", "no-token")).isEqualTo(Clients.REJECTED);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }
}
