package io.stagedoor.auth.roundtrip.internal.settings;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.http.ConnectionSettings;
import io.stagedoor.auth.support.http.Tls;
import io.stagedoor.auth.support.key.SecretSource;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.util.Optional;

/**
 * What the configuration says, checked, with the content of the files that it names.
 *
 * @param signing empty when requests are not signed
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
        boolean sendContext) {

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
                nameOf(properties),
                Endpoints.of(properties),
                new ConnectionSettings(millis(properties, "connectTimeoutMillis", 2000), Tls.of(properties)),
                limits(properties),
                new Cache(
                        Duration.ofSeconds(properties.number("cacheSeconds", 0, 0, 60)),
                        properties.flag("cacheNeedsTtl", false)),
                properties.flag("clientTokenRequired", false),
                properties.flag("lazyAuth", false),
                properties.flag("failOpen", false),
                SecretSource.of(properties, "signingSecret", "signingSecretFile")
                        .map(SecretSource::read),
                properties.flag("sendContext", false));
    }

    /** The one setting that is needed to be known as an authenticator at all, be the others right or wrong. */
    static String nameOf(Properties properties) {
        return properties.required("name");
    }

    private static Limits limits(Properties properties) {
        return new Limits(
                millis(properties, "timeoutMillis", 4000),
                (int) properties.number("maxConcurrentRequests", 64, 1, 1024),
                (int) properties.number("breakerFailurePercent", 50, 1, 100),
                (int) properties.number("breakerMinimumCalls", 10, 1, 100),
                Duration.ofSeconds(properties.number("breakerOpenSeconds", 60, 1, 3600)));
    }

    private static Duration millis(Properties properties, String key, long otherwise) {
        return Duration.ofMillis(properties.number(key, otherwise, 10, 60_000));
    }
}
