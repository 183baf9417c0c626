package io.stagedoor.operations;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.oversight.DryRun;
import io.stagedoor.core.oversight.Revoker;
import io.stagedoor.core.oversight.TicketDesk;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.ticket.Tickets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.LoggerFactory;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperationsTest {

    @TempDir
    private Path home;

    private static final ServiceComponentRuntime COMPONENTS = Fakes.fake(ServiceComponentRuntime.class, Map.of());

    private static final ConfigurationAdmin CONFIGURATIONS = Fakes.fake(ConfigurationAdmin.class, Map.of());
    private static final MetaTypeService TYPES = Fakes.fake(MetaTypeService.class, Map.of());

    private RunningCore core;
    private DryRun dryRun;
    private Revoker revoker;
    private TicketDesk tickets;

    @BeforeEach
    void start() {
        core = new RunningCore(home);
        dryRun = new DryRun(core.routes.router, Revoked.nobody(), null, Clock.systemUTC());
        revoker = new Revoker(
                core.admissions, new Memory().revocations(), core.routes.router, core.audit, Clock.systemUTC());
        tickets = new TicketDesk(
                core.admissions,
                new Tickets(Clock.systemUTC(), System::nanoTime),
                new Memory().revocations(),
                core.audit,
                Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        core.close();
    }

    private BundleContext context(String check) {
        return Fakes.fake(
                BundleContext.class,
                Map.of(
                        "getProperty",
                        one -> one[0].equals("stagedoor.check") ? check : home.toString(),
                        "registerService",
                        one -> Fakes.fake(ServiceRegistration.class, Map.of())));
    }

    private Operations operations(BundleContext context, Map<String, Object> properties) {
        return new Operations(
                context,
                properties,
                core.oversight,
                dryRun,
                revoker,
                tickets,
                core.figures,
                COMPONENTS,
                CONFIGURATIONS,
                TYPES);
    }

    private Path file() {
        return home.resolve("data/operations.json");
    }

    @Test
    void opens_a_channel_follows_its_settings_and_leaves_nothing() throws Exception {
        Operations operations = operations(context("false"), Map.of());
        eventually(() -> Files.exists(file()));
        operations.modified(Map.of("listen", "0.0.0.0:0"));
        operations.modified(Map.of("listen", "127.0.0.2:0"));
        eventually(() -> read().contains("\"127.0.0.2\"")); // the file is away for a moment
        assertThat(read()).contains("\"127.0.0.2\"");
        operations.modified(Map.of("listen", "off"));
        eventually(() -> !Files.exists(file()));
        operations.close();
    }

    @Test
    void the_same_trouble_is_said_once_with_what_to_do() throws Exception {
        Files.createDirectories(file().resolve("in the way")); // no file can take the place of a full folder
        Logger logger = (Logger) LoggerFactory.getLogger(Operations.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        logger.setLevel(Level.WARN);
        AtomicLong nanos = new AtomicLong();
        AtomicInteger asked = new AtomicInteger();
        Operations operations = new Operations(
                context("false"),
                Map.of(),
                core.oversight,
                dryRun,
                revoker,
                tickets,
                core.figures,
                COMPONENTS,
                CONFIGURATIONS,
                TYPES,
                () -> {
                    asked.incrementAndGet();
                    return nanos.get();
                });
        try {
            eventually(() -> asked.get() >= 4);
            assertThat(said.list)
                    .singleElement()
                    .satisfies(line -> assertThat(line.getFormattedMessage())
                            .contains(file().toString(), "cannot be written", "free space", "Red5's user")
                            .doesNotContain("another port", ".part"));
            nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
            eventually(() -> said.list.size() == 2);
            Files.delete(file().resolve("in the way"));
            Files.delete(file());
            eventually(() -> Files.isRegularFile(file()));
        } finally {
            operations.close();
            logger.detachAppender(said);
            logger.setLevel(null);
        }
    }

    @Test
    void an_address_that_is_taken_is_said_with_what_to_do() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(Operations.class);
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        logger.addAppender(said);
        logger.setLevel(Level.WARN);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Operations operations = operations(context("false"), Map.of("listen", "127.0.0.1:" + taken.getLocalPort()));
            eventually(() -> !said.list.isEmpty());
            operations.close();
            assertThat(said.list)
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.getFormattedMessage()).contains("listen", "choose another port, or 0"));
        } finally {
            logger.detachAppender(said);
            logger.setLevel(null);
        }
    }

    private String read() {
        try {
            return Files.readString(file());
        } catch (IOException e) {
            return "";
        }
    }

    /** A check runs the bundles with the folder of a server, which may be running. */
    @Test
    void a_check_leaves_the_file_of_a_running_server_alone() throws Exception {
        Operations server = operations(context("false"), Map.of());
        eventually(() -> Files.exists(file()));
        String before = read();
        operations(context("true"), Map.of()).close();
        assertThat(read()).isEqualTo(before);
        server.close();
        assertThat(file()).doesNotExist();
    }
}
