package io.stagedoor.core.session;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamPath;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client that is in: its id, its session, and weakly what the server has for it. Thread-safe.
 *
 * <p>The server's object is never looked into. It is none of a front end's bundle, and is not kept alive. There are as many entries as
 * clients, so an entry has no field that another one says already.
 */
public final class Entry extends WeakReference<Object> {

    /**
     * What authenticators that are asked beside those who decide made of a client that connected: what they would say of its streams follows from that. It has no
     * effect on the client, and is forgotten with it.
     *
     * @param comparison that the question was of; compared by identity
     * @param authenticator the name of the one that answered; empty if all abstained
     * @param connect what the client came with: without credentials, unless the grant asks for them
     * @param decision with the grant, if they would have admitted the client
     */
    public record Beside(Object comparison, String authenticator, ConnectRequest connect, Decision decision) {}

    private final String id;
    private volatile Map<String, Object> session;
    /** Under the monitor; {@code null} before the client is in, and once it is gone. */
    private @Nullable Group group;
    /** How often the client has each; {@code null} until it has the first one. */
    private volatile @Nullable Map<StreamPath, Integer> streams;

    /** What those who are asked beside say of the client, once they have; {@code null} if they were not asked. */
    private volatile @Nullable CompletableFuture<Optional<Beside>> beside;

    /** The number of the last census that met the client. */
    private volatile int met;
    /** The second of the end that the client was told of, of which the last bits are enough; nought for none. */
    private volatile int told;

    Entry(String id, Object handle, Map<String, Object> session, int census) {
        super(handle);
        this.id = id;
        this.session = session;
        this.met = census;
    }

    /** The id of the client; several clients may have one id, and it may be empty. */
    public String id() {
        return id;
    }

    /** The session that the client has now, as the front end keeps it. */
    public Map<String, Object> session() {
        return session;
    }

    /** What the server has for the client, such as its connection; empty if the server has it no more. */
    public Optional<Object> handle() {
        return Optional.ofNullable(get());
    }

    /** The streams that the client sends or receives at this moment. */
    public Set<StreamPath> streams() {
        Map<StreamPath, Integer> known = streams;
        return known == null ? Set.of() : known.keySet();
    }

    /** Holding the monitor; whether it is the first time. */
    boolean begin(StreamPath stream) {
        if (group == null) {
            return false;
        }
        Map<StreamPath, Integer> known = streams;
        if (known == null) {
            known = new ConcurrentHashMap<>(1);
            streams = known;
        }
        return known.merge(stream, 1, Integer::sum) == 1;
    }

    /** Holding the monitor; whether it was the last time. */
    boolean leave(StreamPath stream) {
        Map<StreamPath, Integer> known = streams;
        return known != null
                && known.containsKey(stream)
                && known.computeIfPresent(stream, (same, times) -> times == 1 ? null : times - 1) == null;
    }

    /** The client has a session, in the group of those alike. Holding the monitor. */
    void moveTo(Map<String, Object> other, Group into) {
        session = other;
        group = into;
    }

    /** The clients alike; {@code null} if this one is gone. Holding the monitor. */
    @Nullable
    Group group() {
        return group;
    }

    /** The client is gone. Holding the monitor. */
    void leaveForGood() {
        group = null;
    }

    /**
     * Whether somebody has told the client that its session ends at this time.
     *
     * @param end in milliseconds since 1970
     */
    public boolean isTold(long end) {
        return told == secondOf(end);
    }

    /** Remembers that somebody tells the client so. */
    public void tell(long end) {
        told = secondOf(end);
    }

    private static int secondOf(long end) {
        int second = (int) TimeUnit.MILLISECONDS.toSeconds(end);
        return second == 0 ? 1 : second;
    }

    /** What those who are asked beside said when the client connected, once they have; empty if they were not asked, or it is not known. */
    public CompletableFuture<Optional<Beside>> beside() {
        CompletableFuture<Optional<Beside>> known = beside;
        return known == null ? CompletableFuture.completedFuture(Optional.empty()) : known;
    }

    /** Remembers what they say from now on. */
    public void beside(CompletableFuture<Optional<Beside>> answer) {
        beside = answer;
    }

    void meet(int census) {
        met = census;
    }

    int met() {
        return met;
    }

    /** Shows nothing of the client. */
    @Override
    public String toString() {
        return "Entry";
    }
}
