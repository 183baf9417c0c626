package io.stagedoor.red5.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.hook.HttpAnswer;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.red5.server.Server;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScopeHandler;
import org.red5.server.exception.ClientRejectedException;
import org.red5.server.plugin.PluginRegistry;
import org.red5.server.scope.GlobalScope;

class StagedoorPluginTest {

    private final Server server = new Server();
    private final GlobalScope global = new GlobalScope();
    private final StagedoorPlugin plugin = new StagedoorPlugin();
    private final String root = System.getProperty("red5.root");

    StagedoorPluginTest() {
        global.setHandler(fake(IScopeHandler.class));
        server.registerGlobal(global);
        plugin.setServer(server);
    }

    private static <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> method.getReturnType() == boolean.class ? true : null));
    }

    @AfterEach
    void stop() {
        plugin.doStop();
        PluginRegistry.unregister(plugin);
        if (root == null) {
            System.clearProperty("red5.root");
        } else {
            System.setProperty("red5.root", root);
        }
    }

    private void refusesEveryone() {
        assertThatThrownBy(() -> global.getHandler().connect(fake(IConnection.class), global, null))
                .isInstanceOf(ClientRejectedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such/folder", "no\0path"})
    void refuses_everyone_when_anything_behind_the_hook_fails(String home) {
        System.setProperty("red5.root", home);
        assertThatCode(plugin::doStart).doesNotThrowAnyException();
        refusesEveryone();
    }

    @Test
    void refuses_everyone_without_the_framework_and_after_it_stopped(@TempDir Path home) {
        System.setProperty("red5.root", home.toString());
        plugin.doStart();
        refusesEveryone();
        plugin.doStop();
        plugin.doStop();
        refusesEveryone();
    }

    @Test
    void http_is_refused_before_the_plugin_started() {
        HttpAnswer nobody = HttpAnswer.refuse(503, Map.of());
        assertThat(plugin.http(null, nobody)).isSameAs(nobody);
        assertThat(plugin.transmissions()).isNull();
    }
}
