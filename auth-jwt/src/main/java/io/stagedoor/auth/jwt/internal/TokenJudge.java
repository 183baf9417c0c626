package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.jwt.internal.issuer.IssuerTokens;
import io.stagedoor.auth.jwt.internal.issuer.NamedIssuers;
import io.stagedoor.auth.jwt.internal.key.Key;
import io.stagedoor.auth.jwt.internal.key.KeyRing;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.IssuedHeaders;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.jwt.internal.token.KnownHeaders;
import io.stagedoor.auth.jwt.internal.token.Payload;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Judges tokens by one configuration and its keys. Immutable but for what it remembers of headers; thread-safe. */
final class TokenJudge {

    private static final byte[] BEARER = "bearer ".getBytes(StandardCharsets.US_ASCII);

    private final int maxTokenBytes;
    private final SecretTokens secrets;
    private final String content;
    private final IssuerTokens issuers;
    private final KnownHeaders knownHeaders = new KnownHeaders();
    private final IssuedHeaders issuedHeaders = new IssuedHeaders();

    TokenJudge(Settings settings, KeyRing keys, NamedIssuers issuers) {
        this.maxTokenBytes = settings.maxTokenBytes();
        this.secrets = new SecretTokens(settings, keys);
        this.content = secrets.content();
        this.issuers = new IssuerTokens(issuers, settings.expiry(), settings.uses());
    }

    /** How old the keys of issuers are that cannot be fetched, and when they will be tried again; empty if there are none. */
    Optional<String> prospect() {
        return issuers.prospect();
    }

    /** How old the secret in use is, until when previous ones are accepted, and how old the keys of issuers are: a sentence for each of them, and for each issuer with keys on the web. */
    List<String> facts(Instant now) {
        return Stream.concat(secrets.facts(now).stream(), issuers.facts().stream())
                .toList();
    }

    /** What is measured of secrets and of the keys of issuers. */
    List<Measure> measures(Instant now) {
        return Stream.concat(secrets.measure(now).stream(), issuers.measures().stream())
                .toList();
    }

    /** As of {@link io.stagedoor.auth.Authenticator#content}: what issuers say is on the web, or of no moment of ours. */
    String content() {
        return content;
    }

    /**
     * Whether what an allowance rests on still stands.
     *
     * @return empty if nobody can tell at this moment
     */
    Optional<Boolean> stands(String basis, Instant now) {
        return secrets.stands(basis, now) ? Optional.of(true) : issuers.stands(basis);
    }

    /** The checks in their order: the first that fails is the reason. */
    Decision judge(ConnectRequest request, Instant now) {
        Optional<Secret> sent = request.credentials().token();
        if (sent.isEmpty()) {
            return new Decision.Abstain();
        }
        try {
            byte[] token = withoutBearer(sent.get());
            if (isMissing(token)) {
                return new Decision.Abstain();
            }
            request.held("size of the token");
            return judge(CutOff.form(token), request, now);
        } catch (Refusal refusal) {
            return refusal.deny();
        }
    }

    private Decision judge(CompactJws token, ConnectRequest request, Instant now) throws Refusal {
        request.held("parts of the token");
        JoseHeader known = knownHeaders.header(token);
        JoseHeader issued = known == null ? issuedHeaders.header(token) : null;
        try {
            JoseHeader header = known != null ? known : issued != null ? issued : JoseHeader.read(token.header());
            Algorithm algorithm = header.algorithm();
            Optional<Key> secret = secretOf(token, header, now);
            if (secret.isPresent()) {
                if (known == null) {
                    knownHeaders.add(token, header);
                }
                request.held("signature, by a secret");
                return secrets.judge(token, secret.get(), header.kid(), request, now);
            }
            Optional<IssuerTokens.Signer> signer;
            try {
                signer = algorithm == null ? Optional.empty() : issuers.signer(token, algorithm, header.kid());
            } catch (Refusal tooMany) {
                return perhapsTheirs(token, header, request.purpose()).orElseThrow(() -> tooMany);
            }
            if (signer.isEmpty()) {
                return unsigned(token, header, request.purpose(), now);
            }
            if (issued == null) {
                issuedHeaders.add(token, header);
            }
            return signer.get().judge(token, header, request, now);
        } catch (Refusal refusal) {
            throw refusal.claimedBy(Payload.claimedSubject(token.payload()));
        }
    }

