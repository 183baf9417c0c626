package io.stagedoor.core.settings;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.support.property.Properties;

/**
 * The checked form of one {@code stagedoor.application} configuration: one component for each group of its properties.
 *
 * @param application the application's name, or {@link #ANY}
 * @param deciders who decides about its clients
 * @param insiders clients that the configuration itself knows
 * @param rtmp what holds for RTMP clients
 * @param http what holds for requests over HTTP
 * @param timing how long clients wait
 * @param rechecks how often clients that are in are asked about again
 * @param limits how many clients publish and play at once
 * @param tickets whether tickets are made and accepted
 * @param onChange what becomes of clients that are in when the authenticator or its settings change
 */
public record ApplicationSettings(
        String application,
        Deciders deciders,
        InsiderSettings insiders,
        RtmpSettings rtmp,
        HttpSettings http,
        Timing timing,
        RecheckSettings rechecks,
        LimitSettings limits,
        TicketSettings tickets,
        OnChange onChange) {

    /** The PID of the factory. */
    public static final String PID = "stagedoor.application";

    /** The name that stands for all applications without a configuration of their own. */
    public static final String ANY = "*";

    /** The property that names the application. */
    static final String APPLICATION = "application";

    private static final String ON_CHANGE = "onChange";

    /**
     * Reads a configuration.
     *
     * @param properties as Config Admin delivers them
     * @throws IllegalArgumentException naming the property, its value and what is wrong with it
     */
    public static ApplicationSettings of(Properties properties) {
        properties.requireKnown();
        return new ApplicationSettings(
                properties.required(APPLICATION),
                Deciders.of(properties),
                InsiderSettings.of(properties),
                RtmpSettings.of(properties),
                HttpSettings.of(properties),
                Timing.of(properties),
                RecheckSettings.of(properties),
                LimitSettings.of(properties),
                TicketSettings.of(properties),
                onChange(properties.text(ON_CHANGE)));
    }

    /** Whether clients are judged at all. */
    public boolean active() {
        return deciders.active();
    }

    /** Whether anybody is asked about clients of a protocol. */
    public boolean asks(Protocol protocol) {
        return deciders.asks(protocol);
    }

    private static OnChange onChange(String configured) {
        return switch (configured) {
            case "keep" -> OnChange.KEEP;
            case "reauthenticate" -> OnChange.REAUTHENTICATE;
            case "disconnect" -> OnChange.DISCONNECT;
            default ->
                throw new IllegalArgumentException(
                        ON_CHANGE + ": '" + configured + "' is neither keep, reauthenticate nor disconnect");
        };
    }
}
