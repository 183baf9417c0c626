package io.stagedoor.red5.bridge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.client.Client;
import io.stagedoor.core.refresh.Refreshed;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.red5.hook.Reply;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandsTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Map<String, Object> SESSION =
            Map.of(SessionState.ENDS_AT, NOW.plusSeconds(60).toEpochMilli(), "refreshId", "sgd_x");

    private final Client client = (Client) Proxy.newProxyInstance(
            Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, arguments) -> {
                throw new AssertionError("not asked");
            });
    private final List<String> tokens = new ArrayList<>();
    private Refreshed refreshed = new Refreshed(Refreshed.Result.DONE, Optional.of(NOW.plusSeconds(600)));
    private final Commands commands = new Commands(
            (who, session, token) -> {
                assertThat(who).isSameAs(client);
                assertThat(session).isSameAs(SESSION);
                tokens.add(token.reveal());
                return refreshed;
            },
            Clock.fixed(NOW, ZoneOffset.UTC));

    private Reply answer(String method, Object... arguments) {
        return commands.answer(client, SESSION, method, Arrays.asList(arguments));
    }

    @Test
    void refresh_answers_the_new_end() {
        Reply reply = answer("stagedoorRefresh", "a.b.c");
        assertThat(reply.succeeded()).isTrue();
        assertThat(reply.content())
                .hasValue(Map.of("endsAt", NOW.plusSeconds(600).toEpochMilli(), "seconds", 600L));
        assertThat(tokens).containsExactly("a.b.c");
        refreshed = new Refreshed(Refreshed.Result.DONE, Optional.empty());
        assertThat(answer("stagedoorRefresh", "a.b.c").content()).hasValue(Map.of());
    }

    @Test
    void every_failure_has_one_text() {
        List<Optional<Map<String, Object>>> contents = new ArrayList<>();
        for (Refreshed.Result result : Refreshed.Result.values()) {
            if (result != Refreshed.Result.DONE) {
                refreshed = new Refreshed(result, Optional.empty());
                Reply reply = answer("stagedoorRefresh", "a.b.c");
                assertThat(reply.succeeded()).isFalse();
                contents.add(reply.content());
            }
        }
        tokens.clear();
        contents.add(answer("stagedoorRefresh").content());
        contents.add(answer("stagedoorRefresh", "").content());
        contents.add(answer("stagedoorRefresh", 1).content());
        contents.add(answer("stagedoorRefresh", (Object) null).content());
        contents.add(answer("stagedoorRefresh", "a", "b").content());
        assertThat(contents).containsOnly(Optional.of(Map.of("description", "The session was not refreshed.")));
        assertThat(tokens).isEmpty();
    }

    @Test
    void session_answers_the_end_and_the_id() {
        assertThat(answer("stagedoorSession").content())
                .hasValue(Map.of("endsAt", NOW.plusSeconds(60).toEpochMilli(), "seconds", 60L, "refreshId", "sgd_x"));
        Reply none = commands.answer(client, Map.of(), "stagedoorSession", List.of());
        assertThat(none.succeeded()).isTrue();
        assertThat(none.content()).hasValue(Map.of());
    }

    @Test
    void any_other_method_does_not_exist() {
        for (String method : List.of("stagedoor", "stagedoorrefresh", "stagedoorKick")) {
            assertThat(answer(method, "x").content()).as(method).isEmpty();
        }
        assertThat(tokens).isEmpty();
    }
}
