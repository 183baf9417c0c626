package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The RTMP settings of a {@code stagedoor.application} configuration.
 *
 * @param queryCredentials whether the query of an RTMP connect URL carries credentials
 * @param decodeArguments whether RTMP connect arguments are URL-decoded
 * @param agents in lower case: a client's agent must contain one of them; empty for any agent
 * @param publishModes what a publisher may ask for
 * @param remoteMethods the methods of Red5's own adapter that clients may call
 * @param streamKeys for clients that send their credentials with the stream's name
 * @param roomCredentials for clients that send their credentials with a room's name
 */
public record RtmpSettings(
        boolean queryCredentials,
        boolean decodeArguments,
        List<String> agents,
        Set<String> publishModes,
        Set<String> remoteMethods,
        StreamKeys streamKeys,
        RoomCredentials roomCredentials) {

    /** The property that lists the agents. */
    public static final String AGENTS = "allowedRtmpAgents";

    private static final String PUBLISH_MODES = "publishModes";
    private static final String ALL = "*";
    private static final Set<String> MODES = Set.of("live", "record", "append");

    /** Reads the properties, and throws {@link IllegalArgumentException} naming the one that is wrong. */
    static RtmpSettings of(Properties properties) {
        return new RtmpSettings(
                properties.flag("rtmpAllowQueryParamsEnabled"),
                properties.flag("rtmpDecodeArguments"),
                agents(properties.list(AGENTS, ';')),
                modes(properties.list(PUBLISH_MODES, ',')),
                Set.copyOf(properties.list("remoteMethods", ',')),
                StreamKeys.of(properties),
                RoomCredentials.of(properties));
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
            throw new IllegalArgumentException(AGENTS + ": is empty; * stands for all");
        }
        return configured.contains(ALL)
                ? List.of()
                : configured.stream()
                        .map(agent -> agent.toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static Set<String> modes(List<String> configured) {
        if (!MODES.containsAll(configured)) {
            throw new IllegalArgumentException(
                    PUBLISH_MODES + ": " + configured + " is not a list of live, record and append");
        }
        return Set.copyOf(configured);
    }
}
