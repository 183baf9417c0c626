package io.stagedoor.core.revocation;

import io.stagedoor.auth.Holder;
import io.stagedoor.auth.StreamPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that is taken back: whoever is known by it is out, and stays out. Immutable. The texts of tokens are as a {@link Holder} has them: the
 * methods that make a revocation see to that.
 *
 * <p>A token is meant if it was issued in the second of {@code issuedBefore} or earlier, because a time of issue has whole seconds, or if nobody knows
 * when it was issued. So a password is always meant.
 *
 * @param mark by what they are known
 * @param issuer of the token; an empty text for those without an issuer, such as users of a file; {@code Optional.empty()} for any. Of no meaning for
 *     streams and bases
 * @param value not empty
 * @param issuedBefore which tokens are meant; {@link #ALL} for those that are issued later, too
 * @param until how long it holds; {@link #FOREVER} until somebody takes it out
 */
public record Revocation(Mark mark, Optional<String> issuer, String value, Instant issuedBefore, Instant until) {

    /** As {@link #issuedBefore}: whenever it was issued. */
    public static final Instant ALL = Instant.MAX;

    /** As {@link #until}: no end. */
    public static final Instant FOREVER = Instant.MAX;

    /** The longest value, in characters: what is kept of it has a bound. */
    static final int MOST = 1024;

    /** The characters of an id. */
    static final int ID = 32;

    private static final String ALGORITHM = "SHA-256";

    /** Rejects one that names nobody, and what has no meaning. */
    public Revocation {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(mark.shown() + " is empty: it names nobody");
        }
        if (value.length() > MOST) {
            throw new IllegalArgumentException(mark.shown() + " has more than " + MOST + " characters");
        }
        if (!mark.isOfTokens() && (issuer.isPresent() || !issuedBefore.equals(ALL))) {
            throw new IllegalArgumentException(mark.shown() + " has neither an issuer nor a time of issue");
        }
        Objects.requireNonNull(until, "until");
    }

    /** One token, by its {@code jti}, of any issuer. Its time of issue does not count: there is one token of an id. */
    public static Revocation token(String id) {
        return all(Mark.TOKEN, Holder.kept(id));
    }

    /**
     * All tokens that a key signs, by its {@code kid}, of any issuer: whoever has taken the key can write any time of issue.
     */
    public static Revocation key(String id) {
        return all(Mark.KEY, Holder.kept(id));
    }

    /** A session at the issuer, by its {@code sid}, of any issuer: no other session gets its id. */
    public static Revocation session(String id) {
        return all(Mark.SESSION, Holder.kept(id));
    }

    /**
     * Whoever is a subject, of any issuer or none, by tokens that were issued until now, or by a password.
     *
     * @param now the time of the revocation
     */
    public static Revocation subject(String name, Instant now) {
        return new Revocation(Mark.SUBJECT, Optional.empty(), Holder.kept(name), now, FOREVER);
    }

    /** A stream: nobody publishes or plays it. Exactly this one: no pattern, and not what is below it. */
    public static Revocation stream(StreamPath path) {
        return all(Mark.STREAM, path.toString());
    }

    /**
     * Clients that an authenticator let in, and lets in, while it was configured as the text says.
     *
     * @param text what tells one configuration of it from another
     */
    public static Revocation basis(String authenticator, String text) {
        return all(Mark.BASIS, textOf(authenticator, text));
    }

    private static Revocation all(Mark mark, String value) {
        return new Revocation(mark, Optional.empty(), value, ALL, FOREVER);
    }

    /**
     * As {@link #stream}.
     *
     * @param text {@code application/room/name}, or {@code application/name} without a room
     * @return empty for what names no stream
     */
    public static Optional<Revocation> streamOf(String text) {
        // Whoever writes one means a pattern, and would believe that it holds.
        return text.indexOf('*') >= 0 ? Optional.empty() : path(text).map(Revocation::stream);
    }

    private static Optional<StreamPath> path(String text) {
        int first = text.indexOf('/');
        return first < 0
                ? Optional.empty()
                : StreamPath.of(text.substring(0, first), "")
                        .flatMap(application -> application.resolve(text.substring(first + 1)));
    }

    /** The stream that is meant; empty if none is. */
    Optional<StreamPath> path() {
        return mark == Mark.STREAM ? path(value) : Optional.empty();
    }

    static String textOf(String authenticator, String text) {
        return authenticator + "\n" + text;
    }

    /** The same of one issuer; of those without an issuer, if the text is empty. */
    public Revocation by(String name) {
        return new Revocation(mark, Optional.of(Holder.kept(name)), value, issuedBefore, until);
    }

    /** When it ends, in whole seconds since 1970; not before its end. {@link Long#MAX_VALUE} for no end. */
    long untilSecond() {
        return until.equals(FOREVER) ? Long.MAX_VALUE : until.getEpochSecond() + (until.getNano() > 0 ? 1 : 0);
    }

    /** The last second in which a token may have been issued that is meant, since 1970; {@link Long#MAX_VALUE} for any. */
    long issuedSecond() {
        return isBlock() ? Long.MAX_VALUE : issuedBefore.getEpochSecond();
    }

    /** Whether it has ended. */
    boolean isOver(Instant now) {
        return now.getEpochSecond() >= untilSecond();
    }

    /** The same of tokens that were issued by this time. */
    public Revocation issuedBefore(Instant time) {
        return new Revocation(mark, issuer, value, time, until);
    }

    /** The same until this time. */
    public Revocation until(Instant end) {
        return new Revocation(mark, issuer, value, issuedBefore, end);
    }

    /** Whether it means tokens whenever they were issued. */
    public boolean isBlock() {
        return issuedBefore.equals(ALL);
    }

    /**
     * One that means all that either means.
     *
     * @param other of the same id
     */
    Revocation joined(Revocation other) {
        Instant issued = issuedBefore.isAfter(other.issuedBefore) ? issuedBefore : other.issuedBefore;
        Instant end = until.isAfter(other.until) ? until : other.until;
        return new Revocation(mark, issuer, value, issued, end);
    }

    /** What tells it from others, and says nothing of it: another revocation of the same, and as much a block or not, has the same. */
    public String id() {
        String name = mark.code() + (isBlock() ? "!" : "") + "\n"
                + issuer.map(text -> "i" + text.length() + "\n" + text).orElse("any") + "\n" + value;
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(ALGORITHM).digest(name.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, ID);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Shows nobody who is meant. */
    @Override
    public String toString() {
        return "Revocation[" + mark + "]";
    }
}
