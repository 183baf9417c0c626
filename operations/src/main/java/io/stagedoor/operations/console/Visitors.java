package io.stagedoor.operations.console;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Those who use the console: the codes that let them in, each once, and the tokens that they have then. Keeps digests only. Thread-safe: nothing
 * here takes longer than to look at a few entries.
 */
final class Visitors {

    /** How long a code is good. */
    static final Duration CODE = Duration.ofSeconds(60);
    /** A token that was not used for so long is over. */
    static final Duration IDLE = Duration.ofMinutes(30);
    /** No token lives longer. */
    static final Duration LONGEST = Duration.ofHours(12);

    /** Of codes, and of tokens: one more ends the one that was unused for the longest time. */
    static final int MOST = 8;

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LongSupplier nanoTime;
    private final InstantSource clock;
    /** Under the monitor, as what follows. */
    private final Deque<Code> codes = new ArrayDeque<>();

    private final List<Visitor> visitors = new ArrayList<>();

    private record Code(byte[] digest, String by, long made) {}

    /** Somebody who is in. */
    static final class Visitor {

        private final byte[] digest;
        private final String by;
        private final long since;
        private final Instant until;
        /** Under the monitor of the visitors. */
        private long used;

        private Visitor(byte[] digest, String by, long since, Instant until) {
            this.digest = digest;
            this.by = by;
            this.since = since;
            this.until = until;
            this.used = since;
        }

        /** The name that the command gave which let him in: a claim. */
        String by() {
            return by;
        }

        /** When he is out at the latest. */
        Instant until() {
            return until;
        }
    }

    /**
     * A new token.
     *
     * @param token is told to nobody else
     */
    record Entered(String token, Visitor visitor) {

        /** Shows nothing of the token. */
        @Override
        public String toString() {
            return "Entered";
        }
    }

    /**
     * Nobody is in.
     *
     * @param nanoTime what times are measured by
     * @param clock what time of day ends are told by
     */
    Visitors(LongSupplier nanoTime, InstantSource clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * A new code: 43 letters, digits, {@code -} and {@code _}, of 256 random bits.
     *
     * @param by the name of whoever asks for it, as he says
     */
    synchronized String code(String by) {
        sweep();
        if (codes.size() >= MOST) {
            codes.removeFirst();
        }
        String code = random();
        codes.addLast(new Code(digest(code), by, nanoTime.getAsLong()));
        return code;
    }

    /**
     * Takes a code in payment for a token. Looks at every code that there is, in a time that says nothing of them.
     *
     * @return empty if it is none, has been used, or is too old
     */
    synchronized Optional<Entered> enter(String code) {
        sweep();
        byte[] digest = digest(code);
        Code found = null;
        for (Code each : codes) {
            if (MessageDigest.isEqual(each.digest(), digest)) {
                found = each;
            }
        }
        if (found == null) {
            return Optional.empty();
        }
        codes.remove(found);
        if (visitors.size() >= MOST) {
            visitors.remove(visitors.stream()
                    .min(Comparator.comparingLong(one -> one.used - nanoTime.getAsLong()))
                    .orElseThrow());
        }
        String token = random();
        Visitor visitor = new Visitor(
                digest(token), found.by(), nanoTime.getAsLong(), clock.instant().plus(LONGEST));
        visitors.add(visitor);
        return Optional.of(new Entered(token, visitor));
    }

    /** Who has a token; empty if it is none, or over. It is used by that. */
    synchronized Optional<Visitor> find(String token) {
        sweep();
        byte[] digest = digest(token);
        Visitor found = null;
        for (Visitor each : visitors) {
            if (MessageDigest.isEqual(each.digest, digest)) {
                found = each;
            }
        }
        if (found != null) {
            found.used = nanoTime.getAsLong();
        }
        return Optional.ofNullable(found);
    }

    /** His token is over. */
    synchronized void leave(Visitor visitor) {
        visitors.remove(visitor);
    }

    /** Every code and every token is over. */
    synchronized void clear() {
        codes.clear();
        visitors.clear();
    }

    /** Whether no code and no token is good. */
    synchronized boolean isEmpty() {
        sweep();
        return codes.isEmpty() && visitors.isEmpty();
    }

    private void sweep() {
        long now = nanoTime.getAsLong();
        codes.removeIf(code -> now - code.made() >= CODE.toNanos());
        visitors.removeIf(one -> now - one.used >= IDLE.toNanos() || now - one.since >= LONGEST.toNanos());
    }

    private static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
