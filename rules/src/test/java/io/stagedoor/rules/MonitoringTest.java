package io.stagedoor.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard that we ship: Prometheus reads them, each rule is tested, and they name what Stagedoor shows. */
class MonitoringTest {

    private static final Path FOLDER = Modules.root().resolve("distribution/src/main/overlay/stagedoor/monitoring");
    private static final Path RULES = FOLDER.resolve("stagedoor-alerts.yml");
    private static final Path TESTS = FOLDER.resolve("stagedoor-alerts-test.yml");
    private static final Path DASHBOARD = FOLDER.resolve("stagedoor-dashboard.json");
    private static final Path METRICS = Modules.root().resolve("docs/metrics.md");

    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern QUERY = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern VARIABLE_QUERY = Pattern.compile("\"definition\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern METRIC = Pattern.compile("\\b(stagedoor_\\w+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+) *(?:=~|!~|!=|=|:)");
    private static final Pattern GROUPED = Pattern.compile("\\b(?:by|on|group_left) *\\(([^)]*)\\)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(stagedoor_\\w+)(?:\\{([^}]*)})?` *\\|(.*)$");
    private static final Pattern CODE = Pattern.compile("`(\\w+)(?:=[^`]*)?`");

    /** What Prometheus itself adds to each series, and to each histogram. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

    private static final String HISTOGRAM_PARTS = "_(bucket|sum|count)$";

    private static String text(Path file) {
        return Modules.read(file);
    }

    /** By name of each alert, its rule as it is written. */
    private static Map<String, String> alerts() {
        Map<String, String> alerts = new TreeMap<>();
        String[] parts = text(RULES).split("(?m)^ +- alert: ");
        for (int i = 1; i < parts.length; i++) {
            String name = parts[i].lines().findFirst().orElseThrow();
            alerts.put(name, parts[i]);
        }
        return alerts;
    }

    private static List<String> queries() {
        return found(QUERY).toList();
    }

    private static Stream<String> found(Pattern pattern) {
        return pattern.matcher(text(DASHBOARD))
                .results()
                .map(query -> query.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
    }

    /** What Grafana makes of a query before it sends it. */
    private static String asSent(String query) {
        return query.replace("$__rate_interval", "5m").replaceAll("\\$(instance|application)", ".*");
    }

    /** By name, the labels of each metric that Stagedoor shows, as its documentation has them. */
    private static Map<String, Set<String>> shown() {
        Map<String, Set<String>> shown = new TreeMap<>();
        ROW.matcher(text(METRICS)).results().forEach(row -> {
            Set<String> labels = new TreeSet<>();
            if (row.group(2) == null) {
                CODE.matcher(row.group(3).split("\\|", -1)[1]).results().forEach(label -> labels.add(label.group(1)));
            } else {
                Stream.of(row.group(2).split(","))
                        .forEach(label -> labels.add(label.replaceAll("=.*", "").strip()));
            }
            shown.put(row.group(1), labels);
        });
        return shown;
    }

    private static void onlyShown(String query) {
        Map<String, Set<String>> shown = shown();
        Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
        Matcher metrics = METRIC.matcher(query);
        while (metrics.find()) {
            String name = metrics.group(1);
            String known = shown.containsKey(name) ? name : name.replaceFirst(HISTOGRAM_PARTS, "");
            assertThat(shown).as("docs/metrics.md, for %s", query).containsKey(known);
            Set<String> own = new TreeSet<>(shown.get(known));
            labels.addAll(own);
            own.addAll(OF_PROMETHEUS);
            String written = metrics.group(2) == null ? "" : metrics.group(2).replaceAll("\"[^\"]*\"", "\"\"");
            assertThat(LABEL.matcher(written).results().map(label -> label.group(1)))
                    .as("labels of %s in docs/metrics.md, for %s", name, query)
                    .isSubsetOf(own);
        }
        GROUPED.matcher(query)
                .results()
                .flatMap(group -> Stream.of(group.group(1).split(",")))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .forEach(label -> assertThat(labels).as(query).contains(label));
    }

    @Test
    void what_rules_their_tests_and_the_dashboard_name_is_what_stagedoor_shows() {
        assertThat(shown()).as("docs/metrics.md").hasSizeGreaterThan(20);
        alerts().values().forEach(MonitoringTest::onlyShown);
        text(TESTS).lines().filter(line -> line.contains("- series: '")).forEach(MonitoringTest::onlyShown);
        assertThat(queries()).hasSizeGreaterThan(30).allSatisfy(query -> onlyShown(asSent(query)));
        assertThat(found(VARIABLE_QUERY)).hasSize(2).allSatisfy(query -> onlyShown(asSent(query)));
    }

    @Test
    void each_alert_says_what_is_wrong_and_where_to_read_on() {
        Set<String> anchors = text(Modules.root().resolve("docs/monitoring.md"))
                .lines()
                .filter(line -> line.startsWith("### Stagedoor"))
                .map(line -> line.substring(4))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(alerts().keySet()).isEqualTo(anchors);
        alerts().forEach((name, rule) -> assertThat(rule)
                .as(name)
                .containsPattern("severity: (critical|warning|info)\n")
                .containsPattern("summary: \"[^\"]{10,}\"")
                .containsPattern("description: \"[^\"]{20,}\"")
                .contains("runbook: stagedoor/docs/monitoring.md#" + name.toLowerCase(Locale.ROOT) + "\n"));
    }

    @Test
    void each_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not() {
        List<String> tests =
                Stream.of(text(TESTS).split("(?m)^ +- eval_time: ")).skip(1).toList();
        for (String name : alerts().keySet()) {
            List<String> own = tests.stream()
                    .filter(test -> test.contains("alertname: " + name + "\n"))
                    .toList();
            assertThat(own).as(name).anyMatch(test -> test.contains("exp_alerts:"));
            assertThat(own).as(name).anyMatch(test -> !test.contains("exp_alerts:"));
        }
    }

    @Test
    void no_two_panels_are_the_same_and_each_has_a_unit_and_a_server() {
        String dashboard = text(DASHBOARD);
        assertThat(Pattern.compile("\"id\": (\\d+),")
                        .matcher(dashboard)
                        .results()
                        .map(id -> id.group(1)))
                .doesNotHaveDuplicates();
        long panels = Pattern.compile("\"type\": \"(stat|timeseries)\"")
                .matcher(dashboard)
                .results()
                .count();
        assertThat(Pattern.compile("\"unit\": \"").matcher(dashboard).results()).hasSize((int) panels);
        assertThat(queries()).allSatisfy(query -> assertThat(query).contains("instance=~\"$instance\""));
    }

    @Test
    void prometheus_accepts_the_rules() throws Exception {
        assertThat(promtool("check", "rules", RULES.toString()))
                .contains("SUCCESS: " + ALERT.matcher(text(RULES)).results().count() + " rules found");
    }

    @Test
    void each_rule_fires_when_it_should_and_not_else() throws Exception {
        assertThat(promtool("test", "rules", TESTS.toString())).contains("SUCCESS");
    }

    @Test
    void prometheus_understands_each_query_of_the_dashboard(@TempDir Path folder) throws Exception {
        List<String> lines = new ArrayList<>(List.of("groups:", "  - name: dashboard", "    rules:"));
        for (String query : queries()) {
            lines.add("      - record: panel:" + lines.size());
            lines.add("        expr: '" + asSent(query).replace("'", "''") + "'");
        }
        Path rules = Files.write(folder.resolve("queries.yml"), lines);
        assertThat(promtool("check", "rules", rules.toString()))
                .contains("SUCCESS: " + queries().size() + " rules found");
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        String message = "SKIPPED: what needs promtool in MonitoringTest, because it is not installed";
        if (!isInstalled()) {
            System.out.println(message);
        }
        assumeTrue(isInstalled(), message);
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .anyMatch(Files::isExecutable);
    }
}
