package io.stagedoor.core.use;

import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows who uses what may be used once. Of all who come, one gets it. It stays taken, over crashes and updates, until what is used has ended by itself. Who
 * comes from the network of the one who had it takes it over, if that one has gone a short time ago, or is there and silent. Thread-safe; nothing here
 * waits.
 */
public final class UsedTokens {

    /** The kind of the shared state. */
    static final String KIND = "used-token";

    /** How long something without an end is remembered. */
    static final Duration LONGEST = Duration.ofDays(365);

    /** How much longer something is remembered than it can be used, since servers' clocks and the skews of authenticators differ. */
    static final Duration MARGIN = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(UsedTokens.class);
    private static final String ALGORITHM = "SHA-256";
    private static final SecureRandom RANDOM = new SecureRandom();
    /** A server that has not begun after so long has begun before, with another core. */
    private static final Duration START = Duration.ofMinutes(5);

    /** A failure is a problem for so long, unless something is taken. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final String OTHER = "another client has used the token, which may be used once";

    private final Clock clock;
    /** When this run of the server began, in milliseconds since 1970. */
    private final long start;
    /** Tells this run of the server from others, also of other servers that began at the same time. */
    private final long run;
    /** When the first client came to this core; until then, when it was made. */
    private volatile Instant began;

    private volatile boolean begun;

    private volatile @Nullable SharedState store;
    /** The last failure; {@code null} once something was taken since. */
    private volatile @Nullable Trouble trouble;

    /**
     * A failure.
     *
     * @param why a sentence without a full stop
     */
    private record Trouble(String why, Instant at) {}

    /** @param start when the server began, in milliseconds since 1970; no other has begun then */
    public UsedTokens(Clock clock, long start) {
        this(clock, start, start);
    }

    private UsedTokens(Clock clock, long start, long run) {
        this.clock = clock;
        this.start = start;
        this.run = run;
        this.began = clock.instant();
    }

    /** Of this server. */
    public static UsedTokens ofServer(Clock clock) {
        RuntimeMXBean process = ManagementFactory.getRuntimeMXBean();
        long start = process.getStartTime();
        // The same for each core of this process; its name has the number of the process and the name of the machine.
        return new UsedTokens(
                clock,
                start,
                ByteBuffer.wrap(digest(process.getName() + ' ' + start)).getLong());
    }

    /** A client comes: those of before have had no chance to come again until now. Counts once. */
    public void begin() {
        if (!begun) {
            beginNow();
        }
    }

    private synchronized void beginNow() {
        if (!begun) {
            began = clock.instant();
            begun = true;
        }
    }

    /** It is known there who has used what; {@code null} for nowhere, where nobody uses anything. */
    public void use(@Nullable SharedState next) {
        store = next;
    }

    /**
     * Takes something for a user, if nobody has used it, or the user may take it over.
     *
     * @param reconnect how long after somebody went another one of its network may take it over; nought for never
     * @return never fails
     */
    public CompletionStage<Taking> take(TokenUse use, User user, Presence presence, Duration reconnect) {
        if (!user.isKnown()) {
            return CompletableFuture.completedFuture(
                    Taking.unknown("nothing tells the client from others: the server has no id for its connection"));
        }
        return told(into -> new Attempt(into, use, user, presence, reconnect).first());
    }

    /**
     * Says whether a user could take something now, and takes nothing. Where that depends on the network of the user, and it is not known, nobody can tell.
     *
     * @return never fails
     */
    public CompletionStage<Taking> tried(TokenUse use, User user, Presence presence, Duration reconnect) {
        return told(from -> from.claimed(KIND, key(use.id()))
                .thenApply(there -> new Attempt(from, use, user, presence, reconnect).tried(there)));
    }

