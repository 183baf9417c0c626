package io.stagedoor.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatheringTest {

    private static final int KINDS = 10;
    private static final int BURST = 5;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<AuditLine> told = new ArrayList<>();

    private Gathering gathering(int total) {
        return new Gathering(
                new Gathering.Rules(
                        KINDS, BURST, Duration.ofSeconds(1), total, Duration.ofSeconds(1), Duration.ofSeconds(60)),
                Kind::byNetwork,
                nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static AuditEvent event(String address, int second) {
        return new AuditEvent(
                Instant.ofEpochSecond(second),
                "",
                address,
                "RTMP",
                "live",
                "",
                "s" + second,
                "connect",
                "",
                "",
                "",
                1,
                "",
                "deny",
                "EXPIRED",
                "",
                1);
    }

    @Test
    void the_first_of_a_kind_are_told_by_themselves_and_the_rest_as_one() {
        Gathering gathering = gathering(100);
        for (int i = 0; i < 20; i++) {
            assertThat(gathering.passes(event("1.1.1.1", i))).isEqualTo(i < BURST);
        }
        assertThat(gathering.passes(event("1.1.1.2", 1))).isTrue();
        gathering.tell(told::add);
        assertThat(told).as("told again after a while").isEmpty();
        pass(Duration.ofSeconds(60));
        gathering.tell(told::add);
        assertThat(told).singleElement().satisfies(line -> {
            assertThat(line.count()).isEqualTo(20 - BURST);
            assertThat(line.first()).isEqualTo(Instant.ofEpochSecond(BURST));
            assertThat(line.event().stream()).isEqualTo("s19");
            assertThat(line.others()).isFalse();
        });
        gathering.tellAll(told::add);
        assertThat(told).hasSize(1);
    }

    @Test
    void one_more_is_told_by_itself_from_time_to_time() {
        Gathering gathering = gathering(100);
        for (int i = 0; i < 2 * BURST; i++) {
            gathering.passes(event("1.1.1.1", i));
        }
        pass(Duration.ofSeconds(2));
        assertThat(gathering.passes(event("1.1.1.1", 1))).isTrue();
        assertThat(gathering.passes(event("1.1.1.1", 2))).isTrue();
        assertThat(gathering.passes(event("1.1.1.1", 3))).isFalse();
    }

    @Test
    void all_kinds_together_are_bounded_and_what_is_above_is_counted_by_kind() {
        Gathering gathering = gathering(7);
        int passed = 0;
        for (int i = 0; i < 3 * BURST; i++) {
            passed += gathering.passes(event("1.1.1." + i % 3, i)) ? 1 : 0;
        }
        assertThat(passed).isEqualTo(7);
        gathering.tellAll(told::add);
        assertThat(told).extracting(AuditLine::count).containsExactlyInAnyOrder(2L, 3L, 3L);
    }

    @Test
    void kinds_are_bounded_and_the_rest_are_others() {
        Gathering gathering = gathering(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(gathering.passes(event("1.1.%d.%d".formatted(i / 256, i % 256), i)))
                    .isEqualTo(i < KINDS);
        }
        assertThat(gathering.size()).isEqualTo(KINDS);
        gathering.tellAll(told::add);
        assertThat(told).singleElement().satisfies(line -> {
            assertThat(line.count()).isEqualTo(1000 - KINDS);
            assertThat(line.others()).isTrue();
            assertThat(line.fields()).containsEntry("of", "others");
        });
    }

    @Test
    void without_a_total_what_finds_no_kind_is_told_by_itself() {
        Gathering gathering = gathering(0);
        for (int i = 0; i < 100; i++) {
            assertThat(gathering.passes(event("1.1.1." + i, i))).isTrue();
        }
    }

    @Test
    void a_kind_that_does_not_come_any_more_is_forgotten() {
        Gathering gathering = gathering(100);
        for (int i = 0; i < KINDS; i++) {
            gathering.passes(event("1.1.1." + i, i));
        }
        gathering.tell(told::add);
        assertThat(gathering.size()).isEqualTo(KINDS);
        pass(Duration.ofSeconds(1));
        gathering.tell(told::add);
        assertThat(gathering.size()).isZero();
        assertThat(gathering.passes(event("9.9.9.9", 1))).isTrue();
    }

    @Test
    void nothing_is_lost_between_threads() throws Exception {
        Gathering gathering = gathering(1_000_000);
        AtomicLong passed = new AtomicLong();
        CountDownLatch done = new CountDownLatch(4);
        for (int t = 0; t < 4; t++) {
            new Thread(() -> {
                        for (int i = 0; i < 50_000; i++) {
                            pass(Duration.ofMillis(1));
                            passed.addAndGet(gathering.passes(event("1.1.1." + i % 20, i)) ? 1 : 0);
                        }
                        done.countDown();
                    })
                    .start();
        }
        while (done.getCount() > 0) {
            gathering.tellAll(told::add);
        }
        gathering.tellAll(told::add);
        assertThat(passed.get() + told.stream().mapToLong(AuditLine::count).sum())
                .isEqualTo(200_000);
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2",
        "2001:db8:1:2::6, 2001:db8:1:2",
        "2001:db8::6, 2001:db8:",
        "::1, ''",
        "0:0:0:0:0:0:0:1, 0:0:0:0",
        "'', ''",
        "host:1, host:1"
    })
    void an_address_stands_for_its_network(String address, String network) {
        assertThat(Kind.network(address)).isEqualTo(network);
    }
}
