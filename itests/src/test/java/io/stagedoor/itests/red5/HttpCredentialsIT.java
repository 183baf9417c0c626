package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Users and passwords, and a backend, asked about players of HLS. */
public class HttpCredentialsIT {

    private static final String PASSWORD = "w\u00f6rd-canary";

    /** A slow machine is not to be taken for a backend that does not answer. */
    private static final String LONG = "decisionTimeoutMillis=30000";

    private static StagedoorServer server;
    private static Backend backend;

    @BeforeClass
    public static void start() throws Exception {
        backend = new Backend();
        server = StagedoorServer.prepared();
        Path users = server.stagedoor().resolve("secrets/users");
        server.writeFile(users, "alice " + PASSWORD + "\n");
        server.configure(
                "stagedoor.authenticator.simple-users.cfg",
                "name=users",
                "credentialsFile=" + users,
                "throttleFailures=3");
        server.configure(
                "stagedoor.authenticator.roundtrip-backend.cfg",
                "name=backend",
                "validateUrl=" + backend.url("/validate"),
                "invalidateUrl=" + backend.url("/invalidate"),
                "timeoutMillis=20000");
        server.configure(
                StagedoorServer.APPLICATION_FILE,
                "application=live",
                "authenticator.http=users",
                "authenticator.rtc=backend",
                "authenticator=backend",
                LONG);
        server.start();
        Path folder = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(folder.resolve("x.m3u8"), "#EXTM3U\nx0.ts\n");
        Files.writeString(folder.resolve("x0.ts"), "segment");
    }

    @AfterClass
    public static void stop() {
        backend.close();
        server.close();
    }

    private static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static int playlist(String... headers) throws Exception {
        return RawHttp.request(server, "GET", "/live/hls/x.m3u8", headers).status();
    }

    @Test
    public void a_user_shows_his_password() throws Exception {
        eventually(() -> assertThat(playlist(basic("alice", PASSWORD))).isEqualTo(200));
        assertThat(playlist()).isEqualTo(401);
        assertThat(playlist(basic("alice", "wrong"))).isEqualTo(401);
        assertThat(playlist(basic("nobody", PASSWORD))).isEqualTo(401);
    }

    @Test
    public void a_player_of_hls_costs_a_backend_one_question() throws Exception {
        server.configure(StagedoorServer.APPLICATION_FILE, "application=live", "authenticator=backend", LONG);
        String path = "/live/hls/x.m3u8?username=bob&password=canary-4";
        eventually(() -> assertThat(RawHttp.get(server, path).status()).isEqualTo(200));
        int before = backend.asked("x").size();
        assertThat(before).isEqualTo(1);

        for (int i = 0; i < 5; i++) {
            RawHttp.Answer answer = RawHttp.get(server, path);
            String segment = answer.body().lines().skip(1).findFirst().orElseThrow();
            assertThat(RawHttp.get(server, "/live/hls/" + segment).body()).isEqualTo("segment");
        }
        assertThat(backend.asked("x")).hasSize(1);
        assertThat(backend.asked("x").get(0).path("type").asText()).isEqualTo("subscriber");

        backend.answers(500, "");
        assertThat(RawHttp.get(server, path).status()).as("remembered").isEqualTo(200);
        for (String method : List.of("GET", "POST")) {
            RawHttp.Answer answer = RawHttp.request(server, method, path + "1");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
        }
        backend.answers(200, "{\"result\":false}");
        assertThat(RawHttp.get(server, path + "2").status()).isIn(401, 503);
    }
}
