package io.stagedoor.auth;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often a token, or whatever else a client shows, may be used. Stagedoor enforces it when a stream begins, not when a client connects, and
 * on all servers that share their state. Immutable.
 *
 * @since 2.0
 */
public final class TokenUse {

    /** How often. */
    public enum Times {
        /** By one client, once: whoever shows it later is refused. A client that was cut off may come back for a short time, from the same address. */
        ONCE,
        /** By one client at a time: whoever shows it later takes the place of the client before, which is ended. */
        ONE_CLIENT
    }

    private final Times times;
    private final String id;
    private final Optional<Instant> until;

    private TokenUse(Times times, String keptId, Optional<Instant> until) {
        this.times = Objects.requireNonNull(times, "times");
        if (keptId.isEmpty()) {
            throw new IllegalArgumentException("the id of what is used is empty");
        }
        this.id = keptId;
        this.until = until;
    }

    /**
     * A use by one client, once.
     *
     * @param id of what is used: the same each time, and another for all else, also of other authenticators; such as the issuer and the
     *     {@code jti}. May be secret; an id longer than {@value Holder#MAX_LENGTH} characters is kept as its digest
     * @throws IllegalArgumentException if it is empty
     */
    public static TokenUse once(String id) {
        return new TokenUse(Times.ONCE, Holder.kept(id), Optional.empty());
    }

    /**
     * A use by one client at a time.
     *
     * @param id as of {@link #once}
     * @throws IllegalArgumentException if it is empty
     */
    public static TokenUse oneClient(String id) {
        return new TokenUse(Times.ONE_CLIENT, Holder.kept(id), Optional.empty());
    }

    /**
     * This use of something that has an end of its own, such as {@code exp} of a token. Stagedoor then forgets who has used it.
     *
     * @param end from when on the authenticator refuses it, whoever shows it; nothing that ends the client that has used it
     */
    public TokenUse until(Instant end) {
        return new TokenUse(times, id, Optional.of(end));
    }

    /** From when on what is used is refused, whoever shows it; empty if nobody knows, and Stagedoor remembers it for a year. */
    public Optional<Instant> until() {
        return until;
    }

    /** How often. */
    public Times times() {
        return times;
    }

    /** The id of what is used, or its digest. */
    public String id() {
        return id;
    }

    /** As types of the JDK, for {@link #of}. */
    List<Object> toList() {
        return until.isPresent() ? List.of(times.name(), id, until.get()) : List.of(times.name(), id);
    }

    /** What {@link #toList} wrote. */
    static TokenUse of(List<?> parts) {
        if (parts.size() != 2 && parts.size() != 3) {
            throw new IllegalArgumentException("a use has two parts, or three");
        }
        return new TokenUse(
                Times.valueOf((String) parts.get(0)),
                (String) parts.get(1),
                parts.size() == 2 ? Optional.empty() : Optional.of((Instant) parts.get(2)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenUse that && times == that.times && id.equals(that.id) && until.equals(that.until);
    }

    @Override
    public int hashCode() {
        return Objects.hash(times, id, until);
    }

    /** Shows nothing of the id. */
    @Override
    public String toString() {
        return times.name();
    }
}
