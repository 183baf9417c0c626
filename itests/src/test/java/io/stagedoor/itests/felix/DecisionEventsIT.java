package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.stagedoor.itests.Token;
import io.stagedoor.red5.hook.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** Decisions are events too, while there is an EventAdmin; it comes and goes, and nobody else notices. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DecisionEventsIT {

    private static final String EVENT_ADMIN = "org.apache.felix.eventadmin";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String BRIDGE = "io.stagedoor.red5.bridge";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin admin;

    @Inject
    private Gate gate;

    private final String secret = Token.newSecret();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Instant began = Instant.now();
    private ServiceRegistration<EventHandler> handler;

    @Configuration
    public Option[] config() throws ClassNotFoundException {
        String jar = Class.forName(EVENT_ADMIN + ".impl.Activator")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        return OptionUtils.combine(Shipped.inFelix(), options(bundle(jar)));
    }

    @Before
    public void configured() throws Exception {
        handler = context.registerService(
                EventHandler.class,
                this::handle,
                new Hashtable<>(Map.of(EventConstants.EVENT_TOPIC, "io/stagedoor/DECISION")));
        update("stagedoor.authenticator.jwt", "live-jwt", Map.of("name", "live-jwt", "jwtSecret", secret));
        update("stagedoor.application", "live", Map.of("application", "live", "authenticator", "live-jwt"));
        eventually(() -> assertThat(admits(secret)).isTrue());
    }

    /** Events come later than what they tell of: one of the test before may come now. */
    private void handle(Event event) {
        if (!Instant.parse((String) event.getProperty("time")).isBefore(began)) {
            events.add(event);
        }
    }

    @After
    public void removed() throws Exception {
        handler.unregister();
        for (org.osgi.service.cm.Configuration each : admin.listConfigurations("(service.factoryPid=stagedoor.*)")) {
            each.delete();
        }
        eventually(() -> assertThat(admits(secret)).isFalse());
    }

    @Test
    public void a_handler_sees_who_decided_by_which_configuration() throws Exception {
        Event allowed = seen(event -> "allow".equals(event.getProperty("decision")));
        assertThat(allowed.getProperty("reason")).isEqualTo("GRANTED");
        assertThat(allowed.getProperty("application")).isEqualTo("live");
        assertThat(allowed.getProperty("authenticator")).isEqualTo("live-jwt");
        assertThat((Long) allowed.getProperty("generation")).isPositive();
        assertThat((String) allowed.getProperty("settings")).matches("\\d+\\.\\d+");

        String other = Token.newSecret();
        update("stagedoor.authenticator.jwt", "live-jwt", Map.of("name", "live-jwt", "jwtSecret", other));
        eventually(() -> assertThat(admits(other)).isTrue());
        assertThat(admits(secret)).isFalse();

        Event refused = seen(event -> "BAD_SIGNATURE".equals(event.getProperty("reason"))
                && !allowed.getProperty("settings").equals(event.getProperty("settings")));
        assertThat(refused.getProperty("decision")).isEqualTo("deny");
        assertThat(refused.getProperty("generation")).isEqualTo(allowed.getProperty("generation"));
    }

    @Test
    public void an_event_admin_that_goes_and_comes_back_disturbs_nobody() throws Exception {
        BundleWiring wiring = installed(BRIDGE).adapt(BundleWiring.class);
        ServiceReference<Gate> offered = context.getServiceReference(Gate.class);
        seen(event -> "allow".equals(event.getProperty("decision")));

        Bundle gone = installed(EVENT_ADMIN);
        gone.uninstall();
        rewired();
        int before = events.size();
        assertThat(admits(secret)).isTrue();
        assertThat(admits(Token.newSecret())).isFalse();
        assertThat(events).hasSize(before);

        context.installBundle(gone.getLocation()).start();
        rewired();
        eventually(() -> {
            assertThat(admits(secret)).isTrue();
            assertThat(events.size()).isGreaterThan(before);
        });
        assertThat(installed(BRIDGE).adapt(BundleWiring.class)).isSameAs(wiring);
        assertThat(context.getServiceReference(Gate.class)).isSameAs(offered);
    }

    private Event seen(Predicate<Event> which) {
        return eventually(
                SOON,
                () -> events.stream()
                        .filter(which)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no such event among " + events.size())));
    }

    /** Whoever was wired to a bundle that is gone is wired anew. */
    private void rewired() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(null, event -> done.countDown());
        assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).as("rewired").isTrue();
    }

    private boolean admits(String signedWith) {
        return GateClient.withToken("live", signedWith, GateClient.Role.ANY)
                .connect(gate)
                .allowed();
    }

    private Bundle installed(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(each -> symbolicName.equals(each.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private void update(String pid, String name, Map<String, String> properties) throws Exception {
        Dictionary<String, Object> dictionary = new Hashtable<>(properties);
        admin.getFactoryConfiguration(pid, name, "?").update(dictionary);
    }
}
