package io.stagedoor.red5.bridge;

import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.logout.Logouts;
import io.stagedoor.red5.bridge.declared.DeclaredConfigurations;
import io.stagedoor.red5.bridge.gate.BridgeGate;
import io.stagedoor.red5.bridge.gate.ConnectedClients;
import io.stagedoor.red5.bridge.http.HttpGate;
import io.stagedoor.red5.bridge.http.Players;
import io.stagedoor.red5.bridge.http.Receivers;
import io.stagedoor.red5.bridge.settings.ServerConfig;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.Declarations;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Transmissions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the gate: once the configuration that lies in {@code stagedoor/conf} is in force, or has been waited for, so that the
 * first client after a start is answered as configured. Says every minute what is wrong, and what was refused.
 */
@Component(
        service = {},
        configurationPid = ServerSettings.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = ServerConfig.class)
public final class Bridge {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final long LOOK_MILLIS = 50;
    /** How often is looked for files that are not in Config Admin yet, and for authenticators that are not there yet. */
    private static final int FILE_LOOKS = 100;

    private static final int AUTHENTICATOR_LOOKS = 30;
    private static final long WATCH_MILLIS = 500;
    /** What the index of sessions was not told of it finds out within two of these. */
    private static final long COUNT_MILLIS = 5_000;
    /** For so many looks an authenticator of a new name may be about to come: its file may count two seconds after the application's. */
    private static final int NAME_LOOKS = 6;

    private static final long DECLARED_MILLIS = 100;
    private static final long REMIND_SECONDS = 60;
    private static final long UNKNOWN_SECONDS = 5;

    private final BundleContext context;
    private final CoreState core;
    private final Admissions admissions;
    private final Logouts logouts;
    /** {@code null} in a framework without Red5. */
    private final @Nullable Clients clients;

    private final ServerSettings server;
    private final UnknownApplications unknown;
    private final DeclaredConfigurations declared;
    private final Rechecks rechecks;
    private final Players players;
    private final @Nullable Transmissions transmissions;

    /** How many lost lines of the audit log have been told of. */
    private long droppedBefore;

