package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import io.stagedoor.red5.hook.Gate;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What goes wrong beside the gate refuses clients, says so, and is over when it is mended; many may change at once. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RecoveryIT {

    private static final int AT_ONCE = 10;
    private static final int ROUNDS = 10;

    @Inject
    private BundleContext context;

    private final String secret = Token.newSecret();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    private LogCapture log;

    @Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    @Before
    public void configured() throws Exception {
        log = new LogCapture();
        jwt("a", secret);
        application("live", "a");
        eventually(() -> assertThat(admits("live", secret)).isTrue());
    }

    @After
    public void removed() throws Exception {
        Threads.stop(threads);
        log.close();
        for (org.osgi.service.cm.Configuration each : admin().listConfigurations("(service.factoryPid=stagedoor.*)")) {
            each.delete();
        }
        eventually(() -> assertThat(admits("live", secret)).isFalse());
    }

    @Test
    public void an_authenticator_that_throws_an_error_refuses_and_says_so_once() throws Exception {
        refuses(
                request -> {
                    throw new NoClassDefFoundError("gone");
                },
                "odd' failed");
        assertThat(log.lines().stream().filter(line -> line.contains("odd' failed")))
                .hasSize(1);
    }

    @Test
    public void an_authenticator_that_returns_nothing_refuses() throws Exception {
        refuses(request -> null, "");
    }

    @Test
    public void an_authenticator_that_hangs_refuses_and_keeps_nobody_else_waiting() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        refuses(
                request -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return null;
                },
                "");
    }

    private void refuses(Authenticator odd, String said) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Authenticator counted = request -> {
            asked.incrementAndGet();
            return odd.authenticate(request);
        };
        ServiceRegistration<Authenticator> registration = context.registerService(
                Authenticator.class, counted, new Hashtable<>(Map.of(Authenticator.NAME, "odd")));
        try {
            update(
                    "stagedoor.application",
                    "odd",
                    Map.of("application", "odd", "authenticator", "odd", "decisionTimeoutMillis", "200"));
            // Before its configuration is in force nobody is let in either.
            eventually(() -> {
                assertThat(admits("odd", secret)).isFalse();
                assertThat(asked).hasPositiveValue();
            });
            for (int i = 0; i < 3; i++) {
                assertThat(admits("odd", secret)).isFalse();
                assertThat(admits("live", secret)).isTrue();
            }
            eventually(() -> {
                assertThat(admits("odd", secret)).isFalse();
                assertThat(log.lines()).anyMatch(line -> line.contains(said));
            });
        } finally {
            registration.unregister();
        }
    }

    @Test
    public void all_is_well_after_a_restart_of_declarative_services() throws Exception {
        restarted("org.apache.felix.scr");
    }

    @Test
    public void all_is_well_after_a_restart_of_config_admin() throws Exception {
        restarted("org.apache.felix.configadmin");
    }

    /** It removes configurations whose files were removed while nobody watched: before it has, they could let clients in. */
    @Test
    public void the_keeper_of_the_configuration_is_needed_at_the_start_and_may_be_away_later() throws Exception {
        Bundle keeper = bundle("io.stagedoor.config.keeper");
        Bundle core = bundle("io.stagedoor.core");
        keeper.stop();
        assertThat(admits("live", secret)).isTrue();
        assertThat(admits("live", Token.newSecret())).isFalse();

        core.stop();
        core.start();
        eventually(() -> assertThat(log.lines()).anyMatch(line -> line.contains("config-keeper.jar has started")));
        assertThat(context.getServiceReference(Gate.class)).isNull();

        keeper.start();
        eventually(() -> assertThat(admits("live", secret)).isTrue());
        assertThat(admits("live", Token.newSecret())).isFalse();
    }

    private Bundle bundle(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(each -> symbolicName.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private void restarted(String symbolicName) throws Exception {
        Bundle bundle = bundle(symbolicName);
        bundle.stop();
        eventually(() -> assertThat(admits("live", secret)).isFalse());
        bundle.start();
        eventually(() -> assertThat(admits("live", secret)).isTrue());
        assertThat(admits("live", Token.newSecret())).isFalse();
    }

    @Test
    public void ten_threads_change_ten_authenticators_at_once() throws Exception {
        List<String> first = IntStream.range(0, AT_ONCE).mapToObj(i -> secret).toList();
        for (int i = 0; i < AT_ONCE; i++) {
            jwt("jwt" + i, first.get(i));
            application("app" + i, "jwt" + i);
        }
        List<Callable<long[]>> changes = IntStream.range(0, AT_ONCE)
                .<Callable<long[]>>mapToObj(i -> () -> change(i))
                .toList();
        long[] lags = threads.invokeAll(changes).stream()
                .map(RecoveryIT::result)
                .flatMapToLong(Arrays::stream)
                .sorted()
                .toArray();
        assertThat(lags).hasSize(AT_ONCE * ROUNDS);
        System.out.printf(
                "RecoveryIT: update returned to in force: p50 %d us, p99 %d us%n",
                TimeUnit.NANOSECONDS.toMicros(lags[lags.length / 2]),
                TimeUnit.NANOSECONDS.toMicros(lags[lags.length * 99 / 100]));
    }

    /** How long after each update the last client was let in by what was before. */
    private long[] change(int number) throws Exception {
        long[] lags = new long[ROUNDS];
        String application = "app" + number;
        String before = secret;
        eventually(() -> assertThat(admits(application, secret)).isTrue());
        for (int round = 0; round < ROUNDS; round++) {
            String next = Token.newSecret();
            GateClient earlier = GateClient.withToken(application, before, GateClient.Role.ANY);
            jwt("jwt" + number, next);
            long updated = System.nanoTime();
            long end = updated + TimeUnit.SECONDS.toNanos(30);
            for (long now = updated; admits(earlier); now = System.nanoTime()) {
                lags[round] = now - updated;
                assertThat(now).as("in force").isLessThan(end);
            }
            assertThat(admits(application, next)).isTrue();
            before = next;
        }
        return lags;
    }

    private static long[] result(Future<long[]> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private boolean admits(String application, String signedWith) {
        return admits(GateClient.withToken(application, signedWith, GateClient.Role.ANY));
    }

    private boolean admits(GateClient client) {
        ServiceReference<Gate> reference = context.getServiceReference(Gate.class);
        Gate gate = reference == null ? null : context.getService(reference);
        return gate != null && client.connect(gate).allowed();
    }

    private ConfigurationAdmin admin() {
        return context.getService(context.getServiceReference(ConfigurationAdmin.class));
    }

    private void jwt(String name, String signedWith) throws Exception {
        update("stagedoor.authenticator.jwt", name, Map.of("name", name, "jwtSecret", signedWith));
    }

    private void application(String name, String authenticator) throws Exception {
        update("stagedoor.application", name, Map.of("application", name, "authenticator", authenticator));
    }

    private void update(String pid, String name, Map<String, String> properties) throws Exception {
        Dictionary<String, Object> dictionary = new Hashtable<>(properties);
        admin().getFactoryConfiguration(pid, name, "?").update(dictionary);
    }
}
