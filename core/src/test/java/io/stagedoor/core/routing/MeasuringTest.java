package io.stagedoor.core.routing;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Measure;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MeasuringTest {

    private static final Measure ONE = Measure.gauge("one", "Help.", 1);

    private final Measuring measuring = new Measuring(Duration.ofMillis(200));
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Measuring.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        measuring.close();
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Bound bound(String name, Supplier<List<Measure>> measures) {
        Authenticator authenticator = new Authenticator() {
            @Override
            public Decision authenticate(ConnectRequest request) {
                return new Decision.Abstain();
            }

            @Override
            public List<Measure> measures() {
                return measures.get();
            }
        };
        return new Bound(new Bound.Named(name, "", ""), authenticator, 1, true, true);
    }

    /** It is another one's list, with what the type says may not be in it. */
    @SuppressWarnings("NullAway")
    private static List<Measure> withNull() {
        return Arrays.asList(ONE, null);
    }

    @SuppressWarnings("NullAway")
    private static List<Measure> none() {
        return null;
    }

    @Test
    void one_that_fails_takes_nothing_from_the_others() {
        List<Bound> all = List.of(
                bound("throws", () -> {
                    throw new IllegalStateException("with a secret");
                }),
                bound("error", () -> {
                    throw new NoClassDefFoundError("x");
                }),
                bound("null", MeasuringTest::none),
                bound("nulls", MeasuringTest::withNull),
                bound("good", () -> List.of(ONE)));
        assertThat(measuring.ask(all)).containsOnlyKeys("nulls", "good").containsValue(List.of(ONE));
        measuring.ask(all);
        assertThat(said())
                .hasSize(3)
                .noneMatch(line -> line.contains("with a secret"))
                .allMatch(line -> line.endsWith(": its metrics are missing from that answer. This is said once."));
    }

    @Test
    void one_that_hangs_is_waited_for_once_and_not_asked_again_until_it_has_answered() {
        CountDownLatch until = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Bound hangs = bound("hangs", () -> {
            asked.incrementAndGet();
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of(ONE);
        });
        Bound good = bound("good", () -> List.of(ONE));
        assertThat(measuring.ask(List.of(good, hangs))).containsOnlyKeys("good");
        for (int i = 0; i < 100; i++) {
            assertThat(measuring.ask(List.of(good, hangs))).containsOnlyKeys("good");
        }
        assertThat(asked).hasValue(1);
        assertThat(said())
                .hasSize(2)
                .anyMatch(line -> line.contains("'hangs' did not answer in time"))
                .anyMatch(line -> line.contains("'hangs' has not answered the last time yet"));
        until.countDown();
        eventually(() -> measuring.ask(List.of(good, hangs)).containsKey("hangs"));
    }

    @Test
    void a_list_without_an_end_is_cut() {
        Bound endless = bound("endless", () -> new AbstractList<>() {
            @Override
            public Measure get(int index) {
                return ONE;
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }

            @Override
            public Stream<Measure> stream() {
                return Stream.generate(() -> ONE);
            }
        });
        assertThat(measuring.ask(List.of(endless)).get("endless")).hasSize(Measuring.MOST);
        assertThat(said())
                .singleElement()
                .asString()
                .endsWith(
                        " measures more than 200 things: the first 200 are shown, the rest is not. This is said once.");
    }

    @Test
    void after_its_end_nothing_is_measured() {
        measuring.close();
        assertThat(measuring.ask(List.of(bound("good", () -> List.of(ONE))))).isEmpty();
    }
}
