package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.claim.ClaimPath;
import io.stagedoor.auth.jwt.internal.claim.ClaimTree;
import io.stagedoor.auth.jwt.internal.claim.ClaimValue;
import io.stagedoor.auth.jwt.internal.claim.Condition;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import io.stagedoor.auth.support.property.Properties;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the claims of an issuer must say, and what they allow. Immutable; thread-safe. */
final class ClaimRules {

    private static final String AUDIENCES = "audiences";
    private static final String REQUIRE = "requireIf";
    private static final String ANY = "*";

    private final ClaimTree tree;
    private final ExpectedIssuer issuer;
    private final ClaimPath audienceClaim;
    private final int audience;
    private final List<String> audiences;
    private final Collection<List<Condition>> required;
    private final List<Condition> publisher;
    private final List<Condition> subscriber;
    private final String subjectClaim;
    private final int subject;
    private final int name;
    private final Limit rooms;
    private final Limit transports;

    /**
     * A claim that limits.
     *
     * @param isRequired whether a token without it is refused
     */
    private record Limit(String claim, int index, boolean isRequired) {

        static Limit of(String property, String usual, Properties properties, ClaimTree.Builder claims) {
            ClaimPath path = path(property, properties);
            return new Limit(
                    path.toString(), claims.want(path), !path.toString().equals(usual));
        }

        /** What it lists; empty if it is absent, and may be. */
        Optional<List<String>> list(ClaimTree.Found claims) throws Refusal {
            ClaimValue value = claims.value(index);
            if (value == null && !isRequired) {
                return Optional.empty();
            }
            List<String> list = value == null ? List.of() : value.list();
            if (list.isEmpty()) {
                throw new Refusal(
                        Reason.MALFORMED_CLAIM,
                        claim + " is missing or empty, or neither a string nor an array of strings");
            }
            return Optional.of(list);
        }
    }

    private ClaimRules(Properties properties, ClaimTree.Builder claims) {
        issuer = new ExpectedIssuer(properties.required("issuer"), claims);
        audienceClaim = path("audienceClaim", properties);
        audience = claims.want(audienceClaim);
        audiences = properties.list(AUDIENCES, ',');
        required = required(properties, claims);
        publisher = conditions("publisherIf", properties, claims);
        subscriber = conditions("subscriberIf", properties, claims);
        ClaimPath who = path("subjectClaim", properties);
        subject = claims.want(who);
        subjectClaim = who.toString();
        name = claims.want(path("nameClaim", properties));
        rooms = Limit.of("roomClaim", "red5-room", properties, claims);
        transports = Limit.of("transportClaim", "red5-transport", properties, claims);
        tree = claims.build();
    }

    /**
     * The rules that properties say.
     *
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do
     */
    static ClaimRules of(Properties properties) {
        ClaimRules rules = new ClaimRules(properties, new ClaimTree.Builder());
        if (rules.audiences.isEmpty()) {
            throw new IllegalArgumentException(AUDIENCES
                    + ": is missing or empty; set it to what the issuer's tokens for this server have in "
                    + rules.audienceClaim + ", or to * to accept those for anybody");
        }
        if (rules.audiences.contains(ANY) && rules.audiences.size() > 1) {
            throw new IllegalArgumentException(AUDIENCES + ": has * beside others; remove one of the two");
        }
        boolean limitsTenant = rules.required.stream()
                .flatMap(List::stream)
                .anyMatch(condition -> condition.toString().startsWith("tid=")
                        && !condition.value().equals(ANY));
        if (rules.issuer.hasTenant() && !limitsTenant) {
            throw new IllegalArgumentException(REQUIRE + ": with " + ExpectedIssuer.TENANT
                    + " in issuer, name the tenants that are accepted: tid=TENANT");
        }
        return rules;
    }

    private static ClaimPath path(String property, Properties properties) {
        try {
            return ClaimPath.of(properties.required(property));
        } catch (IllegalArgumentException e) {
            throw String.valueOf(e.getMessage()).startsWith(property + ": ")
                    ? e
                    : new IllegalArgumentException(property + ": " + e.getMessage(), e);
        }
    }

    private static List<Condition> conditions(String property, Properties properties, ClaimTree.Builder claims) {
        List<Condition> conditions = new ArrayList<>();
        for (String text : properties.list(property, ',')) {
            try {
                conditions.add(Condition.of(text, claims));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(property + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(conditions);
    }

    /** Those of one claim together. */
    private static Collection<List<Condition>> required(Properties properties, ClaimTree.Builder claims) {
        Map<Integer, List<Condition>> byClaim = new LinkedHashMap<>();
        conditions(REQUIRE, properties, claims)
                .forEach(condition -> byClaim.computeIfAbsent(condition.index(), index -> new ArrayList<>())
                        .add(condition));
        return byClaim.values();
    }

    ClaimTree tree() {
        return tree;
    }

    ExpectedIssuer issuer() {
        return issuer;
    }

    /** Returns if the token is for this server, and fits all that is required. */
    void require(ClaimTree.Found claims) throws Refusal {
        if (!audiences.contains(ANY)) {
            requireAudience(claims.value(audience));
        }
        for (List<Condition> ofOneClaim : required) {
            if (!anyHolds(ofOneClaim, claims)) {
                throw new Refusal(
                        Reason.CLAIM_REQUIRED,
                        "requireIf asks for "
                                + String.join(
                                        " or ",
                                        ofOneClaim.stream()
                                                .map(Condition::toString)
                                                .toList()));
            }
        }
    }

    private void requireAudience(@Nullable ClaimValue claim) throws Refusal {
        if (claim == null || !claim.isOrHas(audiences)) {
            throw new Refusal(
                    Reason.WRONG_AUDIENCE,
                    "audiences has nothing of what is in " + audienceClaim
                            + (claim == null ? ", which is missing" : ""));
        }
    }

    private static boolean anyHolds(List<Condition> conditions, ClaimTree.Found claims) {
        for (Condition condition : conditions) {
            if (condition.holds(claims)) {
                return true;
            }
        }
        return false;
    }

    /** The audiences that tokens may be for; empty if they may be for anybody. */
    Set<String> audiences() {
        return audiences.contains(ANY) ? Set.of() : Set.copyOf(audiences);
    }

    /** Whether this claim says who a client is. */
    boolean isSubject(String claim) {
        return subjectClaim.equals(claim);
    }

    boolean mayPublish(ClaimTree.Found claims) {
        return anyHolds(publisher, claims);
    }

    boolean maySubscribe(ClaimTree.Found claims) {
        return anyHolds(subscriber, claims);
    }

    /** Who the client is; empty if nothing says so. */
    String subject(ClaimTree.Found claims) {
        ClaimValue value = claims.value(subject);
        return value == null || value.scalar() == null ? "" : value.scalar();
    }

    /** The full name; {@code null} if nothing says it. */
    @Nullable
    String name(ClaimTree.Found claims) {
        ClaimValue value = claims.value(name);
        return value == null ? null : value.text();
    }

    /** The rooms that the claims allow; empty for any. */
    Optional<Set<String>> rooms(ClaimTree.Found claims) throws Refusal {
        return rooms.list(claims).map(Set::copyOf);
    }

    /** The names of the transports that the claims allow; empty for any. */
    Optional<List<String>> transports(ClaimTree.Found claims) throws Refusal {
        return transports.list(claims);
    }
}
