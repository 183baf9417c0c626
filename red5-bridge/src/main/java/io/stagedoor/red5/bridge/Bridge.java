package io.stagedoor.red5.bridge;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.admission.FrontEndStatus;
import io.stagedoor.core.admission.Opening;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.logout.Logouts;
import io.stagedoor.core.question.Requests;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.Players;
import io.stagedoor.red5.bridge.declared.DeclaredConfigurations;
import io.stagedoor.red5.bridge.gate.BridgeGate;
import io.stagedoor.red5.bridge.gate.ConnectedClients;
import io.stagedoor.red5.bridge.http.Receivers;
import io.stagedoor.red5.bridge.http.RtmptBinding;
import io.stagedoor.red5.bridge.http.ServerThreads;
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
    private static final long DECLARED_MILLIS = 100;
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
    private final Players players;
    private final @Nullable Transmissions transmissions;

    private final Opening opening;
    private volatile @Nullable ServiceRegistration<Gate> registration;
    private volatile @Nullable FrontEndStatus status;
    private volatile boolean declaredFailed;

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
        this.opening = new Opening("stagedoor-bridge", core, admissions.rechecks(connected()), new FrontEnd());
        lookAtDeclared();
        opening.begin();
        opening.every(Opening.WATCH_MILLIS, this::lookAtSecret);
        opening.every(DECLARED_MILLIS, this::lookAtDeclared);
        opening.every(TimeUnit.SECONDS.toMillis(UNKNOWN_SECONDS), () -> unknown.look(core.applicationFiles()));
    }

    private final class FrontEnd implements Opening.FrontEnd {

        @Override
        public boolean isSettled() {
            return declared.isSettled();
        }

        @Override
        public void open() {
            offer();
        }

        @Override
        public List<String> problems() {
            return server.problems();
        }
    }

    /** None in a framework without Red5. */
    private List<Connected> connected() {
        return clients == null || transmissions == null
                ? List.of()
                : List.of(new ConnectedClients(clients, server), new Receivers(transmissions), players);
    }

    /** Reads a changed configuration of the server; the gate stays. */
    @Modified
    void modified(Map<String, Object> properties) {
        server.modified(properties);
    }

    private void lookAtSecret() {
        try {
            server.look();
        } catch (RuntimeException e) {
            LOG.warn("Could not check for a changed secret of the cluster: {}", Redacted.of(e.toString()));
        }
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

    private void offer() {
        status = FrontEndStatus.publish(
                core, server::problems, context.getBundle().getBundleId());
        if (transmissions != null) {
            // not before: whoever walks over players forgets those of applications without a configuration
            players.in(transmissions.sessions());
        }
        HttpGate http = new HttpGate(
                admissions,
                Clock.systemUTC(),
                logouts::logout,
                new ServerThreads()::share,
                Requests.PATIENT,
                RtmptBinding::isTunnel);
        registration = context.registerService(Gate.class, new BridgeGate(admissions, http, server, clients), null);
    }

    /** Takes the gate away. */
    @Deactivate
    void close() {
        opening.close(); // after this, nothing is offered any more
        declared.close();
        ServiceRegistration<Gate> offered = registration;
        if (offered != null) {
            offered.unregister();
        }
        FrontEndStatus published = status;
        if (published != null) {
            published.close();
        }
    }
}
