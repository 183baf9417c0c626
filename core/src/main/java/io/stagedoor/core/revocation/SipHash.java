package io.stagedoor.core.revocation;

import java.security.SecureRandom;

/**
 * SipHash-2-4 (Aumasson, Bernstein, 2012) of a text as UTF-16, the low byte first. Whoever does not know the key cannot make two texts of one hash.
 * Immutable.
 */
final class SipHash {

    private static final int CHARS = Long.BYTES / Character.BYTES;
    private static final long FINAL = 0xff;

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
        long v0 = k0 ^ 0x736f6d6570736575L;
        long v1 = k1 ^ 0x646f72616e646f6dL;
        long v2 = k0 ^ 0x6c7967656e657261L;
        long v3 = k1 ^ 0x7465646279746573L;
        int length = text.length();
        int blocks = length / CHARS;
        for (int block = 0; block <= blocks; block++) {
            int from = block * CHARS;
            long word = block < blocks
                    ? word(text, from, from + CHARS)
                    : word(text, from, length) | (long) length * Character.BYTES << 56;
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v3;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 += v3;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 += v1;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        v2 ^= FINAL;
        for (int round = 0; round < 4; round++) {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long word(String text, int from, int to) {
        long word = 0;
        for (int i = from; i < to; i++) {
            word |= (long) text.charAt(i) << (i - from) * Character.SIZE;
        }
        return word;
    }
}
