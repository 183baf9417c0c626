package io.stagedoor.auth.simple.internal;

import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.simple.file.CredentialsFile;
import io.stagedoor.auth.simple.file.FileContent;
import io.stagedoor.auth.simple.file.SettledFile;
import io.stagedoor.auth.simple.internal.login.Accounts;
import io.stagedoor.auth.simple.internal.login.Hashing;
import io.stagedoor.auth.simple.internal.login.HeapCheck;
import io.stagedoor.auth.simple.internal.login.KeyedDigest;
import io.stagedoor.auth.simple.internal.login.LoginJudge;
import io.stagedoor.auth.simple.internal.login.Throttle;
import io.stagedoor.auth.support.AuthenticatorService;
import io.stagedoor.auth.support.ProviderLife;
import io.stagedoor.auth.support.Watch;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.time.Clock;
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

/**
 * Makes one {@link SimpleAuthenticator} of one configuration and registers it, under its name and with no other property. A
 * configuration or a credentials file that cannot be understood leaves what is in force, and is a problem until it is fixed.
 */
@Component(
        service = {},
        configurationPid = SimpleComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SimpleConfig.class, factory = true)
public final class SimpleComponent {

    static final String PID = "stagedoor.authenticator.simple";
    static final String THREAD = "stagedoor-simple-credentials";

    private final Path home;
    private final Clock clock;
    private final Ticker ticker;
    private final SimpleAuthenticator authenticator = new SimpleAuthenticator();
    private final ProviderLife life;
    private final Complaints complaints;

    // Only changes of the life read and write what follows.
    private final KeyedDigest digest = new KeyedDigest();
    private @Nullable Watch watch;
    private LoginJudge.@Nullable Guard guard;
    private @Nullable Followed followed;

    /**
     * The file that is watched.
     *
     * @param content what is believed of it
     */
    private record Followed(Settings settings, FileContent content) {}

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public SimpleComponent(Map<String, Object> properties, BundleContext context) {
        this(properties, context, Clock.systemUTC(), Ticker.systemTicker());
    }

    SimpleComponent(Map<String, Object> properties, BundleContext context, Clock clock, Ticker ticker) {
        this.home = Home.of(context);
        this.clock = clock;
        this.ticker = ticker;
        this.complaints = new Complaints(ticker);
        this.life = new ProviderLife(
                new AuthenticatorService(context, authenticator, properties, PID, "password", false),
                authenticator.inForce(),
                complaints);
        modified(properties);
    }

    /** The same service, without a gap; only another name registers anew. */
    @Modified
    void modified(Map<String, Object> properties) {
        life.change(() -> configure(new Properties(SimpleConfig.class, properties)));
    }

    @Deactivate
    void deactivate() {
        life.stop();
        if (watch != null) {
            watch.close();
        }
    }

    private void configure(Properties properties) {
        Optional<Settings> read = life.read(properties, configured -> Settings.of(configured, home));
        if (read.isEmpty()) {
            return;
        }
        if (watch != null) {
            watch.stop();
        }
        Settings settings = read.get();
        follow(
                settings,
                followed != null && followed.settings().file().equals(settings.file())
                        ? followed.content()
                        : FileContent.of(settings.file()));
    }

    /** Begins with what is believed of a file already: it may be half written at this moment. */
    private void follow(Settings settings, FileContent first) {
        // The monotonic clock itself: it is about a writer's pace, and nothing that is configured.
        SettledFile file = new SettledFile(settings.file(), first, System::nanoTime);
        watch = Watch.of(THREAD, settings.poll(), file, first, now -> changed(settings, now));
        apply(settings, first);
    }

    /** Called when the content of a watched file has changed. */
    private void changed(Settings settings, FileContent now) {
        life.changeIf(() -> followed != null && followed.settings() == settings, () -> apply(settings, now));
    }

    private void apply(Settings settings, FileContent now) {
        followed = new Followed(settings, now);
        try {
            CredentialsFile file = now.read();
            Accounts accounts = new Accounts(file, settings.memory(), settings.rememberedLogins(), ticker);
            HeapCheck.require(
                    accounts.largestHash(),
                    settings.hashes(),
                    Runtime.getRuntime().maxMemory());
            LoginJudge.Guard kept = guard(settings);
            guard = kept;
            authenticator.inForce().judgeBy(new LoginJudge(accounts, kept, settings.patience(), clock));
            authenticator.contentIs(now.digest());
            life.filesAre(null);
            complaints.remark(life.where(), settings.file(), file);
        } catch (IllegalArgumentException e) {
            life.filesAre(Settings.FILE + ": " + e.getMessage() + "; correct it: " + settings.file());
        }
    }

    /** What was counted outlives a change that has nothing to do with it. */
    private LoginJudge.Guard guard(Settings settings) {
        Optional<LoginJudge.Guard> before = Optional.ofNullable(guard);
        Optional<LoginJudge.Guard> sameLimits =
                before.filter(one -> one.known().limits().equals(settings.limits()));
        return new LoginJudge.Guard(
                digest,
                sameLimits.map(LoginJudge.Guard::known).orElseGet(() -> new Throttle(settings.limits(), ticker)),
                sameLimits.map(LoginJudge.Guard::unknown).orElseGet(() -> new Throttle(settings.limits(), ticker)),
                before.map(LoginJudge.Guard::hashing)
                        .filter(one -> one.most() == settings.hashes())
                        .orElseGet(() -> new Hashing(settings.hashes())));
    }
}
