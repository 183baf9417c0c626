package io.stagedoor.core.revocation;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is out at this moment. Readers take no lock and wait for nothing; what is not in use costs them nothing. Thread-safe.
 *
 * <p>It has hashes only, by a key that nobody knows. Of a million entries one has the hash of somebody else by a chance of 1 in 10<sup>13</sup>.
 */
public final class Revoked {

    private static final long ANY = 0x5851f42d4c957f2dL;

    private static final Mark[] MARKS = Mark.values();

    /** Those that are kept, and those that are configured: the second are made anew whenever a configuration changes. */
    private static final class Tables {

        private final Table[] all = new Table[MARKS.length];
        /** Which of them have something in them, by the bits of their places. */
        private volatile int filled;

        private Tables() {
            for (Mark mark : MARKS) {
                all[mark.ordinal()] = new Table();
            }
        }

        private Table of(Mark mark) {
            return all[mark.ordinal()];
        }

        private void note() {
            int bits = 0;
            for (Mark mark : MARKS) {
                bits |= of(mark).isEmpty() ? 0 : 1 << mark.ordinal();
            }
            filled = bits;
        }

        private boolean has(Mark mark) {
            return (filled & 1 << mark.ordinal()) != 0;
        }
    }

    private static final int OF_TOKENS = 1 << Mark.TOKEN.ordinal()
            | 1 << Mark.KEY.ordinal()
            | 1 << Mark.SESSION.ordinal()
            | 1 << Mark.SUBJECT.ordinal();

    private final SipHash hash = SipHash.random();
    private final Clock clock;
    private volatile Tables kept = new Tables();
    private volatile Tables configured = new Tables();
    /** Why nobody can tell; {@code null} if that is not so. */
    private volatile @Nullable String unknown;

    /** @param clock what ends are measured by */
    Revoked(Clock clock) {
        this.clock = clock;
    }

    /** Nobody is out. For tests and measurements. */
    public static Revoked nobody() {
        return new Revoked(Clock.systemUTC());
    }

    /** Why nobody can tell who is out: nobody is let in then. Empty if it is known. */
    public Optional<String> unknown() {
        return Optional.ofNullable(unknown);
    }

    void setUnknown(@Nullable String why) {
        unknown = why;
    }

    /** Whether anything is revoked by what sessions say of their proof. */
    public boolean isInUse() {
        return ((kept.filled | configured.filled) & OF_TOKENS) != 0;
    }

    /** Whether anything is revoked by how an authenticator was configured. */
    public boolean hasBases() {
        return kept.has(Mark.BASIS) || configured.has(Mark.BASIS);
    }

    /**
     * The refusal of somebody who is out.
     *
     * @return {@code null} for anybody else
     */
    public Decision.@Nullable Deny refusal(Grant grant) {
        if (!isInUse()) {
            return null;
        }
        Holder holder = grant.holder();
        Mark mark = find(
                holder.issuer().orElse(""),
                holder.tokenId().orElse(""),
                holder.keyId().orElse(""),
                holder.sessionId().orElse(""),
                holder.subject().orElse(grant.subject()),
                holder.issuedAt().map(Instant::getEpochSecond).orElse(Table.UNKNOWN));
        return mark == null
                ? null
                : new Decision.Deny(
                        Reason.REVOKED,
                        "by " + mark.shown() + SEE,
                        grant.isProven() ? grant.subject() : "",
                        grant.isProven() ? "" : grant.subject());
    }

    private static final String SEE = "; 'stagedoor revoke --list' shows it";

    /**
     * Whether clients are out whatever their token is, because of how their authenticator was configured.
     *
     * @param text what tells one configuration of it from another
     */
    public boolean isBasis(String authenticator, String text) {
        return hasBases() && is(Mark.BASIS, Revocation.textOf(authenticator, text));
    }

    /** The refusal of clients of a basis that is out. */
    public static Decision.Deny ofBasis(String authenticator, Grant grant) {
        return new Decision.Deny(
                Reason.REVOKED,
                "'" + authenticator
                        + "' is configured as it was when what it let in was revoked: with the old secret again?"
                        + " Change its configuration, or take the revocation out" + SEE,
                grant.isProven() ? grant.subject() : "",
                grant.isProven() ? "" : grant.subject());
    }

    /** Whether nobody may publish or play a stream. */
    public boolean isOut(StreamPath stream) {
        return (kept.has(Mark.STREAM) || configured.has(Mark.STREAM)) && is(Mark.STREAM, stream.toString());
    }

    /** The refusal of somebody who was let in a moment before it was known. */
    public static Decision.Deny late() {
        return new Decision.Deny(Reason.REVOKED, "it was revoked while the client came in" + SEE);
    }

    /** The refusal of a stream that is out. */
    public static Decision.Deny ofStream() {
        return new Decision.Deny(Reason.REVOKED, "the stream" + SEE);
    }

