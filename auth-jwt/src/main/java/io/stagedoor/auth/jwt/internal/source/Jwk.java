package io.stagedoor.auth.jwt.internal.source;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.EcMaterial;
import io.stagedoor.auth.jwt.internal.signature.Ed25519Material;
import io.stagedoor.auth.jwt.internal.signature.Material;
import io.stagedoor.auth.jwt.internal.signature.RsaMaterial;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One public JWK (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2). {@code x5c} and {@code x5u} are not looked at. */
final class Jwk {

    /** What a log can show. */
    private static final Pattern KID = Pattern.compile("[\\x20-\\x7e]{1,256}");

    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");
    private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth");

    private final Map<?, ?> members;

    Jwk(Map<?, ?> members) {
        this.members = members;
    }

    /** How a remark calls it. */
    String shown() {
        return members.get("kid") instanceof String kid && KID.matcher(kid).matches()
                ? "kid '" + kid + "'"
                : "a key without a kid that can be shown";
    }

    /**
     * The key.
     *
     * @param name what the configuration calls it, if it has no {@code kid}; empty for nothing
     * @throws IllegalArgumentException with the reason why it cannot be used; shows nothing of a private part
     */
    IssuerKey key(String name, Set<Algorithm> allowed) {
        requirePublic();
        requireForSignatures();
        String kid = kid();
        Material material = material();
        Set<Algorithm> algorithms = Acceptance.algorithms(material, algorithm(), allowed);
        String issuer = members.containsKey("issuer") ? text("issuer") : "";
        return new IssuerKey(kid.isEmpty() ? name : kid, !kid.isEmpty(), material, algorithms, issuer);
    }

    private void requirePublic() {
        if (text("kty").equals("oct") || members.containsKey("k")) {
            throw new IllegalArgumentException(
                    "it is a secret (kty oct), which no set of public keys has; a secret is named by secret:FILE");
        }
        if (PRIVATE.stream().anyMatch(members::containsKey)) {
            throw new IllegalArgumentException(
                    "it has private members, which no server needs; remove them from the file");
        }
    }

    private void requireForSignatures() {
        if (members.containsKey("use") && !text("use").equals("sig")) {
            throw new IllegalArgumentException("its use is not sig");
        }
        if (members.containsKey("key_ops")
                && !(members.get("key_ops") instanceof List<?> operations && operations.contains("verify"))) {
            throw new IllegalArgumentException("its key_ops do not have verify");
        }
    }

    private String kid() {
        if (!members.containsKey("kid")) {
            return "";
        }
        String kid = text("kid");
        if (!KID.matcher(kid).matches()) {
            throw new IllegalArgumentException("its kid is empty, longer than 256 characters, or not ASCII");
        }
        return kid;
    }

    /** {@code null} if it does not say. */
    private @Nullable Algorithm algorithm() {
        if (!members.containsKey("alg")) {
            return null;
        }
        return Algorithm.named(text("alg"))
                .orElseThrow(() -> new IllegalArgumentException("its alg is not one of "
                        + Algorithm.names(
                                Stream.of(Algorithm.values())
                                        .filter(algorithm -> !algorithm.isForSecrets())
                                        .toList(),
                                ", ")));
    }

    private Material material() {
        return switch (text("kty")) {
            case "RSA" -> new RsaMaterial(number("n"), number("e"));
            case "EC" -> new EcMaterial(Curve.parse(text("crv")), number("x"), number("y"));
            case "OKP" -> {
                if (!text("crv").equals(Curve.Ed25519.getName())) {
                    throw new IllegalArgumentException("a key on another curve than P-256, P-384, P-521 and Ed25519");
                }
                yield new Ed25519Material(bytes("x"));
            }
            default -> throw new IllegalArgumentException("its kty is not RSA, EC or OKP");
        };
    }

    private BigInteger number(String member) {
        return new BigInteger(1, bytes(member));
    }

    private byte[] bytes(String member) {
        String text = text(member);
        if (!BASE64URL.matcher(text).matches()) {
            throw new IllegalArgumentException("its " + member + " is not base64url");
        }
        return new Base64URL(text).decode();
    }

    private String text(String member) {
        if (members.get(member) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("its " + member + " is missing, or not a text");
    }
}
