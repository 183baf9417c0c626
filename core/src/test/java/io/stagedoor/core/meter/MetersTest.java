package io.stagedoor.core.meter;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.client.EndReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MetersTest {

    private final Meters meters = new Meters();

    private void decide(Meters in, String application, String reason) {
        in.decided(application, "RTMP", "connect", reason.equals("GRANTED") ? "allow" : "deny", reason, "jwt", 3000);
    }

    private static Map<List<String>, Double> values(Metric metric) {
        return metric.samples().stream().collect(Collectors.toMap(Sample::values, Sample::value));
    }

    private static Metric named(Meters in, String name) {
        return in.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void each_decision_is_counted_once_with_all_that_it_is_known_by() {
        meters.nameApplications(Function.<String>identity()::apply);
        decide(meters, "live", "GRANTED");
        decide(meters, "live", "GRANTED");
        decide(meters, "live", "EXPIRED");
        meters.decided("vod", "HTTP", "play", "unavailable", "UNAVAILABLE", "", 0);
        assertThat(values(meters.decisions()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        List.of("live", "RTMP", "connect", "allow", "GRANTED"), 2.0,
                        List.of("live", "RTMP", "connect", "deny", "EXPIRED"), 1.0,
                        List.of("vod", "HTTP", "play", "unavailable", "UNAVAILABLE"), 1.0));
    }

    @Test
    void no_two_of_all_decisions_that_there_could_be_share_a_count() {
        meters.nameApplications(Function.<String>identity()::apply);
        List<String> actions = List.of("connect", "publish", "play", "share:read", "crowd");
        for (Protocol protocol : Protocol.values()) {
            for (String action : actions) {
                for (Reason reason : Reason.values()) {
                    meters.decided("live", protocol.name(), action, "deny", reason.name(), "jwt", 1);
                }
            }
        }
        Metric metric = meters.decisions();
        assertThat(metric.samples())
                .hasSize(Protocol.values().length * actions.size() * Reason.values().length)
                .allMatch(sample -> sample.value() == 1.0)
                .noneMatch(sample -> sample.values().contains("other"));
    }

    @Test
    void what_strangers_choose_makes_no_series() {
        meters.nameApplications(name -> name.equals("live") ? name : Meters.OTHER);
        for (int i = 0; i < 10_000; i++) {
            meters.decided("app" + i, "P" + i, "share:" + i, "d" + i, "R" + i, "jwt", 1);
            meters.ended("app" + i, "P" + i, "R" + i);
        }
        assertThat(values(meters.decisions()))
                .isEqualTo(Map.of(List.of("other", "other", "share", "other", "other"), 10_000.0));
        assertThat(values(named(meters, "stagedoor_ends_total")))
                .isEqualTo(Map.of(List.of("other", "other", "other"), 10_000.0));
        assertThat(meters.series()).isEqualTo(2);
    }

    @Test
    void before_anything_is_configured_every_application_is_another_one() {
        decide(meters, "live", "NOT_CONFIGURED");
        assertThat(values(meters.decisions()))
                .containsOnlyKeys(List.of("other", "RTMP", "connect", "deny", "NOT_CONFIGURED"));
    }

    @Test
    void what_is_more_than_the_bound_goes_to_one_series_and_is_told_once() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(Budget.class);
        logger.addAppender(log);
        logger.setLevel(Level.WARN);
        try {
            Meters few = new Meters(3);
            few.nameApplications(Function.<String>identity()::apply);
            IntStream.range(0, 10).forEach(i -> decide(few, "app" + i, "GRANTED"));
            decide(few, "app0", "GRANTED");
            few.ended("app7", "RTMP", "");
            assertThat(values(few.decisions()))
                    .hasSize(4)
                    .containsEntry(List.of("app0", "RTMP", "connect", "allow", "GRANTED"), 2.0)
                    .containsEntry(List.of("overflow", "overflow", "overflow", "overflow", "overflow"), 7.0);
            assertThat(values(named(few, "stagedoor_ends_total")))
                    .isEqualTo(Map.of(List.of("overflow", "overflow", "overflow"), 1.0));
            assertThat(few.series()).isEqualTo(3);
            assertThat(log.list)
                    .singleElement()
                    .satisfies(line -> assertThat(line.getFormattedMessage()).contains("3 series", "'overflow'"));
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void every_reason_of_an_end_has_a_series_of_its_own() {
        meters.nameApplications(Function.<String>identity()::apply);
        Arrays.stream(EndReason.values()).forEach(reason -> meters.ended("live", "RTMP", reason.name()));
        meters.ended("live", "RTMP", "");
        assertThat(values(named(meters, "stagedoor_ends_total")))
                .hasSize(EndReason.values().length + 1)
                .containsEntry(List.of("live", "RTMP", "LEFT"), 1.0)
                .doesNotContainKey(List.of("live", "RTMP", "other"));
    }

    @Test
    void durations_are_in_the_bucket_that_they_do_not_exceed() {
        for (long micros : List.of(3L, 10L, 11L, 900L, 20_000_000L)) {
            meters.decided("live", "RTMP", "connect", "allow", "GRANTED", "jwt", micros * 1000);
        }
        Sample sample =
                named(meters, "stagedoor_decision_duration_seconds").samples().get(0);
        assertThat(sample.values()).containsExactly("jwt");
        assertThat(sample.bounds()).startsWith(1e-5, 2.5e-5).endsWith(10.0).isSorted();
        assertThat(sample.counts())
                .hasSize(sample.bounds().size() + 1)
                .startsWith(2L, 1L)
                .endsWith(0L, 1L);
        assertThat(sample.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
        assertThat(sample.value()).isEqualTo(20.000924);
    }

    @Test
    void more_authenticators_than_the_bound_have_one_series_together() {
        for (int i = 0; i < 2 * DecisionTimes.MOST; i++) {
            meters.decided("live", "RTMP", "connect", "allow", "GRANTED", "jwt" + i, 1000);
        }
        List<Sample> samples =
                named(meters, "stagedoor_decision_duration_seconds").samples();
        assertThat(samples).hasSize(DecisionTimes.MOST + 1);
        assertThat(samples)
                .filteredOn(sample -> sample.values().equals(List.of("other")))
                .singleElement()
                .satisfies(sample -> assertThat(sample.counts().get(0)).isEqualTo(DecisionTimes.MOST));
    }

    @Test
    void nothing_is_lost_when_many_threads_make_the_same_series_at_once() throws Exception {
        meters.nameApplications(Function.<String>identity()::apply);
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(one -> new Thread(() -> {
                    for (int i = 0; i < 5000; i++) {
                        decide(meters, "app" + i % 50, "GRANTED");
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(values(meters.decisions()))
                .hasSize(50)
                .allSatisfy((labels, count) -> assertThat(count).isEqualTo(800.0));
        assertThat(meters.series()).isEqualTo(50);
    }
}
