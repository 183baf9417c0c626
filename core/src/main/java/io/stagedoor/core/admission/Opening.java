package io.stagedoor.core.admission;

import io.stagedoor.auth.support.file.Troubles;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.ending.Rechecks;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every front end does besides judging: it offers its gate once the configuration that lies in {@code stagedoor/conf} is in force, or has been
 * waited for, so that the first client after a start is answered as configured; it looks at the clients that are in when something has changed; and it
 * says every minute what is wrong, and what was refused. Thread-safe.
 */
public final class Opening implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final long LOOK_MILLIS = 50;
    /** How often is looked for files that are not in Config Admin yet, and for authenticators that are not there yet. */
    private static final int FILE_LOOKS = 100;

    private static final int AUTHENTICATOR_LOOKS = 30;
    /** How often is looked at what may change at any time, in milliseconds. */
    public static final long WATCH_MILLIS = 500;
    /** What the index of sessions was not told of it finds out within two of these. */
    private static final long COUNT_MILLIS = 5_000;
    /** For so many looks an authenticator of a new name may be about to come: its file may count two seconds after the application's. */
    private static final int NAME_LOOKS = 6;

    private static final long REMIND_SECONDS = 60;

    /** Two: an authenticator that hangs when it is asked how it is does not keep secrets from being looked at. */
    private static final int WORKERS = 2;

    /** A front end, for its opening. */
    public interface FrontEnd {

        /** Whether all is there that configures it beside files. */
        default boolean isSettled() {
            return true;
        }

        /** Whether all of its own configurations that are in Config Admin have been read; it is waited for as for authenticators. */
        default boolean isRead() {
            return true;
        }

        /** Offers the gate. Called once. */
        void open();

        /** What is wrong with its own configuration; each names the setting and what to do. */
        List<String> problems();
    }

    private final CoreState core;
    private final Rechecks rechecks;
    private final FrontEnd frontEnd;
    private final ScheduledThreadPoolExecutor worker;

    /** How many lost lines of the audit log have been told of. */
    private long droppedBefore;

    private volatile boolean keeperIsAway;
    private int waits;
    private int looks;
    private volatile boolean offered;
    /** Those of the first reminder are told already. */
    private volatile Set<String> told = Set.of();

    private final Troubles misnamed = new Troubles(
            NAME_LOOKS,
            (name, why) -> {
                if (!told.contains(name)) {
                    LOG.warn("{}.", why);
                }
            },
            name -> told = Set.of());

    private volatile boolean reconsiderFailed;
    private volatile boolean countFailed;

    /**
     * Waits for nothing yet.
     *
     * @param name what the threads are called by
     * @param rechecks of the front end's clients; closed with this
     */
    public Opening(String name, CoreState core, Rechecks rechecks, FrontEnd frontEnd) {
        this.core = core;
        this.rechecks = rechecks;
        this.frontEnd = frontEnd;
        this.droppedBefore = core.droppedLines();
        this.worker = new ScheduledThreadPoolExecutor(WORKERS, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        worker.setRemoveOnCancelPolicy(true);
    }

    /** Begins to wait for the configuration. */
    public void begin() {
        worker.execute(this::count);
        worker.execute(this::look);
        every(WATCH_MILLIS, this::reconsider);
        every(COUNT_MILLIS, this::count);
        every(TimeUnit.SECONDS.toMillis(REMIND_SECONDS), this::remind);
        every(WATCH_MILLIS, this::lookAtKeeper);
    }

    /**
     * Does something again and again, until this is closed.
     *
     * @param millis the pause between two times
     * @param task catches its own exceptions: the first one ends it
     */
    public void every(long millis, Runnable task) {
        Runnable goesOn = () -> {
            try {
                task.run();
            } catch (Error e) { // of somebody else's code; thrown on, it would end the task without a word
                LOG.error("A periodic task failed; Stagedoor tries again.", Redacted.of(e));
            }
        };
        worker.scheduleWithFixedDelay(goesOn, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (!frontEnd.isSettled()) {
            worker.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        if (!core.isKept()) { // or configuration might count whose file was removed while the server was down
            if (++waits == FILE_LOOKS) {
                LOG.error("Every client is refused until stagedoor/bundles/config-keeper.jar has started.");
            }
            worker.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        boolean read = core.isInForce();
        if (read && core.unbound().isEmpty() && frontEnd.isRead()) {
            offer();
        } else if (++looks < (read ? AUTHENTICATOR_LOOKS : FILE_LOOKS)) {
            worker.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            told = core.misnamed().keySet();
            offer();
            remind();
        }
    }

    private synchronized void offer() {
        if (!worker.isShutdown()) {
            offered = true;
            frontEnd.open();
            int applications = core.applications();
            LOG.info(
                    "Gate open; {}.",
                    applications == 0
                            ? "no application configured, all clients refused"
                            : applications + (applications == 1 ? " application" : " applications") + " configured");
        }
    }

    private void lookAtKeeper() {
        boolean isAway = core.isSilent();
        if (isAway && !keeperIsAway) {
            LOG.warn(
                    "stagedoor/bundles/config-keeper.jar is not running: files that are removed from stagedoor/conf, files that $[secret:FILE] names, and changes through Config Admin wait for it.");
        } else if (!isAway && keeperIsAway) {
            LOG.info("stagedoor/bundles/config-keeper.jar runs again: what waited for it is applied.");
        }
        keeperIsAway = isAway;
    }

    private void count() {
        try {
            rechecks.count();
            countFailed = false;
        } catch (RuntimeException e) {
            if (!countFailed) {
                LOG.warn("Could not count the connected clients.", Redacted.of(e));
            }
            countFailed = true;
        }
    }

    private void reconsider() {
        try {
            if (offered) {
                misnamed.look(core.misnamed());
            }
            rechecks.look();
            reconsiderFailed = false;
        } catch (RuntimeException e) {
            if (!reconsiderFailed) {
                LOG.warn("Could not judge the connected clients again.", Redacted.of(e));
            }
            reconsiderFailed = true;
        }
    }

    /** By one thread. */
    private void remind() {
        try {
            core.summarise();
            core.problems().forEach(LOG::warn);
            frontEnd.problems().forEach(LOG::warn);
            rechecks.problem().ifPresent(LOG::warn);
            long dropped = core.droppedLines();
            if (dropped > droppedBefore) {
                LOG.warn(
                        "The audit log lacks {} line(s): the disk is full, or too slow. Look at stagedoor/log.",
                        dropped - droppedBefore);
                droppedBefore = dropped;
            }
        } catch (RuntimeException e) {
            LOG.warn("Could not collect the problems.", Redacted.of(e));
        }
    }

    /** Offers nothing from now on, and looks at nobody. What was offered is the front end's to take away. */
    @Override
    public synchronized void close() {
        worker.shutdownNow();
        rechecks.close();
    }
}
