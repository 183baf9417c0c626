package io.stagedoor.core.audit;

import io.stagedoor.auth.support.file.RotatedFile;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.meter.Meters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 *
 * <p>{@code audit.log} has all decisions in their order. {@code allowed.log} has again what was allowed, and what of it ended, where no
 * refusal takes its place. Many of a kind are one line, in both: see {@link Gathering}.
 */
@Component(service = Audit.class)
public final class Audit {

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final String DECISIONS = "audit.log";
    private static final String ALLOWED = "allowed.log";
    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final int KEPT_FILES = 5;
    /** What was allowed is there for 100 MiB at least, without the file that is being written. */
    private static final int KEPT_ALLOWED_FILES = 7;

    /** One client that guesses is seen with each guess at first; all together do not roll a file in less than hours. */
    private static final Gathering.Rules REFUSALS =
            new Gathering.Rules(4096, 2000, Duration.ofMillis(200), 20_000, Duration.ofMillis(50), Duration.ZERO);

    /** Who is let in unasked can be anyone. */
    private static final Gathering.Rules UNASKED =
            new Gathering.Rules(256, 1000, Duration.ofSeconds(60), 5000, Duration.ofSeconds(2), Duration.ofMinutes(5));

    /** No total: what one subject does takes no other's place. More subjects than that are not gathered. */
    private static final Gathering.Rules GRANTED =
            new Gathering.Rules(32_768, 5000, Duration.ofSeconds(60), 0, Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** Where an authenticator asks about streams only, whoever connects is granted that under any name. */
    private static final Gathering.Rules NETWORKS =
            new Gathering.Rules(4096, 20_000, Duration.ofSeconds(10), 0, Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final int MOST_DIFFERENCES = 1000;
    private static final long MOST_DIFFERENT_CHARACTERS = 400_000;
    private static final long STOP_WAIT_MILLIS = 2000;
    /** To be woken for each decision by itself costs the processor more than to write its line. */
    private static final long GATHER_MILLIS = 10;

    private final LineQueue queue = new LineQueue();
    private final LostLines lost = new LostLines();
    /** Those of them for which there was no room on their way to the disk. */
    private final LostLines crowdedOut = new LostLines();

    private final RefusalSummary summary = new RefusalSummary();
    private final DecisionEvents events = new DecisionEvents();
    private final LongAdder decided = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final Meters meters = new Meters();
    private final RecentLines recentRefusals = new RecentLines();
    private final RecentLines recentCuts = new RecentLines();
    private final RecentLines recentDifferences = new RecentLines(MOST_DIFFERENCES, MOST_DIFFERENT_CHARACTERS);
    private final Followers followers = new Followers();
    private volatile Outputs outputs = Outputs.NONE;
    private final Gathering refusals;
    private final Gathering besides;
    private final Gathering unasked;
    private final Gathering unproven;
    private final Gathering granted;
    private final Gathering networks;
    private final List<Gathering> gatherings;
    private final LineWriter decisions;
    private final LineWriter allowed;
    private final Thread writer;
    private final long stopWaitMillis;
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Starts writing below the folder that the framework property {@code stagedoor.home} names. */
    @Activate
    public Audit(BundleContext context) {
        this(Path.of(context.getProperty("stagedoor.home"), "log"));
    }

    Audit(Path folder) {
        this(folder, STOP_WAIT_MILLIS);
    }

    Audit(Path folder, long stopWaitMillis) {
        this(folder, stopWaitMillis, System::nanoTime);
    }

    Audit(Path folder, long stopWaitMillis, LongSupplier nanoTime) {
        refusals = new Gathering(REFUSALS, Kind::byNetwork, nanoTime);
        besides = new Gathering(REFUSALS, Kind::byNetwork, nanoTime);
        unasked = new Gathering(UNASKED, Kind::byNetwork, nanoTime);
        unproven = new Gathering(REFUSALS, Kind::byNetwork, nanoTime);
        granted = new Gathering(GRANTED, Kind::bySubject, nanoTime);
        networks = new Gathering(NETWORKS, Kind::byNetwork, nanoTime);
        gatherings = List.of(refusals, besides, unasked, unproven, granted, networks);
        decisions = new LineWriter(new RotatedFile(folder, DECISIONS, MAX_BYTES, KEPT_FILES, Audit::missed), lost);
        allowed = new LineWriter(new RotatedFile(folder, ALLOWED, MAX_BYTES, KEPT_ALLOWED_FILES, Audit::missed), lost);
        this.stopWaitMillis = stopWaitMillis;
        writer = new Thread(this::run, "stagedoor-audit");
        writer.setDaemon(true);
        writer.start();
    }

    private static void missed(Path file) {
        LOG.warn(
                "{}: the file was moved or removed; a new one begins. Stagedoor moves its logs itself when they grow.",
                file);
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

    /** Takes a decision, or the end of what was allowed, for the log. Never waits. */
    public void log(AuditEvent event) {
        log(event, TimeUnit.MICROSECONDS.toNanos(event.micros()));
    }

    /** @param nanos how long the decision took */
    void log(AuditEvent event, long nanos) {
        count(event, nanos);
        if (passes(event)) {
            send(AuditLine.of(event));
        }
    }

    private void count(AuditEvent event, long nanos) {
        if (event.isRefusal()) {
            summary.count(event);
            refused.increment();
        }
        if (event.isEnd()) {
            meters.ended(event.application(), event.protocol(), event.isCut() ? event.reason() : "");
        } else if (!event.isAct() && !event.isShadow()) {
            decided.increment();
            meters.decided(
                    event.application(),
                    event.protocol(),
                    event.action(),
                    event.decision(),
                    event.reason(),
                    event.authenticator(),
                    nanos);
        }
    }

    private boolean passes(AuditEvent event) {
        if (event.isRefusal()) {
            return refusals.passes(event);
        }
        if (event.isShadow()) {
            return besides.passes(event);
        }
        if (event.isUnproven()) {
            return unproven.passes(event);
        }
        return event.isUnasked() ? unasked.passes(event) : granted.passes(event) && networks.passes(event);
    }

    private void send(AuditLine line) {
        if (line.event().isRefusal()) {
            recentRefusals.add(line);
        } else if (line.event().isCut()) {
            recentCuts.add(line);
        } else if (line.event().isDifference()) {
            recentDifferences.add(line);
        }
        followers.tell(line);
        if (line.isWritten()) {
            outputs.tell(line);
        }
        if (!line.event().isEnd() && !line.event().isShadow()) {
            events.post(line);
        }
        if (!queue.offer(line)) {
            lost.add(line.count());
            crowdedOut.add(line.count());
        }
    }

    /** Tells the Event Admin of the end of a session that comes soon, see {@link AuditEntry#notice}. It is no line of the log. Never waits. */
    void notice(AuditEvent event) {
        events.post(AuditLine.of(event));
    }

    /** Counts of what was logged: of each line that there is, and of those that were lost. */
    public Meters meters() {
        return meters;
    }

    /** How many lines wait to be written. */
    public int waiting() {
        return queue.size();
    }

    /** How many lines were not written, because the disk took none, or not fast enough. */
    public long dropped() {
        return lost.now().lines();
    }

    /** The same, and when they were lost. */
    public LostLines.Loss lost() {
        return lost.now();
    }

    /** Those of them that were lost because lines came faster than the disk took them. */
    public LostLines.Loss crowdedOut() {
        return crowdedOut.now();
    }

    /** Which file cannot be written at the moment, and why: its last line could not be. Empty if that could, or there was none. */
    public Optional<String> failure() {
        return decisions
                .failure()
                .map(why -> DECISIONS + ": " + why)
                .or(() -> allowed.failure().map(why -> ALLOWED + ": " + why));
    }

    /** Hands each line to others too, from now on, instead of those before. */
    public void attach(Outputs others) {
        outputs = others;
    }

    /** Hands lines to others no longer. What was gathered is told first, because they would miss it. */
    public void detach() {
        gatherings.forEach(gathering -> gathering.tellAll(this::send));
        outputs = Outputs.NONE;
    }

    /** Where lines go beside the files. */
    public Outputs outputs() {
        return outputs;
    }

    /** How many decisions there were since this bundle started. */
    public long decided() {
        return decided.sum();
    }

    /** How many of them were refusals. */
    public long refused() {
        return refused.sum();
    }

    /**
     * The last refusals, and the last ends that Stagedoor brought about, as the audit log has them, the newest first: names and values of each, texts and
     * numbers. Many of one sort leave the other alone.
     *
     * @param wanted which of them
     */
    public Stream<Map<String, Object>> troubles(Predicate<AuditEvent> wanted) {
        return Stream.concat(recentRefusals.newestFirst(), recentCuts.newestFirst())
                .filter(line -> wanted.test(line.event()))
                .sorted(Comparator.comparing((AuditLine line) -> line.event().time())
                        .reversed())
                .map(AuditLine::fields);
    }

    /** The last lines of clients whom an authenticator that is asked beside would treat otherwise, the newest first: names and values of each. */
    public Stream<Map<String, Object>> differences() {
        return recentDifferences.newestFirst().map(AuditLine::fields);
    }

    /** Begins to follow what is logged from now on, ends included; empty if there are as many followers as there may be. */
    public Optional<Follower> follow() {
        return followers.add();
    }

    /**
     * Says in the server's log what was refused, and which events were lost, since the last time; and in the audit log what was
     * gathered.
     */
    public void summarise() {
        gatherings.forEach(gathering -> gathering.tell(this::send));
        summary.report();
        events.report();
    }

    /** Writes what is in the queue, and stops. */
    @Deactivate
    void close() throws InterruptedException {
        gatherings.forEach(gathering -> gathering.tellAll(this::send));
        stopping.countDown();
        queue.wake();
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
                LOG.debug("The audit log's thread was interrupted.", e);
            }
        }
        writeAll(queue.poll());
        decisions.close();
        allowed.close();
    }

    private void writeAll(@Nullable AuditLine first) {
        for (AuditLine line = first; line != null; line = queue.poll()) {
            if (!LineQueue.isWake(line)) {
                write(line);
            }
        }
        decisions.flush();
        allowed.flush();
    }

    private void write(AuditLine line) {
        byte[] json;
        try {
            json = line.json();
        } catch (RuntimeException | Error e) { // one line is lost, and the log's only thread goes on
            LOG.error("Could not format a line of the audit log.", Redacted.of(e));
            lost.add(line.count());
            return;
        }
        if (!line.event().isEnd()) {
            decisions.write(json);
        }
        if (line.event().isKept()) {
            allowed.write(json);
        }
    }
}
