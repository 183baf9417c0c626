package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.itests.NewerJar;
import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.sick.SickBundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Authenticators that are asked beside those who decide, whatever they do, and recorded requests that other settings judge. */
public class ShadowIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String APPLICATION_FILE = "stagedoor.application-shadowed.cfg";
    private static final String JWT_FILE = "stagedoor.authenticator.jwt-new.cfg";
    private static final String STRICT_FILE = "stagedoor.authenticator.jwt-strict.cfg";
    private static final long PATIENCE_SECONDS = 90;

    private static StagedoorServer server;
    private static Channel channel;
    private static Path sick;
    private static String good;

    @BeforeClass
    public static void start() throws IOException {
        server = StagedoorServer.prepared().withJwt();
        server.installation().withApplication("shadowed");
        server.configure(JWT_FILE, "name=new-jwt", "jwtSecretFile=" + server.secretFile());
        server.configure(
                STRICT_FILE,
                "name=strict-jwt",
                "jwtSecretFile=" + server.secretFile(),
                "expectedIssuer=https://idp.example");
        configure("authenticator=live-jwt");
        server.start();
        channel = new Channel(server);
        good = token().claim("sub", "ann").signedWith(server.secret());
        sick = server.home().resolve("sick.jar");
        SickBundle.write(sick);
        server.addBundle(sick);
        eventually(() -> assertThat(Files.exists(server.stagedoor().resolve("data/operations.json")))
                .isTrue());
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void nothing_is_compared() {
        configure("authenticator=live-jwt");
        eventually(() -> assertThat(shadows().path("shadows")).isEmpty());
        eventually(() -> assertThat(Clients.connect(server, "shadowed", good)).isEqualTo(CONNECTED));
    }

    private static void configure(String... lines) {
        server.configure(
                APPLICATION_FILE,
                Stream.concat(Stream.of("application=shadowed"), Stream.of(lines))
                        .toArray(String[]::new));
    }

    /** What a command printed, and its exit code. */
    private record Run(int code, String out) {}

    private static Run run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command(arguments[0]));
        // As ./stagedoor does: a copy of configuration has no bundles of its own.
        command.add(1, "-Dstagedoor.red5=" + System.getProperty("stagedoor.red5"));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), out);
        } finally {
            process.destroyForcibly();
        }
    }

    private static JsonNode shadows() throws Exception {
        return channel.get("/v1/shadow");
    }

    private static JsonNode counts() throws Exception {
        return shadows().path("shadows").path(0);
    }

    private static void besides(String name, String... more) {
        configure(Stream.concat(Stream.of("authenticator=live-jwt", "authenticator.shadow=" + name), Stream.of(more))
                .toArray(String[]::new));
        eventually(() -> assertThat(counts().path("authenticator").asText()).isEqualTo(name));
    }

    private static long all(JsonNode counts) {
        return Stream.of("agree", "wouldRefuse", "wouldAllow", "undecided", "dropped")
                .mapToLong(name -> counts.path(name).asLong())
                .sum();
    }

    private static void counted(int agree, int wouldRefuse, int wouldAllow, int undecided) {
        eventually(() -> {
            JsonNode counts = counts();
            assertThat(List.of(
                            counts.path("agree").asInt(),
                            counts.path("wouldRefuse").asInt(),
                            counts.path("wouldAllow").asInt(),
                            counts.path("undecided").asInt(),
                            counts.path("dropped").asInt()))
                    .containsExactly(agree, wouldRefuse, wouldAllow, undecided, 0);
        });
    }

    /** Six decisions, as if nobody were asked beside: in, in and publishing, out, and in and out over HTTP. */
    private static void clientsComeAsEver(String stream) throws Exception {
        assertThat(Clients.connect(server, "shadowed", good)).isEqualTo(CONNECTED);
        assertThat(Clients.publish(server, "shadowed", good, stream)).isEqualTo(PUBLISHED);
        assertThat(Clients.connect(server, "shadowed", "bad")).isEqualTo(REJECTED);
        // A stream of its own for each: a player that is known is not judged again.
        assertThat(RawHttp.get(server, "/shadowed/streams/none-" + stream + ".flv?token=" + good)
                        .status())
                .isEqualTo(404);
        assertThat(RawHttp.get(server, "/shadowed/streams/none.flv?token=bad").status())
                .isIn(401, 403);
        assertThat(server.red5().isAlive()).isTrue();
    }

    private static final int DECISIONS = 6;

    @Test
    public void agreement_is_exact_and_differences_are_told() throws Exception {
        besides("new-jwt");
        clientsComeAsEver("s1");
        counted(DECISIONS, 0, 0, 0);

        besides("strict-jwt");
        AuditLog audit = server.audit();
        clientsComeAsEver("s2");
        counted(2, 4, 0, 0);
        JsonNode differences = shadows().path("differences");
        assertThat(differences).hasSize(4).allSatisfy(line -> {
            assertThat(line.path("application").asText()).isEqualTo("shadowed");
            assertThat(line.path("subject").asText()).isEqualTo("ann");
            assertThat(line.path("decision").asText()).isEqualTo("allow");
            assertThat(line.path("reason").asText()).isEqualTo("GRANTED");
            assertThat(line.path("authenticator").asText()).isEqualTo("live-jwt");
            assertThat(line.path("shadow").asText()).isEqualTo("strict-jwt");
            assertThat(line.path("shadowDecision").asText()).isEqualTo("deny");
            assertThat(line.path("shadowReason").asText()).isEqualTo("WRONG_ISSUER");
        });
        assertThat(audit.lines())
                .filteredOn(line -> line.path("decision").asText().equals("shadow"))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line.path("reason").asText()).isEqualTo("WOULD_REFUSE"));
        Run text = run("shadow", "--home", server.home().toString());
        assertThat(JSON.readTree(run("shadow", "--json", "--home", server.home().toString())
                                .out())
                        .path("differences"))
                .isEqualTo(differences);
        assertThat(text.out())
                .containsPattern("shadowed +strict-jwt +20.* +2 +4 +0 +0 +0")
                .contains("would be refused  ann, publish shadowed/s2, RTMP", "strict-jwt: WRONG_ISSUER");
        assertThat(server.logs()).doesNotContain(good);
    }

    @Test
    public void wrong_shadows_harm_nobody() throws Exception {
        for (String wrong : List.of(
                "throws-error",
                "throws-exception",
                "returns-null",
                "hangs",
                "throws-error-at-streams",
                "hangs-at-streams",
                "floods")) {
            besides(wrong, "decisionTimeoutMillis=1000");
            clientsComeAsEver("s-" + wrong);
            eventually(() -> assertThat(all(counts())).as(wrong).isEqualTo(DECISIONS));
        }
    }

    @Test
    public void shadow_burns_no_token_for_one_use() throws Exception {
        besides("new-jwt");
        String since = counts().path("since").asText();
        server.configure(JWT_FILE, "name=new-jwt", "jwtSecretFile=" + server.secretFile(), "tokenUse=once");
        try {
            // It is in force as soon as counts begin anew for it.
            eventually(() -> assertThat(counts().path("since").asText()).isNotEqualTo(since));
            String once = token().claim("sub", "bob").claim("jti", "only-once").signedWith(server.secret());
            assertThat(Clients.publish(server, "shadowed", once, "b1")).isEqualTo(PUBLISHED);
            assertThat(Clients.publish(server, "shadowed", once, "b2")).isEqualTo(PUBLISHED);
            counted(4, 0, 0, 0);
        } finally {
            server.configure(JWT_FILE, "name=new-jwt", "jwtSecretFile=" + server.secretFile());
        }
    }

    @Test
    public void shadow_is_promoted_by_one_line_under_a_running_stream() throws Exception {
        besides("new-jwt");
        try (RtmpClient publisher = RtmpClient.connected(server.rtmpPort(), "shadowed?token=" + good)) {
            assertThat(publisher.publish(publisher.createStream(), "running", "live"))
                    .isEqualTo(PUBLISHED);
            counted(2, 0, 0, 0);
            configure("authenticator=new-jwt", "authenticator.shadow=new-jwt");
            eventually(() -> assertThat(shadows().path("shadows")).isEmpty());
            assertThat(run("shadow", "--home", server.home().toString()).out())
                    .contains("authenticator.shadow=new-jwt is without effect");
            AuditLog audit = server.audit();
            assertThat(publisher.createStream()).isPositive();
            assertThat(publisher.publish(publisher.createStream(), "running-2", "live"))
                    .isEqualTo(PUBLISHED);
            assertThat(Clients.play(server, "shadowed", good, "running")).isEqualTo(Clients.PLAYING);
            assertThat(audit.lines())
                    .filteredOn(line -> line.path("application").asText().equals("shadowed"))
                    .noneMatch(line -> line.path("decision").asText().equals("shadow"))
                    .anySatisfy(line ->
                            assertThat(line.path("authenticator").asText()).isEqualTo("new-jwt"));
        }
    }

    @Test
    public void bundle_of_the_shadow_is_updated_while_clients_come() throws Exception {
        besides("admits");
        assertThat(Clients.connect(server, "shadowed", "bad")).isEqualTo(REJECTED);
        counted(0, 0, 1, 0);
        String since = counts().path("since").asText();
        Path newer = server.home().resolve("newer").resolve("sick.jar");
        Files.createDirectories(newer.getParent());
        NewerJar.write(sick, "1.0.1", newer);
        try (RtmpClient publisher = RtmpClient.connected(server.rtmpPort(), "shadowed?token=" + good)) {
            assertThat(publisher.publish(publisher.createStream(), "through", "live"))
                    .isEqualTo(PUBLISHED);
            server.addBundle(newer);
            eventually(() -> {
                assertThat(Clients.connect(server, "shadowed", good)).isEqualTo(CONNECTED);
                assertThat(Clients.connect(server, "shadowed", "bad")).isEqualTo(REJECTED);
                assertThat(channel.get("/v1/bundles").toString()).contains("1.0.1");
            });
            long before = counts().path("wouldAllow").asLong();
            eventually(() -> {
                assertThat(Clients.connect(server, "shadowed", "bad")).isEqualTo(REJECTED);
                assertThat(counts().path("wouldAllow").asLong()).isGreaterThan(before);
            });
            assertThat(publisher.publish(publisher.createStream(), "through-2", "live"))
                    .isEqualTo(PUBLISHED);
        }
        assertThat(counts().path("since").asText()).isEqualTo(since);
    }

    @Test
    public void name_that_nobody_has_is_a_problem_and_refuses_nobody() throws Exception {
        configure("authenticator=live-jwt", "authenticator.shadow=newjwt");
        eventually(() -> assertThat(channel.get("/v1/status").path("problems").toString())
                .contains("no authenticator has the name 'newjwt', which is set as 'authenticator.shadow'", "new-jwt"));
        Run check = run("check", "--home", server.home().toString());
        assertThat(check.out())
                .contains("warning: authenticator.shadow: ", "'newjwt', which is set as 'authenticator.shadow'");
        assertThat(check.code()).as("nobody is refused for it").isZero();
        assertThat(Clients.connect(server, "shadowed", good)).isEqualTo(CONNECTED);
    }

    @Test
    public void recorded_requests_are_judged_by_other_settings() throws Exception {
        clientsComeAsEver("recorded");
        assertThat(Clients.connect(server, "live", good)).isEqualTo(CONNECTED);
        server.audit().lines(); // they are written
        Path log = server.stagedoor().resolve("log/audit.log");
        Path packed = server.home().resolve("audit.log.1.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(log, out);
        }
        String home = server.home().toString();
        Run same = run("replay", "--audit", log.toString(), "--conf", home, "--json");
        JsonNode answer = JSON.readTree(same.out());
        assertThat(answer.path("wouldRefuse").asLong()).as(same.out()).isZero();
        assertThat(answer.path("requests").asLong()).isGreaterThanOrEqualTo(DECISIONS);
        assertThat(answer.path("assumed").asLong()).isPositive();

        Path other = server.home().resolveSibling(server.home().getFileName() + "-other");
        Installation.in(other);
        Path conf = Files.createDirectories(other.resolve("stagedoor/conf"));
        Files.writeString(conf.resolve(APPLICATION_FILE), "application=shadowed\nauthenticator=live-jwt\nhttp=false\n");
        Files.writeString(
                conf.resolve("stagedoor.authenticator.jwt-live.cfg"),
                "name=live-jwt\njwtSecretFile=" + server.secretFile() + "\n");
        try {
            Run run = run("replay", "--audit", packed.toString(), "--conf", other.toString());
            assertThat(run.code()).as(run.out()).isEqualTo(1);
            assertThat(run.out())
                    .contains(
                            "would be refused: NOT_CONFIGURED  (connect live RTMP GRANTED)",
                            "would be let in: OFF  (play shadowed HTTP",
                            "http=false: nobody is asked",
                            "assumed the same  (connect shadowed RTMP GRANTED)");
            Path copy = Files.move(other.resolve("stagedoor"), other.resolve("try-this"));
            for (Path named : List.of(copy, copy.resolve("conf"))) {
                assertThat(run("replay", "--audit", packed.toString(), "--conf", named.toString())
                                .out())
                        .as("%s", named)
                        .contains("assumed the same  (connect shadowed RTMP GRANTED)");
            }
        } finally {
            Installation.deleteAll(other);
        }
    }
}
