package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.webapp.WaitingValidator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.Test;

/** An application that declares something is closed until that is in force, whatever is configured for all others. */
public class Red5ProStartIT {

    private static final int PATIENCE_MILLIS = 60_000;

    @Test
    public void an_application_is_closed_while_its_beans_get_ready() throws Exception {
        try (ServerSocket hold = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StagedoorServer server = StagedoorServer.prepared()) {
            hold.setSoTimeout(PATIENCE_MILLIS);
            Red5ProHome.of(server)
                    .application("slow")
                    .beans("slow", beans(hold.getLocalPort()), "")
                    .classOf("slow", WaitingValidator.class);
            server.configure("stagedoor.application-default.cfg", "application=*", "active=false");
            server.start();

            try (Socket held = hold.accept()) {
                assertThat(connect(server, "live")).isEqualTo(CONNECTED);
                assertThat(connect(server, "slow")).isEqualTo(REJECTED);
                assertThat(connect(server, "slow", "any", "one")).isEqualTo(REJECTED);
                assertThat(RawHttp.get(server, "/slow/streams/x.flv").status()).isEqualTo(503);
            }

            eventually(() -> assertThat(connect(server, "slow", "any", "one")).isEqualTo(CONNECTED));
            assertThat(connect(server, "slow")).isEqualTo(REJECTED);
        }
    }

    private static String beans(int port) {
        return "<bean id=\"waiting\" class=\"" + WaitingValidator.class.getName() + "\" init-method=\"initialize\">"
                + "<property name=\"port\" value=\"" + port + "\"/></bean>"
                + "<bean id=\"simpleAuthSecurity\" class=\"com.red5pro.server.plugin.simpleauth.Configuration\">"
                + "<property name=\"validator\" ref=\"waiting\"/></bean>";
    }

    private static String connect(StagedoorServer server, String path, Object... arguments) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            return client.connect(path, arguments);
        }
    }
}
