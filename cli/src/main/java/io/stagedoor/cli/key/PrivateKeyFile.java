package io.stagedoor.cli.key;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.stagedoor.auth.support.text.Utf8;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key in a file in PEM (PKCS #8), which signs tokens. Its algorithm and name are those of the JWK set beside it, if there is one.
 * Immutable.
 */
public final class PrivateKeyFile {

    private static final String OPTION = "--key-file";
    private static final int MOST_BYTES = 1 << 16;
    private static final Pattern PEM =
            Pattern.compile("\\s*-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----\\s*");
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

    private final PrivateKey key;
    private final KeyKind kind;
    private final String kid;

    private PrivateKeyFile(PrivateKey key, KeyKind kind, String kid) {
        this.key = key;
        this.kind = kind;
        this.kid = kid;
    }

    /**
     * Reads the key.
     *
     * @throws CommandException saying what is wrong with the file; shows nothing of it
     */
    public static PrivateKeyFile read(Path file) {
        PrivateKey key = key(file);
        Optional<JWK> jwk = publicKey(publicFile(file));
        KeyKind kind = jwk.filter(one -> one.getAlgorithm() != null)
                .flatMap(one -> KeyKind.named(one.getAlgorithm().getName()))
                .or(() -> KeyKind.of(key))
                .orElseThrow(() -> new CommandException(OPTION + ": " + file
                        + " holds a key of another kind than RSA, P-256, P-384, P-521 and Ed25519"));
        if (!kind.fits(key)) {
            throw new CommandException(OPTION + ": " + publicFile(file) + " is for another kind of key than " + file);
        }
        return new PrivateKeyFile(key, kind, jwk.map(JWK::getKeyID).orElse(""));
    }

    /** The file with the public key: the same name, with the ending .jwks. */
    static Path publicFile(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".jwks");
    }

    private static PrivateKey key(Path file) {
        String text;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new CommandException(OPTION + ": no such file, or not a key: "
                        + file.toAbsolutePath().normalize());
            }
            text = new String(Utf8.withoutMark(Files.readAllBytes(file)), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw new CommandException(OPTION + ": " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandException(OPTION + ": the file cannot be read: " + file, e);
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.matches()) {
            throw new CommandException(OPTION + ": " + file
                    + " is not one private key in PEM (-----BEGIN PRIVATE KEY-----); convert another form with: openssl pkcs8"
                    + " -topk8 -nocrypt -in FILE");
        }
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind)
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // It is one of the others. The exception may show what was read.
                continue;
            }
        }
        throw new CommandException(OPTION + ": " + file + " does not hold a private key of RSA, EC or Ed25519");
    }

    private static Optional<JWK> publicKey(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandException(
                        OPTION + ": " + file + " is larger than " + MOST_BYTES + " bytes; it should hold one key");
            }
            List<JWK> keys = JWKSet.parse(Utf8.text(Files.readAllBytes(file))).getKeys();
            return keys.size() == 1 ? Optional.of(keys.get(0)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new CommandException(OPTION + ": " + file + ": " + e.getMessage(), e);
        } catch (IOException | ParseException e) {
            throw new CommandException(OPTION + ": " + file + " is not a JWK set", e);
        }
    }

    /** The header of its tokens. */
    public JWSHeader header() {
        JWSHeader.Builder header = new JWSHeader.Builder(kind.algorithm()).type(JOSEObjectType.JWT);
        return (kid.isEmpty() ? header : header.keyID(kid)).build();
    }

    /** The signature over this. */
    public byte[] sign(byte[] input) {
        return kind.sign(key, input);
    }
}
