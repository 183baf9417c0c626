package io.stagedoor.auth.simple.internal;

import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.simple.file.CredentialsFile;
import io.stagedoor.auth.simple.file.FileContent;
import io.stagedoor.auth.simple.file.SettledFile;
import io.stagedoor.auth.support.AuthenticatorService;
import io.stagedoor.auth.support.Watch;
import io.stagedoor.auth.support.property.Properties;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
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
    private final AuthenticatorService service;
    private final Complaints complaints;

    /** Guards everything below: configuration comes on one thread, a changed file on another. */
    private final ReentrantLock lock = new ReentrantLock();

    private final KeyedDigest digest = new KeyedDigest();
    private Watch watch;
    private LoginJudge.Guard guard;
    private Settings settings;
    private FileContent content;
    private String where;
    private String wantedName = "";
    private String configProblem;
    private String fileProblem;
    private boolean stopped;

    /** Called by Declarative Services. Does not fail, however wrong the configuration: it says so, and refuses clients. */
    @Activate
    public SimpleComponent(Map<String, Object> properties, BundleContext context) {
        this(properties, context, Clock.systemUTC(), Ticker.systemTicker());
    }

    SimpleComponent(Map<String, Object> properties, BundleContext context, Clock clock, Ticker ticker) {
        this.home = Home.of(context);
        this.clock = clock;
        this.ticker = ticker;
        this.service = new AuthenticatorService(context, authenticator, properties, PID, false);
        this.complaints = new Complaints(ticker);
        modified(properties);
    }

    /** The same service, without a gap; only another name registers anew. */
    @Modified
    void modified(Map<String, Object> properties) {
        lock.lock();
        try {
            configure(new Properties(SimpleConfig.class, properties));
            tell();
        } finally {
            lock.unlock();
        }
    }

    @Deactivate
    void deactivate() {
        Watch last;
        lock.lock();
        try {
            stopped = true;
            service.unregister();
            last = watch;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }

    private void configure(Properties properties) {
        Settings before = settings;
        where = properties.where(PID);
        try {
            wantedName = Settings.nameOf(properties);
            settings = Settings.of(properties, home);
        } catch (IllegalArgumentException e) {
            configProblem = e.getMessage();
            return;
        }
        configProblem = null;
        if (watch != null) {
            watch.stop();
        }
        boolean sameFile = before != null && before.file().equals(settings.file());
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
        lock.lock();
        try {
            if (!stopped && followed == settings) {
                apply(now);
                tell();
            }
        } finally {
            lock.unlock();
        }
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
            authenticator.judgeBy(new LoginJudge(accounts, guard, settings.patience(), clock));
            fileProblem = null;
            complaints.remark(where, settings.file(), file);
        } catch (IllegalArgumentException e) {
            fileProblem = "credentialsFile: " + e.getMessage() + "; correct it: " + settings.file();
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

    private void tell() {
        String reason = configProblem != null ? configProblem : fileProblem;
        String problem = reason == null ? null : where + ": " + reason;
        authenticator.complain(problem);
        complaints.tell(where, problem, authenticator.canJudge());
        // What is not in force does not rename what is; but one that never worked is there all the same, to say why.
        if (problem == null || !authenticator.canJudge()) {
            service.register(wantedName);
        }
    }
}
