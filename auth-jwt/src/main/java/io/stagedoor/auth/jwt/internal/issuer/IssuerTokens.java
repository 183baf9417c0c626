package io.stagedoor.auth.jwt.internal.issuer;

import static java.util.Objects.requireNonNull;

import com.nimbusds.jose.util.Base64URL;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.LogoutVerifier;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.lifetime.Expiry;
import io.stagedoor.auth.jwt.internal.lifetime.Uses;
import io.stagedoor.auth.jwt.internal.signature.Algorithm;
import io.stagedoor.auth.jwt.internal.token.CompactJws;
import io.stagedoor.auth.jwt.internal.token.GrantedClaims;
import io.stagedoor.auth.jwt.internal.token.JoseHeader;
import io.stagedoor.auth.jwt.internal.token.NumericDate;
import io.stagedoor.auth.jwt.internal.token.Payload;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges tokens by the keys and rules of issuers. The issuer follows from the key: nothing of the payload is believed before a signature
 * holds, and then {@code iss} must be an issuer that has this key. Immutable; thread-safe.
 */
public final class IssuerTokens {

    /** So many signatures at most are verified for one token. */
    private static final int MOST_CANDIDATES = 4;

    private final NamedIssuers issuers;
    private final KeyTable keys;
    private final Expiry expiry;
    private final Uses uses;

    /**
     * Judges by these issuers.
     *
     * @param expiry what {@code exp} ends of a client that was let in, unless its issuer says so
     * @param uses how often a token may be used, unless its issuer says so
     */
    public IssuerTokens(NamedIssuers issuers, Expiry expiry, Uses uses) {
        this.issuers = issuers;
        this.keys = new KeyTable(issuers.usable());
        this.expiry = expiry;
        this.uses = uses;
    }

    /**
     * Whether what an allowance rests on still stands.
     *
     * @return empty if nobody can tell, because keys of an issuer have not come
     */
    public Optional<Boolean> stands(String basis) {
        if (keys.stands(basis)) {
            return Optional.of(true);
        }
        boolean isKnown =
                issuers.unusable().isEmpty() && issuers.usable().stream().noneMatch(Issuer::isComing);
        return isKnown || basis.charAt(0) != Candidate.Holder.BASIS ? Optional.of(false) : Optional.empty();
    }

    /** The algorithms that there are keys for. */
    public Set<Algorithm> algorithms() {
        return keys.algorithms();
    }

    /** Why nobody can tell of some tokens whether an issuer signed them; empty if all issuers have keys. */
    public Optional<String> unusable() {
        return issuers.unusable().isEmpty() ? Optional.empty() : Optional.of(String.join("; ", issuers.unusable()));
    }

    /**
     * Why nobody can tell of a token that no key has signed whether an issuer did: its keys on the web may be others by now. They are fetched,
     * unless that was done lately.
     *
     * @param claimed the issuer that the token names, unproven: of several issuers, the answer speaks of that one; empty for none
     * @param mayFetch {@code false} for a question that must change nothing
     * @return empty if no issuer may have another key for the algorithm
     */
    public Optional<String> unknown(Algorithm algorithm, String claimed, boolean mayFetch) {
        Issuer first = null;
        Issuer named = null;
        for (Issuer issuer : issuers.usable()) {
            if (issuer.mayHaveMore(algorithm, mayFetch)) { // each is asked: each has to fetch its own
                first = first == null ? issuer : first;
                named = named == null && issuer.settings().rules().issuer().mayBe(claimed) ? issuer : named;
            }
        }
        return first == null ? Optional.empty() : Optional.of((named == null ? first : named).unknown(mayFetch));
    }

    /** How old the keys are that cannot be fetched, and when they will be tried again; empty if there are none. */
    public Optional<String> prospect() {
        return issuers.usable().stream()
                .map(Issuer::prospect)
                .flatMap(Optional::stream)
                .reduce((one, next) -> one + "; " + next);
    }

    /** How old the keys on the web are: a sentence for each issuer that has some. */
    public List<String> facts() {
        return issuers.usable().stream()
                .map(Issuer::age)
                .flatMap(Optional::stream)
                .toList();
    }

