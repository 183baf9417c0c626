package io.stagedoor.auth.simple.internal;

/** Refuses hashes that would take the server's memory away from it. */
final class HeapCheck {

    private static final int MEBIBYTE = 1 << 20;

    private HeapCheck() {}

    /**
     * @throws IllegalArgumentException if so many hashes of this size at once would take more than half of the heap
     */
    static void require(long largestHash, int hashes, long heap) {
        if (largestHash * hashes > heap / 2) {
            throw new IllegalArgumentException("has a hash that takes " + largestHash / MEBIBYTE
                    + " MiB to verify, and maxConcurrentHashes is " + hashes + ": too much for the heap of "
                    + heap / MEBIBYTE + " MiB; lower that, raise -Xmx, or hash the password with less memory");
        }
    }
}
