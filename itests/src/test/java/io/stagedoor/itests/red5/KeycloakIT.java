package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PLAY_REFUSED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.connect;
import static io.stagedoor.itests.red5.Clients.play;
import static io.stagedoor.itests.red5.Clients.publish;
import static io.stagedoor.itests.red5.Clients.refusals;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.nimbusds.jwt.SignedJWT;
import io.stagedoor.itests.PrivateKeyHolder;
import io.stagedoor.itests.provider.Keycloak;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Tokens of a real Keycloak, whose keys a real server finds by itself. Skipped without {@code -Pkeycloak}. */
public class KeycloakIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Somebody who has no key of the realm. */
    private static final PrivateKeyHolder STRANGER = PrivateKeyHolder.rs256();

    private static Keycloak keycloak;
    private static StagedoorServer server;

    @BeforeClass
    public static void start() {
        String installation = System.getProperty("stagedoor.keycloak", "");
        if (installation.isEmpty()) {
            System.out.println("SKIPPED: KeycloakIT, because Maven was run without -Pkeycloak");
        }
        assumeTrue("without -Pkeycloak", !installation.isEmpty());
        server = StagedoorServer.prepared();
        keycloak = Keycloak.start(Path.of(installation), server.home().resolveSibling("keycloak.log"));
        server.configure(JWT_FILE, "name=live-jwt", "issuers=media", "expiry=action");
        server.configure(
                APPLICATION_FILE,
                server.application("decisionTimeoutMillis=30000", "backchannelLogout=/stagedoor/logout"));
        server.configure(
                "stagedoor.issuer-media.cfg",
                "name=media",
                "issuer=" + keycloak.issuer(),
                "keys=discovery",
                "keysCooldownSeconds=5",
                "audiences=red5",
                "logoutAudiences=" + Keycloak.ENCODER,
                "requireIf=typ=Bearer",
                "publisherIf=/realm_access/roles=streamer",
                "subscriberIf=/realm_access/roles=streamer, /realm_access/roles=viewer",
                "clockSkewSeconds=0");
        server.start();
    }

    @AfterClass
    public static void stop() {
        if (server != null) {
            server.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    @Test
    public void roles_of_the_realm_decide_whatever_signs_the_token() throws Exception {
        for (String client : List.of(Keycloak.ENCODER, Keycloak.ENCODER_ES256, Keycloak.ENCODER_EDDSA)) {
            String streamer = keycloak.token("anna", client);
            String viewer = keycloak.token("ben", client);
            String nobody = keycloak.token("cleo", client);
            try (Feed feed = Feed.publish(server, "live?token=" + streamer, client, "mark-" + client);
                    RtmpClient player = RtmpClient.connected(server.rtmpPort(), "live?token=" + viewer)) {
                assertThat(player.play(player.createStream(), client)).isEqualTo(PLAYING);
                assertThat(sees(player, "mark-" + client)).isTrue();
                assertThat(play(server, "live", nobody, client)).isEqualTo(PLAY_REFUSED);
            }
            assertThat(publish(server, "live", viewer, client + "-2")).isEqualTo(PUBLISH_REFUSED);
            assertThat(publish(server, "live", nobody, client + "-2")).isEqualTo(PUBLISH_REFUSED);
        }
    }

    @Test
    public void tokens_that_are_for_something_else_are_refused() throws Exception {
        Keycloak.Tokens anna = keycloak.tokens("anna", Keycloak.ENCODER);
        AuditLog audit = server.audit();
        assertThat(connect(server, "live", keycloak.token("anna", Keycloak.SHOP)))
                .isEqualTo(REJECTED);
        assertThat(connect(server, "live", anna.id())).isEqualTo(REJECTED);
        assertThat(connect(server, "live", anna.refresh())).isEqualTo(REJECTED);
        assertThat(connect(server, "live", anna.access())).isEqualTo(CONNECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny WRONG_AUDIENCE",
                        "connect deny CLAIM_REQUIRED",
                        "connect deny UNSUPPORTED_TOKEN",
                        "connect allow GRANTED");
        eventually(
                PATIENCE,
                () -> assertThat(refusals(server, "live", keycloak.tokenOfAnotherRealm()))
                        .containsExactly("connect deny BAD_SIGNATURE"));
    }

    @Test
    public void a_token_ends() throws Exception {
        String[] brief = new String[1];
        // On a slow machine, a token can end before its client is in.
        try (RtmpClient client = eventually(PATIENCE, () -> {
            brief[0] = keycloak.token("anna", Keycloak.BRIEF);
            return RtmpClient.connected(server.rtmpPort(), "live?token=" + brief[0]);
        })) {
            Object end = SignedJWT.parse(brief[0]).getPayload().toJSONObject().get("exp");
            eventually(
                    PATIENCE,
                    () -> assertThat(Instant.now().getEpochSecond()).isGreaterThan(((Number) end).longValue()));
            AuditLog audit = server.audit();
            assertThat(client.publish(client.createStream(), "late", "live")).isEqualTo(PUBLISH_REFUSED);
            assertThat(connect(server, "live", brief[0])).isEqualTo(REJECTED);
            assertThat(audit.decisions()).containsExactly("publish deny GRANT_EXPIRED", "connect deny EXPIRED");
        }
    }

    /** With warning, without warning, and at once: whoever has a token of a known key is let in, and the stream does not notice. */
    @Test
    public void keys_are_replaced_while_ffmpeg_streams_and_others_connect() throws Exception {
        requireFfmpeg();
        String first = keycloak.signer("RS256");
        String firstKid = keycloak.kid(first);
        String byFirst = anna();
        Path recording = server.home().resolve("recording.flv");
        try (Visitors visitors = new Visitors(server);
                FfmpegPair ffmpeg = FfmpegPair.start(server, byFirst, recording)) {
            eventually(PATIENCE, () -> assertThat(ffmpeg.times().size()).isGreaterThan(100));
            long undisturbed = ffmpeg.widestGap();
            visitors.comeWith(byFirst);
            visitors.comeWith(anotherKeyWithWarning());
            visitors.comeWith(anotherKeyWithoutWarning());

            visitors.comeNoMoreWith(byFirst);
            keycloak.disable(first);
            eventually(PATIENCE, () -> {
                askForKeys();
                assertThat(connect(server, "live", byFirst)).isEqualTo(REJECTED);
            });
            eventually(
                    PATIENCE,
                    () -> assertThat(refusals(server, "live", byFirst)).containsExactly("connect deny BAD_SIGNATURE"));
            assertThat(server.ownLog()).contains("-'" + firstKid + "'");
            visitors.awaitMore();

            int before = ffmpeg.times().size();
            eventually(PATIENCE, () -> assertThat(ffmpeg.times().size()).isGreaterThan(before + 50));
            assertThat(ffmpeg.isRunning()).isTrue();
            System.out.printf(
                    "KeycloakIT: %d clients, %d wrong; %d frames, widest gap %d ms, %d ms before keys were replaced%n",
                    visitors.visits.get(),
                    visitors.mistakes.size(),
                    ffmpeg.times().size(),
                    ffmpeg.widestGap(),
                    undisturbed);
            assertThat(visitors.mistakes).isEmpty();
            assertThat(ffmpeg.widestGap()).as("widest gap").isLessThanOrEqualTo(undisturbed);
        }
    }

    @Test
    public void who_logs_out_at_keycloak_is_cut_stays_out_and_gets_in_by_a_new_login() throws Exception {
        keycloak.sendLogouts(Keycloak.ENCODER, logoutAddress(), true);
        String ended = anna();
        String other = anna();
        try (Feed cut = Feed.publish(server, "live?token=" + ended, "logged-out", "mark");
                RtmpClient player = RtmpClient.connected(server.rtmpPort(), "live?token=" + ended);
                Feed goesOn = Feed.publish(server, "live?token=" + other, "goes-on", "mark-goes-on")) {
            assertThat(player.play(player.createStream(), "goes-on")).isEqualTo(PLAYING);
            keycloak.endSession(sessionId(ended));
            Clients.assertClosed(cut.client());
            Clients.assertClosed(player);
            assertThat(refusals(server, "live", ended)).containsExactly("connect deny REVOKED");
            try (RtmpClient viewer = RtmpClient.connected(server.rtmpPort(), "live?token=" + other)) {
                assertThat(viewer.play(viewer.createStream(), "goes-on")).isEqualTo(PLAYING);
                assertThat(sees(viewer, "mark-goes-on")).isTrue();
            }
            assertThat(goesOn.client().createStream()).isPositive();
        }
        assertThat(connect(server, "live", anna())).isEqualTo(CONNECTED);
    }

    @Test
    public void a_logout_without_a_session_ends_all_that_the_user_had() throws Exception {
        keycloak.sendLogouts(Keycloak.ENCODER, logoutAddress(), false);
        String first = keycloak.token("ben", Keycloak.ENCODER);
        String second = keycloak.token("ben", Keycloak.ENCODER);
        String another = anna();
        try (RtmpClient one = RtmpClient.connected(server.rtmpPort(), "live?token=" + first);
                RtmpClient two = RtmpClient.connected(server.rtmpPort(), "live?token=" + second);
                RtmpClient goesOn = RtmpClient.connected(server.rtmpPort(), "live?token=" + another)) {
            keycloak.endSessions("ben");
            Clients.assertClosed(one);
            Clients.assertClosed(two);
            assertThat(refusals(server, "live", second)).containsExactly("connect deny REVOKED");
            assertThat(goesOn.createStream()).isPositive();
        }
        // A token of the second of the logout counts as old.
        eventually(
                PATIENCE,
                () -> assertThat(connect(server, "live", keycloak.token("ben", Keycloak.ENCODER)))
                        .isEqualTo(CONNECTED));
    }

    private static URI logoutAddress() {
        return server.http().resolve("/live/stagedoor/logout");
    }

    private static String sessionId(String token) throws Exception {
        return String.valueOf(SignedJWT.parse(token).getPayload().toJSONObject().get("sid"));
    }

    private static void requireFfmpeg() {
        if (!FfmpegPair.isInstalled()) {
            System.out.println("SKIPPED: KeycloakIT with ffmpeg, because ffmpeg is not installed");
        }
        assumeTrue("ffmpeg is not installed", FfmpegPair.isInstalled());
    }

    /** A token of Keycloak is longer than what ffmpeg sends of a URL. */
    @Test
    public void the_audit_log_says_that_ffmpeg_has_cut_a_token_off() throws Exception {
        requireFfmpeg();
        String url = server.rtmpUrl() + "?token=" + anna() + "/s";
        AuditLog audit = server.audit();
        Process ffmpeg = new ProcessBuilder("ffmpeg", "-nostdin", "-v", "error", "-i", url, "-f", "null", "-")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(ffmpeg.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            ffmpeg.destroyForcibly();
        }
        assertThat(audit.lines())
                .singleElement()
                .satisfies(line -> assertThat(line.path("detail").asText()).contains("ffmpeg and OBS cut off"));
    }

    private static String anna() {
        return keycloak.token("anna", Keycloak.ENCODER);
    }

    /** A token of a key that was published before it signed: it is good at once. */
    private static String anotherKeyWithWarning() throws IOException {
        String next = keycloak.addRsaKey(50);
        String kid = keycloak.kid(next);
        eventually(PATIENCE, () -> {
            askForKeys();
            assertThat(server.ownLog()).contains("+'" + kid + "'");
        });
        keycloak.setPriority(next, 200);
        assertThat(keycloak.signer("RS256")).isEqualTo(next);
        String byNext = anna();
        assertThat(connect(server, "live", byNext)).isEqualTo(CONNECTED);
        return byNext;
    }

    /** A token of a key that signs as soon as it is published: it is good after the next fetch. */
    private static String anotherKeyWithoutWarning() {
        String next = keycloak.addRsaKey(300);
        assertThat(keycloak.signer("RS256")).isEqualTo(next);
        String byNext = anna();
        eventually(PATIENCE, () -> assertThat(connect(server, "live", byNext)).isEqualTo(CONNECTED));
        return byNext;
    }

    /** Stagedoor fetches the keys for a token of an unknown one, and then knows what is published. */
    private static void askForKeys() throws IOException {
        connect(server, "live", STRANGER.sign("unknown", token()));
    }
}
