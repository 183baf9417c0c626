package io.stagedoor.red5.plugin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.red5.hook.Transmission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchedTest {

    private final OpenTransmissions open = OpenTransmissions.none();
    private final Watched watched = new Watched(Map.of("a", 1), open);
    private final AtomicInteger completed = new AtomicInteger();
    private final AtomicInteger accesses = new AtomicInteger();

    private List<Transmission> visited() {
        List<Transmission> visited = new ArrayList<>();
        open.forEach(visited::add);
        return visited;
    }

    @Test
    void it_is_visited_until_it_is_over_or_cut_off() {
        assertThat(visited()).containsExactly(watched);
        watched.end();
        assertThat(visited()).isEmpty();
        Watched other = new Watched(Map.of("a", 1), open);
        other.close();
        assertThat(visited()).isEmpty();
    }

    @Test
    void its_session_is_replaced_by_who_knows_it() {
        Map<String, Object> before = watched.session();
        assertThat(watched.replace(before, Map.of("a", 2))).isTrue();
        assertThat(watched.replace(before, Map.of("a", 3))).isFalse();
        assertThat(watched.session()).isEqualTo(Map.of("a", 2));
        watched.close();
        assertThat(watched.replace(watched.session(), Map.of("a", 4))).isFalse();
    }

    @Test
    void nobody_gets_in_once_it_is_cut_off() throws Exception {
        watched.run(accesses::incrementAndGet);
        watched.close();
        assertThatThrownBy(() -> watched.run(accesses::incrementAndGet)).isInstanceOf(IOException.class);
        watched.close();
        assertThatThrownBy(() -> watched.get(accesses::incrementAndGet)).isInstanceOf(IOException.class);
        assertThat(accesses).hasValue(1);
    }

    @Test
    void nobody_gets_in_once_it_is_over() {
        watched.end();
        assertThatThrownBy(() -> watched.run(accesses::incrementAndGet)).isInstanceOf(IOException.class);
        assertThat(accesses).hasValue(0);
    }

    @Test
    void what_is_answered_later_is_ended_once() {
        watched.later(completed::incrementAndGet);
        watched.close();
        watched.close();
        assertThat(completed).hasValue(1);
        assertThat(watched.takeOver()).isFalse();
    }

    @Test
    void while_somebody_writes_the_end_is_left_to_him() throws Exception {
        watched.later(completed::incrementAndGet);
        watched.run(() -> {
            watched.close();
            assertThat(completed).hasValue(0);
        });
        assertThat(completed).hasValue(1);
    }

    @Test
    void the_application_ends_it_itself_if_nobody_has() {
        watched.later(completed::incrementAndGet);
        assertThat(watched.takeOver()).isTrue();
        watched.close();
        assertThat(completed).hasValue(0);
    }

    @Test
    void who_answers_later_after_it_was_cut_off_is_ended_at_once() {
        watched.close();
        watched.later(completed::incrementAndGet);
        assertThat(completed).hasValue(1);
    }

    /** By then, the container uses the same objects for another client. */
    @Test
    void what_is_over_is_not_ended_once_more() {
        watched.later(completed::incrementAndGet);
        watched.end();
        watched.close();
        assertThat(completed).hasValue(0);
    }

    @Test
    void a_container_that_has_ended_it_meanwhile_is_believed() {
        watched.later(() -> {
            throw new IllegalStateException("of the container");
        });
        watched.close();
        assertThat(watched.isCut()).isTrue();
    }
}