    /** Remembers that a user has gone, if it has used this. */
    public void gone(TokenUse use, User user) {
        SharedState into = store;
        if (into == null || !user.isKnown()) {
            return;
        }
        String key = key(use.id());
        into.claimed(KIND, key)
                .thenCompose(there -> {
                    Optional<Note> note = there.flatMap(Note::of)
                            .filter(held -> held.state() == Note.State.HELD && held.isOf(user, run));
                    return note.isEmpty()
                            ? CompletableFuture.completedFuture(there)
                            : into.claim(
                                    KIND,
                                    key,
                                    there,
                                    note.get()
                                            .with(Note.State.ENDED, clock.millis())
                                            .toBytes(),
                                    left(use));
                })
                .exceptionally(
                        thrown -> { // then nobody takes it over
                            LOG.debug("Could not keep that the user of a token has gone.", Redacted.of(thrown));
                            return Optional.empty();
                        });
    }

    /** What keeps clients with tokens for one use out; each says what to do. */
    public List<String> problems() {
        Trouble last = trouble;
        return last == null || last.at().plus(REMEMBERED).isBefore(clock.instant())
                ? List.of()
                : List.of("tokens for one use: clients that came with one were refused, because " + last.why());
    }

    private CompletionStage<Taking> told(Function<SharedState, CompletionStage<Taking>> asked) {
        SharedState into = store;
        if (into == null) {
            String why =
                    "there is no store for used tokens: a bundle that has it has not started. 'stagedoor bundles' says which";
            trouble = new Trouble(why, clock.instant());
            return CompletableFuture.completedFuture(Taking.unknown(why));
        }
        return asked.apply(into).handle((taking, thrown) -> {
            if (thrown == null) {
                if (taking.undo().isPresent()) { // to read works also where nothing can be kept
                    trouble = null;
                }
                return taking;
            }
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (!(cause instanceof SharedStateException)) {
                LOG.error("A store failed; the client was refused.", Redacted.of(cause));
            }
            String why = cause instanceof SharedStateException
                    ? String.valueOf(cause.getMessage())
                    : "the store failed with " + cause.getClass().getName();
            trouble = new Trouble(why, clock.instant());
            return Taking.unknown("nobody can tell whether the token has been used: " + why);
        });
    }

    private Duration left(TokenUse use) {
        Instant now = clock.instant();
        Instant end = use.until().map(until -> until.plus(MARGIN)).orElse(now.plus(LONGEST));
        Duration left = Duration.between(now, end);
        return left.compareTo(MARGIN) < 0 ? MARGIN : left;
    }

