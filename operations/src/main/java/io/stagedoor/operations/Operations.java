package io.stagedoor.operations;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.oversight.DryRun;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.Revoker;
import io.stagedoor.core.oversight.TicketDesk;
import io.stagedoor.operations.api.Api;
import io.stagedoor.operations.bundle.Bundles;
import io.stagedoor.operations.configuration.Configurations;
import io.stagedoor.operations.console.Console;
import io.stagedoor.operations.felix.HealthServices;
import io.stagedoor.operations.health.Figures;
import io.stagedoor.operations.health.ServerBeans;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the channel as it is configured, and closes it. If the address is taken, it tries again. One thread opens and looks after it; the
 * others only say what is configured.
 */
@Component(
        service = {},
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.OPTIONAL)
@Designate(ocd = OperationsConfig.class)
public final class Operations {

    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    /** Framework property: {@code true} where configuration is checked, and there is no server. */
    private static final String CHECK = "stagedoor.check";

    private static final long LOOK_MILLIS = 250;
    private static final long STOP_SECONDS = 2;
    private static final long REMIND_NANOS = TimeUnit.HOURS.toNanos(1);

    private final ChannelFile file;
    private final Console console = new Console();
    private final Api api;
    private final LongSupplier nanoTime;
    private final HealthServices health;
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-operations-clock");
        thread.setDaemon(true);
        return thread;
    });

    /** Where the channel is to listen, and whether there may be a console; neither as long as there was no good configuration. */
    private volatile Settings wanted = new Settings(Optional.empty(), Optional.empty(), false);

    private boolean configured;

    /** For the clock's thread, as what follows. */
    private Settings opened = wanted;

    private @Nullable Channel channel;
    /** What was said last, and when. */
    private String trouble = "";

    private long troubled;

    /** Opens the channel. */
    @Activate
    public Operations(
            BundleContext context,
            Map<String, Object> properties,
            @Reference Oversight oversight,
            @Reference DryRun dryRun,
            @Reference Revoker revoker,
            @Reference TicketDesk tickets,
            @Reference Figures figures,
            @Reference ServiceComponentRuntime components,
            @Reference ConfigurationAdmin configurations,
            @Reference MetaTypeService types) {
        this(
                context,
                properties,
                oversight,
                dryRun,
                revoker,
                tickets,
                figures,
                components,
                configurations,
                types,
                System::nanoTime);
    }

    /** @param nanoTime what reminders are measured by */
    Operations(
            BundleContext context,
            Map<String, Object> properties,
            Oversight oversight,
            DryRun dryRun,
            Revoker revoker,
            TicketDesk tickets,
            Figures figures,
            ServiceComponentRuntime components,
            ConfigurationAdmin configurations,
            MetaTypeService types,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.file = new ChannelFile(Path.of(context.getProperty("stagedoor.home")));
        this.api = new Api(
                oversight,
                dryRun,
                revoker,
                tickets,
                figures,
                new Bundles(context, components, ServerBeans::bundleProblems),
                new Configurations(context, configurations, types),
                console);
        this.health = new HealthServices(context, api::status);
        modified(properties);
        if ("true".equals(context.getProperty(CHECK))) { // the server whose folder this is may be running
            return;
        }
        health.open();
        clock.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(api::sample, 0, 1, TimeUnit.SECONDS);
    }

    /** Reads a changed configuration. One with an error leaves the channel as it is. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            wanted = Settings.of(properties);
            configured = true;
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}: {}. {}",
                    Settings.where(properties),
                    Redacted.message(e),
                    configured ? "The last good configuration stays in force." : "No channel opens until it is fixed.");
        }
    }

    private void look() {
        try {
            Settings now = wanted;
            if (!now.listen().equals(opened.listen())) {
                shut();
                trouble = "";
            } else if (!now.console()) {
                console.close();
            }
            opened = now;
            if (channel == null && now.listen().isPresent()) {
                open(now.listen().get());
            } else if (channel != null) {
                channel.look();
            }
            Channel open = channel;
            if (open != null && now.console()) {
                console.allow(open.address().getAddress());
            }
            console.look();
        } catch (RuntimeException | Error e) { // or nobody would look again: next time there may be memory, and threads
            if (isNews(e.toString())) {
                LOG.error("Could not look after the operations channel. Stagedoor tries again.", Redacted.of(e));
            }
        }
    }

    private void open(InetSocketAddress address) {
        try {
            Channel next = Channel.open(address, file, api);
            channel = next;
            trouble = "";
            LOG.info("Operations channel open on {}; {} names it for the command.", next.address(), file);
        } catch (ChannelFile.Unwritten e) {
            if (isNews(e.getMessage())) {
                LOG.error(
                        "{} cannot be written: {}. The commands for a running server find none. Stagedoor tries again; make free space, and let Red5's user write there.",
                        file,
                        e.getMessage());
            }
        } catch (IOException e) {
            String said = Redacted.of(e.toString());
            if (isNews(said)) {
                LOG.error(
                        "stagedoor.operations: listen: the operations channel cannot open on {}: {}. Stagedoor tries again; choose another port, or 0.",
                        address,
                        said);
            }
        }
    }

    /** Whether something is to be said: it is not what was said last, or that was long ago. */
    private boolean isNews(String said) {
        long now = nanoTime.getAsLong();
        if (said.equals(trouble) && now - troubled < REMIND_NANOS) {
            return false;
        }
        trouble = said;
        troubled = now;
        return true;
    }

    private void shut() {
        console.close();
        Channel last = channel;
        channel = null;
        if (last != null) {
            last.close();
        }
    }

    /** Closes the channel. */
    @Deactivate
    void close() throws InterruptedException {
        health.close();
        clock.shutdown();
        if (!clock.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("The operations channel is still opening or closing.");
        }
        shut();
    }
}
