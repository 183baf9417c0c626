package io.stagedoor.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentLinesTest {

    private final RecentLines recent = new RecentLines();

    private static AuditLine line(String id, String room) {
        return AuditLine.of(new AuditEvent(
                Instant.EPOCH,
                id,
                "",
                "RTMP",
                "live",
                room,
                room,
                "publish",
                room,
                room,
                "jwt",
                1,
                "1.1",
                "deny",
                "EXPIRED",
                room,
                5));
    }

    private List<String> ids() {
        return recent.newestFirst().map(line -> line.event().connection()).toList();
    }

    @Test
    void keeps_the_last_ones_newest_first() {
        IntStream.range(0, RecentLines.MOST + 5).forEach(i -> recent.add(line("c" + i, "")));
        assertThat(ids())
                .hasSize(RecentLines.MOST)
                .startsWith("c10004", "c10003")
                .endsWith("c6", "c5");
    }

    @Test
    void long_names_take_the_place_of_earlier_lines_and_not_more_memory() {
        String name = "x".repeat(AuditEvent.MAX_TEXT);
        IntStream.range(0, RecentLines.MOST).forEach(i -> recent.add(line("c" + i, name)));
        long each = 100 + 5L * name.length() + "c9999".length() + "live".length();
        assertThat(ids())
                .startsWith("c9999")
                .hasSizeBetween(
                        (int) (RecentLines.MOST_CHARACTERS / each) - 1, (int) (RecentLines.MOST_CHARACTERS / each) + 1);
        IntStream.range(0, RecentLines.MOST).forEach(i -> recent.add(line("d" + i, "")));
        assertThat(ids()).hasSize(RecentLines.MOST).allMatch(id -> id.startsWith("d"));
    }

    @Test
    void many_threads_leave_it_whole() {
        IntStream.range(0, 30_000).parallel().forEach(i -> recent.add(line("c" + i, "x".repeat(200))));
        assertThat(ids()).doesNotHaveDuplicates().hasSizeGreaterThan(1000);
    }
}
