package io.stagedoor.red5.plugin.web;

import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.hook.Transmissions;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.plugin.ending.Ends;
import io.stagedoor.red5.plugin.ending.Workers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The responses under way and the open WebSockets, of all web applications: as many at most as the container has connections. */
public final class OpenTransmissions implements Transmissions {

    /** How often is looked for WebSockets that have ended: nobody tells. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Set<Lasting> open = ConcurrentHashMap.newKeySet();
    private final Set<Lasting> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Ends ends;
    private final Workers workers;
    private final Listener listener;
    private final ConcurrentMap<String, Map<String, Object>> sessions;

    /** What lasts. */
    interface Lasting extends Transmission {

        /** Why Stagedoor has ended it; empty if it has not. */
        Optional<EndReason> reason();

        /** Finds out whether it is over, if it has become a WebSocket. */
        void lookAtSocket();
    }

    /** Who hears of each end. */
    @FunctionalInterface
    public interface Listener {

        /** As {@link io.stagedoor.red5.hook.Gate#over}. */
        void over(Map<String, Object> session, Optional<EndReason> reason, Usage usage);
    }

    /**
     * None yet.
     *
     * @param sessions what gates keep of allowed requests
     */
    public OpenTransmissions(
            Ends ends, Workers workers, Listener listener, ConcurrentMap<String, Map<String, Object>> sessions) {
        this.ends = ends;
        this.workers = workers;
        this.listener = listener;
        this.sessions = sessions;
    }

    @Override
    public ConcurrentMap<String, Map<String, Object>> sessions() {
        return sessions;
    }

    void add(Lasting transmission) {
        open.add(transmission);
    }

    /** It is over. */
    void remove(Lasting transmission) {
        sockets.remove(transmission);
        if (open.remove(transmission)) {
            listener.over(transmission.session(), transmission.reason(), transmission.usage());
        }
    }

    /** It has become a WebSocket. */
    void addSocket(Lasting transmission) {
        sockets.add(transmission);
        if (looking.compareAndSet(false, true)) {
            lookLater();
        }
    }

    private void lookLater() {
        workers.later(LOOK, () -> workers.cut(this::look));
    }

    private void look() {
        sockets.forEach(Lasting::lookAtSocket);
        if (!sockets.isEmpty()) {
            lookLater();
            return;
        }
        looking.set(false);
        if (!sockets.isEmpty() && looking.compareAndSet(false, true)) { // one has come meanwhile
            lookLater();
        }
    }

    Ends ends() {
        return ends;
    }

    Workers workers() {
        return workers;
    }

    @Override
    public void forEach(Consumer<Transmission> visitor) {
        open.forEach(visitor);
    }
}
