package io.stagedoor.itests.gateway;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The gateway behind a real Caddy and a real HAProxy. Each is skipped where it is not installed. */
public class ProxiesIT {

    @ClassRule
    public static final TemporaryFolder TEMPORARY = new TemporaryFolder();

    @Rule
    public final TemporaryFolder own = new TemporaryFolder();

    private static GatewayProcess gateway;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private int port;

    @BeforeClass
    public static void start() throws Exception {
        gateway = new GatewayProcess(TEMPORARY.getRoot().toPath());
        gateway.server("caddy", "caddy");
        gateway.server("haproxy", "haproxy");
        gateway.start();
    }

    @AfterClass
    public static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    @After
    public void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void require(String program) {
        boolean installed = Files.isExecutable(Path.of(program));
        if (!installed) {
            System.out.println("SKIPPED: a test of ProxiesIT, because " + program + " is not installed");
        }
        assumeTrue(program + " is not installed", installed);
    }

    /** Files of two rooms, below {@code www}. */
    private Path files() throws IOException {
        Path www = own.getRoot().toPath().resolve("www");
        for (String room : List.of("room1", "room2")) {
            Files.createDirectories(www.resolve("live").resolve(room));
            Files.writeString(www.resolve("live").resolve(room).resolve("show.ts"), "media of " + room);
        }
        return www;
    }

    private void run(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(own.getRoot().toPath().resolve("output.log").toFile());
        builder.environment().put("HOME", own.getRoot().toString());
        builder.environment().put("XDG_DATA_HOME", own.getRoot().toString());
        builder.environment().put("XDG_CONFIG_HOME", own.getRoot().toString());
        Process process = builder.start();
        processes.add(process);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        eventually(() -> {
            assertThat(process.isAlive())
                    .as(Files.readString(own.getRoot().toPath().resolve("output.log")))
                    .isTrue();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void guards(String forged, String other) throws Exception {
        String good = gateway.token(token().rooms("room1"));
        assertThat(get("/live/room1/show.ts").statusCode()).isEqualTo(401);
        assertThat(get("/live/room1/show.ts?token=" + good).body()).isEqualTo("media of room1");
        assertThat(get("/live/room1/show.ts", "Authorization", "Bearer " + good).statusCode())
                .isEqualTo(200);
        for (String path :
                List.of("/live/room2/show.ts", "/live/room1/..%2froom2/show.ts", "/live/room1/%2e%2e/room2/show.ts")) {
            HttpResponse<String> answer = get(path + "?token=" + good);
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).doesNotContain("media");
        }
        // What its client says of the request, or of itself as a server, counts for nothing.
        assertThat(get("/live/room2/show.ts?token=" + good, forged, "/live/room1/show.ts")
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("/live/room1/show.ts", "X-Stagedoor-Secret", other).statusCode())
                .isEqualTo(401);
    }

    @Test
    public void caddy_asks_by_forward_auth() throws Exception {
        require("/usr/bin/caddy");
        port = Nginx.freePorts().get(0);
        Path file = own.getRoot().toPath().resolve("Caddyfile");
        Files.writeString(file, """
                {
                    admin off
                    auto_https off
                }
                http://127.0.0.1:PORT {
                    forward_auth /live/* 127.0.0.1:GATEWAY {
                        uri /check/caddy/caddy
                        header_up X-Stagedoor-Secret SECRET
                    }
                    root * WWW
                    file_server
                }
                """.replace("PORT", String.valueOf(port))
                .replace("GATEWAY", String.valueOf(gateway.port()))
                .replace("SECRET", GatewayProcess.SECRET)
                .replace("WWW", files().toString()));
        run("/usr/bin/caddy", "run", "--config", file.toString(), "--adapter", "caddyfile");
        guards("X-Forwarded-Uri", GatewayProcess.SECRET);
    }

    @Test
    public void haproxy_asks_by_lua() throws Exception {
        require("/usr/sbin/haproxy");
        List<Integer> ports = Nginx.freePorts();
        port = ports.get(0);
        Path folder = own.getRoot().toPath();
        Files.writeString(folder.resolve("stagedoor.lua"), """
                core.register_action("stagedoor", { "http-req" }, function(txn)
                    local headers = txn.http:req_get_headers()
                    local asked = {
                        ["x-original-uri"] = { txn.sf:url() },
                        ["x-original-method"] = { txn.sf:method() },
                        ["x-original-host"] = { txn.sf:req_hdr("host") },
                        ["x-real-ip"] = { txn.sf:src() },
                        ["x-stagedoor-secret"] = { "SECRET" },
                    }
                    for _, name in ipairs({ "authorization", "cookie", "origin" }) do
                        if headers[name] then asked[name] = { headers[name][0] } end
                    end
                    local answer = core.httpclient():get({ url = "http://127.0.0.1:GATEWAY/check/haproxy/haproxy", headers = asked, timeout = 2000 })
                    txn:set_var("txn.stagedoor", answer.status)
                end)
                """.replace("GATEWAY", String.valueOf(gateway.port()))
                .replace("SECRET", GatewayProcess.SECRET));
        Files.writeString(folder.resolve("media.txt"), "media of room1");
        Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    lua-load FOLDER/stagedoor.lua
                defaults
                    mode http
                    timeout client 10s
                    timeout server 10s
                    timeout connect 2s
                frontend media
                    bind 127.0.0.1:PORT
                    http-request lua.stagedoor if { path_beg /live/ }
                    http-request deny deny_status 401 if { path_beg /live/ } { var(txn.stagedoor) -m int 401 }
                    http-request deny unless { path_beg /live/ } { var(txn.stagedoor) -m int 200 }
                    http-request return status 200 content-type text/plain file FOLDER/media.txt
                """.replace("FOLDER", folder.toString())
                .replace("PORT", String.valueOf(port)));
        run("/usr/sbin/haproxy", "-db", "-f", folder.resolve("haproxy.cfg").toString());
        guards("X-Original-URI", GatewayProcess.SECRET);
    }
}
