package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.jwt.internal.key.KeyRing;
import io.stagedoor.auth.jwt.internal.key.PreviousSecret;
import io.stagedoor.auth.jwt.internal.key.ReplacedSecrets;
import io.stagedoor.auth.jwt.internal.key.SecretSettings;
import io.stagedoor.auth.jwt.internal.key.SecretWatch;
import io.stagedoor.auth.support.AuthenticatorService;
import io.stagedoor.auth.support.ProviderLife;
import io.stagedoor.auth.support.Report;
import io.stagedoor.auth.support.Watch;
import io.stagedoor.auth.support.file.Exposure;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.Properties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
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

    /** How late the end of an overlap may be noticed. */
    private static final Duration PERIOD = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(JwtComponent.class);

    private final Clock clock;
    private final JwtAuthenticator authenticator;
    private final ProviderLife life;
    private final SecretWatch watch;
    // Only changes of the life read and write what follows.
    private Settings settings;
    private SecretSettings.Secrets secrets;
    private Watch overlaps;
    private volatile KeyRing keys;
    private final ReplacedSecrets replaced = new ReplacedSecrets();

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public JwtComponent(Map<String, Object> properties, BundleContext context) {
        this(properties, context, Clock.systemUTC());
    }

    JwtComponent(Map<String, Object> properties, BundleContext context, Clock clock) {
        this.clock = clock;
        this.authenticator = new JwtAuthenticator(clock);
        this.life = new ProviderLife(
                new AuthenticatorService(context, authenticator, properties, PID, true),
                authenticator.inForce(),
                Report.to(LOG));
        this.watch = new SecretWatch(clock, this::secretsRead);
        modified(properties);
    }

    /** The same service, without a gap; only another name registers anew. */
    @Modified
    void modified(Map<String, Object> properties) {
        life.change(() -> configure(new Properties(JwtConfig.class, properties)));
    }

    @Deactivate
    void deactivate() {
        life.stop();
        if (keys != null) {
            keys.retire();
        }
        watch.close();
        if (overlaps != null) {
            overlaps.close();
        }
    }

    private void configure(Properties properties) {
        Optional<Settings> read = life.read(properties, Settings::of);
        if (read.isEmpty()) {
            return;
        }
        PreviousSecret.unlisted(properties)
                .forEach(key -> LOG.warn("{}: {}: ignored: previousSecrets does not list it", life.where(), key));
        if (!read.get().equals(settings)) {
            secrets = null;
        }
        settings = read.get();
        apply(watch.follow(settings.secrets()));
    }

    /** Called when a file that is being watched says something else than before. */
    private void secretsRead(SecretSettings source, SecretWatch.Reading reading) {
        life.changeIf(() -> source == settings.secrets(), () -> apply(reading));
    }

    private void apply(SecretWatch.Reading reading) {
        life.filesAre(reading.problem());
        if (reading.problem() != null || reading.secrets().equals(secrets)) {
            return;
        }
        secrets = reading.secrets();
        replaced.inForce(settings.secrets(), secrets, clock.instant());
        judgeBySecrets();
        remark();
    }

    private void judgeBySecrets() {
        Instant now = clock.instant();
        KeyRing before = keys;
        keys = KeyRing.of(settings.name(), settings.secrets(), secrets, replaced, now);
        authenticator.inForce().judgeBy(new TokenJudge(settings, keys));
        if (before != null) {
            before.retire();
        }
        if (overlaps == null && keys.hasPrevious()) {
            overlaps = Watch.of("stagedoor-jwt-overlap", PERIOD, this::endedKeys, Optional.empty(), this::renew);
        }
    }

    /** The keys in force, if one of them has come to its end. */
    private Optional<KeyRing> endedKeys() {
        return Optional.ofNullable(keys).filter(ring -> ring.hasEnded(clock.instant()));
    }

    /** The end of an overlap is a change of the settings like another: clients that are in are judged again, see {@code onChange}. */
    private void renew(Optional<KeyRing> ended) {
        life.changeIf(() -> ended.isPresent() && ended.get() == keys, this::judgeBySecrets);
    }

    /** Says what is odd in the secrets, and who else can read them. */
    private void remark() {
        SecretSource current = settings.secrets().current();
        SigningKey.remarks(secrets.current())
                .forEach(odd -> LOG.warn("{}: {}: {}", life.where(), current.property(), odd));
        secrets.previous()
                .forEach((name, secret) -> SigningKey.remarks(secret)
                        .forEach(odd -> LOG.warn("{}: previousSecret.{}: {}", life.where(), name, odd)));
        settings.secrets().files().stream()
                .map(Exposure::of)
                .flatMap(Optional::stream)
                .forEach(exposed -> LOG.warn("{}: {}", life.where(), exposed));
    }
}
