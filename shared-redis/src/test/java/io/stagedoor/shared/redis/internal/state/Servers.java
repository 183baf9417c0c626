package io.stagedoor.shared.redis.internal.state;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.embedded.EmbeddedState;
import io.stagedoor.shared.redis.internal.link.Address;
import io.stagedoor.shared.redis.internal.protect.Sealer;
import io.stagedoor.shared.redis.process.RedisProcess;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;

/** Servers of a test, each with a store of its own, that share one Redis. All are closed by {@link #close}. */
public final class Servers {

    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    static final byte[] SECRET = new byte[Sealer.SECRET_BYTES];

    private final Path folder;
    private final String prefix;
    private final Map<RedisState, EmbeddedState> states = new LinkedHashMap<>();
    private final List<EmbeddedState> stores = new ArrayList<>();
    private final List<RedisProcess> processes = new ArrayList<>();

    public Servers(Path folder) {
        this(folder, "test");
    }

    public Servers(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    static Address address(RedisProcess redis, Duration timeout) {
        return new Address(
                Set.of(new Address.Host("127.0.0.1", redis.port())),
                "",
                Set.of(),
                false,
                0,
                "",
                Optional.empty(),
                "",
                Optional.empty(),
                false,
                Optional.empty(),
                timeout);
    }

    public RedisProcess redis(String... settings) throws Exception {
        RedisProcess redis = RedisProcess.start(folder.resolve("redis"), settings);
        processes.add(redis);
        return redis;
    }

    /** A server, ready. */
    RedisState ready(String name, RedisProcess redis) throws Exception {
        RedisState state = server(name, address(redis, Duration.ofSeconds(5)), false, Duration.ZERO);
        until(state::isReady, () -> state.problem().orElse("not ready"));
        return state;
    }

    public RedisState server(String name, Address address, boolean isLocal, Duration grace) throws Exception {
        return server(name, address, isLocal, grace, SECRET);
    }

    public RedisState server(String name, Address address, boolean isLocal, Duration grace, byte[] secret)
            throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
        EmbeddedState own = own(home);
        RedisState state = new RedisState(
                address,
                new Sealer(secret),
                new RedisState.Options(prefix, isLocal, SharedState.FOREVER, grace),
                own,
                Clock.systemUTC(),
                System::nanoTime);
        states.put(state, own);
        return state;
    }

    /** The own store of a server that a test starts by itself. */
    public SharedState store(String name) throws Exception {
        EmbeddedState store = own(Files.createDirectories(folder.resolve(name)));
        stores.add(store);
        return store;
    }

    private EmbeddedState own(Path home) {
        return new EmbeddedState((BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getProperty") && "stagedoor.home".equals(arguments[0])
                                ? home.toString()
                                : null));
    }

    /** Stops a server and its own store. */
    void stop(RedisState state) throws Exception {
        EmbeddedState own = states.remove(state);
        state.close();
        stop(own);
    }

    private static void stop(EmbeddedState own) throws Exception {
        Method close = EmbeddedState.class.getDeclaredMethod("close");
        close.setAccessible(true);
        close.invoke(own);
    }

    /** Waits until something is so. */
    public static void until(BooleanSupplier fact, Supplier<String> otherwise) {
        long end = System.nanoTime() + WAIT_NANOS;
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError(otherwise.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    public void close() throws Exception {
        try {
            for (RedisState state : List.copyOf(states.keySet())) {
                stop(state);
            }
            for (EmbeddedState store : stores) {
                stop(store);
            }
        } finally {
            processes.forEach(RedisProcess::close);
        }
    }
}
