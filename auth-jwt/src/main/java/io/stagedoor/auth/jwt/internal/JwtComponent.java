package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.support.AuthenticatorService;
import io.stagedoor.auth.support.file.Exposure;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.Properties;
import java.time.Clock;
import java.time.Instant;
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
 * Makes one {@link JwtAuthenticator} of one configuration and registers it, under its name and with no other property. A
 * configuration or a secret file that cannot be understood leaves what is in force, and is a problem until it is fixed.
 */
@Component(
        service = {},
        configurationPid = JwtComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = JwtConfig.class, factory = true)
public final class JwtComponent {

    static final String PID = "stagedoor.authenticator.jwt";

    private static final Logger LOG = LoggerFactory.getLogger(JwtComponent.class);

    private final Clock clock;
    private final JwtAuthenticator authenticator;
    private final AuthenticatorService service;
    private final SecretWatch watch;

    /** Guards everything below: configuration comes on one thread, a changed file on another. */
    private final ReentrantLock lock = new ReentrantLock();

    private String where;
    private String wantedName = "";
    private Settings settings;
    private SecretSettings.Secrets secrets;
    private KeyRing keys;
    private final ReplacedSecrets replaced = new ReplacedSecrets();
    private String configProblem;
    private String secretProblem;
    private boolean stopped;

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public JwtComponent(Map<String, Object> properties, BundleContext context) {
        this(properties, context, Clock.systemUTC());
    }

    JwtComponent(Map<String, Object> properties, BundleContext context, Clock clock) {
        this.clock = clock;
        this.authenticator = new JwtAuthenticator(clock);
        this.service = new AuthenticatorService(context, authenticator, properties, PID, true);
        this.watch = new SecretWatch(clock, this::secretsRead);
        modified(properties);
    }

    /** The same service, without a gap; only another name registers anew. */
    @Modified
    void modified(Map<String, Object> properties) {
        lock.lock();
        try {
            String before = problem();
            configure(new Properties(JwtConfig.class, properties));
            tell(before);
            register();
        } finally {
            lock.unlock();
        }
    }

    @Deactivate
    void deactivate() {
        lock.lock();
        try {
            stopped = true;
            if (keys != null) {
                keys.retire();
            }
            service.unregister();
        } catch (IllegalStateException e) {
            // The framework was faster: a bundle that stops loses its services.
            LOG.debug("{}: was unregistered before", service.servicePid());
        } finally {
            lock.unlock();
        }
        watch.close();
    }

    private void configure(Properties properties) {
        Settings before = settings;
        where = properties.where(PID);
        try {
            wantedName = Settings.nameOf(properties);
            settings = Settings.of(properties);
        } catch (IllegalArgumentException e) {
            configProblem = e.getMessage();
            return;
        }
        PreviousSecret.unlisted(properties)
                .forEach(key -> LOG.warn("{}: {}: ignored: previousSecrets does not list it", where, key));
        configProblem = null;
        if (!settings.equals(before)) {
            secrets = null;
        }
        apply(watch.follow(settings.secrets()));
    }

    /** Called when a file that is being watched says something else than before. */
    private void secretsRead(SecretSettings source, SecretWatch.Reading reading) {
        lock.lock();
        try {
            if (stopped || source != settings.secrets()) {
                return;
            }
            String before = problem();
            apply(reading);
            tell(before);
            register();
        } finally {
            lock.unlock();
        }
    }

    private void apply(SecretWatch.Reading reading) {
        secretProblem = reading.problem();
        if (secretProblem != null || reading.secrets().equals(secrets)) {
            return;
        }
        secrets = reading.secrets();
        Instant now = clock.instant();
        replaced.inForce(settings.secrets(), secrets, now);
        KeyRing before = keys;
        keys = KeyRing.of(settings.name(), settings.secrets(), secrets, replaced, now);
        authenticator.judgeBy(new TokenJudge(settings, keys));
        if (before != null) {
            before.retire();
        }
        remark();
    }

    /** Says what is odd in the secrets, and who else can read them. */
    private void remark() {
        SecretSource current = settings.secrets().current();
        SigningKey.remarks(secrets.current()).forEach(odd -> LOG.warn("{}: {}: {}", where, current.property(), odd));
        secrets.previous()
                .forEach((name, secret) -> SigningKey.remarks(secret)
                        .forEach(odd -> LOG.warn("{}: previousSecret.{}: {}", where, name, odd)));
        settings.secrets().files().stream()
                .map(Exposure::of)
                .flatMap(Optional::stream)
                .forEach(exposed -> LOG.warn("{}: {}", where, exposed));
    }

    /** Names the file or PID, the property, what is wrong and what to do; {@code null} for none. */
    private String problem() {
        String problem = configProblem != null ? configProblem : secretProblem;
        return problem == null ? null : where + ": " + problem;
    }

    private void tell(String before) {
        String problem = problem();
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
        if (problem() == null || !authenticator.canJudge()) {
            service.register(wantedName);
        }
    }
}
