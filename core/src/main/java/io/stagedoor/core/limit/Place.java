package io.stagedoor.core.limit;

import io.stagedoor.auth.Action;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A place that a client has. Its fields are under the monitor of its group. */
final class Place {

    final Group group;
    final Optional<Action> action;
    /** By which a store knows it: who takes it over takes that, too. */
    final long member;
    /** When the client got it: times are those of the clock that nobody sets. */
    long since;

    Occupant who;

    /** How many streams the client has begun with it that have not ended. */
    int begun;
    /** When the client began last. */
    long lastBegin;
    /** When the store was told last. */
    long leased;

    /** Whether the client has it for a grant that it does not hold yet. */
    volatile boolean isReserved;
    /** Which one the client has in its stead; {@code null} for none. */
    @Nullable
    Place next;

    /** Whether the client had nothing any more to hold it with, when it was looked at last. */
    boolean isOver;

    private long received;
    private long heard;

    Place(Group group, Optional<Action> action, long member, Occupant who, int begun, long now, long lastBegin) {
        this.group = group;
        this.action = action;
        this.member = member;
        this.who = who;
        this.begun = begun;
        this.since = now;
        this.lastBegin = lastBegin;
        this.leased = now;
        this.received = who.received();
        this.heard = now;
    }

    /** Looks at the client. */
    void look(long now) {
        long bytes = who.received();
        if (bytes < 0 || bytes != received) {
            received = bytes;
            heard = now;
        }
    }

    /** For how long the server had received nothing when it was looked at last. */
    long silence(long now) {
        return now - heard;
    }
}
