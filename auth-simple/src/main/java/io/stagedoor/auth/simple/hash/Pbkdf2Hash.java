package io.stagedoor.auth.simple.hash;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * PBKDF2-HMAC-SHA256, RFC 8018: {@code $pbkdf2-sha256$i=600000$salt$hash}, also with the hash's length behind ({@code ,l=32}), and
 * as passlib writes it: {@code $pbkdf2-sha256$600000$salt$hash}, with {@code .} for {@code +}.
 */
final class Pbkdf2Hash extends PasswordHash {

    private static final int MAX_ROUNDS = 3_000_000;
    private static final int BLOCK = 32;

    private final int rounds;
    private final byte[] salt;
    private final int length;

    private Pbkdf2Hash(int rounds, byte[] salt, byte[] hash, String text) {
        super(text, "pbkdf2-sha256 i=" + rounds + ",l=" + hash.length, 1024, hash);
        this.rounds = rounds;
        this.salt = salt;
        this.length = hash.length;
    }

    static PasswordHash parse(String text) {
        List<String> fields = fields(text);
        Fields.requireCount(fields, 4);
        Map<String, String> parameters = fields.get(1).startsWith("i=")
                ? Fields.parameters(fields.get(1), List.of("i"), Set.of("l"))
                : Map.of("i", fields.get(1));
        int rounds = Fields.number("the number of rounds", parameters.get("i"), 1, MAX_ROUNDS);
        byte[] salt = Fields.bytes("the salt", fields.get(2).replace('.', '+'), 4, 64);
        byte[] hash = Fields.bytes("the hash", fields.get(3).replace('.', '+'), 16, 64);
        String length = parameters.getOrDefault("l", Integer.toString(hash.length));
        if (Fields.number("l", length, 16, 64) != hash.length) {
            throw new IllegalArgumentException("the hash is cut off: it does not have l bytes");
        }
        int blocks = (hash.length + BLOCK - 1) / BLOCK;
        Fields.requireWork("the number of rounds", (long) rounds * blocks, MAX_ROUNDS);
        return new Pbkdf2Hash(rounds, salt, hash, text);
    }

    static PasswordHash make(byte[] password, int rounds) {
        byte[] salt = random(16);
        byte[] hash = compute(password, rounds, salt, BLOCK);
        return new Pbkdf2Hash(rounds, salt, hash, text(rounds, salt, hash));
    }

    @Override
    byte[] compute(byte[] password) {
        return compute(password, rounds, salt, length);
    }

    @Override
    PasswordHash decoy(byte[] random) {
        byte[] otherSalt = random(salt.length);
        return new Pbkdf2Hash(rounds, otherSalt, random, text(rounds, otherSalt, random));
    }

    private static String text(int rounds, byte[] salt, byte[] hash) {
        return "$pbkdf2-sha256$i=" + rounds + "$" + Fields.base64(salt) + "$" + Fields.base64(hash);
    }

    private static byte[] compute(byte[] password, int rounds, byte[] salt, int length) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(password, salt, rounds);
        return ((KeyParameter) generator.generateDerivedMacParameters(8 * length)).getKey();
    }
}
