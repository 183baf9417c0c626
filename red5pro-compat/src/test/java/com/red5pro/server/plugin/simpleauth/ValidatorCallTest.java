package com.red5pro.server.plugin.simpleauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.red5pro.server.plugin.simpleauth.interfaces.IAuthenticationValidator;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.red5.server.api.IConnection;
import org.red5.server.api.Red5;

class ValidatorCallTest {

    private final Seen seen = new Seen();
    private final ValidatorCall call = new ValidatorCall(seen);

    private static final class Seen implements IAuthenticationValidator {
        private String username;
        private String password;
        private Object[] rest;
        private IConnection connection;
        private ClassLoader loader;
        private RuntimeException thrown;

        @Override
        public void initialize() {}

        @Override
        public boolean onConnectAuthenticate(String name, String word, Object[] others) {
            username = name;
            password = word;
            rest = others;
            connection = Red5.getConnectionLocal();
            loader = Thread.currentThread().getContextClassLoader();
            if (thrown != null) {
                throw thrown;
            }
            return name.equals("yes");
        }
    }

    private static Map<String, Object> with(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(Map.of("username", "yes", "password", "p"));
        all.putAll(more);
        return all;
    }

    @Test
    void without_name_or_password_nobody_is_asked() {
        assertThat(call.test(Map.of("username", "yes"))).isFalse();
        assertThat(call.test(Map.of("password", "p"))).isFalse();
        assertThat(seen.username).isNull();
    }

    @Test
    @SuppressWarnings("UnnecessaryStringBuilder") // an object that is no text
    void a_client_that_sent_arguments_has_those_behind_name_and_password() {
        Object[] arguments = {"yes", "p", "t", 4.0, true, null, new StringBuilder("no value")};
        assertThat(call.test(with(Map.of("arguments", arguments)))).isTrue();
        assertThat(List.of(seen.username, seen.password)).containsExactly("yes", "p");
        assertThat(seen.rest)
                .isEqualTo(Arrays.asList("t", 4.0, true, null, null).toArray());
    }

    @Test
    void any_other_client_has_one_map_of_all_its_parameters() {
        for (Object[] arguments : new Object[][] {{}, {"yes", "p"}, {Map.of("username", "yes"), "x", "y"}}) {
            call.test(with(Map.of("token", "t", "parameters", Map.of("k", "v"), "arguments", arguments)));
            assertThat(seen.rest).containsExactly(Map.of("username", "yes", "password", "p", "token", "t", "k", "v"));
        }
    }

    @Test
    void what_it_says_and_throws_is_handed_on() {
        assertThat(call.test(with(Map.of("username", "no")))).isFalse();
        seen.thrown = new IllegalStateException();
        assertThatThrownBy(() -> call.test(with(Map.of()))).isSameAs(seen.thrown);
    }

    @Test
    void it_is_asked_in_its_surroundings_and_leaves_those_of_the_thread_as_they_were() {
        IConnection connection = (IConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {IConnection.class}, (self, method, args) -> null);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(null);
        try {
            call.test(with(Map.of("connection", connection)));
            assertThat(seen.connection).isSameAs(connection);
            assertThat(seen.loader).isSameAs(Seen.class.getClassLoader());
            assertThat(Red5.getConnectionLocal()).isNull();
            assertThat(Thread.currentThread().getContextClassLoader()).isNull();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
