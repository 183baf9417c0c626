package io.stagedoor.core.revocation;

import java.security.SecureRandom;

/**
 * SipHash-1-3 of texts (Aumasson, Bernstein, 2012, with one round for each word and three at the end): of ISO 8859-1, or, if a text has other characters, of
 * UTF-16 with the low byte first, by another key. Whoever does not know the key cannot make two texts of one hash. Immutable.
 */
final class SipHash {

    private static final int BYTES = Long.BYTES;
    private static final int CHARS = Long.BYTES / Character.BYTES;
    private static final int LATIN = 0xff;
    private static final long FINAL = 0xff;
    private static final int LENGTH = 56;

    private final long k0;
    private final long k1;

    SipHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** By a key that nobody knows. */
    static SipHash random() {
        SecureRandom random = new SecureRandom();
        return new SipHash(random.nextLong(), random.nextLong());
    }

    long of(String text) {
        State state = new State(k0, k1);
        int length = text.length();
        int all = 0;
        int at = 0;
        for (; at + BYTES <= length; at += BYTES) {
            int c0 = text.charAt(at);
            int c1 = text.charAt(at + 1);
            int c2 = text.charAt(at + 2);
            int c3 = text.charAt(at + 3);
            int c4 = text.charAt(at + 4);
            int c5 = text.charAt(at + 5);
            int c6 = text.charAt(at + 6);
            int c7 = text.charAt(at + 7);
            all |= c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7;
            long low = c0 | c1 << 8 | c2 << 16 | c3 << 24;
            long high = c4 | c5 << 8 | c6 << 16 | c7 << 24;
            state.take(low & 0xffff_ffffL | high << 32);
        }
        long last = (long) length << LENGTH;
        for (int i = at; i < length; i++) {
            int c = text.charAt(i);
            all |= c;
            last |= (long) c << (i - at) * Byte.SIZE;
        }
        state.take(last);
        return all > LATIN ? new SipHash(~k0, ~k1).wide(text) : state.end();
    }

    private long wide(String text) {
        State state = new State(k0, k1);
        int length = text.length();
        int at = 0;
        for (; at + CHARS <= length; at += CHARS) {
            state.take(word(text, at, at + CHARS));
        }
        state.take(word(text, at, length) | (long) length * Character.BYTES << LENGTH);
        return state.end();
    }

    private static long word(String text, int from, int to) {
        long word = 0;
        for (int i = from; i < to; i++) {
            word |= (long) text.charAt(i) << (i - from) * Character.SIZE;
        }
        return word;
    }

    /** For one text. */
    private static final class State {

        private long v0;
        private long v1;
        private long v2;
        private long v3;

        private State(long k0, long k1) {
            v0 = k0 ^ 0x736f6d6570736575L;
            v1 = k1 ^ 0x646f72616e646f6dL;
            v2 = k0 ^ 0x6c7967656e657261L;
            v3 = k1 ^ 0x7465646279746573L;
        }

        private void take(long word) {
            v3 ^= word;
            round();
            v0 ^= word;
        }

        private long end() {
            v2 ^= FINAL;
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
