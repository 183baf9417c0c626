package io.stagedoor.core.ending;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Ends;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.revocation.Mark;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Basis;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.Proof;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.session.Sessions;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what clients have who are revoked. All who are in are looked at whenever a revocation comes; whoever comes in is looked at once the index has it. So
 * whichever of the two is later finds a client that was judged before the revocation came. Thread-safe.
 *
 * <p>A client that the server does not have yet, because it is about to let it in, is tried again until the server has it or it is gone.
 */
public final class RevokedClients implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RevokedClients.class);
    private static final long AGAIN_MILLIS = 50;
    private static final long FAILED_MILLIS = 1000;
    /** To try many again takes a tenth of a processor at most. */
    private static final int PAUSE = 10;

    private final FrontEnds clients;
    private final Revoked revoked;
    private final Ends ends;
    private final @Nullable Tickets tickets;
    /** Who has to be ended yet. */
    private final Queue<Due> due = new ConcurrentLinkedQueue<>();

    private final Map<String, Long> ended = new ConcurrentHashMap<>();

    private final AtomicBoolean sweepAsked = new AtomicBoolean();
    private final AtomicBoolean endAsked = new AtomicBoolean();

    private final ScheduledThreadPoolExecutor worker = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "stagedoor-revoked");
        thread.setDaemon(true);
        return thread;
    });

    /** A client, with the session that it is to be ended with: it may have got another one meanwhile, and is looked at again then. */
    private record Due(Entry entry, Map<String, Object> session) {}

    /** @param tickets {@code null} where there are none */
    public RevokedClients(FrontEnds clients, Revoked revoked, Ends ends, @Nullable Tickets tickets) {
        this.tickets = tickets;
        this.clients = clients;
        this.revoked = revoked;
        this.ends = ends;
        clients.sessions().watch(this::entered);
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** The index has a client, a session or a stream that it had not. Does not wait. */
    private void entered(Entry entry) {
        VarHandle.fullFence(); // what the index has is written before what is revoked is read
        Map<String, Object> session = entry.session();
        if (isRevoked(session, entry) || isOfBasis(session)) {
            condemn(entry, session);
            endSoon(0);
        }
    }

    private boolean isRevoked(Map<String, Object> session, Entry entry) {
        return isRevoked(session) || entry.streams().stream().anyMatch(revoked::isOut);
    }

    private boolean isRevoked(Map<String, Object> session) {
        if (!revoked.isInUse()) {
            return false;
        }
        String use = SessionState.peekUse(session);
        if (TicketKey.isUse(use) && revoked.isTokenOut(use)) {
            return true;
        }
        return find(Proof.of(session)) != null;
    }

    /** By what a client is out, for operators. */
    private String cause(Map<String, Object> session, Entry entry) {
        String use = SessionState.peekUse(session);
        if (TicketKey.isUse(use) && revoked.isTokenOut(use)) {
            return revoked.causeOfTicket(use);
        }
        Proof proof = Proof.of(session);
        Mark mark = find(proof);
        if (mark != null) {
            return revoked.cause(
                    mark,
                    proof.issuer(),
                    proof.tokenId(),
                    proof.keyId(),
                    proof.sessionId(),
                    proof.subject(),
                    proof.issuedAt());
        }
        return entry.streams().stream()
                .filter(revoked::isOut)
                .findFirst()
                .map(revoked::cause)
                .orElse("by basis");
    }

    private @Nullable Mark find(Proof proof) {
        return revoked.find(
                proof.issuer(), proof.tokenId(), proof.keyId(), proof.sessionId(), proof.subject(), proof.issuedAt());
    }

    private boolean isOfBasis(Map<String, Object> session) {
        return revoked.hasBases()
                && (clients.sessions().group(session).map(this::isOfBasis).orElse(false) || isTicketOfBasis(session));
    }

    /** Whoever is in by a ticket is so by what the token was proven by that the ticket was made of. */
    private boolean isTicketOfBasis(Map<String, Object> session) {
        Tickets known = tickets;
        Ticket ticket = known == null
                ? null
                : TicketKey.ofUse(SessionState.peekUse(session))
                        .map(known::find)
                        .orElse(null);
        return ticket != null
                && !ticket.configured().isEmpty()
                && revoked.isBasis(ticket.authenticator(), ticket.configured());
    }

    private boolean isOfBasis(Group group) {
        return revoked.hasBases()
                && Basis.configured(group.basis(), group.authenticator())
                        .map(text -> revoked.isBasis(group.authenticator(), text))
                        .orElse(false);
    }

    private boolean condemn(Entry entry, Map<String, Object> session) {
        Sessions sessions = clients.sessions();
        if (sessions.isCondemned(session)) {
            return false;
        }
        sessions.condemn(session);
        due.add(new Due(entry, session));
        return true;
    }

    /** Looks at everybody soon, on another thread. Many that ask at once are answered by one look. */
    public void sweepSoon() {
        sweepSoon(0);
    }

    private void sweepSoon(long millis) {
        if (sweepAsked.compareAndSet(false, true)) {
            run(
                    () -> {
                        sweepAsked.set(false);
                        sweep();
                    },
                    millis);
        }
    }

    private void endSoon(long millis) {
        if (endAsked.compareAndSet(false, true)) {
            run(
                    () -> {
                        endAsked.set(false);
                        end();
                    },
                    millis);
        }
    }

    private void run(Runnable task, long millis) {
        try {
            worker.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // it is closed: a successor looks at everybody when it begins
            LOG.debug("Closed; a successor ends what revoked clients have.");
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // of a front end, or there is no memory
            LOG.warn("Could not end what revoked clients have; Stagedoor tries again.", Redacted.of(e));
            sweepSoon(FAILED_MILLIS);
        }
    }

    /** Looks at everybody who is in, and ends what the revoked have. Does not wait for clients. */
    public synchronized void sweep() {
        VarHandle.fullFence(); // what is revoked is written before the index is read
        RuntimeException failure = null;
        try {
            clients.count(Kind.UNDER_WAY);
        } catch (RuntimeException e) { // of one client; the others have no part in it
            failure = e;
        }
        Sessions sessions = clients.sessions();
        for (String application : sessions.applications()) {
            for (Group group : sessions.in(application)) {
                boolean all = isOfBasis(group);
                for (Entry entry : group.members()) {
                    Map<String, Object> session = entry.session();
                    if (all || isRevoked(session, entry) || revoked.hasBases() && isTicketOfBasis(session)) {
                        condemn(entry, session);
                    }
                }
            }
        }
        end();
        if (failure != null) {
            throw failure;
        }
    }

    /** How many were ended so far, by {@link Group#shown}. */
    public Map<String, Long> ended() {
        return new TreeMap<>(ended);
    }

    /** Ends all that have to be; those that the server does not have yet remain. */
    private synchronized void end() {
        long began = System.nanoTime();
        Sessions sessions = clients.sessions();
        int all = due.size();
        RuntimeException failure = null;
        for (int i = 0; i < all; i++) {
            Due next = due.poll();
            if (next == null) {
                break;
            }
            try {
                if (isDone(next)) {
                    sessions.spare(next.session());
                } else {
                    due.add(next);
                }
            } catch (RuntimeException e) { // the others have no part in it
                due.add(next);
                failure = e;
            }
        }
        if (!due.isEmpty()) { // a front end may be away, and many may wait for it
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            endSoon(Math.max(AGAIN_MILLIS, PAUSE * took));
        }
        if (failure != null) {
            throw failure;
        }
    }

    private boolean isDone(Due next) {
        Sessions sessions = clients.sessions();
        Map<String, Object> session = next.session();
        if (!sessions.has(session)) { // gone, or it has another session, with which it was looked at
            return true;
        }
        return ends.end(next.entry(), session, EndReason.REVOKED, cause(session, next.entry()))
                .map(group -> {
                    ended.merge(group.shown(), 1L, Long::sum);
                    return true;
                })
                .orElse(false);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
