package io.stagedoor.red5.bridge.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes decisions to the audit log, from a bounded queue and by one thread, a hundred times a second at most: a disk that
 * hangs costs audit lines, which are counted, and never a decision. Hands them to the EventAdmin, too, while there is one.
 */
@Component(service = Audit.class)
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final int QUEUE = 8192;
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final int KEPT_FILES = 5;
    private static final long STOP_WAIT_MILLIS = 2000;
    /** To be woken for each decision by itself costs the processor more than to write its line. */
    private static final long GATHER_MILLIS = 10;
    /** Wakes the writer when it is to stop. An interrupt would close the file under its hands. */
    private static final AuditEvent STOP = AuditEvent.none();

    private final BlockingQueue<AuditEvent> queue = new LinkedBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final RefusalSummary summary = new RefusalSummary();
    private final DecisionEvents events = new DecisionEvents();
    private final AuditFile file;
    private final Thread writer;
    private final long stopWaitMillis;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private int unwritten;
    private boolean failing;

    /** Starts writing below the folder that the framework property {@code stagedoor.home} names. */
    @Activate
    public Audit(BundleContext context) {
        this(Path.of(context.getProperty("stagedoor.home"), "log"));
    }

    Audit(Path folder) {
        this(folder, STOP_WAIT_MILLIS);
    }

    Audit(Path folder, long stopWaitMillis) {
        this(new AuditFile(folder, MAX_BYTES, KEPT_FILES), stopWaitMillis);
    }

    private Audit(AuditFile file, long stopWaitMillis) {
        this.file = file;
        this.stopWaitMillis = stopWaitMillis;
        writer = new Thread(this::run, "stagedoor-audit");
        writer.setDaemon(true);
        writer.start();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEventAdmin(EventAdmin admin) {
        events.come(admin);
    }

    void unbindEventAdmin(EventAdmin admin) {
        events.go(admin);
    }

    /** Takes a decision for the log. Never waits. */
    public void log(AuditEvent event) {
        if (event.isRefusal()) {
            summary.count(event);
        }
        events.post(event);
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    /** How many decisions were not logged because the log could not be written fast enough. */
    public long dropped() {
        return dropped.get();
    }

    /** Says in the server's log what was refused, and which events were lost, since the last time. */
    public void summarise() {
        summary.report();
        events.report();
    }

    /** Writes what is in the queue, and stops. */
    @Deactivate
    void close() throws InterruptedException {
        stopping.countDown();
        queue.offer(STOP); // there is no place for it only while the writer is awake
        writer.join(stopWaitMillis);
        events.close();
        summary.report();
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try {
                writeAll(queue.take());
                stopping.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                LOG.debug("Nobody has a reason to interrupt the audit log.", e);
            }
        }
        writeAll(queue.poll());
        close(file);
    }

    private void writeAll(AuditEvent first) {
        try {
            for (AuditEvent event = first; event != null; event = queue.poll()) {
                if (event != STOP) {
                    unwritten++;
                    file.write(event);
                }
            }
            file.flush();
            unwritten = 0;
            if (failing) {
                failing = false;
                LOG.info("The audit log is written again.");
            }
        } catch (IOException | RuntimeException e) { // the log's only thread must outlive whatever happens
            dropped.addAndGet(unwritten);
            unwritten = 0;
            close(file);
            if (!failing) {
                failing = true;
                LOG.error(
                        "The audit log cannot be written: {}. Decisions go on; what is lost is counted.", e.toString());
            }
        }
    }

    private static void close(AuditFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("The audit log was not closed cleanly: {}", e.toString());
        }
    }
}
