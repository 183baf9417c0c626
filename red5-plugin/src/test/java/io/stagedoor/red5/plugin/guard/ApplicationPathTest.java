package io.stagedoor.red5.plugin.guard;

import static io.stagedoor.red5.plugin.guard.Fixtures.fake;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.support.Eventually;
import io.stagedoor.red5.plugin.ending.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IServer;
import org.red5.server.api.Red5;
import org.red5.server.api.scope.IGlobalScope;
import org.red5.server.net.rtmp.RTMPHandler;
import org.springframework.context.support.GenericApplicationContext;

class ApplicationPathTest {

    private static final String DEEPEST = "a/".repeat(ApplicationPath.MAX_SLASHES);

    private final List<Object> looked = new ArrayList<>();
    private final Workers workers = Workers.ready();
    private final Closer closer = new Closer(workers);
    private final IServer server = fake(
            IServer.class,
            Map.of(
                    "lookupGlobal",
                    two -> {
                        looked.add(two[1]);
                        return fake(IGlobalScope.class, Map.of());
                    },
                    "getGlobal",
                    one -> {
                        throw new IllegalStateException("of Red5");
                    }));
    private final IServer limited = ApplicationPath.limited(server, closer);

    @AfterEach
    void stop() {
        workers.close();
        Red5.setConnectionLocal(null);
    }

    @Test
    void red5_looks_for_no_path_that_is_too_deep() {
        assertThat(limited.lookupGlobal("localhost", DEEPEST)).isNotNull();
        for (String path : List.of(DEEPEST + "/", "/".repeat(100_000), "live/" + "r/".repeat(30_000))) {
            assertThatThrownBy(() -> limited.lookupGlobal("localhost", path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("64 slashes")
                    .hasMessageNotContaining(path);
        }
        assertThat(looked).containsExactly(DEEPEST);
    }

    @Test
    void a_client_of_another_kind_that_asks_for_one_is_closed() {
        OtherConnection client = new OtherConnection();
        Red5.setConnectionLocal(client);
        assertThatThrownBy(() -> limited.lookupGlobal("localhost", DEEPEST + "/"))
                .isInstanceOf(IllegalArgumentException.class);
        Eventually.eventually(client::isClosed);
    }

    private static final class OtherConnection extends org.red5.server.net.rtmp.RTMPMinaConnection {}

    @Test
    void whatever_else_the_server_can_do_stays() {
        assertThat(limited.getMappingTable()).isNull();
        assertThatThrownBy(() -> limited.getGlobal("default"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("of Red5");
    }

    @Test
    void every_handler_of_red5_gets_it() {
        GenericApplicationContext context = new GenericApplicationContext();
        context.registerBean(Handler.class);
        context.refresh();
        ApplicationPath.limit(context, server, closer);
        assertThatThrownBy(() -> context.getBean(Handler.class).server().lookupGlobal("localhost", DEEPEST + "/"))
                .isInstanceOf(IllegalArgumentException.class);
        context.close();
    }

    static final class Handler extends RTMPHandler {
        IServer server() {
            return server;
        }
    }
}
