package io.stagedoor.auth.simple.internal.login;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes keys of a fixed size for maps, which tell nothing of what they were made of: an HMAC-SHA256 with a random key that never
 * leaves this object. Thread-safe.
 */
public final class KeyedDigest {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIZE = 32;

    /** Has the key, and is only copied: a copy is cheaper than another one that is looked for and given the key. */
    private final Mac ready;

    /** With a new key. */
    public KeyedDigest() {
        byte[] random = new byte[SIZE];
        new SecureRandom().nextBytes(random);
        try {
            ready = Mac.getInstance(ALGORITHM);
            ready.init(new SecretKeySpec(random, ALGORITHM));
            var unused = ready.clone(); // fails here, if it cannot be copied
        } catch (GeneralSecurityException | CloneNotSupportedException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM + " that can be copied", e);
        }
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
        Mac mac = copy();
        for (byte[] part : parts) {
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            mac.update(part);
        }
        byte[] digest = mac.doFinal();
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        return new Key(bytes.getLong(), bytes.getLong());
    }

    private Mac copy() {
        try {
            return (Mac) ready.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("a Mac that could be copied cannot be copied", e);
        }
    }

    /** The bytes of a text that keep every difference: encodings would make one of all half characters. */
    static byte[] bytes(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }
}
