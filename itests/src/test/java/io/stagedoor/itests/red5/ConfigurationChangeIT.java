package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.FlvFile;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Each setting, changed while the server runs. */
public class ConfigurationChangeIT {

    private static StagedoorServer server;

    private String good;

    @BeforeClass
    public static void start() {
        server = StagedoorServer.started();
    }

    @AfterClass
    public static void stop() {
        server.close();
    }

    @Before
    public void as_it_was() throws Exception {
        good = signed(token());
        String brief = signed(token().expiresIn(Duration.ofMinutes(1)));
        server.writeSecret(server.secret());
        // Nothing is in force that was in force before: what shows is what is written last.
        server.configureInForce(server.application());
        server.configure(JWT_FILE, server.jwt("jwtTtlMinutes=2"));
        eventually(() -> assertThat(connect(brief)).isEqualTo(CONNECTED));
        eventually(() -> assertThat(connect(good)).isEqualTo(REJECTED));
        server.configure(JWT_FILE, server.jwt());
        eventually(() -> assertThat(connect(good)).isEqualTo(CONNECTED));
    }

    @Test
    public void a_new_secret_is_in_force_and_a_running_stream_goes_on() throws Exception {
        String secret = newSecret();
        try (Feed feed = Feed.publish(server, "live?token=" + good, "runs", "mark-runs");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            viewer.play(viewer.createStream(), "runs");

            server.writeSecret(secret);

            eventually(() -> assertThat(connect(token().signedWith(secret))).isEqualTo(CONNECTED));
            assertThat(connect(good)).isEqualTo(REJECTED);
            assertThat(Clients.sees(viewer, "mark-runs")).isTrue();
            // What the viewer was granted is still granted.
            assertThat(viewer.publish(viewer.createStream(), "granted", "live")).isEqualTo(PUBLISHED);
        }
    }

    /** Whatever the server's log is, our own says it. */
    @Test
    public void files_that_are_not_used_are_told_and_told_again_when_they_are_fixed() throws Exception {
        server.configure("stagedoor.aplication-foo.cfg", "application=foo", "active=false");
        server.configure("stagedoor.application.cfg", "application=foo", "active=false");
        server.configure("stagedoor.application-second.cfg", "application=live", "active=false");
        try {
            eventually(() -> assertThat(server.ownLog())
                    .contains("stagedoor.aplication-foo.cfg: not used: ")
                    .contains("did you mean stagedoor.application-foo.cfg?")
                    .contains("stagedoor.application.cfg: not used: it has no name after the PID")
                    .contains("Application 'live' is configured more than once: by " + APPLICATION_FILE
                            + " and by stagedoor.application-second.cfg. " + APPLICATION_FILE + " is in force."));
            assertThat(connect(token().signedWith(newSecret()))).isEqualTo(REJECTED);
        } finally {
            server.unconfigure("stagedoor.aplication-foo.cfg");
            server.unconfigure("stagedoor.application.cfg");
            server.unconfigure("stagedoor.application-second.cfg");
        }
        eventually(() -> assertThat(server.ownLog())
                .contains("stagedoor.aplication-foo.cfg: fixed: it was removed or renamed.")
                .contains(APPLICATION_FILE + " stays in force."));
        assertThat(server.ownLog()).doesNotContain("every client of 'foo' is admitted");
    }

