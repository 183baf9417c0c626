package io.stagedoor.auth.simple.hash;

import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * bcrypt, as {@code $2a$}, {@code $2b$} or {@code $2y$}: 60 characters. The three name revisions of implementations whose errors
 * this one never had, so they are computed alike; {@code $2x$}, which marks hashes of such an error, is not known.
 *
 * <p>bcrypt takes at most 72 bytes into account, and cannot tell {@code a} from {@code a}, NUL, {@code a}. A password with more
 * bytes or with a NUL is therefore never right, whatever other implementations make of it.
 */
final class BcryptHash extends PasswordHash {

    static final int MAX_PASSWORD = 72;

    private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$[0-9]{2}\\$[./A-Za-z0-9]{53}");
    private static final int MIN_COST = 4;
    private static final int MAX_COST = 15;
    private static final int SALT_BYTES = 16;
    private static final int SALT_CHARACTERS = 22;
    /** The 24th byte of the cipher's output is not part of the hash. */
    private static final int HASH_BYTES = 23;

    private static final String ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final String prefix;
    private final int cost;
    private final byte[] salt;

    private BcryptHash(String prefix, int cost, byte[] salt, byte[] hash, String text) {
        super(text, "bcrypt " + cost, 8192, hash);
        this.prefix = prefix;
        this.cost = cost;
        this.salt = salt;
    }

    static PasswordHash parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a bcrypt hash has 60 characters: this one is cut off or damaged");
        }
        int cost = Integer.parseInt(text.substring(4, 6));
        if (cost < MIN_COST || cost > MAX_COST) {
            throw new IllegalArgumentException("the cost is out of range, " + MIN_COST + " to " + MAX_COST);
        }
        byte[] salt = decode(text.substring(7, 7 + SALT_CHARACTERS));
        byte[] hash = decode(text.substring(7 + SALT_CHARACTERS));
        return new BcryptHash(text.substring(0, 4), cost, salt, hash, text);
    }

    static PasswordHash make(byte[] password, int cost) {
        if (!takesAll(password)) {
            throw new IllegalArgumentException("bcrypt cannot hash this password: it has more than " + MAX_PASSWORD
                    + " bytes in UTF-8, or contains NUL; use argon2id");
        }
        byte[] salt = random(SALT_BYTES);
        byte[] hash = compute(password, salt, cost);
        return new BcryptHash("$2b$", cost, salt, hash, text("$2b$", cost, salt, hash));
    }

    @Override
    byte[] compute(byte[] password) {
        return compute(password, salt, cost);
    }

    @Override
    boolean isUsable(byte[] password) {
        return takesAll(password);
    }

    @Override
    PasswordHash decoy(byte[] random) {
        byte[] otherSalt = random(SALT_BYTES);
        return new BcryptHash(prefix, cost, otherSalt, random, text(prefix, cost, otherSalt, random));
    }

    private static boolean takesAll(byte[] password) {
        boolean all = password.length <= MAX_PASSWORD;
        for (byte one : password) {
            all &= one != 0;
        }
        return all;
    }

    private static byte[] compute(byte[] password, byte[] salt, int cost) {
        byte[] key = Arrays.copyOf(password, Math.min(password.length, MAX_PASSWORD));
        // As in C, a NUL ends the password where there is room for one.
        return Arrays.copyOf(BCrypt.generate(key, salt, cost, true), HASH_BYTES);
    }

    private static String text(String prefix, int cost, byte[] salt, byte[] hash) {
        return prefix + (cost < 10 ? "0" : "") + cost + "$" + encode(salt) + encode(hash);
    }

    private static String encode(byte[] bytes) {
        return translate(Base64.getEncoder().withoutPadding().encodeToString(bytes), STANDARD, ALPHABET);
    }

    private static byte[] decode(String text) {
        return Base64.getDecoder().decode(translate(text, ALPHABET, STANDARD));
    }

    private static String translate(String text, String from, String to) {
        StringBuilder translated = new StringBuilder(text.length());
        text.chars().forEach(c -> translated.append(to.charAt(from.indexOf(c))));
        return translated.toString();
    }
}
