package io.stagedoor.http;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which pages' scripts may read what is served (Fetch Standard, CORS protocol), by our own configuration or by that of Tomcat's filter.
 *
 * @param origins {@code *} for any
 * @param methods {@code *} for any
 * @param headers in lower case; {@code *} for any
 * @param credentials whether browsers may send and use cookies
 * @param maxAgeSeconds how long browsers may keep the answer
 */
record Cors(Set<String> origins, Set<String> methods, Set<String> headers, boolean credentials, long maxAgeSeconds) {

    private static final String ANY = "*";
    private static final int MAX_AGE_SECONDS = 600;
    private static final int TOMCAT_MAX_AGE_SECONDS = 1800;
    private static final int FORBIDDEN = 403;
    private static final int MAX_LENGTH = 1024;
    private static final String ORIGIN = "Origin";
    private static final String METHOD = "Access-Control-Request-Method";
    private static final String HEADERS = "Access-Control-Request-Headers";
    /** The separators that a token has not (RFC 9110 §5.6.2). */
    private static final String SEPARATORS = "\"(),/:;<=>?@[\\]{}";

    private static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /** What {@code corsAllowedOrigins} says; empty if it says nothing. */
    static Optional<Cors> configured(Set<String> origins) {
        return origins.isEmpty()
                ? Optional.empty()
                : Optional.of(new Cors(origins, Set.of(ANY), Set.of(ANY), !origins.contains(ANY), MAX_AGE_SECONDS));
    }

    /** What the parameters of a Tomcat {@code CorsFilter} say; empty if there is none. */
    static Optional<Cors> ofTomcat(Optional<Map<String, String>> parameters) {
        return parameters.map(Cors::ofTomcat);
    }

    private static Cors ofTomcat(Map<String, String> given) {
        Set<String> origins = list(given, "cors.allowed.origins", "");
        return new Cors(
                origins,
                list(given, "cors.allowed.methods", "GET,POST,HEAD,OPTIONS"),
                list(
                                given,
                                "cors.allowed.headers",
                                "Origin,Accept,X-Requested-With,Content-Type,Access-Control-Request-Method,Access-Control-Request-Headers")
                        .stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet()),
                // Never for any page; Tomcat does not start with that.
                Boolean.parseBoolean(given.get("cors.support.credentials")) && !origins.contains(ANY),
                seconds(given.get("cors.preflight.maxage")));
    }

    private static Set<String> list(Map<String, String> parameters, String name, String otherwise) {
        return Stream.of(parameters.getOrDefault(name, otherwise).split(","))
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static long seconds(@Nullable String text) {
        try {
            return text == null ? TOMCAT_MAX_AGE_SECONDS : Long.parseLong(text.trim());
        } catch (NumberFormatException e) { // Tomcat would not start the application
            return 0;
        }
    }

    /** Whether a browser asks what a script may ask for. */
    static boolean isPreflight(HttpRequest request) {
        return request.method().equals("OPTIONS")
                && request.headers(ORIGIN).size() == 1
                && request.headers(METHOD).size() == 1;
    }

    /** The answer to {@code OPTIONS} that says nothing of scripts. */
    static HttpAnswer silence() {
        return HttpAnswer.answer(Map.of("Allow", List.of(ALLOWED)));
    }

    /** Browsers send it without credentials; nobody else has a need of it, and there are servlets that answer every method alike. */
    static HttpAnswer options(HttpRequest request) {
        if (!isPreflight(request)) {
            return silence();
        }
        return ofTomcat(request.corsParameters())
                .map(cors -> cors.preflight(request))
                .orElseGet(() -> request.answersPreflights() ? HttpAnswer.head() : silence());
    }

    /** The answer to a browser that asks what a script may ask for. */
    HttpAnswer preflight(HttpRequest request) {
        String method = request.headers(METHOD).get(0).trim();
        List<String> asked = tokens(String.join(",", request.headers(HEADERS)));
        Map<String, List<String>> headers = new HashMap<>(headers(request));
        boolean allowed = headers.containsKey("Access-Control-Allow-Origin")
                && isToken(method)
                && (methods.contains(ANY) || methods.contains(method))
                && asked.stream().allMatch(this::takes);
        if (!allowed) {
            return HttpAnswer.refuse(FORBIDDEN, Map.of("Cache-Control", List.of("no-store"), "Vary", List.of(ORIGIN)));
        }
        headers.put("Access-Control-Allow-Methods", List.of(method));
        if (!asked.isEmpty()) {
            headers.put("Access-Control-Allow-Headers", List.of(String.join(", ", asked)));
        }
        if (maxAgeSeconds > 0) {
            headers.put("Access-Control-Max-Age", List.of(Long.toString(maxAgeSeconds)));
        }
        return HttpAnswer.answer(headers);
    }

    /** What an answer to a page's script says of the page; empty for a request of no page, or of one that is not on the list. */
    Map<String, List<String>> headers(HttpRequest request) {
        List<String> sent = request.headers(ORIGIN);
        boolean any = origins.contains(ANY);
        if (sent.size() != 1) { // a cache must not hand this answer to a page's script
            return any ? Map.of() : Map.of("Vary", List.of(ORIGIN));
        }
        String origin = sent.get(0).trim();
        if (!any && !origins.contains(origin) && !origins.contains(origin.toLowerCase(Locale.ROOT))) {
            return Map.of("Vary", List.of(ORIGIN));
        }
        if (any) {
            return Map.of("Access-Control-Allow-Origin", List.of(ANY));
        }
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("Access-Control-Allow-Origin", List.of(origin));
        headers.put("Vary", List.of(ORIGIN));
        if (credentials) {
            headers.put("Access-Control-Allow-Credentials", List.of("true"));
        }
        return headers;
    }

    private boolean takes(String header) {
        return isToken(header) && (headers.contains(ANY) || headers.contains(header.toLowerCase(Locale.ROOT)));
    }

    /** What is separated by commas; one that is no token for what is too long. */
    private static List<String> tokens(String list) {
        if (list.length() > MAX_LENGTH) {
            return List.of("");
        }
        List<String> tokens = new ArrayList<>();
        for (String token : list.split(",")) {
            if (!token.isBlank()) {
                tokens.add(token.trim());
            }
        }
        return tokens;
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && SEPARATORS.indexOf(c) < 0);
    }
}