    private Optional<Key> secretOf(CompactJws token, JoseHeader header, Instant now) {
        Algorithm algorithm = header.algorithm();
        if (algorithm == null || !algorithm.isForSecrets()) {
            return Optional.empty();
        }
        // A name that only an issuer's key has is that key's; one that a secret has is the secret's.
        return !issuers.isKnown(algorithm, header.kid()) || secrets.isKnown(header.kid(), now)
                ? secrets.signer(token, algorithm, header.kid(), now)
                : Optional.empty();
    }

    /** The answer to a token that no key in force has signed. */
    private Decision unsigned(CompactJws token, JoseHeader header, Purpose purpose, Instant now) throws Refusal {
        Optional<Decision> perhaps = perhapsTheirs(token, header, purpose);
        if (perhaps.isPresent()) {
            return perhaps.get();
        }
        Algorithm algorithm = header.algorithm();
        boolean isKnown = algorithm != null && issuers.isKnown(algorithm, header.kid());
        Set<Algorithm> accepted = EnumSet.noneOf(Algorithm.class);
        accepted.addAll(secrets.algorithms());
        accepted.addAll(issuers.algorithms());
        if (algorithm == null || !accepted.contains(algorithm)) {
            throw new Refusal(Reason.UNSUPPORTED_TOKEN, "alg is not " + Algorithm.names(accepted, " or "));
        }
        throw new Refusal(
                Reason.BAD_SIGNATURE,
                (secrets.algorithms().contains(algorithm)
                                ? secrets.explain(token, algorithm, now)
                                : "the signature matches no key of an issuer" + (isKnown ? "" : ofKid(header)))
                        + CutOff.bySignature(token, algorithm));
    }

    /** The answer to a token that may be signed by a key of an issuer which is not there yet: nobody can tell. Its keys are fetched. */
    private Optional<Decision> perhapsTheirs(CompactJws token, JoseHeader header, Purpose purpose) {
        Algorithm algorithm = header.algorithm();
        return algorithm == null || issuers.isKnown(algorithm, header.kid())
                ? Optional.empty()
                : issuers.unknown(algorithm, Payload.claimedIssuer(token.payload()), !purpose.isTrial())
                        .or(issuers::unusable)
                        .map(Decision.Unavailable::new);
    }

    private static String ofKid(JoseHeader header) {
        return header.kid().isEmpty() ? "" : "; no key has the token's kid";
    }

    private byte[] withoutBearer(Secret sent) throws Refusal {
        // Before the bytes are copied: the prefix is no part of the token, but may not add to the work either.
        if (sent.length() > maxTokenBytes + BEARER.length) {
            throw tooLarge();
        }
        byte[] bytes = sent.bytes();
        byte[] token = startsWithBearer(bytes) ? Arrays.copyOfRange(bytes, BEARER.length, bytes.length) : bytes;
        if (token.length > maxTokenBytes) {
            throw tooLarge();
        }
        return token;
    }

    private Refusal tooLarge() {
        return new Refusal(Reason.TOKEN_TOO_LARGE, "longer than maxTokenBytes=" + maxTokenBytes);
    }

    private static boolean startsWithBearer(byte[] bytes) {
        if (bytes.length < BEARER.length) {
            return false;
        }
        for (int i = 0; i < BEARER.length; i++) {
            int c = bytes[i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != BEARER[i]) {
                return false;
            }
        }
        return true;
    }

    /** What counts as missing without the prefix does so behind it. */
    private static boolean isMissing(byte[] token) {
        return (token.length < 16)
                && Credentials.of(null, null, new String(token, StandardCharsets.UTF_8))
                        .token()
                        .isEmpty();
    }
}
