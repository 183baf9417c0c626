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
    private Watch watch;
    private LoginJudge.Guard guard;
    private Settings settings;
    private FileContent content;

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
                new AuthenticatorService(context, authenticator, properties, PID, false),
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
        boolean sameFile = settings != null && settings.file().equals(read.get().file());
        settings = read.get();
        follow(settings, sameFile ? content : FileContent.of(settings.file()));
    }

    /** Begins with what is believed of a file already: it may be half written at this moment. */
    private void follow(Settings followed, FileContent first) {
        // The monotonic clock itself: it is about a writer's pace, and nothing that is configured.
        SettledFile file = new SettledFile(followed.file(), first, System::nanoTime);
        watch = Watch.of(THREAD, followed.poll(), file, first, now -> changed(followed, now));
        apply(first);
    }

    /** Called when a file that is being watched says something else than before. */
    private void changed(Settings followed, FileContent now) {
        life.changeIf(() -> followed == settings, () -> apply(now));
    }

    private void apply(FileContent now) {
        content = now;
        try {
            CredentialsFile file = now.read();
            Accounts accounts = new Accounts(file, settings.memory(), settings.rememberedLogins(), ticker);
            HeapCheck.require(
                    accounts.largestHash(),
                    settings.hashes(),
                    Runtime.getRuntime().maxMemory());
            guard = guard();
            authenticator.inForce().judgeBy(new LoginJudge(accounts, guard, settings.patience(), clock));
            life.filesAre(null);
            complaints.remark(life.where(), settings.file(), file);
        } catch (IllegalArgumentException e) {
            life.filesAre("credentialsFile: " + e.getMessage() + "; correct it: " + settings.file());
        }
    }

    /** What was counted outlives a change that has nothing to do with it. */
    private LoginJudge.Guard guard() {
        boolean sameLimits = guard != null && guard.known().limits().equals(settings.limits());
        boolean sameHashing = guard != null && guard.hashing().most() == settings.hashes();
        return new LoginJudge.Guard(
                digest,
                sameLimits ? guard.known() : new Throttle(settings.limits(), ticker),
                sameLimits ? guard.unknown() : new Throttle(settings.limits(), ticker),
                sameHashing ? guard.hashing() : new Hashing(settings.hashes()));
    }
}
