package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;

/** The authenticator of {@code samples/authenticator} in a running server, as its README says it. */
public class SampleAuthenticatorIT {

    private static final Path JAR = Path.of(System.getProperty("stagedoor.sample"));
    private static final String COPY = "a-copy-of-" + JAR.getFileName();

    @Test
    public void decides_while_its_jar_or_a_copy_is_there_and_nobody_comes_in_when_both_are_gone() throws IOException {
        try (StagedoorServer server = StagedoorServer.started()) {
            assertThat(connect(server)).isEqualTo(REJECTED);

            server.addBundle(JAR);
            server.configure(APPLICATION_FILE, "application=live", "authenticator=local-only");
            eventually(() -> assertThat(connect(server)).isEqualTo(CONNECTED));

            Path copy = server.stagedoor().resolve("bundles").resolve(COPY);
            Files.copy(JAR, copy);
            eventually(() -> assertThat(server.ownLog()).contains("stagedoor/bundles/" + COPY + ": not installed: "));
            server.removeBundle(JAR.getFileName().toString());
            eventually(() -> assertThat(server.ownLog()).contains("stagedoor/bundles/" + COPY + ": fixed: "));
            eventually(() -> assertThat(connect(server)).isEqualTo(CONNECTED));

            server.removeBundle(COPY);
            eventually(() -> assertThat(connect(server)).isEqualTo(REJECTED));
            AuditLog audit = server.audit();
            assertThat(connect(server)).isEqualTo(REJECTED);
            assertThat(audit.lines()).singleElement().satisfies(line -> {
                assertThat(AuditLog.summary(line)).isEqualTo("connect unavailable UNAVAILABLE");
                assertThat(line.path("detail").asText()).contains("'local-only'");
            });

            server.addBundle(JAR);
            eventually(() -> assertThat(connect(server)).isEqualTo(CONNECTED));

            Path code = server.stagedoor().resolve("secrets").resolve("party.code");
            Files.writeString(code, "open-sesame\n");
            server.configure("com.example.invite-party.cfg", "authenticator.name=party", "codeFile=" + code);
            server.configure(APPLICATION_FILE, "application=live", "authenticator=party, local-only");
            eventually(() ->
                    assertThat(Clients.connect(server, "live", "another-code")).isEqualTo(REJECTED));
            eventually(() ->
                    assertThat(Clients.connect(server, "live", "open-sesame")).isEqualTo(CONNECTED));
            assertThat(Clients.connect(server, "live", "another-code")).isEqualTo(REJECTED);
            assertThat(connect(server)).isEqualTo(CONNECTED);
        }
    }

    private static String connect(StagedoorServer server) throws IOException {
        return Clients.connect(server, "live", "");
    }
}
