package io.stagedoor.shared.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.shared.redis.internal.state.Servers;
import io.stagedoor.shared.redis.process.RedisProcess;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** What becomes of the store when its configuration changes, or a file that it names. */
@EnabledIf(value = "io.stagedoor.shared.redis.process.RedisProcess#isThere", disabledReason = "needs redis-server")
class SharedRedisTest {

    @TempDir
    Path folder;

    /** What is registered at this moment. */
    private final List<SharedState> registered = new CopyOnWriteArrayList<>();

    private Servers servers;
    private String url;
    private SharedRedis shared;

    @BeforeEach
    void start() throws Exception {
        servers = new Servers(folder);
        RedisProcess redis = servers.redis("user ann on >right-one ~* &* +@all");
        url = redis.url();
        key(0);
        Files.writeString(folder.resolve("password"), "right-one\n");
        shared = new SharedRedis(context(), with(), servers.store("own"));
        works();
    }

    @AfterEach
    void stop() throws Exception {
        if (shared != null) {
            shared.close();
        }
        servers.close();
    }

    private BundleContext context() {
        return fake(
                BundleContext.class,
                (proxy, method, arguments) ->
                        method.getName().equals("registerService") ? registration((SharedState) arguments[1]) : null);
    }

    private ServiceRegistration<?> registration(SharedState state) {
        registered.add(state);
        return fake(ServiceRegistration.class, (proxy, method, arguments) -> {
            registered.remove(state);
            return null;
        });
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private void key(int each) throws Exception {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) each);
        Files.writeString(folder.resolve("key"), Base64.getEncoder().encodeToString(secret));
    }

    private Map<String, Object> with(String... more) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "redis",
                url,
                "keyFile",
                folder.resolve("key").toString(),
                "user",
                "ann",
                "passwordFile",
                folder.resolve("password").toString(),
                "timeoutMillis",
                "1000"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private Optional<SharedState> only() {
        List<SharedState> now = List.copyOf(registered);
        return now.size() == 1 ? Optional.of(now.get(0)) : Optional.empty();
    }

    private void works() {
        Servers.until(
                () -> only().filter(state ->
                                state.problem().isEmpty() && state.notice().isEmpty())
                        .isPresent(),
                () -> only().map(state -> state.problem() + " " + state.notice())
                        .orElse("none, or several"));
    }

    private void saysProblem(String part) {
        Servers.until(
                () -> only().flatMap(SharedState::problem).orElse("").contains(part),
                () -> only().flatMap(SharedState::problem).orElse("no problem"));
    }

    private void saysNotice(String part) {
        Servers.until(
                () -> only().flatMap(SharedState::notice).orElse("").contains(part),
                () -> only().flatMap(SharedState::notice).orElse("no notice"));
    }

    @Test
    void a_key_file_that_changes_is_read_again() throws Exception {
        key(1);
        saysProblem("keyFile: it is not the key of the servers that share");
        key(0);
        works();
    }

    @Test
    void a_key_file_that_is_broken_is_told_and_the_last_good_key_stays() throws Exception {
        SharedState before = only().orElseThrow();
        Files.writeString(folder.resolve("key"), "short");
        saysNotice("keyFile");
        assertThat(only()).contains(before);
        assertThat(before.problem()).isEmpty();
    }

    @Test
    void a_password_file_that_changes_is_read_again() throws Exception {
        Files.writeString(folder.resolve("password"), "wrong-one\n");
        saysProblem("has not answered");
        Files.writeString(folder.resolve("password"), "right-one\n");
        works();
    }

    @Test
    void a_configuration_with_an_error_is_told_and_the_last_good_one_stays() {
        SharedState before = only().orElseThrow();
        shared.modified(with("timeoutMilis", "5"));
        saysNotice("timeoutMilis");
        assertThat(before.notice().orElseThrow())
                .contains("stagedoor.shared", "The last good configuration stays in force");
        assertThat(only()).contains(before);
        shared.modified(Map.of());
        saysNotice("redis: ");
        shared.modified(with());
        works();
    }
}
