package io.stagedoor.operations;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.oversight.DryRun;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.Revoker;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Configured;
import io.stagedoor.core.routing.Routes;
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
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.LoggerFactory;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperationsTest {

    @TempDir
    private Path home;

    private static final ServiceComponentRuntime COMPONENTS = Fakes.fake(ServiceComponentRuntime.class, Map.of());

    private Audit audit;
    private Oversight oversight;
    private DryRun dryRun;
    private Revoker revoker;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        Routes routes = new Routes();
        dryRun = new DryRun(routes.router, Revoked.nobody(), Clock.systemUTC());
        Admissions admissions = new Admissions(routes.router, audit, Clock.systemUTC());
        revoker = new Revoker(admissions, new Memory().revocations(), routes.router, audit, Clock.systemUTC());
        oversight = new Oversight(admissions, new CoreState(routes.router, Configured.class.cast(null), audit), audit);
    }

    @AfterEach
    void stop() throws Exception {
        Audits.close(audit);
    }

    private BundleContext context(String check) {
        return Fakes.fake(
                BundleContext.class,
                Map.of("getProperty", one -> one[0].equals("stagedoor.check") ? check : home.toString()));
    }

    private Path file() {
        return home.resolve("data/operations.json");
    }

    @Test
    void opens_a_channel_follows_its_settings_and_leaves_nothing() throws Exception {
        Operations operations = new Operations(context("false"), Map.of(), oversight, dryRun, revoker, COMPONENTS);
        eventually(() -> Files.exists(file()));
        String first = Files.readString(file());
        operations.modified(Map.of("listen", "0.0.0.0:0"));
        operations.modified(Map.of("listen", "127.0.0.2:0"));
        eventually(() -> Files.exists(file()) && !read().equals(first));
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
        Operations operations =
                new Operations(context("false"), Map.of(), oversight, dryRun, revoker, COMPONENTS, () -> {
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
            Operations operations = new Operations(
                    context("false"),
                    Map.of("listen", "127.0.0.1:" + taken.getLocalPort()),
                    oversight,
                    dryRun,
                    revoker,
                    COMPONENTS);
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
        Operations server = new Operations(context("false"), Map.of(), oversight, dryRun, revoker, COMPONENTS);
        eventually(() -> Files.exists(file()));
        String before = read();
        new Operations(context("true"), Map.of(), oversight, dryRun, revoker, COMPONENTS).close();
        assertThat(read()).isEqualTo(before);
        server.close();
        assertThat(file()).doesNotExist();
    }
}
