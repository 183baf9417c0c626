package io.stagedoor.core.oversight;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a comparison says of a client: its line of the audit log, in the words of both who were asked. */
final class Difference {

    /** Names that a line has as well, in the order of the answer. */
    private static final List<String> SAME = List.of(
            "time",
            "application",
            "room",
            "stream",
            "protocol",
            "action",
            "subject",
            "claimed",
            "connection",
            "address");

    private static final List<String> MORE = List.of("shadow", "shadowDecision", "shadowReason", "detail");
    private static final List<String> GATHERED = List.of("count", "first", "last");

    private Difference() {}

    /**
     * What is shown of a line.
     *
     * @param line of the audit log whose {@code decision} is {@code shadow}
     * @return {@code outcome} is {@code WOULD_REFUSE} or {@code WOULD_ALLOW}; {@code decision} and {@code reason} are those that count, {@code
     *     shadowDecision}, {@code shadowReason} and {@code detail} those of who was asked beside
     */
    static Map<String, Object> fields(Map<String, Object> line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        SAME.forEach(name -> fields.put(name, line.getOrDefault(name, "")));
        fields.put("outcome", line.getOrDefault("reason", ""));
        fields.put("decision", line.getOrDefault("decided", ""));
        fields.put("reason", line.getOrDefault("decidedReason", ""));
        fields.put("authenticator", line.getOrDefault("authenticator", ""));
        MORE.forEach(name -> fields.put(name, line.getOrDefault(name, "")));
        GATHERED.stream().filter(line::containsKey).forEach(name -> fields.put(name, line.get(name)));
        return fields;
    }
}
