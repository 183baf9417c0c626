package io.stagedoor.cli.operations;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.stagedoor.auth.Secret;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.CredentialFile;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a token says of itself by which it can be revoked. Nobody verifies it: a revoke that names too much is no way in. The token is never shown. */
final class NamedToken {

    private static final String OPTION = "--token-file";
    /** Longer than any clock skew and grace that can be configured: no server accepts the token for longer. */
    private static final Duration ACCEPTED_AFTER = Duration.ofHours(48);

    private static final int PARTS = 3;
    /** The year 9999, in seconds since 1970. */
    private static final long LATEST = 253_370_764_800L;

    private NamedToken() {}

    /**
     * By the names of the channel: its {@code jti}, or else its {@code sub} with its {@code iat}; its {@code iss}; and when no server accepts it any more.
     *
     * @param file {@code -} for standard input
     */
    static Map<String, String> read(String file) {
        Secret token = CredentialFile.read(OPTION, file);
        String[] parts = token.reveal().split("\\.", -1);
        if (parts.length != PARTS) {
            throw new CommandException(OPTION + ": there is no JWT in the file: " + file);
        }
        Map<String, Object> claims;
        try {
            claims = JSONObjectUtils.parse(new Base64URL(parts[1]).decodeToString());
        } catch (ParseException e) { // its text repeats the token
            throw new CommandException(OPTION + ": there is no JWT in the file: " + file);
        }
        Map<String, String> order = new LinkedHashMap<>();
        Optional<String> issuer = text(claims, "iss");
        Optional<String> id = text(claims, "jti");
        if (id.isPresent()) {
            order.put("jti", id.get());
            issuer.ifPresent(name -> order.put("iss", name));
        } else {
            String subject = text(claims, "sub")
                    .orElseThrow(
                            () -> new CommandException(
                                    OPTION
                                            + ": the token has neither jti nor sub, so nothing tells it from others. Revoke the key that signed it, with --kid"));
            if (issuer.isPresent()) {
                order.put("sub", subject);
                order.put("iss", issuer.get());
            } else {
                order.put("user", subject);
            }
            time(claims, "iat").ifPresent(time -> order.put("issuedBefore", time.toString()));
        }
        time(claims, "exp").map(end -> end.plus(ACCEPTED_AFTER)).ifPresent(end -> order.put("until", end.toString()));
        return order;
    }

    private static Optional<String> text(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** Empty for a time that no server accepts, too. */
    private static Optional<Instant> time(Map<String, Object> claims, String name) {
        return claims.get(name) instanceof Number seconds && seconds.longValue() > 0 && seconds.longValue() < LATEST
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty();
    }
}
