package io.stagedoor.core.routing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An authenticator that is there, for an operator.
 *
 * @param name by which configurations name it
 * @param file of its configuration; empty for one that is not made of a configuration
 * @param bundle the symbolic name of its bundle; empty if that is just going
 * @param applications those whose clients it is asked about
 * @param problem what is wrong with it, in a sentence; empty if nothing is
 * @param facts what else it says of itself: a sentence each
 */
public record Registered(
        String name, String file, String bundle, List<String> applications, String problem, List<String> facts) {

    /** Copies what is given. */
    public Registered {
        applications = List.copyOf(applications);
        facts = List.copyOf(facts);
    }

    /** Names and values for whoever writes it down. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("file", file);
        fields.put("bundle", bundle);
        fields.put("applications", applications);
        fields.put("problem", problem);
        fields.put("facts", facts);
        return fields;
    }
}
