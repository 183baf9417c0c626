package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

/** The OSGi framework does not start: the guard stands all the same. */
public class NoFrameworkIT {

    @Test
    public void everyone_is_refused_and_the_log_says_why() throws Exception {
        try (StagedoorServer server = StagedoorServer.prepared().withJwt()) {
            server.installation().without("stagedoor/system/framework", "org.apache.felix.framework");
            server.startWithoutGate();

            assertThat(Clients.connect(server, "live", token().signedWith(server.secret())))
                    .isEqualTo(REJECTED);
            assertThat(Clients.connect(server, "live", "")).isEqualTo(REJECTED);
            assertThat(RawHttp.get(server, "/live/streams/x.flv").status()).isEqualTo(503);
            assertThat(server.red5().isAlive()).isTrue();
            assertThat(server.logs())
                    .contains("Stagedoor did not start", "every client of every application is refused");
        }
    }

    @Test
    public void everyone_is_refused_when_system_bundles_are_missing() throws Exception {
        try (StagedoorServer server = StagedoorServer.prepared().withJwt()) {
            server.installation().without("stagedoor/system", "org.apache.felix.scr");
            server.startWithoutGate();

            assertThat(Clients.connect(server, "live", token().signedWith(server.secret())))
                    .isEqualTo(REJECTED);
            assertThat(Clients.connect(server, "live", "")).isEqualTo(REJECTED);
            assertThat(server.red5().isAlive()).isTrue();
        }
    }

    @Test
    public void the_command_serves_nobody_while_everyone_is_refused() throws Exception {
        try (StagedoorServer server = StagedoorServer.prepared().withJwt()) {
            server.installation().without("stagedoor/system/framework", "org.apache.felix.framework");

            assertThat(server.startInVain())
                    .contains("\nnot ready: every client is refused: the OSGi framework did not start");
        }
    }

    @Test
    public void the_command_serves_nobody_without_the_plugin() throws Exception {
        try (StagedoorServer server = StagedoorServer.prepared().withJwt()) {
            server.installation().without("plugins", "stagedoor-red5-plugin");

            assertThat(server.startInVain()).contains("\nnot ready: Red5 has not loaded Stagedoor's plugin");
        }
    }
}
