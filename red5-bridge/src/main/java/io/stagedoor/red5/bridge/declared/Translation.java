package io.stagedoor.red5.bridge.declared;

import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.red5.hook.Declaration;
import io.stagedoor.red5.hook.Declarations;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A declaration, in terms of configuration.
 *
 * @param application the configuration of the application
 * @param authenticators those of its authenticators, which nothing but a declaration makes
 * @param validator the application's own; {@code null} if it has none
 * @param remarks for the log
 */
record Translation(
        Made application,
        List<Made> authenticators,
        @Nullable Validator validator,
        List<String> remarks) {

    /** A validator of the application's own, and the name of the authenticator that it becomes. */
    record Validator(String name, Predicate<Map<String, Object>> check) {}

    private static final List<String> SWITCHES =
            List.of("active", "rtmp", "rtsp", "rtc", "srt", "mpegts", "http", "ws");
    private static final Set<String> OTHERS = Set.of(
            "rtmpAllowQueryParamsEnabled",
            "allowedRtmpAgents",
            "streamNameAuth",
            "rtmpAuthRoomScopeEnabled",
            "rtmpAuthRoomScopeName");
    private static final List<String> JWT = List.of("jwtSecret", "jwtTtlMinutes", "expectedIssuer");
    private static final List<String> ROUND_TRIP = List.of(
            "protocol",
            "host",
            "port",
            "validateCredentialsEndPoint",
            "invalidateCredentialsEndPoint",
            "clientTokenRequired",
            "lazyAuth");

    /**
     * @param home the folder of Red5
     * @throws IllegalArgumentException if a declaration cannot be understood: names what, and no value
     */
    static Translation of(Map<String, Object> declared, ServerDefaults defaults, Path home) {
        String application = String.valueOf(declared.get(Declarations.APPLICATION));
        String id = String.valueOf(declared.get(Declarations.ID));
        String kind = String.valueOf(declared.getOrDefault("validator", "file"));
        String name = application + "/" + (kind.equals("custom") ? "validator" : kind);

        Map<String, String> properties = new TreeMap<>(defaults.properties());
        properties.put("application", application);
        properties.put("authenticator", name);
        copy(declared, SWITCHES, properties);
        copy(declared, OTHERS, properties);
        List<String> remarks = new ArrayList<>(unset(declared));

        List<Made> authenticators = new ArrayList<>();
        Map<String, String> authenticator = new TreeMap<>(Map.of("name", name));
        Validator validator = null;
        switch (kind) {
            case "jwt" -> {
                copy(declared, JWT, authenticator);
                authenticators.add(Made.of("stagedoor.authenticator.jwt", application, id, authenticator));
            }
            case "roundtrip" -> {
                copy(declared, ROUND_TRIP, authenticator);
                authenticator.computeIfPresent("protocol", (key, protocol) -> scheme(protocol));
                authenticators.add(Made.of("stagedoor.authenticator.roundtrip", application, id, authenticator));
            }
            case "file" -> {
                authenticator.put("credentialsFile", credentials(declared, defaults, home));
                authenticators.add(Made.of("stagedoor.authenticator.simple", application, id, authenticator));
            }
            case "custom" -> validator = new Validator(name, check(declared));
            default -> throw new IllegalArgumentException("validator: unknown kind");
        }
        Made own = Made.of(ApplicationSettings.PID, application, id, properties);
        return new Translation(own, List.copyOf(authenticators), validator, List.copyOf(remarks));
    }

    private static void copy(Map<String, Object> declared, Iterable<String> keys, Map<String, String> into) {
        for (String key : keys) {
            Object value = declared.get(key);
            if (value != null) {
                into.put(key, value.toString());
            }
        }
    }

    private static List<String> unset(Map<String, Object> declared) {
        if (declared.containsKey("defaults")) {
            return List.of();
        }
        List<String> unset =
                SWITCHES.stream().filter(key -> !declared.containsKey(key)).toList();
        return unset.isEmpty()
                ? List.of()
                : List.of(
                        String.join(", ", unset)
                                + ": not set, so true; set it to false in red5-web.xml to let these clients in without a check");
    }

    /** {@code http}, {@code https://}: people write both. */
    private static String scheme(String protocol) {
        String lower = protocol.strip().toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https") ? lower + "://" : protocol;
    }

    @SuppressWarnings("unchecked")
    private static Predicate<Map<String, Object>> check(Map<String, Object> declared) {
        if (declared.get(Declaration.CHECK) instanceof Predicate<?> check) {
            return (Predicate<Map<String, Object>>) check;
        }
        throw new IllegalArgumentException("validator: has no predicate to call");
    }

    /** In the web application, where {@code dataSource} begins; as it stands; else the file of all applications. */
    private static String credentials(Map<String, Object> declared, ServerDefaults defaults, Path home) {
        try {
            Object dataSource = declared.get("dataSource");
            if (dataSource == null || dataSource.toString().isBlank()) {
                return home.resolve("conf").resolve(defaults.credentials()).toString();
            }
            String named = dataSource.toString().strip();
            Object folder = declared.get(Declarations.FOLDER);
            if (folder == null) {
                return home.resolve(named).toString();
            }
            Path webapp = Path.of(folder.toString());
            Path below = webapp.resolve(named.replaceFirst("^/+", ""));
            Path inside = webapp.resolve("WEB-INF").resolve(named.replaceFirst("^/+", ""));
            if (Files.exists(below) || named.startsWith("/WEB-INF/")) {
                return below.toString();
            }
            return Files.exists(inside) || !named.startsWith("/") ? inside.toString() : named;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("dataSource: not a path", e);
        }
    }
}
