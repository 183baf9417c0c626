package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.itests.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
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
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** The other two authenticators as services: they come, change and go with their configuration. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SimpleAndRoundTripIT {

    private static final String CANARY = "canary-of-a-password";
    /** Each way that there is, twice. */
    private static final int TURNS = 10;

    /** One strategy, with a good configuration, another good one, and a bad one with the property that is wrong in it. */
    private record Kind(
            String strategy,
            Map<String, String> good,
            Map<String, String> changed,
            Map<String, String> bad,
            String wrong) {

        String pid() {
            return "stagedoor.authenticator." + strategy;
        }

        String name() {
            return "live-" + strategy;
        }
    }

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin admin;

    private final String signingSecret = Token.newSecret();
    private RegistryEvents events;
    private LogCapture log;
    private Path users;
    private List<Kind> kinds;

    @Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    @Before
    public void open() throws Exception {
        log = new LogCapture();
        events = new RegistryEvents(context);
        users = Files.createTempFile("users", ".credentials");
        Files.writeString(users, "alice " + CANARY + "\n");
        kinds = List.of(
                new Kind(
                        "simple",
                        Map.of("credentialsFile", users.toString()),
                        Map.of("credentialsFile", users.toString(), "throttleFailures", "9"),
                        Map.of("credentialsFile", users.toString(), "throttleFailures", "-1"),
                        "throttleFailures"),
                new Kind(
                        "roundtrip",
                        Map.of("validateUrl", "http://127.0.0.1:9/validate"),
                        Map.of("validateUrl", "http://127.0.0.1:9/validate", "signingSecret", signingSecret),
                        Map.of("validateUrl", "http://127.0.0.1:9/validate", "timeoutMillis", "never"),
                        "timeoutMillis"));
    }

    @After
    public void close() throws Exception {
        for (Kind kind : kinds) {
            configuration(kind).delete();
            eventually(() -> assertThat(references(kind)).isEmpty());
        }
        events.close();
        log.close();
        Files.deleteIfExists(users);
    }

    @Test
    public void each_is_there_with_its_configuration_and_goes_with_it() throws Exception {
        for (Kind kind : kinds) {
            assertThat(references(kind)).isEmpty();
            configure(kind, kind.good());
            eventually(() -> assertThat(decision(kind)).isInstanceOf(Decision.Allow.class));
            configuration(kind).delete();
            eventually(() -> assertThat(references(kind)).isEmpty());
        }
    }

    @Test
    public void each_changes_without_being_registered_again() throws Exception {
        for (Kind kind : kinds) {
            configure(kind, kind.good());
            ServiceReference<Authenticator> before = service(kind);
            events.forgetUntilRegistered(before);
            long generation = authenticator(kind).generation();
            configure(kind, kind.changed());
            eventually(() -> assertThat(authenticator(kind).generation()).isNotEqualTo(generation));
            assertThat(decision(kind)).isInstanceOf(Decision.Allow.class);
            assertThat(references(kind)).containsExactly(before);
            events.assertNone();
        }
    }

    @Test
    public void each_keeps_the_last_good_configuration_when_the_next_is_bad_and_says_so() throws Exception {
        for (Kind kind : kinds) {
            configure(kind, kind.good());
            ServiceReference<Authenticator> before = service(kind);
            events.forgetUntilRegistered(before);
            configure(kind, kind.bad());
            eventually(() -> assertThat(authenticator(kind).problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains(kind.wrong())));
            assertThat(decision(kind)).isInstanceOf(Decision.Allow.class);
            assertThat(references(kind)).containsExactly(before);
            events.assertNone();
            configure(kind, kind.good());
            eventually(() -> assertThat(authenticator(kind).problem()).isEmpty());
        }
    }

    @Test
    public void each_refuses_everyone_when_there_never_was_a_good_configuration() throws Exception {
        for (Kind kind : kinds) {
            configure(kind, kind.bad());
            service(kind);
            assertThat(decision(kind)).isInstanceOf(Decision.Unavailable.class);
        }
    }

    /** The third one is among them, with a file that a thread of its looks at. */
    @Test
    public void each_lives_through_all_that_may_be_done_to_its_bundle_and_leaves_nothing() throws Exception {
        Path work = Files.createTempDirectory("lives");
        Path key = Files.writeString(work.resolve("key"), signingSecret);
        SwapBundles bundles = new SwapBundles(context, work);
        try (YesServer backend = new YesServer()) {
            kinds = List.of(
                    kinds.get(0),
                    new Kind("roundtrip", Map.of("validateUrl", backend.url()), Map.of(), Map.of(), ""),
                    new Kind("jwt", Map.of("jwtSecretFile", key.toString()), Map.of(), Map.of(), ""));
            for (Kind kind : kinds) {
                configure(kind, kind.good());
                eventually(() -> assertThat(mayPlay(kind)).isTrue());
            }
            Map<String, Long> threads = Threads.count();
            for (int turn = 0; turn < TURNS; turn++) {
                for (Kind kind : kinds) {
                    bundles.swap("auth-" + kind.strategy(), turn);
                    eventually(() -> assertThat(mayPlay(kind)).isTrue());
                }
            }
            log.forget();
            bundles.assertNothingIsLeft();
            eventually(Duration.ofSeconds(30), () -> {
                assertThat(backend.open()).as("connections").isLessThanOrEqualTo(1);
                Threads.assertNoMoreThan(threads);
            });
        }
    }

    private boolean mayPlay(Kind kind) {
        ConnectRequest connect = connect();
        return authenticator(kind).authenticate(connect) instanceof Decision.Allow allow
                && authenticator(kind)
                                .authorize(StreamRequest.builder(
                                                connect,
                                                allow.grant(),
                                                Action.SUBSCRIBE,
                                                StreamPath.of("live", "s").orElseThrow(),
                                                connect.deadline())
                                        .build())
                        instanceof Decision.Allow;
    }

    @Test
    public void neither_shows_a_secret_in_a_service_or_a_log() throws Exception {
        for (Kind kind : kinds) {
            configure(kind, kind.changed());
            eventually(() -> assertThat(decision(kind)).isInstanceOf(Decision.Allow.class));
        }
        for (ServiceReference<?> reference : context.getAllServiceReferences(null, null)) {
            for (String key : reference.getPropertyKeys()) {
                assertThat(String.valueOf(reference.getProperty(key)))
                        .as("%s of %s", key, reference)
                        .doesNotContain(CANARY, signingSecret);
            }
        }
        assertThat(String.join("\n", log.lines())).doesNotContain(CANARY, signingSecret);
    }

    private org.osgi.service.cm.Configuration configuration(Kind kind) throws IOException {
        return admin.getFactoryConfiguration(kind.pid(), kind.name(), "?");
    }

    private void configure(Kind kind, Map<String, String> settings) throws IOException {
        Dictionary<String, Object> properties = new Hashtable<>(settings);
        properties.put("name", kind.name());
        configuration(kind).update(properties);
    }

    private Collection<ServiceReference<Authenticator>> references(Kind kind) throws Exception {
        return context.getServiceReferences(Authenticator.class, "(" + Authenticator.NAME + "=" + kind.name() + ")");
    }

    private ServiceReference<Authenticator> service(Kind kind) {
        return eventually(Duration.ofSeconds(30), () -> {
            Collection<ServiceReference<Authenticator>> references = references(kind);
            assertThat(references).hasSize(1);
            return references.iterator().next();
        });
    }

    private Authenticator authenticator(Kind kind) {
        Authenticator found = context.getService(service(kind));
        assertThat(found).as("a service that has not just gone").isNotNull();
        return found;
    }

    private Decision decision(Kind kind) {
        return authenticator(kind).authenticate(connect());
    }

    private ConnectRequest connect() {
        return Requests.connect(Credentials.of("alice", CANARY, Token.token().signedWith(signingSecret)));
    }
}
