package io.stagedoor.core.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.auth.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MeasuresTest {

    private static final String HELP = "Help.";

    private final Measures measures = new Measures();
    private final Map<String, List<Measure>> measured = new LinkedHashMap<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Measures.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void a_name_gets_the_prefix_and_the_authenticator() {
        measured.put("a", List.of(Measure.counter("things_total", HELP, 3).with("kind", "x")));
        measured.put("b", List.of(Measure.counter("things_total", HELP, 4).with("kind", "x")));
        assertThat(measures.metrics(measured))
                .containsExactly(new Metric(
                        "stagedoor_things_total",
                        HELP,
                        Metric.Kind.COUNTER,
                        List.of("authenticator", "kind"),
                        List.of(Sample.of(List.of("a", "x"), 3), Sample.of(List.of("b", "x"), 4))));
        assertThat(said()).isEmpty();
    }

    @Test
    void no_authenticator_has_a_name_of_stagedoor_itself_nor_one_that_is_read_as_such() {
        measured.put(
                "a",
                List.of(
                        Measure.counter("decisions_total", HELP, 1),
                        Measure.gauge("decisions", HELP, 1),
                        Measure.gauge("stagedoor_ready", HELP, 1),
                        Measure.gauge("build", HELP, 1),
                        Measure.gauge("fine", HELP, 1)));
        assertThat(measures.metrics(measured)).extracting(Metric::name).containsExactly("stagedoor_fine");
        assertThat(said())
                .hasSize(4)
                .allMatch(line -> line.contains("authenticator 'a' is not shown: the name is Stagedoor's own"));
    }

    @Test
    void of_two_that_give_a_name_two_forms_the_first_counts() {
        measured.put("first", List.of(Measure.gauge("things", HELP, 1).with("kind", "x")));
        measured.put(
                "second",
                List.of(
                        Measure.gauge("things", HELP, 2),
                        Measure.counter("things_total", HELP, 3).with("kind", "x"),
                        Measure.histogram("things", HELP, List.of(1.0), List.of(1L, 1L), 2)
                                .with("kind", "x")));
        assertThat(measures.metrics(measured)).singleElement().satisfies(metric -> {
            assertThat(metric.kind()).isEqualTo(Metric.Kind.GAUGE);
            assertThat(metric.samples()).containsExactly(Sample.of(List.of("first", "x"), 1.0));
        });
        assertThat(said())
                .containsExactlyInAnyOrder(
                        "The metric 'stagedoor_things' of authenticator 'second' is not shown: the name is that of a measure of authenticator 'first', with another kind or other labels. This is said once.",
                        "The metric 'stagedoor_things_total' of authenticator 'second' is not shown: 'stagedoor_things' is that of a measure of authenticator 'first', and the two would be read as one metric. This is said once.");
    }

    @Test
    void one_that_gives_a_name_two_forms_itself_is_told_that_it_is_its_own() {
        measured.put(
                "one",
                List.of(
                        Measure.gauge("things", HELP, 1),
                        Measure.gauge("things", HELP, 2).with("kind", "x"),
                        Measure.counter("things_total", HELP, 3)));
        measures.metrics(measured);
        assertThat(said())
                .containsExactly(
                        "The metric 'stagedoor_things' of authenticator 'one' is not shown: the name is that of an earlier measure of the same authenticator, with another kind or other labels. This is said once.",
                        "The metric 'stagedoor_things_total' of authenticator 'one' is not shown: 'stagedoor_things' is that of an earlier measure of the same authenticator, and the two would be read as one metric. This is said once.");
    }

    @Test
    void one_that_takes_a_name_of_our_own_authenticators_is_told_so() {
        measured.put(
                "foreign",
                List.of(
                        Measure.counter("keys_age_seconds_total", HELP, 1),
                        Measure.gauge("throttled_accounts", HELP, 1).with("user", "ann")));
        measures.metrics(measured);
        assertThat(said())
                .containsExactly(
                        "The metric 'stagedoor_keys_age_seconds_total' of authenticator 'foreign' is not shown: 'stagedoor_keys_age_seconds' is a name of Stagedoor's own authenticators, and the two would be read as one metric. This is said once.",
                        "The metric 'stagedoor_throttled_accounts' of authenticator 'foreign' is not shown: the name is that of Stagedoor's own authenticators, with another kind or other labels. This is said once.");
    }

    @Test
    void names_of_our_own_authenticators_have_one_form_whoever_comes_first() {
        measured.put(
                "foreign",
                List.of(
                        Measure.counter("keys_age_seconds_total", HELP, 1),
                        Measure.gauge("throttled_accounts", HELP, 1).with("user", "ann"),
                        Measure.gauge("backend_breaker_open", HELP, 1)));
        measured.put("jwt", List.of(Measure.gauge("keys_age_seconds", HELP, 5).with("issuer", "i")));
        measured.put("simple", List.of(Measure.gauge("throttled_accounts", HELP, 7)));
        assertThat(measures.metrics(measured))
                .extracting(Metric::name, metric -> metric.samples().get(0).values())
                .containsExactlyInAnyOrder(
                        tuple("stagedoor_backend_breaker_open", List.of("foreign")),
                        tuple("stagedoor_keys_age_seconds", List.of("jwt", "i")),
                        tuple("stagedoor_throttled_accounts", List.of("simple")));
    }

    @Test
    void two_with_the_same_labels_are_one_and_the_order_of_labels_says_nothing() {
        measured.put(
                "a",
                List.of(
                        Measure.gauge("things", HELP, 1).with("x", "1").with("y", "2"),
                        Measure.gauge("things", HELP, 9).with("y", "2").with("x", "1"),
                        Measure.gauge("things", HELP, 2).with("y", "1").with("x", "1")));
        assertThat(measures.metrics(measured).get(0).samples())
                .containsExactly(Sample.of(List.of("a", "1", "2"), 1.0), Sample.of(List.of("a", "1", "1"), 2.0));
        assertThat(said()).singleElement().asString().contains("two of its measures have the same labels");
    }

    @Test
    void secrets_in_labels_are_redacted() {
        measured.put("a", List.of(Measure.gauge("things", HELP, 1).with("url", "https://x.example/?token=abc123")));
        assertThat(measures.metrics(measured).get(0).samples().get(0).values().get(1))
                .contains("***")
                .doesNotContain("abc123");
    }

    @Test
    void all_together_are_bounded_and_each_trouble_is_said_once() {
        for (int i = 0; i < 30; i++) {
            String name = "a" + i;
            measured.put(
                    name,
                    IntStream.range(0, 200)
                            .mapToObj(j -> Measure.gauge("things", HELP, j).with("n", String.valueOf(j)))
                            .toList());
        }
        for (int again = 0; again < 3; again++) {
            assertThat(measures.metrics(measured).get(0).samples()).hasSize(Measures.MOST);
        }
        assertThat(said()).singleElement().asString().contains("more than 5000");
    }

    @Test
    void names_that_stagedoor_has_are_reserved_and_those_of_its_authenticators_are_not() {
        Meters meters = new Meters();
        meters.metrics().forEach(metric -> assertThat(Measures.RESERVED).contains(Measures.base(metric.name())));
        assertThat(Measures.OWN.keySet()).noneMatch(name -> Measures.RESERVED.contains(Measures.base(name)));
    }
}