    /** A digest: the store sees nothing of the id, which may be secret. */
    private static String key(String id) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(id));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance(ALGORITHM).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /**
     * What may become of a note.
     *
     * @param taking the answer, if nothing is to be taken
     * @param isFree whether the user may take it
     * @param silenced whose it was, who is there
     */
    private record Judged(Taking taking, boolean isFree, Optional<String> silenced) {

        static Judged not(Taking taking) {
            return new Judged(taking, false, Optional.empty());
        }

        static Judged free(Optional<String> silenced) {
            return new Judged(Taking.mine(), true, silenced);
        }
    }

    /** One user who wants one thing. */
    private final class Attempt {

        private final SharedState into;
        private final TokenUse use;
        private final User user;
        private final Presence presence;
        private final Duration reconnect;
        private final String key;
        private final byte[] network;
        private final byte[] note;

        Attempt(SharedState into, TokenUse use, User user, Presence presence, Duration reconnect) {
            this.into = into;
            this.use = use;
            this.user = user;
            this.presence = presence;
            this.reconnect = reconnect;
            this.key = key(use.id());
            // With what it is for, so that nobody sees of two notes that they are of one network.
            this.network = Arrays.copyOf(digest(key + ' ' + user.network()), Note.DIGEST_BYTES);
            this.note = new Note(Note.State.HELD, run, RANDOM.nextLong(), clock.millis(), network, user.id()).toBytes();
        }

        /** As if it were unused, which is the usual case. */
        CompletionStage<Taking> first() {
            return claim(Optional.empty()).thenCompose(there -> {
                if (there.isEmpty()) {
                    return CompletableFuture.completedFuture(taken(free(), Optional.empty()));
                }
                Judged judged = judge(there);
                return judged.isFree()
                        ? over(there.get(), judged.silenced())
                        : CompletableFuture.completedFuture(judged.taking());
            });
        }

        private CompletionStage<Taking> over(byte[] before, Optional<String> silenced) {
            return claim(Optional.of(before))
                    .thenApply(there -> there.isPresent() && Arrays.equals(there.get(), before)
                            ? taken(before, silenced)
                            : Taking.used("another client has taken the token over"));
        }

        private CompletionStage<Optional<byte[]>> claim(Optional<byte[]> expected) {
            return into.claim(KIND, key, expected, note, left(use));
        }

        private byte[] free() {
            return new Note(Note.State.FREE, run, RANDOM.nextLong(), 0, network, user.id()).toBytes();
        }

        private Taking taken(byte[] before, Optional<String> silenced) {
            Runnable undo = () -> into.claim(KIND, key, Optional.of(note), before, left(use))
                    .exceptionally(
                            thrown -> { // then it stays used, until its user goes
                                LOG.debug("Could not give a token back.", Redacted.of(thrown));
                                return Optional.empty();
                            });
            return new Taking(Taking.Result.TAKEN, "", Optional.of(undo), silenced);
        }

        /** What a user would be told who comes now. */
        Taking tried(Optional<byte[]> there) {
            return user.network().isEmpty()
                            && judge(there, true).isFree()
                            && !judge(there, false).isFree()
                    ? Taking.unknown(OTHER
                            + ". A client of the same network may take it over: whether this is one depends on its"
                            + " address, which is not known here (explain: --address)")
                    : judge(there).taking();
        }

        /** What may become of the note that is there. */
        Judged judge(Optional<byte[]> there) {
            return judge(there, false);
        }

        /** @param isNear whether the user is taken to be of the same network, whatever is known of it */
        private Judged judge(Optional<byte[]> there, boolean isNear) {
            if (there.isEmpty()) {
                return Judged.free(Optional.empty());
            }
            Optional<Note> known = Note.of(there.get());
            if (known.isEmpty()) {
                return Judged.not(Taking.used(OTHER + "; another version of Stagedoor has kept who"));
            }
            Note held = known.get();
            if (held.state() == Note.State.FREE) {
                return Judged.free(Optional.empty());
            }
            if (held.state() == Note.State.HELD && held.isOf(user, run)) {
                return Judged.not(Taking.mine());
            }
            if (reconnect.isZero()) {
                return Judged.not(Taking.used(OTHER));
            }
            if (!isNear && (user.network().isEmpty() || !held.isFrom(network))) {
                return Judged.not(Taking.used(OTHER + ", from another network"));
            }
            return judge(held);
        }

        /** Of somebody of the same network. */
        private Judged judge(Note held) {
            if (held.state() == Note.State.ENDED) {
                return within(Instant.ofEpochMilli(held.at()));
            }
            if (held.run() != run) {
                return into.isShared()
                        ? Judged.not(
                                Taking.used(OTHER + ", at another server, or at this one before it was started again"))
                        : within(started());
            }
            return switch (presence.of(held.id())) {
                case THERE -> Judged.not(Taking.used(OTHER + ", and is connected"));
                case SILENT -> Judged.free(Optional.of(held.id()));
                // It went while no core was there to see it, or as soon as it had come.
                case GONE -> within(latest(began, Instant.ofEpochMilli(held.at())));
            };
        }

        private Judged within(Instant end) {
            Duration since = Duration.between(end, clock.instant()).abs();
            return since.compareTo(reconnect) <= 0
                    ? Judged.free(Optional.empty())
                    : Judged.not(Taking.used(
                            OTHER + "; it has gone for more than reconnectSeconds, " + reconnect.toSeconds() + " s"));
        }
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** When the first client came to the server: to its first core, soon after its own start. */
    private Instant started() {
        Instant first = Instant.ofEpochMilli(start);
        return Duration.between(first, began).abs().compareTo(START) <= 0 ? began : first;
    }
}
