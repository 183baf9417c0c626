package io.stagedoor.core.shared.awaited;

import io.stagedoor.auth.support.FileWatch;
import io.stagedoor.core.shared.Bounds;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in the place of the store that servers share, as soon as one is configured, and until its bundle has one: nobody takes this server's own store for
 * it. What must be known of all servers is not known: claims and values are refused. Places and counts are those of this server. When the configuration goes,
 * it stays for a while: editors and tools remove a file for a moment to write it anew, and nobody gets in thereby.
 *
 * <p>Registers itself, so that what is configured becomes no service property.
 */
@Component(
        service = {},
        configurationPid = AwaitedState.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class AwaitedState implements SharedState {

    /** The configuration of a store that servers share, whichever bundle has it. */
    static final String PID = "stagedoor.shared";

    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    /** Above this server's own store, and below any other. */
    private static final int RANKING = -1000;

    private static final String STALE = "revocationsMaxStaleSeconds";

    private static final String WHY = PID
            + ".cfg names a store that servers share, and no bundle has one: it has not started ('stagedoor bundles' says why), or the file has an error"
            + " (the log and 'stagedoor check' say which). Without that file, this server is on its own";

    private static final Duration GRACE = FileWatch.REWRITING;
    private static final String GONE = PID + ".cfg is gone. What must be known of all servers is refused for "
            + GRACE.toSeconds() + " s, as the file may be written anew; then this server is on its own";

    private static final Logger LOG = LoggerFactory.getLogger(AwaitedState.class);

    private final SharedState own;
    private final boolean isCheck;
    private final Executor afterGrace;
    private volatile Duration staleAfter = FOREVER;
    private volatile String why = WHY;
    private final @Nullable ServiceRegistration<SharedState> registration;

    /** @param own of this server */
    @Activate
    public AwaitedState(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(target = "(stagedoor.store=embedded)") SharedState own) {
        this(
                own,
                "true".equals(context.getProperty(CHECK)),
                properties,
                context,
                CompletableFuture.delayedExecutor(GRACE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** @param afterGrace runs what it gets when the configuration has been gone for so long */
    AwaitedState(
            SharedState own,
            boolean isCheck,
            Map<String, ?> properties,
            @Nullable BundleContext context,
            Executor afterGrace) {
        this.own = own;
        this.afterGrace = afterGrace;
        this.isCheck = isCheck;
        modified(properties);
        Dictionary<String, Object> ranked = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, RANKING));
        registration = context == null ? null : context.registerService(SharedState.class, this, ranked);
    }

    /** Reads how long what is known counts; the bundle of the store says what is wrong with it. */
    @Modified
    void modified(Map<String, ?> properties) {
        Object stale = properties.get(STALE);
        Duration read = FOREVER;
        try {
            long seconds = stale == null ? 0 : Long.parseLong(stale.toString().strip());
            read = seconds > 0 ? Duration.ofSeconds(seconds) : FOREVER;
        } catch (NumberFormatException e) { // the bundle says so
            read = Duration.ZERO;
        }
        staleAfter = Objects.requireNonNull(read);
    }

    /** If it is the configuration that has gone, it may come back. */
    @Deactivate
    void close(int reason) {
        if (reason == ComponentConstants.DEACTIVATION_REASON_CONFIGURATION_DELETED && !isCheck) {
            why = GONE;
            LOG.warn("{}.", GONE);
            afterGrace.execute(this::unregister);
        } else {
            unregister();
        }
    }

    private void unregister() {
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) { // the bundle has stopped meanwhile
                LOG.debug("There is nothing to unregister any more.", e);
            }
        }
    }

    private <T> CompletionStage<T> unknown() {
        return CompletableFuture.failedFuture(new SharedStateException(why));
    }

    @Override
    public CompletionStage<Boolean> claim(String kind, String key, Duration ttl) {
        Bounds.name(kind);
        Bounds.text(key);
        Bounds.time(ttl);
        return unknown();
    }

    @Override
    public CompletionStage<Optional<byte[]>> claim(
            String kind, String key, Optional<byte[]> expected, byte[] note, Duration ttl) {
        return unknown();
    }

    @Override
    public CompletionStage<Optional<byte[]>> claimed(String kind, String key) {
        return unknown();
    }

    @Override
    public CompletionStage<Boolean> lease(String kind, String key, String member, Duration ttl, int most) {
        return own.lease(kind, key, member, ttl, most);
    }

    @Override
    public CompletionStage<Void> release(String kind, String key, String member) {
        return own.release(kind, key, member);
    }

    @Override
    public CompletionStage<Long> count(String key, Duration window) {
        return own.count(key, window);
    }

    @Override
    public CompletionStage<Void> put(String kind, String key, byte[] value, Duration ttl) {
        return unknown();
    }

    @Override
    public CompletionStage<Boolean> remove(String kind, String key) {
        return unknown();
    }

    @Override
    public CompletionStage<Void> all(String kind, BiConsumer<String, byte[]> visitor) {
        return unknown();
    }

    @Override
    public CompletionStage<Void> announce(String topic, byte[] message) {
        return unknown();
    }

    @Override
    public Registration listen(String topic, Consumer<byte[]> listener) {
        return () -> {};
    }

    @Override
    public Optional<String> problem() {
        return isCheck ? Optional.empty() : Optional.of(why);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Duration staleAfter() {
        return staleAfter;
    }
}
