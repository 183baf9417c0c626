package io.stagedoor.auth.support;

import io.stagedoor.auth.support.property.Properties;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one authenticator, from its first configuration to its end. A configuration or a file that cannot be understood leaves what is
 * in force, and is a problem until it is fixed. The authenticator is registered under its name even if it never worked, to say why.
 *
 * <p>Thread-safe: one change at a time, configurations on one thread and changed files on another. What a change reads and writes of the
 * component needs no other lock.
 */
public final class ProviderLife {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderLife.class);

    private final AuthenticatorService service;
    private final InForce<?> inForce;
    private final Report report;
    private final ReentrantLock lock = new ReentrantLock();

    private String where = "";
    private String name = "";
    private String wrongSettings;
    private String wrongFiles;
    private boolean stopped;

    /**
     * Registers nothing yet.
     *
     * @param service of the authenticator
     * @param inForce what the authenticator decides by
     * @param report told after each change
     */
    public ProviderLife(AuthenticatorService service, InForce<?> inForce, Report report) {
        this.service = service;
        this.inForce = inForce;
        this.report = report;
    }

    /** Makes a change, then registers the authenticator and reports. Does nothing after {@link #stop}. */
    public void change(Runnable change) {
        changeIf(() -> true, change);
    }

    /**
     * As {@link #change}, unless nobody wants the change any more.
     *
     * @param wanted asked when no other change is under way
     */
    public void changeIf(BooleanSupplier wanted, Runnable change) {
        lock.lock();
        try {
            if (stopped || !wanted.getAsBoolean()) {
                return;
            }
            String before = problem();
            change.run();
            String problem = problem();
            inForce.complain(problem);
            boolean canJudge = inForce.now().canJudge();
            report.tell(where, before, problem, canJudge);
            // A wrong configuration does not rename an authenticator that works.
            if (problem == null || !canJudge) {
                service.register(name);
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
            name = properties.required("name");
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
    public void filesAre(String problem) {
        wrongFiles = problem;
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

    private String problem() {
        String problem = wrongSettings != null ? wrongSettings : wrongFiles;
        return problem == null ? null : where + ": " + problem;
    }
}
