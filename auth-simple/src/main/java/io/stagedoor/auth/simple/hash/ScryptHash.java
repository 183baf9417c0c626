package io.stagedoor.auth.simple.hash;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.crypto.generators.SCrypt;

/** scrypt, RFC 7914: {@code $scrypt$ln=17,r=8,p=1$salt$hash}. */
final class ScryptHash extends PasswordHash {

    /** 128 bytes are one block: 256 MiB of them. */
    private static final long MAX_WORK = MAX_MEMORY / 128;

    private final Shape shape;
    private final byte[] salt;
    private final int length;

    private record Shape(int log, int blockSize, int parallel) {
        long work() {
            return (1L << log) * blockSize;
        }

        String parameters() {
            return "ln=" + log + ",r=" + blockSize + ",p=" + parallel;
        }
    }

    private ScryptHash(Shape shape, byte[] salt, byte[] hash, String text) {
        super(text, "scrypt " + shape.parameters(), 128 * shape.work(), hash);
        this.shape = shape;
        this.salt = salt;
        this.length = hash.length;
    }

    static PasswordHash parse(String text) {
        List<String> fields = fields(text);
        Fields.requireCount(fields, 4);
        Map<String, String> parameters = Fields.parameters(fields.get(1), List.of("ln", "r", "p"), Set.of());
        Shape shape = new Shape(
                Fields.number("ln", parameters.get("ln"), 1, 20),
                Fields.number("r", parameters.get("r"), 1, 64),
                Fields.number("p", parameters.get("p"), 1, 64));
        Fields.requireWork("2^ln times r times p", shape.work() * shape.parallel(), MAX_WORK);
        if (shape.log() >= 16 * shape.blockSize()) {
            throw new IllegalArgumentException("ln is too large for r");
        }
        byte[] salt = Fields.bytes("the salt", fields.get(2), 4, 64);
        byte[] hash = Fields.bytes("the hash", fields.get(3), 16, 64);
        return new ScryptHash(shape, salt, hash, text);
    }

    @Override
    byte[] compute(byte[] password) {
        return SCrypt.generate(password, salt, 1 << shape.log(), shape.blockSize(), shape.parallel(), length);
    }

    @Override
    PasswordHash decoy(byte[] random) {
        byte[] otherSalt = random(salt.length);
        String text = "$scrypt$" + shape.parameters() + "$" + Fields.base64(otherSalt) + "$" + Fields.base64(random);
        return new ScryptHash(shape, otherSalt, random, text);
    }
}
