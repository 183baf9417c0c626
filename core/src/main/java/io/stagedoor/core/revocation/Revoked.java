package io.stagedoor.core.revocation;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    /** Those that were kept when their store lost all; {@code null} if none has. For the writer. */
    private @Nullable Tables saved;
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
        String issuer = holder.issuer().orElse("");
        String token = holder.tokenId().orElse("");
        String key = holder.keyId().orElse("");
        String session = holder.sessionId().orElse("");
        String subject = holder.subject().orElseGet(() -> Holder.kept(grant.subject()));
        long issuedAt = holder.issuedAt().map(Instant::getEpochSecond).orElse(Table.UNKNOWN);
        Mark mark = find(issuer, token, key, session, subject, issuedAt);
        return mark == null ? null : deny(cause(mark, issuer, token, key, session, subject, issuedAt), grant);
    }

    private static Decision.Deny deny(String detail, Grant grant) {
        return new Decision.Deny(
                Reason.REVOKED,
                detail,
                grant.isProven() ? grant.subject() : "",
                grant.isProven() ? "" : grant.subject());
    }

    /**
     * Says by what somebody is out, for operators: with the id of the revocation, by which the audit log has who ordered it. The rest is as of {@link #find}.
     *
     * @param mark what {@link #find} said
     */
    public String cause(
            Mark mark, String issuer, String tokenId, String keyId, String sessionId, String subject, long issuedAt) {
        String value = switch (mark) {
            case TOKEN -> tokenId;
            case KEY -> keyId;
            case SESSION -> sessionId;
            default -> subject;
        };
        return "by " + mark.shown() + which(mark, Optional.of(issuer), value, issuedAt);
    }

    /** As {@link #cause(Mark, String, String, String, String, String, long)}, of a stream that {@linkplain #isOut is out}. */
    public String cause(StreamPath stream) {
        StreamPath of = recordingOf(stream);
        StreamPath out = of == null || is(Mark.STREAM, hash(stream)) ? stream : of;
        return "the stream" + which(Mark.STREAM, Optional.empty(), out.toString(), Table.UNKNOWN);
    }

    /** As {@link #cause(StreamPath)}, of a ticket that {@linkplain #isTokenOut is out}. */
    public String causeOfTicket(String id) {
        return "the ticket" + which(Mark.TOKEN, Optional.empty(), id, Table.UNKNOWN);
    }

    /** The revocation that somebody is out by. It may have been taken out a moment ago. */
    private String which(Mark mark, Optional<String> issuer, String value, long issuedAt) {
        if (value.isEmpty() || value.length() > Revocation.MOST) {
            return "";
        }
        List<Revocation> all = Stream.of(Optional.<String>empty(), issuer)
                .distinct()
                .flatMap(by -> Stream.of(Revocation.ALL, Instant.EPOCH)
                        .filter(before -> mark.isOfTokens() || before.equals(Revocation.ALL))
                        .map(before -> new Revocation(mark, by, value, before, Revocation.FOREVER)))
                .toList();
        return all.stream()
                .filter(one -> kept.of(mark).isMeant(key(one), issuedAt, clock))
                .map(one -> "; revocation " + one.id().substring(0, SHOWN) + ", which 'stagedoor revoke --list' shows"
                        + whatNext(one))
                .findFirst()
                .or(() -> all.stream()
                        .filter(one -> configured.of(mark).isMeant(key(one), issuedAt, clock))
                        .map(one -> "; a stagedoor.revocation file names it" + whatNext(one))
                        .findFirst())
                .orElse("");
    }

    /** Whether a new token would help somebody who is out by his name. */
    private static String whatNext(Revocation one) {
        if (one.mark() != Mark.SUBJECT) {
            return "";
        }
        return one.issuedBefore().equals(Revocation.ALL)
                ? "; tokens that are issued later are out, too"
                : "; a token that is issued later gets in, and a password does not";
    }

    /** So much of an id tells one revocation from another, as the command shows it. */
    private static final int SHOWN = 12;

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

    /** Whether a token is out by its id, whoever issued it. */
    public boolean isTokenOut(String id) {
        return (kept.has(Mark.TOKEN) || configured.has(Mark.TOKEN)) && is(Mark.TOKEN, hash(id));
    }

    /**
     * The refusal of whoever shows a ticket that was taken back.
     *
     * @param id as of {@link #isTokenOut}
     */
    public Decision.Deny ofTicket(String id, Grant grant) {
        return deny(causeOfTicket(id), grant);
    }

    /** The refusal of clients of a basis that is out. */
    public Decision.Deny ofBasis(String authenticator, String text, Grant grant) {
        return deny(
                "'" + authenticator
                        + "' is configured as it was when what it let in was revoked: with the old secret again?"
                        + " Change its configuration, or take the revocation out"
                        + which(Mark.BASIS, Optional.empty(), Revocation.textOf(authenticator, text), Table.UNKNOWN),
                grant);
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
        return new Decision.Deny(
                Reason.REVOKED,
                "it was revoked while the client came in; 'stagedoor revoke --list' shows it, unless a stagedoor.revocation file names it");
    }

    /** The refusal of a stream that is out. */
    public Decision.Deny ofStream(StreamPath stream) {
        return new Decision.Deny(Reason.REVOKED, cause(stream));
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
        long key = keyOf(filled, keyId);
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
        // All first, and one branch that is seldom taken: the processor waits for their memory at once.
        long ofToken = Table.first(tokens, token);
        long ofKey = Table.first(keys, key);
        long ofSession = Table.first(sessions, session);
        long ofSubject = Table.first(subjects, who);
        long may = Table.mayHave(ofToken, token)
                | Table.mayHave(ofKey, key)
                | Table.mayHave(ofSession, session)
                | Table.mayHave(ofSubject, who);
        if (may == 0) {
            return null;
        }
        if (token != 0 && has(tokens, ofToken, token, issuer, issuedAt)) {
            return Mark.TOKEN;
        }
        if (key != 0 && has(keys, ofKey, key, issuer, issuedAt)) {
            return Mark.KEY;
        }
        if (session != 0 && has(sessions, ofSession, session, issuer, issuedAt)) {
            return Mark.SESSION;
        }
        return who != 0 && has(subjects, ofSubject, who, issuer, issuedAt) ? Mark.SUBJECT : null;
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

    private boolean has(Table.Slots all, long first, long value, long issuer, long issuedAt) {
        return Table.has(all, first, Table.key(value, ANY), Table.key(value, issuer), issuedAt, clock);
    }

    private boolean is(Mark mark, long value) {
        long key = Table.key(value, ANY);
        return kept.of(mark).has(key, key, Table.UNKNOWN, clock)
                || configured.of(mark).has(key, key, Table.UNKNOWN, clock);
    }

    /** A text and its hash. */
    private record Hashed(String text, long hash) {}

    /** Most tokens are of the issuer of the one before, and signed by its key. */
    private volatile Hashed lastIssuer = new Hashed("", 0);

    private volatile Hashed lastKey = new Hashed("", 0);

    private long issuer(String name) {
        if (name.isEmpty()) {
            return 0;
        }
        Hashed last = lastIssuer;
        if (!last.text().equals(name)) {
            last = new Hashed(name, hash(name));
            lastIssuer = last;
        }
        return last.hash();
    }

    private long keyOf(int filled, String id) {
        if ((filled & 1 << Mark.KEY.ordinal()) == 0 || id.isEmpty()) {
            return 0;
        }
        Hashed last = lastKey;
        if (!last.text().equals(id)) {
            last = new Hashed(id, hash(id));
            lastKey = last;
        }
        return last.hash();
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
        Tables old = saved;
        if (old != null) {
            old.of(revocation.mark()).remove(key(revocation));
        }
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

        /** The store has lost all: those that were stay until they end, or are removed, whatever is read from now on. */
        void save() {
            saved = kept;
        }

        private void join(Tables old) {
            long now = Table.seconds(clock);
            for (Mark mark : MARKS) {
                next.of(mark).join(old.of(mark), now);
            }
        }

        /** In place of those that were. */
        void end() {
            Tables old = saved;
            if (old != null) {
                join(old);
            }
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
