package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.authenticator;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.support.TlsKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    private static Path folder;

    private static TlsKeys server;
    private static TlsKeys elsewhere;
    private static TlsKeys client;

    @BeforeAll
    static void makeKeys() throws Exception {
        server = keys("server", "ip:127.0.0.1,dns:localhost");
        elsewhere = keys("elsewhere", "dns:elsewhere.example");
        client = keys("client", "dns:red5.example");
    }

    private static TlsKeys keys(String name, String names) throws Exception {
        TlsKeys keys = TlsKeys.make(folder, name, names);
        Files.writeString(folder.resolve(name + ".crt"), keys.certificate());
        Files.writeString(folder.resolve(name + ".key"), keys.key());
        return keys;
    }

    /** A server with these keys; with {@code trusted}, only for clients that show a certificate of it. */
    private static TestBackend backend(TlsKeys keys, TlsKeys trusted) throws Exception {
        HttpsServer https = HttpsServer.create(TestBackend.anyPort(), 100);
        https.setHttpsConfigurator(new HttpsConfigurator(keys.server(trusted)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(trusted != null);
                parameters.setSSLParameters(tls);
            }
        });
        return new TestBackend(https, asked -> TestBackend.yes());
    }

    private static Decision ask(TestBackend backend, Object... pairs) {
        List<Object> all = new ArrayList<>(List.of(pairs));
        all.addAll(List.of("validateUrl", "https://127.0.0.1:" + backend.port() + "/validate"));
        RoundTripAuthenticator authenticator = authenticator(settings(all.toArray()));
        try {
            return authenticator.authorize(publish("u"));
        } finally {
            authenticator.close();
        }
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void a_configured_authority_is_trusted() throws Exception {
        try (TestBackend backend = backend(server, null)) {
            assertThat(ask(backend, "trustCertificates", file("server.crt"))).isInstanceOf(Decision.Allow.class);
            assertThat(backend.asked.get(0).headers()).doesNotContainKey("Upgrade");
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_not() throws Exception {
        try (TestBackend backend = backend(server, null)) {
            isRefused(backend, ask(backend));
            isRefused(backend, ask(backend, "trustCertificates", file("client.crt")));
        }
    }

    @Test
    void a_certificate_for_another_host_is_not() throws Exception {
        try (TestBackend backend = backend(elsewhere, null)) {
            isRefused(backend, ask(backend, "trustCertificates", file("elsewhere.crt")));
        }
    }

    private static void isRefused(TestBackend backend, Decision decision) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Unavailable.class,
                        unavailable -> assertThat(unavailable.detail()).contains("trustCertificates"));
        assertThat(backend.asked).as("no credentials were sent").isEmpty();
    }

    @Test
    void a_client_certificate_is_shown_from_pem_and_from_pkcs12() throws Exception {
        String password = Files.writeString(folder.resolve("password"), TlsKeys.PASSWORD + "\n")
                .toString();
        String both = Files.writeString(
                        folder.resolve("both.pem"),
                        Files.readString(Path.of(file("client.key"))) + Files.readString(Path.of(file("client.crt"))))
                .toString();
        try (TestBackend backend = backend(server, client)) {
            String trust = file("server.crt");
            assertThat(ask(backend, "trustCertificates", trust)).isInstanceOf(Decision.Unavailable.class);
            assertThat(ask(
                            backend,
                            "trustCertificates",
                            trust,
                            "clientCertificate",
                            file("client.crt"),
                            "clientKey",
                            file("client.key")))
                    .isInstanceOf(Decision.Allow.class);
            assertThat(ask(backend, "trustCertificates", trust, "clientCertificate", both))
                    .isInstanceOf(Decision.Allow.class);
            assertThat(ask(
                            backend,
                            "trustCertificates",
                            trust,
                            "clientCertificate",
                            client.p12().toString(),
                            "clientCertificatePasswordFile",
                            password))
                    .isInstanceOf(Decision.Allow.class);
            assertThat(ask(
                            backend,
                            "trustCertificates",
                            trust,
                            "clientCertificate",
                            file("elsewhere.crt"),
                            "clientKey",
                            file("elsewhere.key")))
                    .isInstanceOf(Decision.Unavailable.class);
        }
    }

    @Test
    void files_that_cannot_be_used_are_configuration_errors() throws Exception {
        String wrong =
                Files.writeString(folder.resolve("wrong"), "not the pAssword").toString();
        String encrypted = Files.writeString(
                        folder.resolve("encrypted.key"),
                        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAA==\n-----END ENCRYPTED PRIVATE KEY-----\n")
                .toString();
        isError("trustCertificates", "trustCertificates", wrong);
        isError("trustCertificates", "trustCertificates", file("missing.crt"));
        isError("clientCertificate", "clientCertificate", wrong);
        isError("clientCertificate", "clientCertificate", file("client.crt"));
        isError("clientKey", "clientCertificate", file("client.crt"), "clientKey", encrypted);
        isError(
                "clientCertificate",
                "clientCertificate",
                client.p12().toString(),
                "clientCertificatePasswordFile",
                wrong);
        isError("clientCertificate", "clientKey", file("client.key"));
    }

    private static void isError(String property, Object... pairs) {
        List<Object> all = new ArrayList<>(List.of(pairs));
        all.addAll(List.of("validateUrl", "https://localhost/"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(all.toArray()))
                .withMessageStartingWith(property + ": ")
                .withMessageNotContaining("not the pAssword");
    }
}
