package io.stagedoor.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.benchmarks.report.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void the_median_is_the_middle_or_between_the_two() {
        assertThat(Sample.of(3, 1, 2).median()).isEqualTo(2);
        assertThat(Sample.of(4, 1, 2, 3).median()).isEqualTo(2.5);
    }

    @Test
    void a_quantile_is_a_value_that_was_measured() {
        assertThat(Sample.of(List.of(1L, 2L, 3L, 4L)).quantile(0.5)).isEqualTo(2);
        assertThat(Sample.of(List.of(1L, 2L, 3L, 4L)).quantile(0.99)).isEqualTo(4);
    }

    @Test
    void the_interval_of_the_median_holds_it_and_no_more_than_was_measured() {
        double[] interval = Sample.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11).intervalOfMedian();

        assertThat(interval[0]).isBetween(1.0, 6.0);
        assertThat(interval[1]).isBetween(6.0, 11.0);
    }

    @Test
    void nothing_is_no_sample() {
        assertThatThrownBy(Sample::of).isInstanceOf(IllegalArgumentException.class);
    }
}
