package io.stagedoor.auth.jwt.internal.remote;

import io.stagedoor.auth.support.property.FileProperty;
import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.tls.Tls;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the keys of an issuer are fetched. Two are equal if nothing needs to change.
 *
 * @param tls whom to trust, by the content of {@code keysCaFile}
 * @param proxy by which host the provider is reached; empty for none
 */
public record Access(Pace pace, Tls tls, Optional<InetSocketAddress> proxy) {

    private static final String AUTHORITIES = "keysCaFile";
    private static final String PROXY = "keysProxy";
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?i)http://([a-z0-9._-]+|\\[[0-9a-f:.]+]):(\\d{1,5})/?");
    private static final int MOST_PORT = 65_535;

    /**
     * How often keys are fetched, and how long they serve.
     *
     * @param refresh the longest time from one fetch to the next one that the timer makes
     * @param cooldown one fetch in this time at most, or two at once if none was made for as long
     * @param longestStale how long keys serve after they were fetched
     */
    record Pace(Duration refresh, Duration cooldown, Duration longestStale) {}

    /**
     * What the properties say, with the content of the file that they name.
     *
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    public static Access of(Properties properties) {
        return new Access(pace(properties), Tls.trusting(AUTHORITIES, properties), proxy(properties));
    }

    /**
     * Sees to it that the properties are right, without looking at the file.
     *
     * @return that file; empty for none
     * @throws IllegalArgumentException naming the property, what is wrong and what to do
     */
    public static Optional<Path> requireGood(Properties properties) {
        pace(properties);
        proxy(properties);
        return FileProperty.of(properties, AUTHORITIES).map(FileProperty::path);
    }

    private static Pace pace(Properties properties) {
        return new Pace(
                properties.duration("keysRefreshMinutes"),
                properties.duration("keysCooldownSeconds"),
                properties.duration("keysMaxStaleHours"));
    }

    private static Optional<InetSocketAddress> proxy(Properties properties) {
        String text = properties.text(PROXY);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher parts = HOST_AND_PORT.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > MOST_PORT) {
            throw new IllegalArgumentException(
                    PROXY + ": is not http:// with a host and a port; write http://proxy.example:3128, without a user");
        }
        String host = parts.group(1).replaceAll("[\\[\\]]", "");
        return Optional.of(InetSocketAddress.createUnresolved(host, Integer.parseInt(parts.group(2))));
    }
}
