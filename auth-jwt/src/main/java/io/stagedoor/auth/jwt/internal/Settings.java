package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.jwt.internal.key.SecretSettings;
import io.stagedoor.auth.jwt.internal.lifetime.Expiry;
import io.stagedoor.auth.jwt.internal.lifetime.Lifetime;
import io.stagedoor.auth.jwt.internal.lifetime.Uses;
import io.stagedoor.auth.support.ProviderLife;
import io.stagedoor.auth.support.property.Properties;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says, checked; where the secrets are, but not yet those in files.
 *
 * @param secrets of this authenticator itself; empty for none
 * @param issuers names of the issuers whose tokens are accepted, too; not empty without secrets
 * @param lifetime of tokens that are signed with a secret
 * @param issuer of these tokens; empty for any
 * @param expiry what {@code exp} ends of a client that was let in
 * @param uses how often a token may be used
 */
record Settings(
        String name,
        Optional<SecretSettings> secrets,
        List<String> issuers,
        Lifetime lifetime,
        String issuer,
        int maxTokenBytes,
        Expiry expiry,
        Uses uses) {

    private static final String ISSUERS = "issuers";
    private static final String ISSUER = "expectedIssuer";
    private static final String TTL = "jwtTtlMinutes";
    private static final String SKEW = "clockSkewSeconds";

    /**
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    static Settings of(Properties properties) {
        properties.requireKnown();
        Settings settings = new Settings(
                properties.required(ProviderLife.NAME),
                SecretSettings.of(properties),
                issuers(properties),
                new Lifetime(properties.duration(TTL), properties.duration(SKEW), TTL),
                issuerOf(properties),
                properties.count("maxTokenBytes"),
                expiry(properties),
                uses(properties));
        if (settings.secrets().isEmpty()) {
            settings.requireIssuers(properties);
        }
        return settings;
    }

    /** Without secrets, what is for their tokens would limit nothing. */
    private void requireIssuers(Properties properties) {
        if (issuers.isEmpty()) {
            throw new IllegalArgumentException("jwtSecret, jwtSecretFile, " + ISSUERS
                    + ": all are missing; set one of the first two, or name the issuers whose tokens are accepted");
        }
        for (String property : List.of(ISSUER, TTL, SKEW)) {
            if (properties.isSet(property)) {
                throw new IllegalArgumentException(
                        property + ": is for tokens that are signed with a secret, and no secret"
                                + " is set; remove it here, and set issuer, ttlMinutes or clockSkewSeconds in the issuer's file");
            }
        }
    }

    private static List<String> issuers(Properties properties) {
        List<String> issuers = properties.list(ISSUERS, ',');
        if (issuers.isEmpty() && properties.isSet(ISSUERS)) {
            throw new IllegalArgumentException(
                    ISSUERS + ": has no name of an issuer; write one, or remove the property");
        }
        if (new HashSet<>(issuers).size() < issuers.size()) {
            throw new IllegalArgumentException(ISSUERS + ": names one issuer twice; remove one of them");
        }
        return issuers;
    }

    private static String issuerOf(Properties properties) {
        if (properties.isBlank(ISSUER)) {
            throw new IllegalArgumentException(
                    ISSUER + ": is blank; set it to what iss must be, or leave it empty for any issuer");
        }
        return properties.text(ISSUER);
    }

    private static Uses uses(Properties properties) {
        return Uses.of(properties)
                .orElseThrow(
                        () -> new IllegalArgumentException("tokenUse: is empty; set it to many or once, or remove it"));
    }

    private static Expiry expiry(Properties properties) {
        return Expiry.of(properties)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expiry: is empty; set it to connect, action or cut, or remove it"));
    }
}
