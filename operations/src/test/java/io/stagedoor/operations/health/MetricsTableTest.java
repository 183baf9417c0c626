package io.stagedoor.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.meter.Measures;
import io.stagedoor.core.meter.Metric;
import io.stagedoor.core.oversight.Metrics;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.routing.Configured;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.ticket.Tickets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of {@code docs/metrics.md} has each metric, with its type and its labels, and no other. */
class MetricsTableTest {

    @TempDir
    private Path home;

    @Test
    void the_page_and_the_code_have_the_same_metrics() throws Exception {
        Audit audit = Audits.in(home);
        try {
            Routes routes = new Routes();
            Admissions admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
            Figures figures = new Figures(
                    new Oversight(admissions, new CoreState(routes.router, Configured.class.cast(null), audit), audit),
                    new Metrics(
                            admissions,
                            routes.router,
                            audit,
                            new Memory().revocations(),
                            new Tickets(Clock.systemUTC(), System::nanoTime)),
                    "1.2.3",
                    0);
            Map<String, String> exposed = Stream.concat(figures.now().stream(), Measures.ofOwnAuthenticators().stream())
                    .collect(Collectors.toMap(Metric::name, MetricsTableTest::shown));
            assertThat(written()).containsExactlyInAnyOrderEntriesOf(exposed);
            assertThat(figures.now()).noneMatch(metric -> metric.help().isBlank());
        } finally {
            Audits.close(audit);
        }
    }

    private static String shown(Metric metric) {
        return metric.kind().name().toLowerCase(Locale.ROOT) + " "
                + (metric.labels().isEmpty()
                        ? "–"
                        : metric.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", ")));
    }

    private static Map<String, String> written() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "metrics.md"))) {
            String[] cells = line.split(" \\| ");
            if (line.startsWith("| `stagedoor_") && cells.length == 4) {
                rows.put(cells[0].replaceAll("[| `]", ""), cells[1] + " " + cells[2]);
            }
        }
        return rows;
    }
}
