package io.stagedoor.auth.support;

import io.stagedoor.auth.support.property.Properties;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one authenticator, or of something that authenticators name, from its first configuration to its end. A configuration or a file
 * that cannot be understood leaves what is in force, and is a problem until it is fixed. It is registered under its name even if it never
 * worked, to say why.
 *
 * <p>Thread-safe: one change at a time, configurations on one thread and changed files on another. What a change reads and writes of the
 * component needs no other lock.
 */
public final class ProviderLife {

    /** The property that names the authenticator: the one that has to be right for it to be known, be the others right or wrong. */
    public static final String NAME = "name";

    private static final Logger LOG = LoggerFactory.getLogger(ProviderLife.class);

    private final NamedService service;
    private final InForce<?> inForce;
    private final Report report;
    private final ReentrantLock lock = new ReentrantLock();

    private String where = "";
    private String name = "";
    private @Nullable String wrongSettings;
    private @Nullable String wrongFiles;
    private @Nullable String wrongParts;
    private boolean waits;
    private boolean stopped;

    /**
     * Registers nothing yet.
     *
     * @param service of the authenticator
     * @param inForce what the authenticator decides by
     * @param report told after each change
     */
    public ProviderLife(NamedService service, InForce<?> inForce, Report report) {
        this.service = service;
        this.inForce = inForce;
        this.report = report;
    }

    /** Makes a change, then registers the authenticator and reports. Does nothing after {@link #stop}. */
    public void change(Runnable change) {
        changeIf(() -> true, change);
    }

    /**
     * As {@link #change}, if the change is still wanted.
     *
     * @param wanted asked while no other change runs
     */
    public void changeIf(BooleanSupplier wanted, Runnable change) {
        lock.lock();
        try {
            if (stopped || !wanted.getAsBoolean()) {
                return;
            }
            String before = waits ? null : problem();
            change.run();
            if (!waits) {
                tell(before);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(@Nullable String before) {
        String problem = problem();
        inForce.complain(problem);
        boolean canJudge = inForce.now().canJudge();
        boolean isOwn = wrongSettings != null || wrongFiles != null;
        report.tell(where, before, problem, effect(canJudge, isOwn));
        // A wrong configuration does not rename an authenticator that works.
        if (!isOwn || !canJudge) {
            service.register(name);
        }
    }

    private Report.Effect effect(boolean canJudge, boolean isOwn) {
        if (!canJudge) {
            return Report.Effect.REFUSED;
        }
        return isOwn || wrongParts == null ? Report.Effect.LAST_GOOD : Report.Effect.PARTLY;
    }

    /**
     * Makes a change of something that the settings name: as {@link #change}, but nothing is reported unless there is another problem than
     * before, or the wait for it is over.
     */
    public void changePart(Runnable change) {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            String before = waits ? null : problem();
            boolean waited = waits;
            change.run();
            if (!waits && (waited || !Objects.equals(before, problem()))) {
                tell(before);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads a configuration. To be called in a {@link #change}.
     *
     * @param settings makes settings of the properties; throws {@link IllegalArgumentException} for wrong ones
     * @return empty if the configuration is wrong, which is a problem from now on
     */
    public <S> Optional<S> read(Properties properties, Function<Properties, S> settings) {
        where = properties.where(service.servicePid());
        try {
            name = properties.required(NAME);
            S read = settings.apply(properties);
            wrongSettings = null;
            return Optional.of(read);
        } catch (IllegalArgumentException e) {
            wrongSettings = e.getMessage();
            return Optional.empty();
        }
    }

    /**
     * What is wrong with the files that the settings name. To be called in a {@link #change}.
     *
     * @param problem {@code null} for nothing
     */
    public void filesAre(@Nullable String problem) {
        wrongFiles = problem;
    }

    /**
     * What is wrong with something that the settings name, and that others do without: the configuration is in force. To be called in a
     * change.
     *
     * @param problem {@code null} for nothing
     */
    public void partsAre(@Nullable String problem) {
        wrongParts = problem;
    }

    /**
     * Whether something that the settings name may still come: as long as it may, nothing is registered or reported. To be called in a
     * change, and only before the first registration.
     */
    public void waits(boolean waits) {
        this.waits = waits;
    }

    /** Whether nothing has been registered yet, because something may still come. To be called in a change. */
    public boolean isWaiting() {
        return waits;
    }

    /** The configuration's file or PID, for logs. */
    public String where() {
        return where;
    }

    /** Removes the authenticator from the registry. Afterwards, there are no changes. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            service.unregister();
        } catch (IllegalStateException e) {
            // The framework was faster: a bundle that stops loses its services.
            LOG.debug("{}: was unregistered before", service.servicePid());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable String problem() {
        String own = wrongSettings != null ? wrongSettings : wrongFiles;
        String problem = own != null ? own : wrongParts;
        return problem == null ? null : where + ": " + problem;
    }
}
