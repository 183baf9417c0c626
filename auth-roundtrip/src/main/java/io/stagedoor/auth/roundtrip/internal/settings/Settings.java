package io.stagedoor.auth.roundtrip.internal.settings;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.ProviderLife;
import io.stagedoor.auth.support.http.ConnectionSettings;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.tls.Tls;
import java.time.Duration;
import java.util.Optional;

/**
 * What the configuration says, checked, with the content of the files that it names.
 *
 * @param signing empty when requests are not signed
 * @param shadowable whether the backend may be asked questions whose answers admit nobody
 */
public record Settings(
        String name,
        Endpoints endpoints,
        ConnectionSettings connection,
        Limits limits,
        Cache cache,
        boolean tokenRequired,
        boolean lazy,
        boolean failOpen,
        Optional<Secret> signing,
        boolean sendContext,
        boolean rechecksConnections,
        boolean shadowable) {

    /** The property that names the file of the secret that signs requests. */
    public static final String SIGNING_FILE = "signingSecretFile";

    /** The property that refuses clients without a token. */
    public static final String TOKEN_REQUIRED = "clientTokenRequired";

    /** The property by which the backend may be asked questions whose answers admit nobody. */
    public static final String SHADOWABLE = "shadowable";

    /** What the names of threads begin with. */
    public static final String THREADS = "stagedoor-roundtrip";

    /** How long, how many at once, and when to stop asking. */
    public record Limits(
            Duration timeout, int concurrent, int breakerPercent, int breakerMinimumCalls, Duration breakerOpen) {}

    /** How long an answer may be used again: zero for never. */
    public record Cache(Duration longest, boolean needsTtl) {}

    /**
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    public static Settings of(Properties properties) {
        properties.requireKnown();
        return new Settings(
                properties.required(ProviderLife.NAME),
                Endpoints.of(properties),
                new ConnectionSettings(properties.duration("connectTimeoutMillis"), Tls.of(properties)),
                limits(properties),
                new Cache(properties.duration("cacheSeconds"), properties.flag("cacheNeedsTtl")),
                properties.flag(TOKEN_REQUIRED),
                properties.flag("lazyAuth"),
                properties.flag("failOpen"),
                SecretSource.of(properties, "signingSecret", SIGNING_FILE).map(SecretSource::read),
                properties.flag("sendContext"),
                properties.flag("recheckConnections"),
                properties.flag(SHADOWABLE));
    }

    private static Limits limits(Properties properties) {
        return new Limits(
                properties.duration("timeoutMillis"),
                properties.count("maxConcurrentRequests"),
                properties.count("breakerFailurePercent"),
                properties.count("breakerMinimumCalls"),
                properties.duration("breakerOpenSeconds"));
    }
}
