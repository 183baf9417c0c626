package io.stagedoor.core.notice;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.SessionState;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients with a stream, and the Event Admin, that what a client holds ends soon: {@code expiryNoticeSeconds} before, and once for each end.
 * Whoever gets in with less time left is told within {@link #SCAN}.
 *
 * <p>Who has an end is looked for among all clients every few seconds, because that costs those without one nothing. Only those whose notice comes
 * before the next look are kept. A new core tells the clients again whose notice has come, because it cannot know what the last one said.
 */
@Component(service = Notices.class, immediate = true)
public final class Notices {

    /** The time from one look at all clients to the next. */
    static final Duration SCAN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final long TICK_MILLIS = 250;

    private final Admissions admissions;
    private final Router router;
    private final Audit audit;
    private final Clock clock;

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private Instant nextScan = Instant.MIN;
    private boolean failed;

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-notices");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A notice that is to be given. What it holds weakly holds a client's credentials.
     *
     * @param at when
     * @param end of which it tells, in milliseconds since 1970
     */
    private record Due(Instant at, long end, WeakReference<Entry> entry) implements Comparable<Due> {

        @Override
        public int compareTo(Due other) {
            return at.compareTo(other.at);
        }
    }

    /** Begins to look at who is in. */
    @Activate
    public Notices(@Reference Admissions admissions, @Reference Router router, @Reference Audit audit) {
        this(admissions, router, audit, Clock.systemUTC());
        worker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** For {@link #look}. */
    Notices(Admissions admissions, Router router, Audit audit, Clock clock) {
        this.admissions = admissions;
        this.router = router;
        this.audit = audit;
        this.clock = clock;
    }

    @Deactivate
    void close() {
        worker.shutdownNow();
    }

    private void tick() {
        try {
            look();
            failed = false;
        } catch (RuntimeException e) { // of a front end; thrown on, it would end the task without a word
            if (!failed) {
                LOG.warn("Could not tell clients that their sessions end soon.", Redacted.of(e));
            }
            failed = true;
        }
    }

    /** Gives the notices that are due. For one thread. */
    void look() {
        Instant now = clock.instant();
        // Also when the clock was put back.
        if (!now.isBefore(nextScan) || nextScan.isAfter(now.plus(SCAN))) {
            nextScan = now.plus(SCAN);
            due.clear();
            admissions.sessions().applications().forEach(application -> scan(application, now));
        }
        while (!due.isEmpty() && !due.peek().at().isAfter(now)) {
            Due next = due.remove();
            Entry entry = next.entry().get();
            if (entry != null) {
                give(entry, next.end());
            }
        }
    }

    private void scan(String application, Instant now) {
        Duration notice = router.route(application)
                .flatMap(route -> route.settings())
                .map(settings -> settings.timing().expiryNotice())
                .orElse(Duration.ZERO);
        if (!notice.isZero()) {
            admissions
                    .sessions()
                    .in(application)
                    .forEach(group -> group.members().forEach(entry -> scan(entry, now, notice)));
        }
    }

    private void scan(Entry entry, Instant now, Duration notice) {
        long end = SessionState.peekEnd(entry.session());
        if (end == SessionState.NO_END || entry.isTold(end) || end <= now.toEpochMilli()) {
            return;
        }
        Instant at = Instant.ofEpochMilli(end).minus(notice);
        if (at.isBefore(nextScan)) {
            due.add(new Due(at, end, new WeakReference<>(entry)));
        }
    }

    private void give(Entry entry, long end) {
        Map<String, Object> session = entry.session();
        if (SessionState.peekEnd(session) != end || !admissions.sessions().has(session)) { // it has another end by now
            return;
        }
        admissions.holder(entry).ifPresent(holder -> {
            entry.tell(end);
            give(entry, holder, Instant.ofEpochMilli(end));
        });
    }

    private void give(Entry entry, Holder holder, Instant end) {
        Client client = holder.client();
        StreamPath where = entry.streams().stream().findFirst().orElseGet(() -> SessionState.peekPath(entry.session()));
        if (!entry.streams().isEmpty()) {
            client.expiring(end);
        }
        AuditEntry.begin(clock, "expire", entry.id(), client.address(), client.protocol())
                .holds(SessionState.peekGrant(entry.session()))
                .at(where)
                .notice(audit, SessionState.peek(entry.session(), SessionState.AUTHENTICATOR), end);
    }
}
