package io.stagedoor.core.meter;

import io.stagedoor.auth.Measure;
import io.stagedoor.auth.support.text.Redacted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes metrics of what authenticators measure. No authenticator changes the meaning of a name: those of Stagedoor itself are not an authenticator's, those of its own authenticators
 * have one form, and of two others that give a name two forms the one counts that was registered first. What is not shown, the log says once. Thread-safe.
 */
public final class Measures {

    /** How many series of all authenticators there may be. */
    static final int MOST = 5000;

    static final String PREFIX = "stagedoor_";
    static final String AUTHENTICATOR = "authenticator";
    private static final String ISSUER = "issuer";
    private static final String OUTCOME = "outcome";

    /** Of Stagedoor itself, without what Prometheus adds to a name. */
    static final Set<String> RESERVED = Set.of(
            "stagedoor_decisions",
            "stagedoor_decision_duration_seconds",
            "stagedoor_clients",
            "stagedoor_clients_held",
            "stagedoor_holds",
            "stagedoor_ends",
            "stagedoor_shadow",
            "stagedoor_audit_output_lost_lines",
            "stagedoor_configuration_generation",
            "stagedoor_configuration_last_good",
            "stagedoor_problems",
            "stagedoor_healthy",
            "stagedoor_ready",
            "stagedoor_audit_queue_lines",
            "stagedoor_audit_lost_lines",
            "stagedoor_revocations",
            "stagedoor_tickets",
            "stagedoor_store_writable",
            "stagedoor_build",
            "stagedoor_start_time_seconds");

    /** Of Stagedoor's own authenticators: what they mean does not depend on who is registered first. */
    static final Map<String, Form> OWN = Map.of(
            "stagedoor_authenticator_last_good", new Form(Metric.Kind.GAUGE, Set.of()),
            "stagedoor_keys_age_seconds", new Form(Metric.Kind.GAUGE, Set.of(ISSUER)),
            "stagedoor_key_refreshes_total", new Form(Metric.Kind.COUNTER, Set.of(ISSUER, OUTCOME)),
            "stagedoor_unknown_keys_total", new Form(Metric.Kind.COUNTER, Set.of(ISSUER)),
            "stagedoor_secret_overlap_seconds", new Form(Metric.Kind.GAUGE, Set.of()),
            "stagedoor_backend_breaker_open", new Form(Metric.Kind.GAUGE, Set.of()),
            "stagedoor_backend_unanswered_in_a_row", new Form(Metric.Kind.GAUGE, Set.of()),
            "stagedoor_backend_requests_total", new Form(Metric.Kind.COUNTER, Set.of(OUTCOME)),
            "stagedoor_backend_request_duration_seconds", new Form(Metric.Kind.HISTOGRAM, Set.of()),
            "stagedoor_throttled_accounts", new Form(Metric.Kind.GAUGE, Set.of()));

    private static final Logger LOG = LoggerFactory.getLogger(Measures.class);
    private static final int MOST_TOLD = 1000;
    private static final Pattern ADDED = Pattern.compile("_(total|created|bucket|count|sum|info)$");

    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** What all measures of one name have in common. */
    record Form(Metric.Kind kind, Set<String> labels) {

        static Form of(Measure measure) {
            return new Form(
                    Metric.Kind.valueOf(measure.kind().name()),
                    Set.copyOf(measure.labels().keySet()));
        }
    }

    /** A metric that is being made. */
    private static final class Growing {
        /** Who gave the name first. */
        private final String authenticator;

        private final String help;
        private final Form form;
        private final List<String> labels;
        private final List<Sample> samples = new ArrayList<>();
        private final Set<List<String>> known = new LinkedHashSet<>();

        Growing(String authenticator, Measure first, Form form) {
            this.authenticator = authenticator;
            this.help = first.help();
            this.form = form;
            this.labels = new ArrayList<>(List.of(AUTHENTICATOR));
            first.labels().keySet().stream().sorted().forEach(labels::add);
        }

