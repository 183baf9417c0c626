package io.stagedoor.auth.jwt.internal;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.issuer.Issuers;
import io.stagedoor.auth.jwt.internal.issuer.NamedIssuers;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
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

    /** How late the end of an overlap, or of the wait for issuers, may be noticed. */
    private static final Duration PERIOD = Duration.ofMillis(250);

    /** How long issuers are waited for: at a start, configurations come in any order. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(JwtComponent.class);

    private static final Report LINES = Report.to(LOG);

    private final Clock clock;
    private final Issuers issuers;
    private final long begin = System.nanoTime();
    private final JwtAuthenticator authenticator;
    private final ProviderLife life;
    private final SecretWatch watch;
    private final Runnable issuersChanged = this::issuersChanged;
    // Only changes of the life read and write what follows.
    private @Nullable Settings settings;
    private SecretSettings.@Nullable Secrets secrets;
    private @Nullable Basis basis;
    private NamedIssuers named = NamedIssuers.NONE;
    private @Nullable Watch overlaps;
    private @Nullable Watch patience;
    private volatile @Nullable KeyRing keys;
    private final ReplacedSecrets replaced = new ReplacedSecrets();

    /**
     * What is in force: settings that are newer are not, as long as their secrets cannot be read.
     *
     * @param secrets {@code null} without any
     */
    private record Basis(Settings settings, SecretSettings.@Nullable Secrets secrets) {

        KeyRing keys(ReplacedSecrets replaced, Instant now) {
            return secrets == null
                    ? KeyRing.NONE
                    : KeyRing.of(settings.name(), settings.secrets().orElseThrow(), secrets, replaced, now);
        }

        NamedIssuers named(Issuers issuers) {
            List<Secret> own = new ArrayList<>();
            if (secrets != null) {
                own.add(secrets.current());
                own.addAll(secrets.previous().values());
            }
            return NamedIssuers.of(settings.issuers(), issuers, own);
        }
    }

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public JwtComponent(Map<String, Object> properties, BundleContext context, @Reference Issuers issuers) {
        this(properties, context, issuers, Clock.systemUTC());
    }

    JwtComponent(Map<String, Object> properties, BundleContext context, Issuers issuers, Clock clock) {
        this.clock = clock;
        this.issuers = issuers;
        this.authenticator = new JwtAuthenticator(clock);
        this.life = new ProviderLife(
                new AuthenticatorService(context, authenticator, properties, PID, "token", true),
                authenticator.inForce(),
                this::report);
        this.watch = new SecretWatch(clock, this::secretsRead);
        life.waits(true);
        modified(properties);
        issuers.follow(issuersChanged);
        // One may have come between the two.
        issuersChanged();
    }

    /** The same service, without a gap; only another name registers anew. */
    @Modified
    void modified(Map<String, Object> properties) {
        life.change(() -> configure(new Properties(JwtConfig.class, properties)));
    }

    /** Called by Declarative Services. */
    @Deactivate
    public void deactivate() {
        issuers.forget(issuersChanged);
        life.stop();
        if (keys != null) {
            keys.retire();
        }
        watch.close();
        if (overlaps != null) {
            overlaps.close();
        }
        if (patience != null) {
            patience.close();
        }
    }

    /** One line for one problem: that of an issuer is in its own line, which says what it means. */
    private void report(String where, @Nullable String before, @Nullable String problem, Report.Effect effect) {
        if (effect != Report.Effect.PARTLY || !named.isTold()) {
            LINES.tell(where, before, problem, effect);
        }
    }

    private void configure(Properties properties) {
        Optional<Settings> read = life.read(properties, Settings::of);
        if (read.isEmpty()) {
            life.waits(false);
            return;
        }
        PreviousSecret.unlisted(properties)
                .forEach(key -> LOG.warn("{}: {}: ignored: previousSecrets does not list it", life.where(), key));
        boolean isSame = read.get().equals(settings);
        settings = read.get();
        if (settings.secrets().isPresent()) {
            secrets = isSame ? secrets : null;
            apply(settings, watch.follow(settings.secrets().get()));
        } else {
            watch.stop();
            life.filesAre(null);
            if (!isSame) {
                secrets = null;
                replaced.forget();
                judgeBy(new Basis(settings, null));
            }
        }
        waitForIssuers();
    }

    /** Called when the content of a watched file has changed. */
    private void secretsRead(SecretSettings source, SecretWatch.Reading reading) {
        life.changeIf(() -> isOf(settings, source), () -> apply(requireNonNull(settings), reading));
    }

    private static boolean isOf(@Nullable Settings settings, SecretSettings source) {
        return settings != null
                && settings.secrets().filter(now -> now == source).isPresent();
    }

    private void apply(Settings now, SecretWatch.Reading reading) {
        life.filesAre(reading.problem());
        SecretSettings.Secrets read = reading.secrets();
        if (read == null || read.equals(secrets)) {
            return;
        }
        secrets = read;
        SecretSettings sources = now.secrets().orElseThrow();
        replaced.inForce(sources, read, clock.instant());
        judgeBy(new Basis(now, read));
        remark(sources, read);
    }

    /** Judges by this from now on, and by the keys and issuers of this moment. */
    private void judgeBy(Basis now) {
        basis = now;
        KeyRing before = keys;
        KeyRing ring = now.keys(replaced, clock.instant());
        keys = ring;
        named = now.named(issuers);
        life.partsAre(named.problem().orElse(null));
        authenticator.inForce().judgeBy(new TokenJudge(now.settings(), ring, named));
        if (before != null) {
            before.retire();
        }
        if (overlaps == null && ring.hasPrevious()) {
            overlaps = Watch.of("stagedoor-jwt-overlap", PERIOD, this::endedKeys, Optional.empty(), this::renew);
        }
    }

    /** Called when an issuer comes, changes or goes; perhaps one of those that are named. */
    private void issuersChanged() {
        life.changePart(() -> {
            if (basis == null) {
                return;
            }
            NamedIssuers now = basis.named(issuers);
            if (now.acceptsAs(named)) {
                life.partsAre(now.problem().orElse(null));
            } else {
                judgeBy(basis);
            }
            waitForIssuers();
        });
    }

    /** As long as an issuer that is named has not come, the authenticator is not registered: its clients wait, and are not refused. */
    private void waitForIssuers() {
        boolean waits = settings != null && life.isWaiting() && !issuers.has(settings.issuers()) && !isOver();
        life.waits(waits);
        if (waits && patience == null) {
            patience = Watch.of(
                    "stagedoor-jwt-issuers",
                    PERIOD,
                    this::isOver,
                    false,
                    over -> life.changePart(this::waitForIssuers));
        } else if (!waits && patience != null) {
            patience.stop();
        }
    }

    private boolean isOver() {
        return System.nanoTime() - begin > PATIENCE.toNanos();
    }

    /** The keys in force, if one of them has come to its end. */
    private Optional<KeyRing> endedKeys() {
        return Optional.ofNullable(keys).filter(ring -> ring.hasEnded(clock.instant()));
    }

    /** The end of an overlap is a change of the settings like another: clients that are in are judged again, see {@code onChange}. */
    private void renew(Optional<KeyRing> ended) {
        life.changeIf(() -> ended.isPresent() && ended.get() == keys, () -> judgeBy(requireNonNull(basis)));
    }

    /** Says what is odd in the secrets, and who else can read them. */
    private void remark(SecretSettings sources, SecretSettings.Secrets read) {
        SecretSource current = sources.current();
        SigningKey.remarks(read.current())
                .forEach(odd -> LOG.warn("{}: {}: {}", life.where(), current.property(), odd));
        read.previous()
                .forEach((name, secret) -> SigningKey.remarks(secret)
                        .forEach(odd -> LOG.warn("{}: previousSecret.{}: {}", life.where(), name, odd)));
        sources.files().stream()
                .map(Exposure::of)
                .flatMap(Optional::stream)
                .forEach(exposed -> LOG.warn("{}: {}", life.where(), exposed));
    }
}
