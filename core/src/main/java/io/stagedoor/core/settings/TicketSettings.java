package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;

/**
 * What a {@code stagedoor.application} configuration says of tickets.
 *
 * @param allowed whether tickets are made and accepted
 * @param streamKeys whether a ticket may stand where the name of its stream would
 * @param longest how long a ticket lasts whose grant has no end
 */
public record TicketSettings(boolean allowed, boolean streamKeys, Duration longest) {

    /** The property that allows tickets. */
    public static final String TICKETS = "tickets";

    /** The property that allows them in the place of names. */
    public static final String STREAM_KEYS = "streamKeyTickets";

    /** Reads the properties, and throws {@link IllegalArgumentException} naming the one that is wrong. */
    static TicketSettings of(Properties properties) {
        TicketSettings settings = new TicketSettings(
                properties.flag(TICKETS), properties.flag(STREAM_KEYS), properties.duration("ticketMaxSeconds"));
        if (settings.streamKeys() && !settings.allowed()) {
            throw new IllegalArgumentException(STREAM_KEYS + ": is true, but " + TICKETS + " is false; set " + TICKETS
                    + "=true, or remove " + STREAM_KEYS);
        }
        return settings;
    }
}
