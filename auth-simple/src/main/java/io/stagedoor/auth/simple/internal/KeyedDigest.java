package io.stagedoor.auth.simple.internal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Makes keys of a fixed size for maps, which tell nothing of what they were made of: an HMAC-SHA256 with a random key that never
 * leaves this object. Thread-safe.
 */
final class KeyedDigest {

    private static final int SIZE = 32;

    private final KeyParameter key;

    KeyedDigest() {
        byte[] random = new byte[SIZE];
        new SecureRandom().nextBytes(random);
        key = new KeyParameter(random);
    }

    /** Equal for equal parts; takes 16 bytes, whatever it was made of. */
    record Key(long high, long low) {
        byte[] bytes() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(high)
                    .putLong(low)
                    .array();
        }
    }

    /** The key for these parts in this order: other parts, and parts cut elsewhere, have another. */
    Key of(byte[]... parts) {
        HMac mac = new HMac(new SHA256Digest());
        mac.init(key);
        for (byte[] part : parts) {
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array(), 0, Integer.BYTES);
            mac.update(part, 0, part.length);
        }
        byte[] digest = new byte[SIZE];
        mac.doFinal(digest, 0);
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new Key(bytes.getLong(), bytes.getLong());
    }

    /** The bytes of a text that keep every difference: encodings would make one of all half characters. */
    static byte[] bytes(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }
}