    /**
     * By what somebody is out. Each text is empty if it is not known.
     *
     * @param subject proven or not
     * @param issuedAt in seconds since 1970; below nought if it is not known
     * @return {@code null} for somebody who is not out
     */
    public @Nullable Mark find(
            String issuer, String tokenId, String keyId, String sessionId, String subject, long issuedAt) {
        Tables one = kept;
        Tables other = configured;
        int filled = (one.filled | other.filled) & OF_TOKENS;
        if (filled == 0) {
            return null;
        }
        long now = clock.millis() / 1000;
        long by = issuer(issuer);
        // All hashes first: then the processor waits for all places at once.
        long token = hashed(filled, Mark.TOKEN, tokenId);
        long key = hashed(filled, Mark.KEY, keyId);
        long session = hashed(filled, Mark.SESSION, sessionId);
        long who = hashed(filled, Mark.SUBJECT, subject);
        if (token != 0 && has(one, other, Mark.TOKEN, token, by, issuedAt, now)) {
            return Mark.TOKEN;
        }
        if (key != 0 && has(one, other, Mark.KEY, key, by, issuedAt, now)) {
            return Mark.KEY;
        }
        if (session != 0 && has(one, other, Mark.SESSION, session, by, issuedAt, now)) {
            return Mark.SESSION;
        }
        return who != 0 && has(one, other, Mark.SUBJECT, who, by, issuedAt, now) ? Mark.SUBJECT : null;
    }

    /** Nought stands for nobody. */
    private long hash(String text) {
        long hashed = hash.of(text);
        return hashed == 0 ? 1 : hashed;
    }

    private long hashed(int filled, Mark mark, String text) {
        return (filled & 1 << mark.ordinal()) == 0 || text.isEmpty() ? 0 : hash(text);
    }

    private static boolean has(Tables one, Tables other, Mark mark, long value, long issuer, long issuedAt, long now) {
        long any = Table.key(value, ANY);
        long scoped = Table.key(value, issuer);
        return one.of(mark).has(any, scoped, issuedAt, now) || other.of(mark).has(any, scoped, issuedAt, now);
    }

    private boolean is(Mark mark, String value) {
        long key = Table.key(hash(value), ANY);
        long now = clock.millis() / 1000;
        return kept.of(mark).has(key, key, Table.UNKNOWN, now)
                || configured.of(mark).has(key, key, Table.UNKNOWN, now);
    }

    /** Most tokens are of the issuer of the one before. */
    private record Issuer(String name, long hash) {}

    private volatile Issuer last = new Issuer("", 0);

    private long issuer(String name) {
        if (name.isEmpty()) {
            return 0;
        }
        Issuer known = last;
        if (known.name().equals(name)) {
            return known.hash();
        }
        Issuer next = new Issuer(name, hash(name));
        last = next;
        return next.hash();
    }

    private long key(Revocation revocation) {
        long key = Table.key(
                hash(revocation.value()), revocation.issuer().map(this::issuer).orElse(ANY));
        return revocation.isBlock() ? Table.asBlock(key) : key;
    }

    private static long times(Revocation revocation) {
        return Table.times(second(revocation.issuedSecond()), second(revocation.untilSecond()));
    }

    private static long second(long second) {
        if (second == Long.MAX_VALUE) {
            return Table.NEVER;
        }
        return Math.max(0, Math.min(Table.NEVER - 1, second));
    }

    /** For one writer at a time, as what follows: the one that is kept of the same id; empty for none. */
    Optional<Revocation> known(Revocation revocation) {
        long times = kept.of(revocation.mark()).get(key(revocation));
        if (times == 0) {
            return Optional.empty();
        }
        long until = times & Table.NEVER;
        Revocation known = revocation.until(until == Table.NEVER ? Revocation.FOREVER : Instant.ofEpochSecond(until));
        return Optional.of(revocation.isBlock() ? known : known.issuedBefore(Instant.ofEpochSecond(times >>> 32)));
    }

    void put(Revocation revocation) {
        put(kept, revocation);
        kept.note();
    }

    private void put(Tables tables, Revocation revocation) {
        tables.of(revocation.mark()).put(key(revocation), times(revocation), clock.millis() / 1000);
    }

    void remove(Revocation revocation) {
        kept.of(revocation.mark()).remove(key(revocation));
        kept.note();
    }

    /** Those that are configured, in place of those that were. */
    void configure(Collection<Revocation> all) {
        Tables next = new Tables();
        all.forEach(one -> put(next, one));
        next.note();
        configured = next;
    }

    /** Reads all that are kept anew. */
    final class Anew {

        private final Tables next = new Tables();

        void put(Revocation revocation) {
            Revoked.this.put(next, revocation);
        }

        void remove(Revocation revocation) {
            next.of(revocation.mark()).remove(key(revocation));
        }

        /** In place of those that were. */
        void end() {
            next.note();
            kept = next;
        }
    }

    /** How many there are of a mark that are kept; one that has ended may be counted for a while. */
    int size(Mark mark) {
        return kept.of(mark).size();
    }

    /** The bytes that the hashes take. */
    long bytes() {
        long bytes = 0;
        for (Mark mark : MARKS) {
            bytes += kept.of(mark).bytes() + configured.of(mark).bytes();
        }
        return bytes;
    }
}
