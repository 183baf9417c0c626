package io.stagedoor.core.settings;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long clients of an application wait, and stay.
 *
 * @param decisionTimeout how long a decision may take
 * @param swapGrace how long clients wait for an authenticator whose service has just gone
 * @param maxHeld how many clients wait for it at most; the rest is refused at once
 * @param maxSession how long a client that is judged stays at most, whatever it was granted; nought for any time
 * @param expiryNotice how long before its end a client is told of it; nought if it is not
 */
public record Timing(
        Duration decisionTimeout, Duration swapGrace, int maxHeld, Duration maxSession, Duration expiryNotice) {

    /** Reads the properties, and throws {@link IllegalArgumentException} naming the one that is wrong. */
    static Timing of(Properties properties) {
        return new Timing(
                properties.duration("decisionTimeoutMillis"),
                properties.duration("swapGraceMillis"),
                properties.count("maxHeld"),
                properties.duration("maxSessionHours"),
                properties.duration("expiryNoticeSeconds"));
    }

    /**
     * A grant that ends when a client has to go.
     *
     * @param since when the client came in
     */
    public Grant limited(Grant grant, Instant since) {
        return maxSession.isZero() ? grant : grant.endingBy(Optional.of(since.plus(maxSession)));
    }
}
