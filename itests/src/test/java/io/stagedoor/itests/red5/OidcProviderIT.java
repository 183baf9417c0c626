package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.connect;
import static io.stagedoor.itests.red5.Clients.publish;
import static io.stagedoor.itests.red5.Clients.refusals;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static io.stagedoor.itests.red5.StagedoorServer.JWT_FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.nimbusds.jwt.SignedJWT;
import io.stagedoor.itests.PrivateKeyHolder;
import io.stagedoor.itests.provider.OidcProvider;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Tokens of {@code oidc-provider}, in the form of RFC 9068. Skipped where its packages are not installed. */
public class OidcProviderIT {

    private static final String MEDIA = "https://media.example.com";
    private static final String RS256 = "RS256";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Somebody who has no key of the provider. */
    private static final PrivateKeyHolder STRANGER = PrivateKeyHolder.rs256();

    private static Path folder;
    private static OidcProvider provider;
    private static StagedoorServer server;

    @BeforeClass
    public static void start() {
        folder = Path.of(System.getProperty("stagedoor.provider"));
        boolean isInstalled = OidcProvider.isInstalled(folder);
        if (!isInstalled) {
            System.out.println("SKIPPED: OidcProviderIT, because oidc-provider is not installed (npm ci --prefix "
                    + "itests/src/test/oidc-provider)");
        }
        assumeTrue("oidc-provider is not installed", isInstalled);
        server = StagedoorServer.prepared();
        provider = OidcProvider.start(folder, server.home().resolveSibling("provider.log"));
        server.configure(JWT_FILE, "name=live-jwt", "issuers=provider");
        server.configure(APPLICATION_FILE, server.application());
        server.configure(
                "stagedoor.issuer-provider.cfg",
                "name=provider",
                "issuer=" + provider.issuer(),
                "keys=discovery",
                "keysCooldownSeconds=5",
                "types=at+jwt",
                "audiences=" + MEDIA,
                "publisherIf=scope=publish",
                "subscriberIf=scope=play");
        server.start();
    }

    @AfterClass
    public static void stop() {
        if (server != null) {
            server.close();
        }
        if (provider != null) {
            provider.close();
        }
    }

    @Test
    public void scopes_decide_whatever_signs_the_token() throws Exception {
        for (String algorithm : List.of("RS256", "ES256", "EdDSA")) {
            String publisher = provider.token(algorithm, "publish", MEDIA);
            String viewer = provider.token(algorithm, "play", MEDIA);
            try (Feed feed = Feed.publish(server, "live?token=" + publisher, algorithm, "mark-" + algorithm);
                    RtmpClient player = RtmpClient.connected(server.rtmpPort(), "live?token=" + viewer)) {
                assertThat(player.play(player.createStream(), algorithm)).isEqualTo(PLAYING);
                assertThat(sees(player, "mark-" + algorithm)).isTrue();
            }
            assertThat(publish(server, "live", viewer, algorithm + "-2")).isEqualTo(PUBLISH_REFUSED);
        }
    }

    @Test
    public void tokens_for_others_and_opaque_ones_are_refused() throws Exception {
        AuditLog audit = server.audit();
        assertThat(connect(server, "live", provider.token("ES256", "publish", "https://other.example.com")))
                .isEqualTo(REJECTED);
        assertThat(connect(server, "live", provider.token("ES256", "publish", "")))
                .isEqualTo(REJECTED);
        assertThat(connect(server, "live", provider.token("ES256", "publish", MEDIA)))
                .isEqualTo(CONNECTED);
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny WRONG_AUDIENCE", "connect deny MALFORMED_TOKEN", "connect allow GRANTED");
    }

