package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The HTTP settings of a {@code stagedoor.application} configuration.
 *
 * @param publicPaths what is served without a decision
 * @param whip the paths of WHIP endpoints and their resources
 * @param whep the paths of WHEP endpoints and their resources
 * @param play further paths where players get a stream
 * @param backchannelLogout the path where identity providers send logout tokens; empty for none
 * @param refresh whether each client is told an id of its session, by which its application sends new credentials for it
 * @param corsOrigins in lower case: pages of which scripts may read answers; {@code *} for any
 * @param webSocketOrigins in lower case: pages of which a cookie counts, besides those of the server itself
 * @param sessionIdle how long a session is kept that nobody uses
 * @param sessionLife how long a session is kept at most
 * @param maxSessions how many sessions are kept at most
 */
public record HttpSettings(
        PathPatterns publicPaths,
        PathTemplates whip,
        PathTemplates whep,
        PathTemplates play,
        Optional<String> backchannelLogout,
        boolean refresh,
        Set<String> corsOrigins,
        Set<String> webSocketOrigins,
        Duration sessionIdle,
        Duration sessionLife,
        int maxSessions) {

    private static final String PUBLIC = "httpPublicPaths";
    private static final String WHIP_PATHS = "whipPaths";
    private static final String WHEP_PATHS = "whepPaths";
    private static final String PLAY_PATHS = "playPaths";
    private static final String LOGOUT = "backchannelLogout";

    /** What holds for a web application that nobody has configured. */
    public static final HttpSettings DEFAULT = of(new Properties(ApplicationConfig.class, Map.of()));

    /** Reads the properties, and throws {@link IllegalArgumentException} as {@link ApplicationSettings#of} does. */
    static HttpSettings of(Properties properties) {
        return new HttpSettings(
                PathPatterns.of(PUBLIC, properties.list(PUBLIC, ',')),
                PathTemplates.of(WHIP_PATHS, properties.list(WHIP_PATHS, ',')),
                PathTemplates.of(WHEP_PATHS, properties.list(WHEP_PATHS, ',')),
                PathTemplates.withParameters(PLAY_PATHS, properties.list(PLAY_PATHS, ',')),
                logout(properties),
                properties.flag("refresh"),
                origins("corsAllowedOrigins", properties),
                origins("wsAllowedOrigins", properties),
                properties.duration("httpSessionIdleSeconds"),
                properties.duration("httpSessionSeconds"),
                properties.count("httpMaxSessions"));
    }

    private static Optional<String> logout(Properties properties) {
        String path = properties.text(LOGOUT);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        if (!path.matches("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")) {
            throw new IllegalArgumentException(LOGOUT + ": '" + path
                    + "' is no plain path; set it to one such as /stagedoor/logout, of letters, digits and -._~");
        }
        return Optional.of(path);
    }

    private static Set<String> origins(String property, Properties properties) {
        List<String> configured = properties.list(property, ',');
        for (String origin : configured) {
            if (!origin.equals("*") && !origin.matches("(?i)https?://[^/\\s]+")) {
                throw new IllegalArgumentException(
                        property + ": '" + origin + "' is neither * nor of the form https://host or https://host:port");
            }
        }
        return configured.stream()
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }
}
