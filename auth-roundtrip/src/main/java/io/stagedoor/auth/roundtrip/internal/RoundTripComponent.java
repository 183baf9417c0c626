package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.AuthenticatorService;
import io.stagedoor.auth.support.FileWatch;
import io.stagedoor.auth.support.ProviderLife;
import io.stagedoor.auth.support.Report;
import io.stagedoor.auth.support.file.Exposure;
import io.stagedoor.auth.support.key.SigningKey;
import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Blanks;
import io.stagedoor.auth.support.tls.Tls;
import java.nio.file.Path;
import java.time.Clock;
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

    private static final List<String> SECRETS = List.of(Tls.KEY, Tls.PASSWORD, Settings.SIGNING_FILE);

    private static final List<String> FILES =
            List.of(Tls.TRUST, Tls.CERTIFICATE, Tls.KEY, Tls.PASSWORD, Settings.SIGNING_FILE);

    private static final Logger LOG = LoggerFactory.getLogger(RoundTripComponent.class);

    private final ProviderLife life;
    private final RoundTripAuthenticator authenticator;
    private final FileWatch watch;

    // Only changes of the life read and write what follows.
    private @Nullable Properties properties;
    private @Nullable Settings settings;

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public RoundTripComponent(Map<String, Object> properties, BundleContext context) {
        this(properties, context, new RoundTripAuthenticator(Clock.systemUTC()));
    }

    RoundTripComponent(Map<String, Object> properties, BundleContext context, RoundTripAuthenticator authenticator) {
        this.authenticator = authenticator;
        this.life = new ProviderLife(
                new AuthenticatorService(context, authenticator, properties, PID, "password", false),
                authenticator.inForce(),
                Report.to(LOG));
        this.watch = new FileWatch(Settings.THREADS + "-files", this::filesChanged);
        modified(properties);
    }

    /** The same service, without a gap; only another name registers anew. */
    @Modified
    void modified(Map<String, Object> written) {
        life.change(() -> {
            Properties read = new Properties(RoundTripConfig.class, Map.copyOf(written));
            properties = read;
            watch.follow(files(read));
            configure(read);
        });
    }

    private void filesChanged() {
        life.change(() -> {
            if (properties != null) {
                configure(properties);
            }
        });
    }

    @Deactivate
    void deactivate() {
        life.stop();
        watch.close();
        authenticator.close();
    }

    private void configure(Properties properties) {
        life.read(properties, this::asked).ifPresent(read -> settings = read);
    }

    private Settings asked(Properties configured) {
        Settings read = Settings.of(configured);
        if (!read.equals(settings)) {
            authenticator.ask(read);
            warn(configured, read);
        }
        return read;
    }

    private void warn(Properties configured, Settings read) {
        if (read.failOpen()) {
            LOG.warn(
                    "{}: failOpen=true: while the backend does not answer, EVERY client may publish and play any stream",
                    life.where());
        }
        read.signing().stream()
                .flatMap(secret -> SigningKey.remarks(secret).stream())
                .forEach(remark -> LOG.warn("{}: signing secret: {}", life.where(), remark));
        SECRETS.stream()
                .map(key -> file(configured, key))
                .flatMap(Optional::stream)
                .map(Exposure::of)
                .flatMap(Optional::stream)
                .forEach(exposed -> LOG.warn("{}: {}", life.where(), exposed));
        if (Blanks.surround(read.connection().tls().password().reveal())) {
            LOG.warn(
                    "{}: {}: the password begins or ends with a blank, which is part of it",
                    life.where(),
                    Tls.PASSWORD);
        }
        boolean plain = "http".equalsIgnoreCase(read.endpoints().validate().getScheme());
        if (plain && !isNear(read)) {
            LOG.warn("{}: passwords go to the backend unencrypted; https:// would encrypt them", life.where());
        }
    }

    private static boolean isNear(Settings read) {
        String host = read.endpoints().validate().getHost();
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static List<Path> files(Properties properties) {
        return FileProperty.paths(properties, FILES);
    }

    /** What is wrong with it is said when it is read. */
    private static Optional<Path> file(Properties properties, String key) {
        try {
            return FileProperty.of(properties, key).map(FileProperty::path);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
