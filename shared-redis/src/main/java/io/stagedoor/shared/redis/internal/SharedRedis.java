package io.stagedoor.shared.redis.internal;

import io.stagedoor.auth.support.FileWatch;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.shared.redis.internal.protect.Sealer;
import io.stagedoor.shared.redis.internal.state.RedisState;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers what servers know together as it is configured; nothing is there without a configuration. As long as there was no good one, the core refuses what
 * must be known of all servers; a later one that is wrong leaves the last good one in force. The same holds for the files that it names: whenever the content of
 * one changes, all is read again. Registers it itself, so that what is configured becomes no service property.
 */
@Component(
        service = {},
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SharedConfig.class)
public final class SharedRedis {

    private static final String OWN = "own";
    private static final Logger LOG = LoggerFactory.getLogger(SharedRedis.class);
    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    /** Above what the core has. */
    private static final int RANKING = 100;

    private final BundleContext context;
    private final SharedState own;
    private final boolean isCheck;
    private final FileWatch watch = new FileWatch("stagedoor-redis-files", this::filesChanged);

    /** Under the monitor, as what follows. */
    private Map<String, Object> written = Map.of();

    private boolean isClosed;
    private @Nullable RedisState state;
    private @Nullable ServiceRegistration<SharedState> registration;

    /** @param own this server's own store */
    @Activate
    public SharedRedis(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = OWN, target = "(stagedoor.store=embedded)") SharedState own) {
        this.context = context;
        this.own = own;
        this.isCheck = "true".equals(context.getProperty(CHECK));
        modified(properties);
    }

    /** The next one is there before the last one goes. */
    @Modified
    synchronized void modified(Map<String, Object> all) {
        Map<String, Object> properties = new HashMap<>(all);
        properties.remove(OWN + ".target"); // of Declarative Services
        written = properties;
        if (!isCheck) {
            watch.follow(Settings.files(properties));
        }
        configure(properties);
    }

    private synchronized void filesChanged() {
        if (!isClosed) {
            configure(written);
        }
    }

    private void configure(Map<String, Object> properties) {
        String where = Settings.where(properties);
        Settings settings;
        try {
            settings = Settings.of(properties);
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}: {}. {}",
                    where,
                    Redacted.message(e),
                    registration == null
                            ? "What must be known of all servers is not known until it is fixed."
                            : "The last good configuration stays in force.");
            if (state != null) {
                state.misconfigured(
                        where + ": " + Redacted.message(e) + ". The last good configuration stays in force");
            }
            return;
        }
        if (isCheck) { // nobody asks Redis
            return;
        }
        RedisState last = state;
        ServiceRegistration<SharedState> before = registration;
        RedisState next = new RedisState(
                settings.address(),
                new Sealer(settings.secret().bytes()),
                new RedisState.Options(settings.prefix(), settings.isLocal(), settings.staleAfter(), RedisState.GRACE),
                own);
        Dictionary<String, Object> ranked = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, RANKING));
        registration = context.registerService(SharedState.class, next, ranked);
        state = next;
        LOG.info("{}: servers know together what lies in {}.", where, next);
        if (before != null) {
            before.unregister();
        }
        if (last != null) {
            last.close();
        }
    }

    @Deactivate
    void close() {
        synchronized (this) {
            isClosed = true;
        }
        watch.close(); // its thread may wait for the monitor
        stop();
    }

    private synchronized void stop() {
        if (registration != null) {
            registration.unregister();
        }
        if (state != null) {
            state.close();
        }
    }
}
