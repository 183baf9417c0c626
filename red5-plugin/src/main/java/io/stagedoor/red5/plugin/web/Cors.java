package io.stagedoor.red5.plugin.web;

import io.stagedoor.hook.HttpAnswer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets scripts of other hosts' pages read refusals (Fetch Standard, CORS protocol). A refusal does not reach the application, whose own
 * {@code CorsFilter} would say which pages may: what it would say is said in its place. A player that cannot read the status of a
 * refusal does not know that it should fetch another token, or come again.
 */
final class Cors {

    private static final String PREFIX = "Access-Control-";
    private static final String ALLOW = PREFIX + "Allow-Origin";
    private static final String ORIGIN = "Origin";
    private static final String VARY = "Vary";
    private static final String ANY = "*";
    /** The headers of our refusals that browsers show to scripts only if they are told to. */
    private static final Set<String> FOR_SCRIPTS = Set.of("WWW-Authenticate", "Retry-After");

    private Cors() {}

    /** Whether it is one of the headers that say what scripts may do. */
    static boolean isHeader(String name) {
        return name.startsWith(PREFIX);
    }

    /** A refusal that says of scripts what another answer to the same request says. */
    static HttpAnswer as(HttpAnswer other, HttpAnswer refusal) {
        return refusal.with(other.headers().entrySet().stream()
                .filter(header -> isHeader(header.getKey()) || header.getKey().equals(VARY))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** A refusal that scripts may read of those pages that may read the application's own answers. */
    static HttpAnswer readable(Exchange exchange, HttpAnswer refusal) {
        if (refusal.status() < 400) {
            return refusal;
        }
        HttpAnswer said = isSaid(refusal) ? refusal : refusal.with(ofApplication(exchange));
        Set<String> shown = new TreeSet<>(said.headers().keySet());
        shown.retainAll(FOR_SCRIPTS);
        return said.headers().containsKey(ALLOW) && !shown.isEmpty()
                ? said.with(Map.of(PREFIX + "Expose-Headers", List.of(String.join(", ", shown))))
                : said;
    }

    /** Whether the gate has said which pages may read the answer. */
    private static boolean isSaid(HttpAnswer refusal) {
        return refusal.headers().containsKey(ALLOW) || refusal.headers().containsKey(VARY);
    }

    /** What the {@code CorsFilter} of the path would say; it has said so already of a request that comes from within. */
    private static Map<String, List<String>> ofApplication(Exchange exchange) {
        return exchange.dispatch().equals("REQUEST")
                ? exchange.corsParameters()
                        .map(parameters -> headers(parameters, exchange.headers(ORIGIN)))
                        .orElse(Map.of())
                : Map.of();
    }

    private static Map<String, List<String>> headers(Map<String, String> parameters, List<String> sent) {
        Set<String> origins = Stream.of(
                        parameters.getOrDefault("cors.allowed.origins", "").split(","))
                .map(String::trim)
                .collect(Collectors.toSet());
        boolean any = origins.contains(ANY);
        Map<String, List<String>> headers = new HashMap<>();
        if (!any) {
            headers.put(VARY, List.of(ORIGIN));
        }
        if (sent.size() == 1 && !sent.get(0).isBlank() && (any || origins.contains(sent.get(0)))) {
            headers.put(ALLOW, List.of(any ? ANY : sent.get(0)));
            if (!any && Boolean.parseBoolean(parameters.get("cors.support.credentials"))) {
                headers.put(PREFIX + "Allow-Credentials", List.of("true"));
            }
        }
        return headers;
    }
}
