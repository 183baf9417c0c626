package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;

/**
 * The clients of an application that the configuration itself knows, without an authenticator.
 *
 * @param mpegtsSources where MPEG-TS may come from
 * @param allowRestreamers whether the server itself may publish what it pulls, without proof
 */
public record InsiderSettings(SourceAddresses mpegtsSources, boolean allowRestreamers) {

    /** The property that lists the sources of MPEG-TS. */
    public static final String SOURCES = "mpegtsSources";

    /** The property that allows restreamers. */
    public static final String RESTREAMERS = "allowRestreamers";

    /** Reads the properties, and throws {@link IllegalArgumentException} naming the one that is wrong. */
    static InsiderSettings of(Properties properties) {
        return new InsiderSettings(
                SourceAddresses.of(SOURCES, properties.list(SOURCES, ',')), properties.flag(RESTREAMERS));
    }
}
