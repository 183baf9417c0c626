package io.stagedoor.red5.plugin.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.red5.server.adapter.MultiThreadedApplicationAdapter;

class Red5MethodsTest {

    /** Overrides a method of Red5's, as applications do. */
    public static final class App extends MultiThreadedApplicationAdapter {
        @Override
        public boolean appConnect(org.red5.server.api.IConnection connection, Object[] arguments) {
            return true;
        }

        public void greet() {}
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "setCanConnect",
                "appConnect",
                "connect",
                "getClass",
                "wait",
                "getStreamPublishSecurity",
                "serviceCall",
                "registerSharedObjectSecurity",
                "unregisterStreamPublishSecurity",
                "setScope",
                "stop",
                "getAttribute"
            })
    void red5_s_own_methods_are_known_also_when_overridden(String method) {
        assertThat(Red5Methods.declares(new App(), method)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "greet",
                "FCPublish",
                "FCUnpublish",
                "FCSubscribe",
                "_checkbw",
                "checkBandwidth",
                "measureBandwidth",
                "nothingLikeThis"
            })
    void an_application_s_methods_and_the_harmless_ones_are_not(String method) {
        assertThat(Red5Methods.declares(new App(), method)).isFalse();
    }

    @Test
    void any_object_s_jdk_methods_are() {
        assertThat(Red5Methods.declares("text", "getBytes")).isTrue();
    }
}
