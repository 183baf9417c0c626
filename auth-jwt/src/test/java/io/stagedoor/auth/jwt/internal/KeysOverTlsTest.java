package io.stagedoor.auth.jwt.internal;

import static io.stagedoor.auth.jwt.internal.IssuerStage.claims;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.support.TlsKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are fetched over TLS, from a provider whose authority only {@code keysCaFile} knows. */
class KeysOverTlsTest {

    private static final SigningParty RSA = SigningParty.of("RS256");

    @TempDir
    private Path folder;

    private TlsKeys keys;
    private TlsKeys others;
    private HttpsServer provider;
    private IssuerStage stage;
    private Path authorities;

    @BeforeEach
    void start() throws Exception {
        keys = TlsKeys.make(folder, "provider", "ip:127.0.0.1");
        others = TlsKeys.make(folder, "others", "ip:127.0.0.1");
        byte[] set = ("{\"keys\":[" + RSA.jwk("one", "") + "]}").getBytes(StandardCharsets.UTF_8);
        provider = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setHttpsConfigurator(new HttpsConfigurator(keys.server(null)));
        provider.createContext("/jwks", exchange -> {
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
        });
        provider.start();
        stage = new IssuerStage(folder.resolve("data"));
        authorities = folder.resolve("authorities.pem");
    }

    @AfterEach
    void stop() {
        stage.close();
        provider.stop(0);
    }

    private void configure() {
        stage.issuer(
                        "a",
                        "keys",
                        "https://127.0.0.1:" + provider.getAddress().getPort() + "/jwks",
                        "keysCaFile",
                        authorities.toString())
                .authenticator("issuers", "a");
    }

    private boolean isLetIn() {
        return stage.bundle().registrations() > 0
                && stage.decide(RSA.token("one", claims("a", ""))) instanceof Decision.Allow;
    }

    @Test
    void a_file_with_the_right_authority_counts_as_soon_as_it_is_there() throws Exception {
        Files.writeString(authorities, others.certificate());
        configure();
        eventually("registered", () -> stage.bundle().registrations() > 0);
        eventually(
                "said what is wrong",
                () -> stage.service()
                        .problem()
                        .filter(problem -> problem.contains("check keysCaFile"))
                        .isPresent());
        assertThat(isLetIn()).isFalse();

        SigningParty.replace(authorities, keys.certificate());
        eventually("let in", this::isLetIn);
        eventually("well again", () -> stage.service().problem().isEmpty());
    }

    @Test
    void a_file_that_is_replaced_or_broken_refuses_nobody_whose_keys_are_known() throws Exception {
        Files.writeString(authorities, keys.certificate());
        configure();
        eventually("let in", this::isLetIn);
        for (String content :
                new String[] {others.certificate(), "nonsense", others.certificate() + keys.certificate()}) {
            SigningParty.replace(authorities, content);
            boolean isGood = content.contains(keys.certificate());
            eventually(
                    "seen",
                    () -> stage.service()
                                    .problem()
                                    .filter(problem -> problem.contains("keysCaFile"))
                                    .isPresent()
                            != isGood);
            assertThat(isLetIn()).isTrue();
        }
    }
}
