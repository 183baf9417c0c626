package io.stagedoor.auth.simple.hash;

import io.stagedoor.auth.Secret;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The hash of a password, with all that is needed to verify one. Immutable. Verifying takes the time and memory that the hash
 * was made to take, and holds no lock.
 */
public abstract sealed class PasswordHash permits Argon2Hash, BcryptHash, ScryptHash, Pbkdf2Hash {

    /** The most memory that a hash may need, in bytes: one that asks for more is not read. */
    public static final long MAX_MEMORY = 256L << 20;

    /** By its beginning, what reads a hash. Apart from this class, whose subclasses it names: they can be loaded in any order. */
    private static final class Readers {
        private static final Map<String, Function<String, PasswordHash>> ALL = Map.of(
                "$argon2id$", Argon2Hash::parse,
                "$argon2i$", Argon2Hash::parse,
                "$argon2d$", Argon2Hash::parse,
                "$2a$", BcryptHash::parse,
                "$2b$", BcryptHash::parse,
                "$2y$", BcryptHash::parse,
                "$scrypt$", ScryptHash::parse,
                "$pbkdf2-sha256$", Pbkdf2Hash::parse);
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;
    private final String cost;
    private final long memory;
    private final byte[] expected;

    PasswordHash(String text, String cost, long memory, byte[] expected) {
        this.text = text;
        this.cost = cost;
        this.memory = memory;
        this.expected = expected;
    }

    /**
     * Whether a text is meant as a hash: it begins as one that is known, which does not say that it can be read.
     *
     * @param text any text
     */
    public static boolean isMeant(String text) {
        return Readers.ALL.keySet().stream().anyMatch(text::startsWith);
    }

    /**
     * Reads a hash.
     *
     * @param text for example {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}, and nothing around it
     * @return the hash that {@link #text} writes
     * @throws IllegalArgumentException if it is none, or asks for more memory or work than is sane; says what is wrong, and
     *     shows nothing of it
     */
    public static PasswordHash read(String text) {
        return Readers.ALL.entrySet().stream()
                .filter(reader -> text.startsWith(reader.getKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a hash of a known kind"))
                .getValue()
                .apply(text);
    }

    /**
     * Whether this is the hash of the password. The answer takes the same work for every password.
     *
     * @param password of any length
     */
    public final boolean matches(Secret password) {
        byte[] bytes = password.bytes();
        boolean equal = MessageDigest.isEqual(compute(bytes), expected);
        boolean usable = isUsable(bytes);
        return equal && usable;
    }

    /** The hash as text. Not to be shown: a password can be guessed from it. */
    public final String text() {
        return text;
    }

    /** Kind and parameters, for example {@code argon2id m=19456,t=2,p=1}: hashes of equal cost take equal work. */
    public final String cost() {
        return cost;
    }

    /** About how many bytes verifying takes while it lasts. */
    public final long memoryBytes() {
        return memory;
    }

    /** A hash of the same cost that is nobody's: whatever is verified with it costs the same and does not match. */
    public final PasswordHash decoy() {
        return decoy(random(expected.length));
    }

    /** Shows the cost only. */
    @Override
    public final String toString() {
        return "PasswordHash[" + cost + "]";
    }

    abstract byte[] compute(byte[] password);

    abstract PasswordHash decoy(byte[] random);

    /** Whether the scheme takes all of the password into account. */
    boolean isUsable(byte[] password) {
        return true;
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static List<String> fields(String text) {
        return List.of(text.substring(1).split("\\$", -1));
    }
}
