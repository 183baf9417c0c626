package io.stagedoor.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How many threads there are of each name, numbers aside: one that is left behind each time has the same name each time. */
final class Threads {

    private Threads() {}

    static Map<String, Long> count() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("\\d+", "#"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    static void assertNoMoreThan(Map<String, Long> before) {
        assertThat(count())
                .allSatisfy(
                        (name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(before.getOrDefault(name, 0L)));
    }
}
