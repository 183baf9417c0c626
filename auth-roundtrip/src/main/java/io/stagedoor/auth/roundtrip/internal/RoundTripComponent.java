package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.support.AuthenticatorService;
import io.stagedoor.auth.support.file.Exposure;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Blanks;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one {@link RoundTripAuthenticator} of one configuration and registers it, under its name and with no other property.
 * A configuration or a file that cannot be understood leaves what is in force, and is a problem until it is fixed.
 */
@Component(
        service = {},
        configurationPid = RoundTripComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RoundTripConfig.class, factory = true)
public final class RoundTripComponent {

    static final String PID = "stagedoor.authenticator.roundtrip";

    private static final List<String> SECRETS =
            List.of("clientKey", "clientCertificatePasswordFile", "signingSecretFile");

    private static final List<String> FILES = List.of(
            "trustCertificates",
            "clientCertificate",
            "clientKey",
            "clientCertificatePasswordFile",
            "signingSecretFile");

    private static final Logger LOG = LoggerFactory.getLogger(RoundTripComponent.class);

    private final AuthenticatorService service;
    private final RoundTripAuthenticator authenticator;
    private final FileWatch watch;

    /** Guards everything below: configuration comes on one thread, a changed file on another. */
    private final ReentrantLock lock = new ReentrantLock();

    private Properties properties;
    private String where;
    private String wantedName = "";
    private Settings settings;
    private String problem;
    private boolean stopped;

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public RoundTripComponent(Map<String, Object> properties, BundleContext context) {
        this(properties, context, new RoundTripAuthenticator(Clock.systemUTC()));
    }

    RoundTripComponent(Map<String, Object> properties, BundleContext context, RoundTripAuthenticator authenticator) {
        this.authenticator = authenticator;
        this.service = new AuthenticatorService(context, authenticator, properties, PID, false);
        this.watch = new FileWatch(this::filesChanged);
        modified(properties);
    }

    /** The same service, without a gap; only another name registers anew. */
    @Modified
    void modified(Map<String, Object> written) {
        lock.lock();
        try {
            properties = new Properties(RoundTripConfig.class, Map.copyOf(written));
            where = properties.where(PID);
            watch.follow(files(properties));
            configure();
        } finally {
            lock.unlock();
        }
    }

    private void filesChanged() {
        lock.lock();
        try {
            if (!stopped) {
                configure();
            }
        } finally {
            lock.unlock();
        }
    }

    @Deactivate
    void deactivate() {
        lock.lock();
        try {
            stopped = true;
            service.unregister();
        } catch (IllegalStateException e) {
            // The framework was faster: a bundle that stops loses its services.
            LOG.debug("{}: was unregistered before", where);
        } finally {
            lock.unlock();
        }
        watch.close();
        authenticator.close();
    }

    private void configure() {
        String before = problem;
        try {
            wantedName = Settings.nameOf(properties);
            Settings read = Settings.of(properties);
            if (!read.equals(settings)) {
                authenticator.ask(read);
                warn(read);
            }
            settings = read;
            problem = null;
        } catch (IllegalArgumentException e) {
            problem = where + ": " + e.getMessage();
        }
        tell(before);
        register();
    }

    private void warn(Settings read) {
        if (read.failOpen()) {
            LOG.warn(
                    "{}: failOpen=true: while the backend does not answer, EVERY client may publish and play any stream",
                    where);
        }
        read.signing().stream()
                .flatMap(secret -> SigningKey.remarks(secret).stream())
                .forEach(remark -> LOG.warn("{}: signing secret: {}", where, remark));
        SECRETS.stream()
                .map(key -> file(properties, key))
                .flatMap(Optional::stream)
                .map(Exposure::of)
                .flatMap(Optional::stream)
                .forEach(exposed -> LOG.warn("{}: {}", where, exposed));
        if (Blanks.surround(read.connection().tls().password().reveal())) {
            LOG.warn(
                    "{}: clientCertificatePasswordFile: the password begins or ends with a blank, which is part of it",
                    where);
        }
        boolean plain = "http".equalsIgnoreCase(read.endpoints().validate().getScheme());
        if (plain && !isNear(read)) {
            LOG.warn("{}: passwords go to the backend unencrypted; https:// would encrypt them", where);
        }
    }

    private static boolean isNear(Settings read) {
        String host = read.endpoints().validate().getHost();
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private void tell(String before) {
        authenticator.complain(problem);
        if (problem == null) {
            LOG.info("{}: {}", where, before == null ? "applied" : "fixed and applied");
        } else if (!problem.equals(before)) {
            LOG.error(
                    "{}. {}",
                    problem,
                    authenticator.canJudge()
                            ? "The last good configuration stays in force."
                            : "Clients are refused until it is fixed.");
        }
    }

    private void register() {
        // What is not in force does not rename what is; but one that never worked is there all the same, to say why.
        service.register(problem == null || !authenticator.canJudge() ? wantedName : service.name());
    }

    private static List<Path> files(Properties properties) {
        return FILES.stream()
                .map(key -> file(properties, key))
                .flatMap(Optional::stream)
                .toList();
    }

    /** What is wrong with it is said when it is read. */
    private static Optional<Path> file(Properties properties, String key) {
        try {
            return FileProperty.path(properties, key);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