    /** Two: an authenticator that hangs when it is asked how it is does not keep secrets from being looked at. */
    private static final int WORKERS = 2;

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(WORKERS, task -> {
        Thread thread = new Thread(task, "stagedoor-bridge");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean keeperIsAway;
    private @Nullable ServiceRegistration<Gate> registration;
    private @Nullable BridgeStatus status;
    private int waits;
    private int looks;
    private volatile boolean offered;
    /** Those of the first reminder are told already. */
    private volatile Set<String> told = Set.of();

    private final Troubles misnamed = new Troubles(
            NAME_LOOKS,
            (name, why) -> {
                if (!told.contains(name)) {
                    LOG.warn("{}.", why);
                }
            },
            name -> told = Set.of());

    private volatile boolean declaredFailed;
    private volatile boolean reconsiderFailed;
    private volatile boolean countFailed;

    /** Begins to wait for the configuration. */
    @Activate
    public Bridge(
            BundleContext context,
            Map<String, Object> properties,
            @Reference CoreState core,
            @Reference Admissions admissions,
            @Reference Logouts logouts,
            @Reference ConfigurationAdmin configurations,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable Clients clients,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable Transmissions transmissions,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable Declarations declarations) {
        this.context = context;
        this.core = core;
        this.droppedBefore = core.droppedLines();
        this.admissions = admissions;
        this.logouts = logouts;
        this.clients = clients;
        this.transmissions = transmissions;
        this.server = new ServerSettings(properties);
        Path home = Path.of(context.getProperty("stagedoor.home"));
        this.unknown = new UnknownApplications(home.resolveSibling("webapps"));
        this.declared = new DeclaredConfigurations(
                configurations,
                core,
                declarations,
                context,
                Objects.requireNonNull(home.toAbsolutePath().normalize().getParent()));
        this.players = new Players(admissions, Clock.systemUTC());
        this.rechecks = admissions.rechecks(connected());
        worker.execute(this::count);
        lookAtDeclared();
        worker.setRemoveOnCancelPolicy(true);
        worker.execute(this::look);
        every(WATCH_MILLIS, this::lookAtSecret);
        every(DECLARED_MILLIS, this::lookAtDeclared);
        every(WATCH_MILLIS, this::reconsider);
        every(COUNT_MILLIS, this::count);
        every(TimeUnit.SECONDS.toMillis(REMIND_SECONDS), this::remind);
        every(WATCH_MILLIS, this::lookAtKeeper);
        every(TimeUnit.SECONDS.toMillis(UNKNOWN_SECONDS), () -> unknown.look(core.applicationFiles()));
    }

    /** None in a framework without Red5. */
    private List<Connected> connected() {
        return clients == null || transmissions == null
                ? List.of()
                : List.of(new ConnectedClients(clients, server), new Receivers(transmissions), players);
    }

    private void every(long millis, Runnable task) {
        Runnable goesOn = () -> {
            try {
                task.run();
            } catch (Error e) { // of somebody else's code; thrown on, it would end the task without a word
                LOG.error("A periodic task failed; Stagedoor tries again.", Redacted.of(e));
            }
        };
        worker.scheduleWithFixedDelay(goesOn, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Reads a changed configuration of the server; the gate stays. */
    @Modified
    void modified(Map<String, Object> properties) {
        server.modified(properties);
    }

    private void look() {
        if (!declared.isSettled()) {
            worker.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (!core.isKept()) { // or configuration might count whose file was removed while the server was down
            if (++waits == FILE_LOOKS) {
                LOG.error("Every client is refused until stagedoor/bundles/config-keeper.jar has started.");
            }
            worker.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        boolean read = core.isInForce();
        if (read && core.unbound().isEmpty()) {
            offer();
        } else if (++looks < (read ? AUTHENTICATOR_LOOKS : FILE_LOOKS)) {
            worker.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            told = core.misnamed().keySet();
            offer();
            remind();
        }
    }

    private void lookAtSecret() {
        try {
            server.look();
        } catch (RuntimeException e) {
            LOG.warn("Could not check for a changed secret of the cluster: {}", Redacted.of(e.toString()));
        }
    }

    private void lookAtKeeper() {
        boolean isAway = core.isSilent();
        if (isAway && !keeperIsAway) {
            LOG.warn(
                    "stagedoor/bundles/config-keeper.jar is not running: files that are removed from stagedoor/conf, files that $[secret:FILE] names, and changes through Config Admin wait for it.");
        } else if (!isAway && keeperIsAway) {
            LOG.info("stagedoor/bundles/config-keeper.jar runs again: what waited for it is applied.");
        }
        keeperIsAway = isAway;
    }

    private void lookAtDeclared() {
        try {
            declared.look();
            declaredFailed = false;
        } catch (IOException | InvalidSyntaxException | RuntimeException e) {
            if (!declaredFailed) {
                LOG.warn("Could not read the beans of web applications: {}", Redacted.of(e.toString()));
            }
            declaredFailed = true;
        }
    }

    private synchronized void offer() {
        if (!worker.isShutdown()) {
            offered = true;
            status = BridgeStatus.publish(core, server, context.getBundle().getBundleId());
            if (transmissions
                    != null) { // not before: whoever walks over players forgets those of applications without a
                // configuration
                players.in(transmissions.sessions());
            }
            HttpGate http = new HttpGate(admissions, Clock.systemUTC(), logouts::logout);
            registration = context.registerService(Gate.class, new BridgeGate(admissions, http, server, clients), null);
            int applications = core.applications();
            LOG.info(
                    "Gate open; {}.",
                    applications == 0
                            ? "no application configured, all clients refused"
                            : applications + (applications == 1 ? " application" : " applications") + " configured");
        }
    }

    private void count() {
        try {
            rechecks.count();
            countFailed = false;
        } catch (RuntimeException e) {
            if (!countFailed) {
                LOG.warn("Could not count the connected clients.", Redacted.of(e));
            }
            countFailed = true;
        }
    }

    private void reconsider() {
        try {
            if (offered) {
                misnamed.look(core.misnamed());
            }
            rechecks.look();
            reconsiderFailed = false;
        } catch (RuntimeException e) {
            if (!reconsiderFailed) {
                LOG.warn("Could not judge the connected clients again.", Redacted.of(e));
            }
            reconsiderFailed = true;
        }
    }

    /** By one thread. */
    private void remind() {
        try {
            core.summarise();
            core.problems().forEach(LOG::warn);
            server.problems().forEach(LOG::warn);
            rechecks.problem().ifPresent(LOG::warn);
            long dropped = core.droppedLines();
            if (dropped > droppedBefore) {
                LOG.warn(
                        "The audit log lacks {} line(s): the disk is full, or too slow. Look at stagedoor/log.",
                        dropped - droppedBefore);
                droppedBefore = dropped;
            }
        } catch (RuntimeException e) {
            LOG.warn("Could not collect the problems.", Redacted.of(e));
        }
    }

    /** Takes the gate away. */
    @Deactivate
    synchronized void close() {
        worker.shutdownNow();
        declared.close();
        rechecks.close();
        if (registration != null) {
            registration.unregister();
        }
        if (status != null) {
            status.close();
        }
    }
}