        /** {@code false} if it has the same labels as another one. */
        boolean add(String authenticator, Measure measure) {
            List<String> values = new ArrayList<>(List.of(authenticator));
            labels.stream()
                    .skip(1)
                    .forEach(label -> values.add(Redacted.of(measure.labels().getOrDefault(label, ""))));
            return known.add(values)
                    && samples.add(new Sample(values, measure.value(), measure.bounds(), measure.counts()));
        }
    }

    /** The metrics that Stagedoor's own authenticators have, without any series. */
    public static List<Metric> ofOwnAuthenticators() {
        return OWN.entrySet().stream()
                .map(own -> {
                    List<String> labels = new ArrayList<>(List.of(AUTHENTICATOR));
                    own.getValue().labels().stream().sorted().forEach(labels::add);
                    return new Metric(own.getKey(), "", own.getValue().kind(), labels, List.of());
                })
                .toList();
    }

    /**
     * Makes metrics.
     *
     * @param measured by name of the authenticator, those that were registered first at the beginning
     */
    public List<Metric> metrics(Map<String, List<Measure>> measured) {
        Map<String, Growing> metrics = new LinkedHashMap<>();
        Map<String, String> bases = new HashMap<>();
        OWN.keySet().forEach(name -> bases.put(base(name), name));
        int left = MOST;
        for (Map.Entry<String, List<Measure>> one : measured.entrySet()) {
            for (Measure measure : one.getValue()) {
                if (left == 0) {
                    tell(
                            one.getKey(),
                            measure.name(),
                            "all authenticators together measure more than " + MOST + " things");
                    return finished(metrics);
                }
                left -= add(one.getKey(), measure, metrics, bases) ? 1 : 0;
            }
        }
        return finished(metrics);
    }

    private boolean add(
            String authenticator, Measure measure, Map<String, Growing> metrics, Map<String, String> bases) {
        String name = measure.name().startsWith(PREFIX) ? measure.name() : PREFIX + measure.name();
        String base = base(name);
        Form form = Form.of(measure);
        if (RESERVED.contains(base)) {
            return tell(authenticator, name, "the name is Stagedoor's own");
        }
        String taken = bases.computeIfAbsent(base, none -> name);
        if (!taken.equals(name)) {
            return tell(
                    authenticator,
                    name,
                    "'" + taken + "' " + whose(taken, authenticator, metrics)
                            + ", and the two would be read as one metric");
        }
        if (OWN.containsKey(name) && !form.equals(OWN.get(name))) {
            return tell(
                    authenticator,
                    name,
                    "the name is that of Stagedoor's own authenticators, with another kind or other labels");
        }
        Growing metric = metrics.computeIfAbsent(name, none -> new Growing(authenticator, measure, form));
        if (!metric.form.equals(form)) {
            return tell(
                    authenticator,
                    name,
                    "the name " + whose(name, authenticator, metrics) + ", with another kind or other labels");
        }
        return metric.add(authenticator, measure)
                || tell(authenticator, name, "two of its measures have the same labels");
    }

    /** Who has a name already. */
    private static String whose(String name, String authenticator, Map<String, Growing> metrics) {
        Growing metric = metrics.get(name);
        if (metric == null) {
            return "is a name of Stagedoor's own authenticators";
        }
        return metric.authenticator.equals(authenticator)
                ? "is that of an earlier measure of the same authenticator"
                : "is that of a measure of authenticator '" + metric.authenticator + "'";
    }

    /** Without the ends that formats add, a name must not stand for two metrics. */
    static String base(String name) {
        return ADDED.matcher(name).replaceFirst("");
    }

    private static List<Metric> finished(Map<String, Growing> metrics) {
        List<Metric> finished = new ArrayList<>();
        metrics.forEach((name, metric) ->
                finished.add(new Metric(name, metric.help, metric.form.kind(), metric.labels, metric.samples)));
        return finished;
    }

    private boolean tell(String authenticator, String name, String why) {
        if (told.size() < MOST_TOLD && told.add(authenticator + " " + name + " " + why)) {
            LOG.warn(
                    "The metric '{}' of authenticator '{}' is not shown: {}. This is said once.",
                    name,
                    authenticator,
                    why);
        }
        return false;
    }
}
