package io.stagedoor.auth.jwt.internal.issuer;

import io.stagedoor.auth.Reason;
import io.stagedoor.auth.jwt.internal.claim.ClaimPath;
import io.stagedoor.auth.jwt.internal.claim.ClaimTree;
import io.stagedoor.auth.jwt.internal.claim.ClaimValue;
import io.stagedoor.auth.jwt.internal.token.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What {@code iss} must be (RFC 7519 §4.1.1): one text exactly, or with the claim {@code tid} in the place of <code>{tid}</code>. A tenant's claim comes
 * from the signed payload, and configuration lists which tenants it may name. Immutable.
 */
final class ExpectedIssuer {

    static final String TENANT = "{tid}";

    /** What Microsoft writes in keys that are for any tenant. */
    private static final String TENANT_IN_KEYS = "{tenantid}";

    private static final ClaimPath ISS = new ClaimPath(java.util.List.of("iss"));
    private static final ClaimPath TID = new ClaimPath(java.util.List.of("tid"));

    private final String written;
    private final int issuer;
    private final int tenant;

    ExpectedIssuer(String written, ClaimTree.Builder claims) {
        this.written = written;
        this.issuer = claims.want(ISS);
        this.tenant = claims.want(TID);
    }

    /** As the configuration has it. */
    String written() {
        return written;
    }

    /** Whether another one is written alike: the same tokens are of both. */
    boolean isSame(ExpectedIssuer other) {
        return written.equals(other.written);
    }

    /** Whether it is another one for each tenant. */
    boolean hasTenant() {
        return written.contains(TENANT);
    }

    /**
     * Whether a token that says this may be of this issuer: for choosing keys to try, and for nothing else.
     *
     * @param iss that nobody has signed for all we know
     */
    boolean mayBe(String iss) {
        int at = written.indexOf(TENANT);
        return at < 0
                ? iss.equals(written)
                : iss.startsWith(written.substring(0, at)) && iss.endsWith(written.substring(at + TENANT.length()));
    }

    /**
     * Whether a token is of this issuer.
     *
     * @param ofKey what the key says its issuer is; empty if it does not
     */
    boolean isOf(ClaimTree.Found claims, String ofKey) {
        String iss = text(claims.value(issuer));
        return iss.equals(expected(claims)) && (ofKey.isEmpty() || iss.equals(ofTenant(ofKey, claims)));
    }

    /** Says what is wrong with {@code iss}. */
    Refusal refusal(ClaimTree.Found claims, String ofKey) {
        ClaimValue value = claims.value(issuer);
        String iss = text(value);
        String shown = value == null ? "missing" : value.text() == null ? "not a text" : "'" + iss + "'";
        String expected = expected(claims);
        if (iss.equals(expected)) {
            return new Refusal(Reason.WRONG_ISSUER, "iss is " + shown + ", but the key is for another issuer");
        }
        boolean slash = iss.equals(expected + "/") || expected.equals(iss + "/");
        return new Refusal(
                Reason.WRONG_ISSUER,
                "issuer is '" + written + "', but iss is " + shown
                        + (slash ? "; they differ only in the / at the end, which counts" : ""));
    }

    private String expected(ClaimTree.Found claims) {
        return hasTenant() ? written.replace(TENANT, tenant(claims)) : written;
    }

    private String ofTenant(String ofKey, ClaimTree.Found claims) {
        return ofKey.replace(TENANT_IN_KEYS, tenant(claims)).replace(TENANT, tenant(claims));
    }

    /** Empty for one that conditions would take for several: its values are compared whole here. */
    private String tenant(ClaimTree.Found claims) {
        String tid = text(claims.value(tenant));
        return tid.indexOf(',') < 0 && tid.equals(tid.strip()) ? tid : "";
    }

    /** Empty for anything else, which no configured text is. */
    private static String text(@Nullable ClaimValue value) {
        return value == null || value.text() == null ? "" : value.text();
    }
}
