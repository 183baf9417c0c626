package io.stagedoor.core.shared.embedded;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What is in the file in all, written with each commit: if an entry is missing, or is another one, the sum does not fit. For one thread.
 */
final class Tally {

    /** Of the form of the entries. */
    private static final int FORM = 1;

    private static final int BYTES = Integer.BYTES + 6 * Long.BYTES;

    /** How many commits there were. */
    long commits;

    long entries;
    long claims;
    /** Of keys and entries. */
    long bytes;

    private long sum;
    /** How long servers had run with this file, in milliseconds. */
    long run;

    void add(byte[] key, byte[] entry) {
        count(key, entry, 1);
    }

    void remove(byte[] key, byte[] entry) {
        count(key, entry, -1);
    }

    private void count(byte[] key, byte[] entry, int sign) {
        entries += sign;
        claims += Entry.isClaim(key) ? sign : 0;
        bytes += (long) sign * (key.length + entry.length);
        sum += sign * Integer.toUnsignedLong(Entry.check(entry));
    }

    boolean fits(Tally counted) {
        return entries == counted.entries && claims == counted.claims && bytes == counted.bytes && sum == counted.sum;
    }

    byte[] toBytes() {
        ByteBuffer all = ByteBuffer.allocate(BYTES + Integer.BYTES)
                .putInt(FORM)
                .putLong(commits)
                .putLong(entries)
                .putLong(claims)
                .putLong(bytes)
                .putLong(sum)
                .putLong(run);
        return all.putInt(check(all.array())).array();
    }

    /** @throws IllegalArgumentException why it is none, for the middle of a sentence */
    static Tally of(byte[] read) {
        ByteBuffer all = ByteBuffer.wrap(read);
        if (read.length >= Integer.BYTES && all.getInt(0) != FORM && isWhole(read)) {
            throw new IllegalArgumentException("a newer version of Stagedoor has written it");
        }
        if (read.length != BYTES + Integer.BYTES || !isWhole(read)) {
            throw new IllegalArgumentException("its tally is not as it was written");
        }
        all.getInt();
        Tally tally = new Tally();
        tally.commits = all.getLong();
        tally.entries = all.getLong();
        tally.claims = all.getLong();
        tally.bytes = all.getLong();
        tally.sum = all.getLong();
        tally.run = all.getLong();
        return tally;
    }

    /** In each form, the check is at the end. */
    private static boolean isWhole(byte[] read) {
        int length = read.length - Integer.BYTES;
        return length > 0 && ByteBuffer.wrap(read).getInt(length) == check(read);
    }

    private static int check(byte[] all) {
        CRC32C check = new CRC32C();
        check.update(Arrays.copyOf(all, all.length - Integer.BYTES));
        return (int) check.getValue();
    }
}
