package io.stagedoor.core.revocation;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is out at this moment. Readers take no lock and wait for nothing; what is not in use costs them nothing. Thread-safe.
 *
 * <p>It has hashes only, by a key that nobody knows. Of a million entries one has the hash of somebody else by a chance of 1 in 10<sup>13</sup>.
 */
public final class Revoked {

    private static final long ANY = 0x5851f42d4c957f2dL;

    private static final int ROOM_TURN = 21;
    private static final int APPLICATION_TURN = 42;

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
                holder.subject().orElseGet(() -> Holder.kept(grant.subject())),
                holder.issuedAt().map(Instant::getEpochSecond).orElse(Table.UNKNOWN));
        return mark == null
                ? null
                : new Decision.Deny(
                        Reason.REVOKED,
                        "by " + mark.shown() + SEE,
                        grant.isProven() ? grant.subject() : "",
                        grant.isProven() ? "" : grant.subject());
    }

    private static final String SEE =
            "; 'stagedoor revoke --list' shows it, unless a stagedoor.revocation file names it";

    /** The endings of files that media servers play by the name of a stream. */
    private static final Set<String> RECORDINGS = Set.of("flv", "f4v", "mp4", "m4v", "m4a", "mov", "mp3", "aac");

    /**
     * Whether clients are out whatever their token is, because of how their authenticator was configured.
     *
     * @param text what tells one configuration of it from another
     */
    public boolean isBasis(String authenticator, String text) {
        return hasBases() && is(Mark.BASIS, hash(Revocation.textOf(authenticator, text)));
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
        if (!kept.has(Mark.STREAM) && !configured.has(Mark.STREAM)) {
            return false;
        }
        StreamPath of = recordingOf(stream);
        return is(Mark.STREAM, hash(stream)) || of != null && is(Mark.STREAM, hash(of));
    }

    /** The stream that a file is a recording of, by its name; {@code null} for none. A server plays {@code show.flv} to whoever asks for that. */
    private static @Nullable StreamPath recordingOf(StreamPath file) {
        int dot = file.stream().lastIndexOf('.');
        return dot > 0 && RECORDINGS.contains(file.stream().substring(dot + 1).toLowerCase(Locale.ROOT))
                ? new StreamPath(file.application(), file.room(), file.stream().substring(0, dot))
                : null;
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
        long by = issuer(issuer);
        long token = hashed(filled, Mark.TOKEN, tokenId);
        long key = hashed(filled, Mark.KEY, keyId);
        long session = hashed(filled, Mark.SESSION, sessionId);
        long who = hashed(filled, Mark.SUBJECT, subject);
        Mark found = find(one, token, key, session, who, by, issuedAt);
        return found == null && (other.filled & OF_TOKENS) != 0
                ? find(other, token, key, session, who, by, issuedAt)
                : found;
    }

    private @Nullable Mark find(
            Tables tables, long token, long key, long session, long who, long issuer, long issuedAt) {
        Table.Slots tokens = tables.of(Mark.TOKEN).slots();
        Table.Slots keys = tables.of(Mark.KEY).slots();
        Table.Slots sessions = tables.of(Mark.SESSION).slots();
        Table.Slots subjects = tables.of(Mark.SUBJECT).slots();
        // All first: the processor waits for their memory at once.
        byte firstToken = Table.first(tokens, token);
        byte firstKey = Table.first(keys, key);
        byte firstSession = Table.first(sessions, session);
        byte firstSubject = Table.first(subjects, who);
        if (token != 0 && has(tokens, firstToken, token, issuer, issuedAt)) {
            return Mark.TOKEN;
        }
        if (key != 0 && has(keys, firstKey, key, issuer, issuedAt)) {
            return Mark.KEY;
        }
        if (session != 0 && has(sessions, firstSession, session, issuer, issuedAt)) {
            return Mark.SESSION;
        }
        return who != 0 && has(subjects, firstSubject, who, issuer, issuedAt) ? Mark.SUBJECT : null;
    }

    /** Nought stands for nobody. */
    private long hash(String text) {
        long hashed = hash.of(text);
        return hashed == 0 ? 1 : hashed;
    }

    /** Most streams are in the room of the one before. */
    private record Room(String application, String name, long hash) {}

    private volatile Room lastRoom = new Room("", "", 0);

    private long hash(StreamPath path) {
        Room room = lastRoom;
        if (!room.name().equals(path.room()) || !room.application().equals(path.application())) {
            room = new Room(
                    path.application(),
                    path.room(),
                    Long.rotateLeft(hash(path.application()), APPLICATION_TURN)
                            ^ Long.rotateLeft(hash(path.room()), ROOM_TURN));
            lastRoom = room;
        }
        return room.hash() ^ hash(path.stream());
    }

    private long hashed(int filled, Mark mark, String text) {
        return (filled & 1 << mark.ordinal()) == 0 || text.isEmpty() ? 0 : hash(text);
    }

    private boolean has(Table.Slots all, byte first, long value, long issuer, long issuedAt) {
        return Table.has(all, first, Table.key(value, ANY), Table.key(value, issuer), issuedAt, clock);
    }

    private boolean is(Mark mark, long value) {
        long key = Table.key(value, ANY);
        return kept.of(mark).has(key, key, Table.UNKNOWN, clock)
                || configured.of(mark).has(key, key, Table.UNKNOWN, clock);
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
                revocation.path().map(this::hash).orElseGet(() -> hash(revocation.value())),
                revocation.issuer().map(this::issuer).orElse(ANY));
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
        tables.of(revocation.mark()).put(key(revocation), times(revocation), Table.seconds(clock));
    }

    void remove(Revocation revocation) {
        kept.of(revocation.mark()).remove(key(revocation));
        kept.note();
    }

    /** Those that are configured, in place of those that were. */
    void configure(Collection<Revocation> all) {
        Tables next = new Tables();
        // Two of the same mean what both mean together, whichever comes first.
        all.stream()
                .collect(Collectors.toMap(Revocation::id, one -> one, Revocation::joined))
                .values()
                .forEach(one -> put(next, one));
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
