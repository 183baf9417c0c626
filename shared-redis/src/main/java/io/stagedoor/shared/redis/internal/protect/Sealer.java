package io.stagedoor.shared.redis.internal.protect;

import io.stagedoor.core.shared.SharedStateException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What Redis sees: of names and keys a keyed digest (HMAC-SHA-256), of values ciphertext (AES-256-GCM). A value opens only under the name that it was sealed
 * for, so that nobody who can write to Redis makes one, or copies one to another name. Each name has a key of its own, so that random nonces suffice for any
 * number of values. Thread-safe.
 */
public final class Sealer {

    /** The least length of the secret, in bytes. */
    public static final int SECRET_BYTES = 32;

    /** The length of a digest, in bytes: nobody finds two alike. */
    public static final int DIGEST_BYTES = 16;

    private static final String HMAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec names;
    private final SecretKeySpec values;
    private final SecretKeySpec marks;

    /** @param secret of {@link #SECRET_BYTES} bytes or more, the same on all servers */
    public Sealer(byte[] secret) {
        if (secret.length < SECRET_BYTES) {
            throw new IllegalArgumentException("the secret has at least " + SECRET_BYTES + " bytes");
        }
        SecretKeySpec master = new SecretKeySpec(secret, HMAC);
        this.names = derived(master, "stagedoor shared state: names");
        this.values = derived(master, "stagedoor shared state: values");
        this.marks = derived(master, "stagedoor shared state: marks");
    }

    private static SecretKeySpec derived(SecretKeySpec master, String what) {
        return new SecretKeySpec(hmac(master, what.getBytes(StandardCharsets.US_ASCII)), HMAC);
    }

    private static byte[] hmac(SecretKeySpec key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    /**
     * A digest of parts: no other parts have it.
     *
     * @param what for which it is
     */
    public byte[] digest(String what, byte[]... parts) {
        return Arrays.copyOf(hmac(names, joined(what.getBytes(StandardCharsets.US_ASCII), parts)), DIGEST_BYTES);
    }

    /** As {@link #digest}, as text of 22 characters. */
    public String name(String what, byte[]... parts) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(what, parts));
    }

    /** Each with its length, so that nothing goes over from one to the next. */
    private static byte[] joined(byte[] first, byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(first.length).array());
        all.writeBytes(first);
        for (byte[] part : parts) {
            all.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Of a value under a name: by it, Redis compares what it cannot read. */
    public byte[] mark(byte[] name, byte[] value) {
        return Arrays.copyOf(hmac(marks, joined(name, value)), DIGEST_BYTES);
    }

    /** Seals a value for a name. Never twice the same. */
    public byte[] seal(byte[] name, byte[] value) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(value);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-256-GCM", e);
        }
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws SharedStateException if it was not made for this name by this secret
     */
    public byte[] open(byte[] name, byte[] sealed) throws SharedStateException {
        if (sealed.length < NONCE_BYTES) {
            throw foreign(null);
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, name, Arrays.copyOf(sealed, NONCE_BYTES))
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException e) {
            throw foreign(e);
        }
    }

    private static SharedStateException foreign(@Nullable Exception cause) {
        String why =
                "what lies in Redis was not written with the secret in keyFile: give all servers the same file, or another keyPrefix";
        return cause == null ? new SharedStateException(why) : new SharedStateException(why, cause);
    }

    private Cipher cipher(int mode, byte[] name, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(hmac(values, name), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(name);
        return cipher;
    }

    /** Marks a value and seals it: the mark stands in front. */
    public byte[] sealMarked(byte[] name, byte[] value) {
        byte[] mark = mark(name, value);
        byte[] sealed = seal(name, value);
        return ByteBuffer.allocate(mark.length + sealed.length)
                .put(mark)
                .put(sealed)
                .array();
    }

    /**
     * Opens what {@link #sealMarked} made.
     *
     * @throws SharedStateException as {@link #open}
     */
    public byte[] openMarked(byte[] name, byte[] marked) throws SharedStateException {
        if (marked.length < DIGEST_BYTES) {
            throw foreign(null);
        }
        byte[] value = open(name, Arrays.copyOfRange(marked, DIGEST_BYTES, marked.length));
        if (!MessageDigest.isEqual(mark(name, value), Arrays.copyOf(marked, DIGEST_BYTES))) {
            throw foreign(null);
        }
        return value;
    }

    /** Shows nothing. */
    @Override
    public String toString() {
        return "Sealer";
    }
}
