package io.stagedoor.core.shared.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What is kept of one key, as bytes: when it ends by both clocks, a check over key and all, and the value. The check finds what a disk has changed.
 */
final class Entry {

    private static final byte CLAIM = 'c';
    private static final byte VALUE = 'v';
    private static final int HEAD = 2 * Long.BYTES + Integer.BYTES;

    private Entry() {}

    static byte[] claimKey(String kind, byte[] key) {
        return key(CLAIM, kind, key);
    }

    static byte[] valueKey(String kind, byte[] key) {
        return key(VALUE, kind, key);
    }

    /** Claims and values are apart, and so are kinds: no name of a kind has a zero. */
    private static byte[] key(byte tag, String kind, byte[] key) {
        byte[] name = kind.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(name.length + key.length + 2)
                .put(tag)
                .put(name)
                .put((byte) 0)
                .put(key)
                .array();
    }

    /** What all keys of values of a kind begin with. */
    static byte[] valuesOf(String kind) {
        return key(VALUE, kind, new byte[0]);
    }

    static boolean isClaim(byte[] key) {
        return key[0] == CLAIM;
    }

    static boolean startsWith(byte[] key, byte[] start) {
        return key.length >= start.length && Arrays.equals(key, 0, start.length, start, 0, start.length);
    }

    static String text(byte[] key, byte[] start) {
        return new String(key, start.length, key.length - start.length, StandardCharsets.UTF_8);
    }

    static byte[] of(byte[] key, Ages.End end, byte[] value) {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + value.length)
                .putLong(end.wall())
                .putLong(end.run())
                .putInt(0)
                .put(value);
        return bytes.putInt(2 * Long.BYTES, check(key, bytes.array())).array();
    }

    static Ages.End end(byte[] entry) {
        ByteBuffer bytes = ByteBuffer.wrap(entry);
        return new Ages.End(bytes.getLong(), bytes.getLong());
    }

    static byte[] value(byte[] entry) {
        return Arrays.copyOfRange(entry, HEAD, entry.length);
    }

    /** The check that the entry has. */
    static int check(byte[] entry) {
        return ByteBuffer.wrap(entry).getInt(2 * Long.BYTES);
    }

    /** Whether an entry is as it was written, for this key. */
    static boolean isWhole(byte[] key, byte[] entry) {
        return key.length > 2 && entry.length >= HEAD && check(entry) == check(key, entry);
    }

    private static int check(byte[] key, byte[] entry) {
        CRC32C check = new CRC32C();
        check.update(key);
        check.update(entry, 0, 2 * Long.BYTES);
        check.update(entry, HEAD, entry.length - HEAD);
        return (int) check.getValue();
    }
}