    /** With warning, without warning, and at once: whoever has a token of a known key is let in, and the stream does not notice. */
    @Test
    public void keys_are_replaced_while_ffmpeg_streams_and_others_connect() throws Exception {
        if (!FfmpegPair.isInstalled()) {
            System.out.println("SKIPPED: OidcProviderIT with ffmpeg, because ffmpeg is not installed");
        }
        assumeTrue("ffmpeg is not installed", FfmpegPair.isInstalled());
        String byFirst = signedBy("key-RS256");
        try (Visitors visitors = new Visitors(server);
                FfmpegPair ffmpeg =
                        FfmpegPair.start(server, byFirst, server.home().resolve("recording.flv"))) {
            eventually(PATIENCE, () -> assertThat(ffmpeg.times().size()).isGreaterThan(100));
            long undisturbed = ffmpeg.widestGap();
            visitors.comeWith(byFirst);
            visitors.comeWith(anotherKeyWithWarning());
            visitors.comeWith(anotherKeyWithoutWarning());

            visitors.comeNoMoreWith(byFirst);
            provider.publish(RS256, "third", "second");
            eventually(PATIENCE, () -> {
                askForKeys();
                assertThat(refusals(server, "live", byFirst)).containsExactly("connect deny BAD_SIGNATURE");
            });
            assertThat(server.ownLog()).contains("-'key-RS256'");
            othersWithTheSameNamesAreRefused();
            visitors.awaitMore();

            int before = ffmpeg.times().size();
            eventually(PATIENCE, () -> assertThat(ffmpeg.times().size()).isGreaterThan(before + 50));
            assertThat(ffmpeg.isRunning()).isTrue();
            System.out.printf(
                    "OidcProviderIT: %d clients, %d wrong; %d frames, widest gap %d ms, %d ms before keys were replaced%n",
                    visitors.visits.get(),
                    visitors.mistakes.size(),
                    ffmpeg.times().size(),
                    ffmpeg.widestGap(),
                    undisturbed);
            assertThat(visitors.mistakes).isEmpty();
            assertThat(ffmpeg.widestGap()).as("widest gap").isLessThanOrEqualTo(undisturbed);
        }
    }

    /** A token that the provider signs with this key at the moment. */
    private static String signedBy(String kid) throws Exception {
        String token = provider.token(RS256, "publish play", MEDIA);
        assertThat(SignedJWT.parse(token).getHeader().getKeyID()).isEqualTo(kid);
        return token;
    }

    /** A token of a key that was published before it signed: it is good at once. */
    private static String anotherKeyWithWarning() throws Exception {
        provider.publish(RS256, "key-RS256", "second");
        signedBy("key-RS256");
        eventually(PATIENCE, () -> {
            askForKeys();
            assertThat(server.ownLog()).contains("+'second'");
        });
        provider.publish(RS256, "second", "key-RS256");
        String bySecond = signedBy("second");
        assertThat(connect(server, "live", bySecond)).isEqualTo(CONNECTED);
        return bySecond;
    }

    /** A token of a key that signs as soon as it is published: it is good after the next fetch. */
    private static String anotherKeyWithoutWarning() throws Exception {
        provider.publish(RS256, "third", "second", "key-RS256");
        String byThird = signedBy("third");
        eventually(PATIENCE, () -> assertThat(connect(server, "live", byThird)).isEqualTo(CONNECTED));
        return byThird;
    }

    /** Stagedoor fetches the keys for a token of an unknown one, and then knows what is published. */
    private static void askForKeys() throws IOException {
        connect(server, "live", STRANGER.sign("unknown", token()));
    }

    /** Another provider of the same make, and a stranger, whose keys have the names of the right ones. */
    private static void othersWithTheSameNamesAreRefused() throws Exception {
        try (OidcProvider theirs = OidcProvider.start(folder, server.home().resolveSibling("theirs.log"))) {
            theirs.publish(RS256, "third");
            assertThat(refusals(server, "live", theirs.token(RS256, "publish play", MEDIA)))
                    .containsExactly("connect deny BAD_SIGNATURE");
        }
        String forged =
                STRANGER.sign("third", token().claim("iss", provider.issuer()).claim("aud", MEDIA));
        assertThat(refusals(server, "live", forged)).containsExactly("connect deny BAD_SIGNATURE");
    }
}
