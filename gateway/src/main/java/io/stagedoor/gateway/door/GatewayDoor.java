package io.stagedoor.gateway.door;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.admission.FrontEndStatus;
import io.stagedoor.core.admission.Opening;
import io.stagedoor.core.logout.Logouts;
import io.stagedoor.gateway.door.check.Checks;
import io.stagedoor.gateway.door.check.Playlists;
import io.stagedoor.gateway.door.codec.Codecs;
import io.stagedoor.gateway.door.ending.Endings;
import io.stagedoor.gateway.door.guest.ConnectedGuests;
import io.stagedoor.gateway.door.guest.Hooks;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.door.settings.Servers;
import io.stagedoor.gateway.hook.Gate;
import io.stagedoor.gateway.hook.Guests;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.Players;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the gate that answers other servers, once configuration is in force; ends those at these servers whose time is over; says every minute what is wrong. */
@Component(service = {})
public final class GatewayDoor {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayDoor.class);
    /** A third of the threads that answer: an authenticator that hangs leaves the others to everyone else. */
    private static final int SHARE = 85;

    private static final long LOOK_MILLIS = 250;
    private static final long REMIND_SECONDS = 60;

    private final BundleContext context;
    private final CoreState core;
    private final ConfigurationAdmin configurations;
    private final Servers servers;
    private final Guests guests;
    private final Clock clock = Clock.systemUTC();
    private final Strangers strangers = new Strangers();
    private final Players players;
    private final Endings endings;
    private final Hooks hooks;
    private final Playlists playlists = new Playlists();
    private final Checks checks;
    private final Opening opening;
    private volatile boolean failed;
    private volatile @Nullable ServiceRegistration<Gate> registration;
    private volatile @Nullable FrontEndStatus status;

    /** Begins to wait for the configuration. */
    @Activate
    public GatewayDoor(
            BundleContext context,
            @Reference CoreState core,
            @Reference Admissions admissions,
            @Reference Logouts logouts,
            @Reference ConfigurationAdmin configurations,
            @Reference Servers servers,
            @Reference Guests guests) {
        this.context = context;
        this.core = core;
        this.configurations = configurations;
        this.servers = servers;
        this.guests = guests;
        this.players = new Players(admissions, clock);
        this.endings = new Endings(servers, guests);
        this.hooks = new Hooks(admissions, guests, endings, () -> SHARE, clock);
        endings.tell(hooks::gone);
        hooks.resume();
        this.checks = new Checks(
                admissions,
                guests.players(),
                patience -> new HttpGate(admissions, clock, logouts::logout, () -> SHARE, patience, request -> false),
                () -> SHARE,
                playlists);
        this.opening = new Opening(
                "stagedoor-gateway-door",
                core,
                admissions.rechecks(List.of(new ConnectedGuests(guests, endings), players)),
                new FrontEnd());
        opening.begin();
        opening.every(Opening.WATCH_MILLIS, servers::look);
        opening.every(LOOK_MILLIS, this::look);
        opening.every(
                TimeUnit.SECONDS.toMillis(REMIND_SECONDS),
                () -> strangers.summary().forEach(LOG::warn));
    }

    private final class FrontEnd implements Opening.FrontEnd {

        @Override
        public boolean isRead() {
            return servers.count() >= configured();
        }

        @Override
        public void open() {
            status = FrontEndStatus.publish(
                    core, GatewayDoor.this::problems, context.getBundle().getBundleId());
            players.in(guests.players());
            registration = context.registerService(
                    Gate.class, new Answers(servers, new Codecs(clock), hooks, checks, strangers), null);
        }

        @Override
        public List<String> problems() {
            return GatewayDoor.this.problems();
        }
    }

    private int configured() {
        try {
            Configuration[] all = configurations.listConfigurations("(service.factoryPid=" + ServerSettings.PID + ")");
            return all == null ? 0 : all.length;
        } catch (IOException | InvalidSyntaxException e) {
            LOG.debug("Cannot look at the configurations.", e);
            return 0;
        }
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>(servers.problems());
        servers.all().stream()
                .filter(server -> server.kind().isHook())
                .map(Endings::problem)
                .flatMap(Optional::stream)
                .forEach(problems::add);
        return problems;
    }

    private void look() {
        try {
            hooks.endExpired();
            endings.look(clock.instant());
            failed = false;
        } catch (RuntimeException e) {
            if (!failed) {
                LOG.warn("Could not look at those who are in.", Redacted.of(e));
            }
            failed = true;
        }
    }

    /** Takes the gate away. Who is in stays with the gateway's process. */
    @Deactivate
    void close() {
        opening.close();
        ServiceRegistration<Gate> offered = registration;
        if (offered != null) {
            offered.unregister();
        }
        FrontEndStatus published = status;
        if (published != null) {
            published.close();
        }
        endings.close();
        playlists.close();
    }
}
