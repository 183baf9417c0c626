package io.stagedoor.benchmarks.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The signature alone, by an object that is used again: nothing is decoded, and nothing of the claims is looked at. */
@State(Scope.Thread)
public class BareSignatures {

    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private Bare rs256;
    private Bare es256;
    private Bare es256Jdk;
    private Bare edDsa;

    /** A token of which the signature is verified. */
    private static final class Bare {
        private final Signature verifier;
        private final byte[] input;
        private final byte[] signature;

        Bare(KeyHolder holder, String kind, @Nullable Provider provider) throws GeneralSecurityException {
            String token = holder.token("https://issuer.example/", "key");
            int dot = token.lastIndexOf('.');
            input = token.substring(0, dot).getBytes(StandardCharsets.US_ASCII);
            signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            String name = provider == null || kind.equals("Ed25519") ? holder.signatureName() : "SHA256withPLAIN-ECDSA";
            verifier = provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
            verifier.initVerify(
                    provider == null
                            ? holder.publicKey()
                            : KeyFactory.getInstance(kind, provider)
                                    .generatePublic(new X509EncodedKeySpec(
                                            holder.publicKey().getEncoded())));
        }

        boolean holds() {
            try {
                verifier.update(input);
                return verifier.verify(signature);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Makes keys and tokens, and sees that they are right. */
    @Setup
    public void start() throws GeneralSecurityException {
        rs256 = new Bare(KeyHolder.rs256(), "RSA", null);
        es256 = new Bare(KeyHolder.es256(), "EC", BOUNCY_CASTLE);
        es256Jdk = new Bare(KeyHolder.es256(), "EC", null);
        edDsa = new Bare(KeyHolder.edDsa(), "Ed25519", BOUNCY_CASTLE);
        if (!(rs256.holds() && es256.holds() && es256Jdk.holds() && edDsa.holds())) {
            throw new IllegalStateException("not the right signature");
        }
    }

    /** RSA by the JDK. */
    @Benchmark
    public boolean rs256() {
        return rs256.holds();
    }

    /** ECDSA by Bouncy Castle. */
    @Benchmark
    public boolean es256() {
        return es256.holds();
    }

    /** ECDSA by the JDK. */
    @Benchmark
    public boolean es256Jdk() {
        return es256Jdk.holds();
    }

    /** EdDSA by Bouncy Castle. */
    @Benchmark
    public boolean edDsa() {
        return edDsa.holds();
    }
}