    /** What is measured of the keys on the web, of each issuer that has some. */
    public List<Measure> measures() {
        return issuers.usable().stream()
                .flatMap(issuer -> issuer.measures().stream())
                .toList();
    }

    /** Whether a key for the algorithm has this name. */
    public boolean isKnown(Algorithm algorithm, String kid) {
        return !kid.isEmpty() && keys.isNamed(algorithm, kid);
    }

    /**
     * The key that has signed the token.
     *
     * @param algorithm the header's
     * @return empty if it is none of an issuer
     * @throws Refusal if there are too many that may have
     */
    public Optional<Signer> signer(CompactJws token, Algorithm algorithm, String kid) throws Refusal {
        List<Candidate> candidates = keys.candidates(algorithm, kid);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        if (candidates.size() > MOST_CANDIDATES) {
            candidates = ofClaimedIssuer(token, candidates);
        }
        if (candidates.size() > MOST_CANDIDATES) {
            throw new Refusal(
                    Reason.BAD_SIGNATURE,
                    (kid.isEmpty() ? "the token has no kid" : "no key has the token's kid, or too many have") + ", and "
                            + candidates.size() + " keys of its issuer are for " + algorithm.shown()
                            + "; Stagedoor tries at most " + MOST_CANDIDATES);
        }
        byte[] signed = token.signingInput();
        Base64URL signature = token.signature();
        for (Candidate candidate : candidates) {
            if (candidate.verifier().hasSigned(signed, signature)) {
                return Optional.of(new Signer(candidate.holders()));
            }
        }
        return Optional.empty();
    }

    /**
     * The keys of issuers that the token may be of by its {@code iss}: the keys of one issuer do not keep those of another from being tried. A
     * token that lies is refused whichever key has signed it, so nothing is believed thereby.
     */
    private static List<Candidate> ofClaimedIssuer(CompactJws token, List<Candidate> candidates) {
        String iss = Payload.claimedIssuer(token.payload());
        return candidates.stream()
                .filter(candidate -> candidate.holders().stream()
                        .anyMatch(holder ->
                                holder.issuer().settings().rules().issuer().mayBe(iss)))
                .toList();
    }

    /** A key that has signed a token. */
    public final class Signer {
        private final List<Candidate.Holder> holders;

        private Signer(List<Candidate.Holder> holders) {
            this.holders = holders;
        }

        /**
         * The decision on a token that this key has signed: the first check that fails is the reason. Of several issuers with the {@code iss} of the
         * token, the first decides whose rules do not refuse it.
         */
        public Decision judge(CompactJws token, JoseHeader header, ConnectRequest request, Instant now) {
            request.held("signature, by a key of an issuer");
            byte[] payload = token.payload();
            String subject = "";
            Refusal otherIssuer = null;
            Decision refused = null;
            for (Candidate.Holder holder : holders) {
                ClaimRules rules = holder.issuer().settings().rules();
                try {
                    IssuedClaims claims = IssuedClaims.read(payload, rules.tree());
                    subject = rules.subject(claims.found());
                    if (rules.issuer().isOf(claims.found(), holder.ofKey())) {
                        Decision decision = judge(holder, claims, header, request, now);
                        if (!(decision instanceof Decision.Deny)) {
                            return decision;
                        }
                        refused = refused == null ? decision : refused;
                    } else if (otherIssuer == null) {
                        otherIssuer = rules.issuer().refusal(claims.found(), holder.ofKey());
                    }
                } catch (Refusal malformed) {
                    return malformed.deny();
                }
            }
            return refused != null
                    ? refused
                    : requireNonNull(otherIssuer).deny().withSubject(subject);
        }

