package io.stagedoor.core.start;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.support.turn.Networks;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.client.Ends;
import io.stagedoor.core.client.FrontEnds;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.use.Presence;
import io.stagedoor.core.use.Taking;
import io.stagedoor.core.use.UsedTokens;
import io.stagedoor.core.use.User;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Lets one client begin with what its grant says may be used once. The first stream of a client uses it; its further ones are of the same client. Nothing is
 * asked, and nothing waits, for any other grant. Thread-safe.
 */
public final class OneUse implements Starting.Check {

    /** A publisher sends many times in such a time. */
    private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int MOST_LOOKS = 10_000;
    /** So many threads that serve requests may wait for the store: others serve clients that need none. */
    private static final int MOST_REQUESTS = 100;

    private static final long REQUEST_MILLIS = 250;

    private static final String LATE =
            "nobody can tell whether the token has been used: the store has not answered within decisionTimeoutMillis";

    private final UsedTokens tokens;
    private final FrontEnds clients;
    private final Ends ends;
    private final Clock clock;
    private final LongSupplier nanos;
    private final StreamNames names;
    private final Semaphore requests = new Semaphore(MOST_REQUESTS);
    /** How to give back what was taken for a start, for as long as somebody has the start. */
    private final Map<Start, Runnable> undo = Collections.synchronizedMap(new WeakHashMap<>());
    /** What users had sent when somebody wanted to take something over from them, by id. */
    private final Map<String, Look> looks = Collections.synchronizedMap(new LinkedHashMap<>() {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Look> eldest) {
            return size() > MOST_LOOKS;
        }
    });

    /**
     * A look at a user.
     *
     * @param bytes how many had come from it
     * @param at when they had come at the latest, in nanoseconds
     */
    private record Look(long bytes, long at) {}

    /** @param nanos what silence is measured by */
    public OneUse(UsedTokens tokens, FrontEnds clients, Ends ends, Clock clock, LongSupplier nanos) {
        this.tokens = tokens;
        this.clients = clients;
        this.ends = ends;
        this.clock = clock;
        this.nanos = nanos;
        this.names = new StreamNames(clock);
    }

    @Override
    public Optional<Decision> refusal(Start start) {
        Optional<TokenUse> use = once(start);
        if (use.isEmpty() || start.goesOn()) {
            return Optional.empty();
        }
        if (!start.who().mayWait()) {
            return Optional.of(
                    new Decision.Unavailable(
                            "the token may be used once, and the client asks on a thread that must not wait for the store of used tokens"));
        }
        boolean request = isDevice(start.who().device());
        try {
            if (request && !requests.tryAcquire(REQUEST_MILLIS, TimeUnit.MILLISECONDS)) {
                return Optional.of(new Decision.Unavailable(
                        "nobody can tell whether the token has been used: too many HTTP requests wait for the store ("
                                + MOST_REQUESTS + ")"));
            }
            try {
                return refusal(start, use.get());
            } finally {
                if (request) {
                    requests.release();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Decision.Unavailable(
                    "nobody can tell whether the token has been used: the server interrupted the wait for the store"));
        }
    }

    private Optional<Decision> refusal(Start start, TokenUse use) throws InterruptedException {
        CompletableFuture<Taking> answer = tokens.take(
                        use, user(start), id -> presence(id, use, reconnect(start)), reconnect(start))
                .toCompletableFuture();
        try {
            long left = Duration.between(clock.instant(), start.deadline()).toNanos();
            Taking taking = answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
            taking.undo().ifPresent(back -> undo.put(start, back));
            // It keeps what it has taken while the name is not free: with a later try it has both.
            List<Entry> silenced =
                    taking.silenced().map(id -> end(id, use, start.who().id())).orElse(List.of());
            return decision(taking)
                    .or(() -> names.awaited(
                            start, stream -> silenced.stream().anyMatch(entry -> publishes(entry, stream))));
        } catch (TimeoutException e) {
            return lateOne(answer);
        } catch (InterruptedException e) {
            giveBack(answer);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the answer is never a failure", e);
        }
    }

    private static Optional<Decision> lateOne(CompletableFuture<Taking> answer) {
        giveBack(answer);
        return Optional.of(new Decision.Unavailable(LATE));
    }

    /** The client was refused: what it gets later it does not need. */
    private static void giveBack(CompletableFuture<Taking> answer) {
        answer.thenAccept(taking -> taking.undo().ifPresent(Runnable::run));
    }

    private static Optional<Decision> decision(Taking taking) {
        return switch (taking.result()) {
            case TAKEN -> Optional.empty();
            case USED -> Optional.of(new Decision.Deny(Reason.TOKEN_USED, taking.detail()));
            case UNKNOWN -> Optional.of(new Decision.Unavailable(taking.detail()));
        };
    }

    @Override
    public Optional<Decision> wouldRefuse(Start start) {
        Optional<TokenUse> use = once(start);
        if (use.isEmpty()) {
            return Optional.empty();
        }
        CompletableFuture<Taking> answer = tokens.tried(
                        use.get(), user(start), id -> presence(id, use.get(), reconnect(start)), reconnect(start))
                .toCompletableFuture();
        try {
            long left = Duration.between(clock.instant(), start.deadline()).toNanos();
            return decision(answer.get(Math.max(0, left), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.of(new Decision.Unavailable(LATE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new Decision.Unavailable(LATE));
        }
    }

    @Override
    public void takeBack(Start start) {
        if (once(start).isPresent()) {
            Runnable back = undo.remove(start);
            if (back != null) {
                back.run();
            }
        }
    }

    /** What a client has begun by the former grant it goes on with by this one: so it uses it. The former one stays used. */
    @Override
    public Passage exchange(Exchange exchange) {
        Start start = exchange.start();
        Optional<Decision> refusal = Optional.empty();
        if (exchange.begun() > 0) {
            refusal = refusal(start);
        } else if (start.who().mayWait()) { // it uses it when it begins; what another one has used it does not even get
            refusal = wouldRefuse(start);
        }
        return refusal.map(Passage::refused).orElseGet(() -> Passage.of(() -> {}, () -> takeBack(start)));
    }

    /** A connection has ended. */
    public void gone(Client client, SessionState state) {
        state.grant()
                .flatMap(held -> once(held))
                .ifPresent(use -> tokens.gone(use, new User(client.id(), network(client.address()))));
    }

    /** Whether a client that holds this uses something when it begins, and so has to have proven who it is. */
    public static boolean applies(Grant grant) {
        return once(grant).isPresent();
    }

    private static Optional<TokenUse> once(Start start) {
        return once(start.grant());
    }

    private static Optional<TokenUse> once(Grant grant) {
        return grant.use().filter(use -> use.times() == TokenUse.Times.ONCE);
    }

    private static Duration reconnect(Start start) {
        return start.settings().limits().reconnect();
    }

    private static User user(Start start) {
        return new User(start.who().device(), network(start.who().address()));
    }

    private static String network(String address) {
        return address.isEmpty() ? "" : Base64.getEncoder().encodeToString(Networks.of(address));
    }

    /** Of a connection of this run of the server. Over HTTP nobody tells when a client goes: it counts as there. */
    private Presence.Is presence(String id, TokenUse use, Duration reconnect) {
        if (isDevice(id) || !clients.has(Kind.CONNECTION)) {
            return Presence.Is.THERE;
        }
        Optional<Holder> known = holder(id, use);
        if (known.isEmpty()) { // the first census of this core may not have met it yet
            clients.count(Kind.CONNECTION);
            known = holder(id, use);
        }
        return known.map(holder -> isSilent(id, holder, reconnect) ? Presence.Is.SILENT : Presence.Is.THERE)
                .orElseGet(() -> isHere(id) ? Presence.Is.THERE : Presence.Is.GONE);
    }

    /** It may hold other credentials by now than those that it has used. */
    private boolean isHere(String id) {
        return clients.sessions().withId(id).stream()
                .anyMatch(entry -> clients.holder(entry).isPresent());
    }

    private static boolean isDevice(String id) {
        return id.startsWith(Start.Who.DEVICE);
    }

    private Optional<Holder> holder(String id, TokenUse use) {
        return users(id, use).flatMap(entry -> clients.holder(entry).stream()).findFirst();
    }

    /** Several clients may have one id. */
    private Stream<Entry> users(String id, TokenUse use) {
        return clients.sessions().withId(id).stream()
                .filter(entry -> SessionState.peekGrant(entry.session())
                        .flatMap(grant -> once(grant))
                        .filter(held -> held.id().equals(use.id()))
                        .isPresent());
    }

    private boolean isSilent(String id, Holder holder, Duration reconnect) {
        long bytes = holder.usage().map(Holder.Usage::bytesIn).orElse(-1L);
        if (bytes < 0) {
            return false;
        }
        long now = nanos.getAsLong();
        Look last = looks.get(id);
        if (last == null || last.bytes() != bytes) {
            looks.put(id, new Look(bytes, now));
            return false;
        }
        // Who plays sends nothing but answers to pings.
        long silent = holder.published().isEmpty() ? Math.max(SILENT_NANOS, reconnect.toNanos()) : SILENT_NANOS;
        return now - last.at() >= silent;
    }

    /** Another one has taken over what it used. */
    private List<Entry> end(String id, TokenUse use, String successor) {
        looks.remove(id);
        List<Entry> gone = users(id, use).toList();
        gone.forEach(entry -> ends.end(
                entry,
                entry.session(),
                EndReason.REPLACED,
                "it was silent, and client " + successor + " of the same network has its token for one use now"));
        return gone;
    }

    private boolean publishes(Entry entry, StreamPath stream) {
        return clients.holder(entry)
                .map(holder -> holder.published().contains(stream))
                .orElse(false);
    }
}