    @Test
    public void a_bundle_that_does_not_start_is_told_with_what_it_needs() throws Exception {
        Path jar = server.stagedoor().resolve("bundles").resolve("needy.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "needy");
        manifest.getMainAttributes().putValue("Import-Package", "io.stagedoor.auth;version=\"[99,100)\"");
        Path part = jar.resolveSibling("needy.part");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(part), manifest)) {
            out.finish();
        }
        Files.move(part, jar);
        try {
            eventually(() -> assertThat(server.ownLog())
                    .contains("stagedoor/bundles/needy.jar: bundle needy 0.0.0 does not start: it needs package"
                            + " io.stagedoor.auth 99.0.0 or newer, older than 100.0.0, but only version "));
        } finally {
            Files.delete(jar);
        }
        eventually(() -> assertThat(server.ownLog()).contains("needy.jar: fixed: it was removed or renamed."));
    }

    /** Another service, and no replaced bundle: a client that came in by what is not configured any more is cut off. */
    @Test
    public void a_configuration_that_is_removed_reaches_who_is_in() throws Exception {
        disconnectOnChange();
        try (Feed feed = Feed.publish(server, "live?token=" + good, "anew", "mark-anew");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            viewer.play(viewer.createStream(), "anew");
            assertThat(Clients.sees(viewer, "mark-anew")).isTrue();

            server.unconfigure(JWT_FILE);
            Clients.assertClosed(feed.client());
            Clients.assertClosed(viewer);
        }
        server.configure(JWT_FILE, server.jwt());
        eventually(() -> assertThat(connect(good)).isEqualTo(CONNECTED));
    }

    @Test
    public void a_configuration_that_says_something_else_reaches_who_is_in() throws Exception {
        disconnectOnChange();
        try (Feed feed = Feed.publish(server, "live?token=" + good, "else", "mark-else");
                RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            viewer.play(viewer.createStream(), "else");
            server.configure(JWT_FILE, server.jwt());
            Clients.awaitReconsideration(server);
            assertThat(Clients.sees(viewer, "mark-else")).isTrue();

            server.configure(JWT_FILE, server.jwt("expectedIssuer=ours"));
            Clients.assertClosed(feed.client());
            Clients.assertClosed(viewer);
        }
    }

    private void disconnectOnChange() throws Exception {
        server.configure(APPLICATION_FILE, server.application("onChange=disconnect", "publishModes=live"));
        eventually(() -> {
            try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
                assertThat(client.publish(client.createStream(), unused(), "record"))
                        .isEqualTo(PUBLISH_REFUSED);
            }
        });
    }

    @Test
    public void an_issuer() throws Exception {
        server.configure(JWT_FILE, server.jwt("expectedIssuer=ours"));

        eventually(() -> assertThat(connect(good)).isEqualTo(REJECTED));
        AuditLog audit = server.audit();
        assertThat(connect(signed(token().claim("iss", "ours")))).isEqualTo(CONNECTED);
        assertThat(connect(signed(token().claim("iss", "Ours")))).isEqualTo(REJECTED);
        assertThat(connect(signed(token().claim("iss", "theirs")))).isEqualTo(REJECTED);
        assertThat(connect(signed(token()))).isEqualTo(REJECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect allow GRANTED",
                        "connect deny WRONG_ISSUER",
                        "connect deny WRONG_ISSUER",
                        "connect deny WRONG_ISSUER");
    }

    @Test
    public void clock_skew() throws Exception {
        String late = signed(token().expiresIn(Duration.ofSeconds(-60)));
        String early = signed(token().claim("nbf", Instant.now().getEpochSecond() + 60));
        assertThat(connect(late)).isEqualTo(REJECTED);
        assertThat(connect(early)).isEqualTo(REJECTED);

        server.configure(JWT_FILE, server.jwt("clockSkewSeconds=300"));

        eventually(() -> assertThat(connect(late)).isEqualTo(CONNECTED));
        assertThat(connect(early)).isEqualTo(CONNECTED);
        assertThat(connect(signed(token().expiresIn(Duration.ofMinutes(62))))).isEqualTo(REJECTED);
    }

    @Test
    public void expiry_at_each_action() throws Exception {
        server.configure(JWT_FILE, server.jwt("expiry=action", "expectedIssuer=ours"));
        eventually(() -> assertThat(connect(good)).isEqualTo(REJECTED));
        try (RtmpClient client = Clients.expired(
                server, end -> signed(token().claim("iss", "ours").claim("exp", end)))) {
            assertThat(client.publish(client.createStream(), "late", "live")).isEqualTo(PUBLISH_REFUSED);
            Clients.assertClosed(client);
        }
    }

    @Test
    public void the_largest_token() throws Exception {
        server.configure(JWT_FILE, server.jwt("maxTokenBytes=256"));

        eventually(() ->
                assertThat(connect(signed(token().claim("x", "y".repeat(300))))).isEqualTo(REJECTED));
        assertThat(connect(good)).isEqualTo(CONNECTED);
    }

    @Test
    public void no_credentials_in_the_query() throws Exception {
        server.configure(APPLICATION_FILE, server.application("rtmpAllowQueryParamsEnabled=false"));

        eventually(() -> assertThat(connect(good)).isEqualTo(REJECTED));
        AuditLog audit = server.audit();
        assertThat(connect(good)).isEqualTo(REJECTED);
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            assertThat(client.connect("live?token=anything", "any", "jwt", good))
                    .isEqualTo(CONNECTED);
        }
        assertThat(audit.decisions()).containsExactly("connect deny NO_CREDENTIALS", "connect allow GRANTED");
    }

    @Test
    public void decoded_arguments() throws Exception {
        server.configure(APPLICATION_FILE, server.application("rtmpDecodeArguments=true"));

        eventually(() -> {
            try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
                assertThat(client.connect("live", "any", "jwt", good.replace(".", "%2E")))
                        .isEqualTo(CONNECTED);
            }
        });
    }

    @Test
    public void agents() throws Exception {
        server.configure(APPLICATION_FILE, server.application("allowedRtmpAgents=FMLE/3;obs"));

        eventually(() -> assertThat(connect(good)).isEqualTo(REJECTED));
        AuditLog audit = server.audit();
        assertThat(connectAs(Optional.of("FMLE/3.0 (compatible; Lavf60)"))).isEqualTo(CONNECTED);
        assertThat(connectAs(Optional.of("my OBS"))).isEqualTo(CONNECTED);
        assertThat(connectAs(Optional.of("LNX 9,0,124,2"))).isEqualTo(REJECTED);
        assertThat(connectAs(Optional.empty())).isEqualTo(REJECTED);
        assertThat(connectAs(Optional.of(42))).isEqualTo(REJECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect allow GRANTED",
                        "connect allow GRANTED",
                        "connect deny AGENT_NOT_ALLOWED",
                        "connect deny AGENT_NOT_ALLOWED",
                        "connect deny AGENT_NOT_ALLOWED");
    }

    @Test
    public void publish_modes() throws Exception {
        assertThat(publish("record")).isEqualTo(PUBLISHED);
        server.configure(APPLICATION_FILE, server.application("publishModes=live"));

        eventually(() -> assertThat(publish("record")).isEqualTo(PUBLISH_REFUSED));
        AuditLog audit = server.audit();
        assertThat(publish("append")).isEqualTo(PUBLISH_REFUSED);
        assertThat(publish("live")).isEqualTo(PUBLISHED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect allow GRANTED",
                        "publish deny MODE_NOT_ALLOWED",
                        "connect allow GRANTED",
                        "publish allow GRANTED");
    }

    @Test
    public void remote_methods() throws Exception {
        assertThat(isCallable("setCanCallService")).isFalse();
        server.configure(APPLICATION_FILE, server.application("remoteMethods=setCanCallService"));

        eventually(() -> assertThat(isCallable("setCanCallService")).isTrue());
        assertThat(isCallable("setCanConnect")).isFalse();
    }

    private boolean isCallable(String method) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            return client.call(method, true)
                    .map(message -> message.isCommand("_result"))
                    .orElse(false);
        }
    }

    @Test
    public void no_authentication_for_rtmp() throws Exception {
        server.configure(APPLICATION_FILE, server.application("rtmp=false"));

        eventually(() -> assertThat(connect("")).isEqualTo(CONNECTED));
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live")) {
            assertThat(client.publish(client.createStream(), "open", "live")).isEqualTo(PUBLISHED);
        }
        assertThat(RawHttp.get(server, "/live/streams/none.flv").status()).isEqualTo(401);
    }

    @Test
    public void no_authentication_at_all() throws Exception {
        server.configure(APPLICATION_FILE, "application=live", "active=false");

        eventually(() -> assertThat(connect("")).isEqualTo(CONNECTED));
        assertThat(RawHttp.get(server, "/live/streams/none.flv").status()).isEqualTo(404);
    }

    @Test
    public void a_default_for_all_applications() throws Exception {
        server.unconfigure(APPLICATION_FILE);
        eventually(() -> assertThat(connect(good)).isEqualTo(REJECTED));

        server.configure("stagedoor.application-any.cfg", "application=*", "authenticator=live-jwt");

        eventually(() -> assertThat(connect(good)).isEqualTo(CONNECTED));
        assertThat(connect("")).isEqualTo(REJECTED);
        server.unconfigure("stagedoor.application-any.cfg");
        eventually(() -> assertThat(connect(good)).isEqualTo(REJECTED));
    }

    @Test
    public void public_paths() throws Exception {
        FlvFile.write(server.recordings().resolve("public/x.flv"), "mark-public", 200);
        FlvFile.write(server.recordings().resolve("private/x.flv"), "mark-private", 200);
        assertThat(RawHttp.get(server, "/live/streams/public/x.flv").status()).isEqualTo(401);

        server.configure(APPLICATION_FILE, server.application("httpPublicPaths=/streams/public/*"));

        eventually(() -> {
            RawHttp.Answer answer = RawHttp.get(server, "/live/streams/public/x.flv");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("mark-public");
        });
        for (String path : new String[] {
            "/live/streams/private/x.flv",
            "/live/streams/public/../private/x.flv",
            "/live/streams/public/..;/private/x.flv",
            "/live/streams/public/%2e%2e/private/x.flv",
            "/live/persistence/public/x.flv"
        }) {
            assertThat(RawHttp.get(server, path).status()).as(path).isIn(401, 403);
        }
    }

    private String publish(String mode) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live?token=" + good)) {
            return client.publish(client.createStream(), unused(), mode);
        }
    }

    /** A name of its own: one that somebody who has just gone still has is refused, whatever is configured. */
    private static String unused() {
        return "s-" + UUID.randomUUID();
    }

    private String connectAs(Optional<Object> agent) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect(client.connectMessage("live?token=" + good, Map.of("flashVer", agent)));
        }
    }

    private static String connect(String token) throws IOException {
        return Clients.connect(server, "live", token);
    }

    private static String signed(Token token) {
        return token.signedWith(server.secret());
    }
}
