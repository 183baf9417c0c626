package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.Property;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the configuration says, checked, with the content of the files that it names.
 *
 * @param signing empty when requests are not signed
 */
record Settings(
        String name,
        Endpoints endpoints,
        Connection connection,
        Limits limits,
        Cache cache,
        boolean tokenRequired,
        boolean lazy,
        boolean failOpen,
        Optional<Secret> signing,
        boolean sendContext) {

    /** What a connection to the backend needs; the client is kept as long as this stays the same. */
    record Connection(Duration connectTimeout, Tls tls) {}

    /** How long, how many at once, and when to stop asking. */
    record Limits(
            Duration timeout, int concurrent, int breakerPercent, int breakerMinimumCalls, Duration breakerOpen) {}

    /** How long an answer may be used again: zero for never. */
    record Cache(Duration longest, boolean needsTtl) {}

    /**
     * @param properties the same as they were written
     * @throws IllegalArgumentException naming the property, what is wrong with it and what to do; never a secret
     */
    static Settings of(RoundTripConfig config, Map<String, Object> properties) {
        return new Settings(
                nameOf(config),
                Endpoints.of(config),
                new Connection(millis("connectTimeoutMillis", config::connectTimeoutMillis), Tls.of(config)),
                limits(config),
                new Cache(
                        Duration.ofSeconds(Property.number("cacheSeconds", config::cacheSeconds, 0, 60)),
                        flag("cacheNeedsTtl", properties)),
                flag("clientTokenRequired", properties),
                flag("lazyAuth", properties),
                flag("failOpen", properties),
                SigningSecret.of(config),
                flag("sendContext", properties));
    }

    /** The one setting that is needed to be known as an authenticator at all, be the others right or wrong. */
    static String nameOf(RoundTripConfig config) {
        String name = Property.text("name", config::name).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "name: is missing; set it to what the application's authenticator property says");
        }
        return name;
    }

    /** Looks at the value as it was written: converted, everything that is not {@code true} would silently be false. */
    private static boolean flag(String key, Map<String, Object> properties) {
        Object value = properties.get(key);
        String text = value == null ? "false" : value.toString().strip();
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        throw new IllegalArgumentException(key + ": is neither true nor false; set it to one of them");
    }

    private static Limits limits(RoundTripConfig config) {
        return new Limits(
                millis("timeoutMillis", config::timeoutMillis),
                (int) Property.number("maxConcurrentRequests", config::maxConcurrentRequests, 1, 1024),
                (int) Property.number("breakerFailurePercent", config::breakerFailurePercent, 1, 100),
                (int) Property.number("breakerMinimumCalls", config::breakerMinimumCalls, 1, 100),
                Duration.ofSeconds(Property.number("breakerOpenSeconds", config::breakerOpenSeconds, 1, 3600)));
    }

    private static Duration millis(String key, java.util.function.LongSupplier property) {
        return Duration.ofMillis(Property.number(key, property, 10, 60_000));
    }
}
