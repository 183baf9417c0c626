package io.stagedoor.operations.api;

/** How much of what is counted came in the last minute. One thread samples; any reads. */
final class Rates {

    private static final int SECONDS = 60;

    /** What was counted in each of the last seconds: the one that comes next replaces the oldest. */
    private final long[] counts = new long[SECONDS];

    private int samples;

    /** Once a second. */
    synchronized void sample(long count) {
        counts[samples % SECONDS] = count;
        samples++;
    }

    /** How much more it is now than a minute ago; than at the first sample, if that is later. */
    synchronized long perMinute(long count) {
        return samples == 0 ? 0 : count - counts[samples < SECONDS ? 0 : samples % SECONDS];
    }
}
