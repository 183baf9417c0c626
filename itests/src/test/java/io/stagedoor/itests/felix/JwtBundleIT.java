package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.itests.Token;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;

/** The JWT authenticator as a service: it comes, changes and goes with its configuration. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class JwtBundleIT {

    private static final String PID = "stagedoor.authenticator.jwt";
    private static final String NAME = "live-jwt";
    private static final String SYMBOLIC_NAME = "io.stagedoor.auth.jwt";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin admin;

    private final String secret = Token.newSecret();
    private RegistryEvents events;
    private LogCapture log;

    @Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    @Before
    public void open() throws Exception {
        log = new LogCapture();
        events = new RegistryEvents(context);
    }

    @After
    public void close() throws Exception {
        configuration().delete();
        eventually(() -> assertThat(references()).isEmpty());
        events.close();
        log.close();
    }

    @Test
    public void is_there_with_its_configuration_and_goes_with_it() throws Exception {
        assertThat(references()).isEmpty();

        configure(Map.of("jwtSecret", secret));

        ServiceReference<Authenticator> reference = service();
        assertThat(reference.getProperty(Authenticator.NAME)).isEqualTo(NAME);
        assertThat(decision(secret)).isInstanceOf(Decision.Allow.class);

        configuration().delete();

        eventually(() -> assertThat(references()).isEmpty());
    }

    @Test
    public void changes_without_being_registered_again() throws Exception {
        configure(Map.of("jwtSecret", secret));
        ServiceReference<Authenticator> before = service();
        eventually(() -> assertThat(decision(secret)).isInstanceOf(Decision.Allow.class));
        events.forgetUntilRegistered(before);

        String next = Token.newSecret();
        configure(Map.of("jwtSecret", next));

        eventually(() -> assertThat(decision(next)).isInstanceOf(Decision.Allow.class));
        assertThat(refusal(secret)).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(references()).containsExactly(before);
        events.assertNone();
    }

    @Test
    public void accepts_a_previous_secret_until_it_is_taken_off_the_list() throws Exception {
        configure(Map.of("jwtSecret", secret));
        ServiceReference<Authenticator> before = service();
        eventually(() -> assertThat(decision(secret)).isInstanceOf(Decision.Allow.class));

        String next = Token.newSecret();
        configure(Map.of(
                "jwtSecret",
                next,
                "previousSecrets",
                "first, none",
                "previousSecret.first.secret",
                secret,
                "previousSecret.first.acceptUntil",
                Instant.now().plus(Duration.ofMinutes(5)).toString(),
                "previousSecret.none.secret",
                Token.newSecret(),
                "previousSecret.none.overlapSeconds",
                "60"));
        eventually(() -> assertThat(decision(next)).isInstanceOf(Decision.Allow.class));
        assertThat(decision(secret)).isInstanceOf(Decision.Allow.class);
        assertThat(references()).containsExactly(before);
        assertThat(Arrays.asList(before.getPropertyKeys())).noneMatch(key -> key.contains("ecret"));

        configure(Map.of("jwtSecret", next));
        eventually(() -> assertThat(decision(secret)).isInstanceOf(Decision.Deny.class));
        assertThat(decision(next)).isInstanceOf(Decision.Allow.class);
        assertThat(String.join("\n", log.lines())).doesNotContain(secret, next);
    }

    @Test
    public void keeps_the_last_good_configuration_when_the_next_is_bad_and_says_so() throws Exception {
        configure(Map.of("jwtSecret", secret));
        ServiceReference<Authenticator> before = service();
        events.forgetUntilRegistered(before);

        configure(Map.of("jwtSecret", "too-short-a-canary"));

        eventually(() -> assertThat(authenticator().problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("jwtSecret").doesNotContain("too-short-a-canary")));
        assertThat(decision(secret)).isInstanceOf(Decision.Allow.class);
        assertThat(references()).containsExactly(before);
        events.assertNone();
        eventually(
                () -> assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR") && line.contains("jwtSecret")));

        configure(Map.of("jwtSecret", secret));
        eventually(() -> assertThat(authenticator().problem()).isEmpty());
    }

    @Test
    public void refuses_everyone_when_there_never_was_a_good_configuration() throws Exception {
        configure(Map.of("jwtTtlMinutes", "0", "jwtSecret", secret));

        service();
        assertThat(decision(secret)).isInstanceOf(Decision.Unavailable.class);
        assertThat(authenticator().problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("jwtTtlMinutes"));
    }

    @Test
    public void follows_the_file_that_holds_its_secret() throws Exception {
        Path file = Files.createTempFile("jwt", ".key");
        try {
            Files.writeString(file, secret + "\n");
            configure(Map.of("jwtSecretFile", file.toString()));
            eventually(() -> assertThat(decision(secret)).isInstanceOf(Decision.Allow.class));
            ServiceReference<Authenticator> before = service();
            events.forgetUntilRegistered(before);

            String next = Token.newSecret();
            Path prepared = Files.createTempFile("jwt", ".key");
            Files.writeString(prepared, next);
            Files.move(prepared, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

            eventually(() -> assertThat(decision(next)).isInstanceOf(Decision.Allow.class));
            assertThat(refusal(secret)).isEqualTo(Reason.BAD_SIGNATURE);
            assertThat(references()).containsExactly(before);
            events.assertNone();
            assertThat(String.join("\n", log.lines())).doesNotContain(secret, next);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    public void shows_its_secret_in_no_service_and_no_log() throws Exception {
        configure(Map.of("jwtSecret", secret));
        service();
        String token = token().signedWith(secret);
        decide(token);
        decide(token.substring(0, token.length() - 2));

        List<String> hiding = List.of(secret, token, token.substring(token.lastIndexOf('.')));
        for (ServiceReference<?> reference : context.getAllServiceReferences(null, null)) {
            for (String key : reference.getPropertyKeys()) {
                assertThat(text(reference.getProperty(key)))
                        .as(reference + " " + key)
                        .doesNotContain(hiding);
            }
        }
        assertThat(String.join("\n", log.lines())).doesNotContain(hiding);
        assertThat(authenticator().toString()).doesNotContain(secret);
    }

    @Test
    public void is_there_again_after_update_refresh_and_reinstallation_of_its_bundle() throws Exception {
        configure(Map.of("jwtSecret", secret));
        service();
        Bundle bundle = bundle();

        for (int i = 0; i < 3; i++) {
            try (InputStream jar = Files.newInputStream(Shipped.bundleJar("auth-jwt"))) {
                bundle.update(jar);
            }
            refresh(bundle);
            eventually(() -> assertThat(decision(secret)).isInstanceOf(Decision.Allow.class));
        }

        bundle.uninstall();
        eventually(() -> assertThat(references()).isEmpty());
        context.installBundle(Shipped.bundleJar("auth-jwt").toUri().toString()).start();

        eventually(() -> assertThat(decision(secret)).isInstanceOf(Decision.Allow.class));
    }

    @Test
    public void is_there_again_after_a_restart_of_declarative_services() throws Exception {
        configure(Map.of("jwtSecret", secret));
        service();
        Bundle services = find("org.apache.felix.scr");

        services.stop();
        eventually(() -> assertThat(references()).isEmpty());
        services.start();

        eventually(() -> assertThat(decision(secret)).isInstanceOf(Decision.Allow.class));
    }

    private org.osgi.service.cm.Configuration configuration() throws Exception {
        return admin.getFactoryConfiguration(PID, NAME, "?");
    }

    private void configure(Map<String, String> settings) throws Exception {
        Dictionary<String, Object> properties = new Hashtable<>(settings);
        properties.put("name", NAME);
        configuration().update(properties);
    }

    private Collection<ServiceReference<Authenticator>> references() throws Exception {
        return context.getServiceReferences(Authenticator.class, null);
    }

    private ServiceReference<Authenticator> service() {
        return eventually(Duration.ofSeconds(30), () -> {
            Collection<ServiceReference<Authenticator>> references = references();
            assertThat(references).hasSize(1);
            return references.iterator().next();
        });
    }

    private Authenticator authenticator() {
        Authenticator found = context.getService(service());
        assertThat(found).as("a service that has not just gone").isNotNull();
        return found;
    }

    private Decision decision(String signedWith) {
        return decide(token().signedWith(signedWith));
    }

    private Reason refusal(String signedWith) {
        return ((Decision.Deny) decision(signedWith)).reason();
    }

    private Decision decide(String token) {
        return authenticator().authenticate(Requests.connect(Credentials.of(null, null, token)));
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> done.countDown());
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private Bundle bundle() {
        return find(SYMBOLIC_NAME);
    }

    private Bundle find(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Object property) {
        return property instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(property);
    }
}
