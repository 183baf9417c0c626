package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.LogoutVerifier;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.lifetime.Expiry;
import io.stagedoor.auth.jwt.internal.lifetime.Uses;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.jwt.internal.token.Payload;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Verifies logout tokens by the keys of all issuers that are configured. As for other tokens, the issuer follows from the key, and nothing is believed
 * before a signature holds. Whoever signs one can end sessions of its own clients only. Thread-safe.
 */
@Component(service = LogoutVerifier.class)
public final class LogoutTokens implements LogoutVerifier {

    /** What {@code typ} must be, RFC 8725 §3.11: no other token of these keys is taken for a logout. */
    private static final String TYPE = "logout+jwt";

    /** Providers' logout tokens have half as many. */
    private static final int MOST_BYTES = 8192;

    private final Issuers issuers;
    private final Clock clock;
    private final Runnable follower = this::changed;
    /** Made anew when an issuer changes. */
    private volatile Optional<IssuerTokens> tokens = Optional.empty();

    /** Of the issuers of this bundle. */
    @Activate
    public LogoutTokens(@Reference Issuers issuers) {
        this(issuers, Clock.systemUTC());
    }

    /** @param clock what {@code exp} is judged by */
    public LogoutTokens(Issuers issuers, Clock clock) {
        this.issuers = issuers;
        this.clock = clock;
        issuers.follow(follower);
    }

    /** Follows no issuer any more. */
    @Deactivate
    public void close() {
        issuers.forget(follower);
    }

    private void changed() {
        tokens = Optional.empty();
    }

    private IssuerTokens tokens() {
        Optional<IssuerTokens> known = tokens;
        if (known.isPresent()) {
            return known.get();
        }
        IssuerTokens now = new IssuerTokens(
                NamedIssuers.of(issuers.names(), issuers, List.of()),
                new Expiry(Expiry.Rule.CONNECT, Duration.ZERO),
                Uses.MANY);
        tokens = Optional.of(now);
        return now;
    }

    @Override
    public Answer verify(Secret token) {
        try {
            if (token.length() > MOST_BYTES) {
                throw new Refusal(Reason.TOKEN_TOO_LARGE, "longer than " + MOST_BYTES + " bytes");
            }
            return verify(CompactJws.of(token.bytes()), clock.instant());
        } catch (Refusal refusal) {
            return new Refused(refusal.deny().reason(), refusal.deny().detail());
        }
    }

    private Answer verify(CompactJws token, Instant now) throws Refusal {
        JoseHeader header = JoseHeader.read(token.header());
        if (!IssuerSettings.plain(header.type()).equals(TYPE)) {
            throw new Refusal(Reason.UNSUPPORTED_TOKEN, "typ is not " + TYPE);
        }
        IssuerTokens all = tokens();
        Algorithm algorithm = header.algorithm();
        if (algorithm == null) {
            throw new Refusal(Reason.UNSUPPORTED_TOKEN, "alg is not known");
        }
        Optional<IssuerTokens.Signer> signer = all.signer(token, algorithm, header.kid());
        if (signer.isPresent()) {
            return signer.get().loggedOut(token, now);
        }
        if (!all.isKnown(algorithm, header.kid())) {
            Optional<String> perhaps = all.unknown(algorithm, Payload.claimedIssuer(token.payload()), true)
                    .or(all::unusable);
            if (perhaps.isPresent()) {
                return new Unknown(perhaps.get());
            }
        }
        throw new Refusal(Reason.BAD_SIGNATURE, "the signature matches no key of an issuer");
    }
}