        /**
         * What a logout token says that this key has signed. Of several issuers with its {@code iss}, the first decides whose rules do not refuse
         * it.
         */
        LogoutVerifier.Ended loggedOut(CompactJws token, Instant now) throws Refusal {
            byte[] payload = token.payload();
            Refusal otherIssuer = null;
            Refusal refused = null;
            for (Candidate.Holder holder : holders) {
                IssuerSettings settings = holder.issuer().settings();
                ClaimRules rules = settings.rules();
                IssuedClaims claims = IssuedClaims.read(payload, rules.tree());
                if (rules.issuer().isOf(claims.found(), holder.ofKey())) {
                    try {
                        return LogoutClaims.read(payload).require(settings, rules.subject(claims.found()), now);
                    } catch (Refusal refusal) {
                        refused = refused == null ? refusal : refused;
                    }
                } else if (otherIssuer == null) {
                    otherIssuer = rules.issuer().refusal(claims.found(), holder.ofKey());
                }
            }
            throw refused != null ? refused : requireNonNull(otherIssuer);
        }

        private Decision judge(
                Candidate.Holder of, IssuedClaims claims, JoseHeader header, ConnectRequest request, Instant now) {
            IssuerSettings settings = of.issuer().settings();
            String subject = settings.rules().subject(claims.found());
            try {
                request.held("iss");
                require(settings, claims, header, request, now);
                Decision decision = granted(settings, claims, claims.holder(subject, of.keyId(header.kid())), request);
                if (decision instanceof Decision.Allow allow && request.purpose() == Purpose.TICKET) {
                    return allow.withStanding(new Decision.Standing(
                            requireNonNull(claims.expiry()).toInstant(), of.basis()));
                }
                return decision instanceof Decision.Deny deny ? deny.withSubject(subject) : decision;
            } catch (Refusal refusal) {
                return refusal.deny().withSubject(subject);
            }
        }
    }

    private static void require(
            IssuerSettings settings, IssuedClaims claims, JoseHeader header, ConnectRequest request, Instant now)
            throws Refusal {
        if (!settings.accepts(header)) {
            throw new Refusal(
                    Reason.UNSUPPORTED_TOKEN,
                    "types of issuer '" + settings.name() + "' does not list the token's typ");
        }
        if (claims.isBound()) {
            throw new Refusal(
                    Reason.UNSUPPORTED_TOKEN,
                    "the token is bound to a key of the client (cnf), which Stagedoor does not ask for");
        }
        request.held("kind of token");
        settings.lifetime().require(request.purpose(), claims.expiry(), claims.hasNotBefore(), claims.notBefore(), now);
        request.held("exp and nbf");
        settings.rules().require(claims.found());
        request.held("audience and required claims");
    }

    private Decision granted(IssuerSettings settings, IssuedClaims claims, Holder holder, ConnectRequest request)
            throws Refusal {
        ClaimRules rules = settings.rules();
        String name = rules.name(claims.found());
        Grant.Builder grant = Grant.builder(rules.subject(claims.found()))
                .holder(holder)
                .actions(GrantedClaims.actions(rules.mayPublish(claims.found()), rules.maySubscribe(claims.found())))
                .transports(rules.transports(claims.found())
                        .map(GrantedClaims::transports)
                        .orElse(GrantedClaims.ALL_TRANSPORTS))
                .attributes(name == null ? Map.of() : Map.of("name", name));
        Optional<Set<String>> rooms = rules.rooms(claims.found());
        fenced(rooms, settings.rooms()).ifPresent(grant::rooms);
        request.held("claims that limit");
        NumericDate exp = requireNonNull(claims.expiry());
        Duration skew = settings.lifetime().clockSkew();
        Grant ending = settings.expiry().orElse(expiry).end(grant, exp, skew).build();
        return settings.uses().orElse(uses).limit(ending, exp, skew).decide(request);
    }

    /** The rooms that the claims and the fence allow; empty for any. */
    private static Optional<Set<String>> fenced(Optional<Set<String>> claimed, Optional<Set<String>> fence)
            throws Refusal {
        if (claimed.isEmpty() || fence.isEmpty()) {
            return claimed.isEmpty() ? fence : claimed;
        }
        Set<String> both = new HashSet<>(claimed.get());
        both.retainAll(fence.get());
        if (both.isEmpty()) {
            throw new Refusal(Reason.ROOM_NOT_ALLOWED, "none of the token's rooms is one of the issuer's rooms");
        }
        return Optional.of(both);
    }
}
