package io.stagedoor.auth.simple.hash;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2, RFC 9106, as the reference implementation writes it: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. */
final class Argon2Hash extends PasswordHash {

    private static final Map<String, Integer> TYPES = Map.of(
            "argon2d", Argon2Parameters.ARGON2_d,
            "argon2i", Argon2Parameters.ARGON2_i,
            "argon2id", Argon2Parameters.ARGON2_id);
    private static final int MAX_LANES = 16;
    /** KiB times passes: 256 MiB four times. */
    private static final long MAX_WORK = 1 << 20;

    private final Shape shape;
    private final byte[] salt;
    private final int length;

    private record Shape(String type, int version, int memory, int passes, int lanes) {

        String parameters() {
            return "m=" + memory + ",t=" + passes + ",p=" + lanes;
        }

        /** The first version was written without its number. */
        String prefix() {
            return "$" + type + (version == Argon2Parameters.ARGON2_VERSION_10 ? "" : "$v=" + version) + "$"
                    + parameters();
        }
    }

    private Argon2Hash(Shape shape, byte[] salt, byte[] hash, String text) {
        super(text, shape.type() + " " + shape.parameters(), shape.memory() * 1024L, hash);
        this.shape = shape;
        this.salt = salt;
        this.length = hash.length;
    }

    static PasswordHash parse(String text) {
        List<String> fields = fields(text);
        Fields.requireCount(fields, 4, 5);
        int version = fields.size() == 4 ? Argon2Parameters.ARGON2_VERSION_10 : version(fields.get(1));
        Map<String, String> parameters =
                Fields.parameters(fields.get(fields.size() - 3), List.of("m", "t", "p"), Set.of());
        int lanes = Fields.number("p", parameters.get("p"), 1, MAX_LANES);
        Shape shape = new Shape(
                fields.get(0),
                version,
                Fields.number("m", parameters.get("m"), 8 * lanes, (int) (MAX_MEMORY >> 10)),
                Fields.number("t", parameters.get("t"), 1, 1 << 16),
                lanes);
        Fields.requireWork("m times t", (long) shape.memory() * shape.passes(), MAX_WORK);
        byte[] salt = Fields.bytes("the salt", fields.get(fields.size() - 2), 8, 64);
        byte[] hash = Fields.bytes("the hash", fields.get(fields.size() - 1), 16, 64);
        return new Argon2Hash(shape, salt, hash, text);
    }

    private static int version(String field) {
        return switch (field) {
            case "v=16" -> Argon2Parameters.ARGON2_VERSION_10;
            case "v=19" -> Argon2Parameters.ARGON2_VERSION_13;
            default -> throw new IllegalArgumentException("the version is neither v=19 nor v=16");
        };
    }

    /** By argon2id, with the memory in KiB. */
    static PasswordHash make(byte[] password, int memory, int passes) {
        Shape shape = new Shape("argon2id", Argon2Parameters.ARGON2_VERSION_13, memory, passes, 1);
        byte[] salt = random(16);
        byte[] hash = compute(password, shape, salt, 32);
        return new Argon2Hash(shape, salt, hash, text(shape, salt, hash));
    }

    @Override
    byte[] compute(byte[] password) {
        return compute(password, shape, salt, length);
    }

    @Override
    PasswordHash decoy(byte[] random) {
        byte[] otherSalt = random(salt.length);
        return new Argon2Hash(shape, otherSalt, random, text(shape, otherSalt, random));
    }

    private static String text(Shape shape, byte[] salt, byte[] hash) {
        return shape.prefix() + "$" + Fields.base64(salt) + "$" + Fields.base64(hash);
    }

    private static byte[] compute(byte[] password, Shape shape, byte[] salt, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Objects.requireNonNull(TYPES.get(shape.type())))
                .withVersion(shape.version())
                .withMemoryAsKB(shape.memory())
                .withIterations(shape.passes())
                .withParallelism(shape.lanes())
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password, hash);
        return hash;
    }
}
