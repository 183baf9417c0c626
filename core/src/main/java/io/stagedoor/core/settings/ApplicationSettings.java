package io.stagedoor.core.settings;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The checked form of one {@code stagedoor.application} configuration.
 *
 * @param application the application's name, or {@link #ANY}
 * @param active {@code false} lets everyone in
 * @param authenticators for each protocol the names of the authenticators, in the order in which they are asked; not empty if
 *     active
 * @param off protocols whose clients are let in unasked
 * @param mpegtsSources where MPEG-TS may come from
 * @param allowRestreamers whether the server itself may publish what it pulls, without proof
 * @param queryCredentials whether the query of an RTMP connect URL carries credentials
 * @param decodeArguments whether RTMP connect arguments are URL-decoded
 * @param agents in lower case: a client's agent must contain one of them; empty for any agent
 * @param publishModes what a publisher may ask for
 * @param remoteMethods the methods of Red5's own adapter that clients may call
 * @param http what holds for requests over HTTP
 * @param decisionTimeout how long a decision may take
 * @param swapGrace how long clients wait for an authenticator whose service has just gone
 * @param maxHeld how many clients wait at most; the rest is refused at once
 * @param streamKeys for clients that send their credentials with the stream's name
 * @param roomCredentials for clients that send their credentials with a room's name
 * @param onChange what becomes of clients that are in when the authenticator or its settings change
 */
public record ApplicationSettings(
        String application,
        boolean active,
        Map<Protocol, List<String>> authenticators,
        Set<Protocol> off,
        SourceAddresses mpegtsSources,
        boolean allowRestreamers,
        boolean queryCredentials,
        boolean decodeArguments,
        List<String> agents,
        Set<String> publishModes,
        Set<String> remoteMethods,
        HttpSettings http,
        Duration decisionTimeout,
        Duration swapGrace,
        int maxHeld,
        StreamKeys streamKeys,
        RoomCredentials roomCredentials,
        OnChange onChange) {

    /** The PID of the factory. */
    public static final String PID = "stagedoor.application";

    /** The name that stands for all applications without a configuration of their own. */
    public static final String ANY = "*";

    private static final Set<String> MODES = Set.of("live", "record", "append");

    private static final int MAX_MILLIS = 60_000;
    private static final int MAX_HELD = 10_000;
    private static final String AUTHENTICATOR = "authenticator";

    /**
     * Reads a configuration.
     *
     * @param properties as Config Admin delivers them
     * @throws IllegalArgumentException naming the property, its value and what is wrong with it
     */
    public static ApplicationSettings of(Properties properties) {
        properties.requireKnown();
        boolean active = properties.flag("active", true);
        return new ApplicationSettings(
                properties.required("application"),
                active,
                authenticators(properties, active),
                off(properties),
                SourceAddresses.of(properties.list("mpegtsSources", "", ',')),
                properties.flag("allowRestreamers", false),
                properties.flag("rtmpAllowQueryParamsEnabled", true),
                properties.flag("rtmpDecodeArguments", false),
                agents(properties.list("allowedRtmpAgents", ANY, ';')),
                modes(properties.list("publishModes", "live,record,append", ',')),
                Set.copyOf(properties.list("remoteMethods", "", ',')),
                HttpSettings.of(properties),
                Duration.ofMillis(properties.number("decisionTimeoutMillis", 5000, 1, MAX_MILLIS)),
                Duration.ofMillis(properties.number("swapGraceMillis", 2000, 0, MAX_MILLIS)),
                (int) properties.number("maxHeld", 64, 0, MAX_HELD),
                StreamKeys.of(properties),
                RoomCredentials.of(properties),
                onChange(properties.text("onChange", "keep")));
    }

    private static Set<Protocol> off(Properties properties) {
        return Arrays.stream(Protocol.values())
                .filter(protocol -> !properties.flag(protocol.name().toLowerCase(Locale.ROOT), true))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether anybody is asked about clients of a protocol. */
    public boolean asks(Protocol protocol) {
        return active && !off.contains(protocol);
    }

    private static OnChange onChange(String configured) {
        return switch (configured) {
            case "keep" -> OnChange.KEEP;
            case "reauthenticate" -> OnChange.REAUTHENTICATE;
            case "disconnect" -> OnChange.DISCONNECT;
            default ->
                throw new IllegalArgumentException(
                        "onChange: '" + configured + "' is neither keep, reauthenticate nor disconnect");
        };
    }

    /** Whether no authenticator can have this name in a configuration: it stands for clients that the configuration itself knows. */
    public static boolean isReserved(String authenticator) {
        return authenticator.startsWith("[");
    }

    /** The property {@code authenticator}, and for single protocols {@code authenticator.rtmp}, {@code authenticator.rtc}, … */
    private static Map<Protocol, List<String>> authenticators(Properties properties, boolean active) {
        List<String> all = properties.list(AUTHENTICATOR, "", ',');
        Map<Protocol, List<String>> chains = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            String key = AUTHENTICATOR + "." + protocol.name().toLowerCase(Locale.ROOT);
            List<String> own = properties.list(key, "", ',');
            if (own.isEmpty()
                    && properties.isSet(
                            key)) { // or clients of this protocol would be judged by the others' authenticators
                throw new IllegalArgumentException(
                        key + ": has no name of an authenticator; write one, or remove the property");
            }
            chains.put(protocol, own.isEmpty() ? all : own);
        }
        chains.values().stream()
                .flatMap(List::stream)
                .filter(ApplicationSettings::isReserved)
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(AUTHENTICATOR + ": '" + name + "' begins with [");
                });
        if (active && chains.values().stream().allMatch(List::isEmpty)) {
            throw new IllegalArgumentException(
                    AUTHENTICATOR + ": is empty; name an authenticator, or set active=false to let everyone in");
        }
        return Map.copyOf(chains);
    }

    /**
     * Whether a client that calls itself so may try.
     *
     * @param agent empty for a client that sent none
     */
    public boolean allowsAgent(String agent) {
        String lower = agent.toLowerCase(Locale.ROOT);
        return agents.isEmpty() || agents.stream().anyMatch(lower::contains);
    }

    private static List<String> agents(List<String> configured) {
        if (configured.isEmpty()) {
            throw new IllegalArgumentException("allowedRtmpAgents: is empty; * stands for all");
        }
        return configured.contains(ANY)
                ? List.of()
                : configured.stream()
                        .map(agent -> agent.toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static Set<String> modes(List<String> configured) {
        if (!MODES.containsAll(configured)) {
            throw new IllegalArgumentException(
                    "publishModes: " + configured + " is not a list of live, record and append");
        }
        return Set.copyOf(configured);
    }
}
