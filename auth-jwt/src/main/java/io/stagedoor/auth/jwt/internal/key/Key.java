package io.stagedoor.auth.jwt.internal.key;

import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.signature.HmacVerifier;
import io.stagedoor.auth.jwt.internal.token.Bases;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A secret that tokens may be signed with, and until when. Thread-safe. */
public final class Key {

    /** What the {@linkplain #basis basis} of each begins with. */
    public static final char BASIS = 's';

    private final String name;
    private final Instant end;
    /** By the ordinals of the algorithms; {@code null} for those that it is not accepted for. */
    private final @Nullable HmacVerifier[] verifiers = new HmacVerifier[Algorithm.values().length];

    private final @Nullable PreviousUse use;
    private final Secret secret;

    private Key(String name, Instant end, Secret secret, Set<Algorithm> algorithms, @Nullable PreviousUse use) {
        this.name = name;
        this.end = end;
        this.use = use;
        this.secret = secret;
        for (Algorithm algorithm : algorithms) {
            if (secret.length() >= algorithm.leastSecretBytes()) {
                verifiers[algorithm.ordinal()] = new HmacVerifier(algorithm, secret);
            }
        }
    }

    /** The current one, which has no end. */
    static Key current(String name, Secret secret, Set<Algorithm> algorithms) {
        return new Key(name, Instant.MAX, secret, algorithms, null);
    }

    /** One that is accepted until that moment, and not at it. */
    static Key previous(String name, Secret secret, Set<Algorithm> algorithms, Instant end, PreviousUse use) {
        return new Key(name, end, secret, algorithms, use);
    }

    /** The {@code kid} that it is configured with; empty for none. */
    public String name() {
        return name;
    }

    /** Whether tokens may be signed with it. */
    public boolean isInForce(Instant now) {
        return now.isBefore(end);
    }

    /** When it comes to its end; {@link Instant#MAX} for one that has none. */
    Instant end() {
        return end;
    }

    /** What an allowance rests on that a token got by this key and these rules. Takes microseconds. */
    public String basis(String rules) {
        return Bases.of(BASIS, rules, secret.bytes());
    }

    boolean isNamed(String kid) {
        return !kid.isEmpty() && name.equals(kid);
    }

    /** Whether it is accepted for this algorithm, and has signed this. */
    boolean hasSigned(Algorithm algorithm, byte[] signingInput, Base64URL signature) {
        HmacVerifier verifier = verifiers[algorithm.ordinal()];
        return verifier != null && verifier.hasSigned(signingInput, signature);
    }

    /** What an operator knows it by; nothing of the secret. */
    String shown() {
        return use == null
                ? "the current secret" + (name.isEmpty() ? "" : " '" + name + "'")
                : "the previous secret '" + use.secretName() + "'";
    }

    /** Since when it is not accepted; empty for one that never was. */
    String since() {
        return end.equals(Instant.MIN) ? "" : " since " + end.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A client was let in by it. */
    public void count(Instant now) {
        if (use != null) {
            use.count(now);
        }
    }

    /** Nothing is judged by it any more. */
    void retire() {
        if (use != null) {
            use.tellRest();
        }
    }
}
