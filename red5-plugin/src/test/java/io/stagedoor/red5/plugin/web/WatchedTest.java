package io.stagedoor.red5.plugin.web;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.ending.Ends;
import io.stagedoor.red5.plugin.ending.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchedTest {

    private static final long NOON = 1_800_000_000_000L;

    private final AtomicLong now = new AtomicLong(NOON);
    private final Ends ends = new Ends(now::get);
    private final Workers workers = Workers.ready();
    private final List<String> over = new CopyOnWriteArrayList<>();
    private final OpenTransmissions open = new OpenTransmissions(
            ends,
            workers,
            (session, reason, usage) -> over.add(reason.map(EndReason::name).orElse("")),
            new ConcurrentHashMap<>());
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
        other.close(EndReason.RECHECK_DENIED);
        assertThat(visited()).isEmpty();
    }

    @Test
    void its_session_is_replaced_by_who_knows_it() {
        Map<String, Object> before = watched.session();
        assertThat(watched.replace(before, Map.of("a", 2))).isTrue();
        assertThat(watched.replace(before, Map.of("a", 3))).isFalse();
        assertThat(watched.session()).isEqualTo(Map.of("a", 2));
        watched.close(EndReason.RECHECK_DENIED);
        assertThat(watched.replace(watched.session(), Map.of("a", 4))).isFalse();
    }

    @Test
    void nobody_gets_in_once_it_is_cut_off() throws Exception {
        watched.run(accesses::incrementAndGet);
        watched.close(EndReason.RECHECK_DENIED);
        assertThatThrownBy(() -> watched.run(accesses::incrementAndGet)).isInstanceOf(IOException.class);
        watched.close(EndReason.RECHECK_DENIED);
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
        watched.close(EndReason.RECHECK_DENIED);
        watched.close(EndReason.RECHECK_DENIED);
        assertThat(completed).hasValue(1);
        assertThat(watched.takeOver()).isFalse();
    }

    @Test
    void while_somebody_writes_the_end_is_left_to_him() throws Exception {
        watched.later(completed::incrementAndGet);
        watched.run(() -> {
            watched.close(EndReason.RECHECK_DENIED);
            assertThat(completed).hasValue(0);
        });
        assertThat(completed).hasValue(1);
    }

    @Test
    void the_application_ends_it_itself_if_nobody_has() {
        watched.later(completed::incrementAndGet);
        assertThat(watched.takeOver()).isTrue();
        watched.close(EndReason.RECHECK_DENIED);
        assertThat(completed).hasValue(0);
    }

    @Test
    void who_answers_later_after_it_was_cut_off_is_ended_at_once() {
        watched.close(EndReason.RECHECK_DENIED);
        watched.later(completed::incrementAndGet);
        assertThat(completed).hasValue(1);
    }

    /** By then, the container uses the same objects for another client. */
    @Test
    void what_is_over_is_not_ended_once_more() {
        watched.later(completed::incrementAndGet);
        watched.end();
        watched.close(EndReason.RECHECK_DENIED);
        assertThat(completed).hasValue(0);
    }

    @Test
    void a_container_that_has_ended_it_meanwhile_is_believed() {
        watched.later(() -> {
            throw new IllegalStateException("of the container");
        });
        watched.close(EndReason.RECHECK_DENIED);
        assertThat(watched.isCut()).isTrue();
    }

    private Watched until(long end) {
        return new Watched(Map.of(Verdict.ENDS_AT, end), open);
    }

    @Test
    void it_is_cut_off_when_its_session_ends() {
        Watched ending = until(NOON + 1_000);
        ending.later(completed::incrementAndGet);
        ends.turn();
        assertThat(ending.isCut()).isFalse();
        now.addAndGet(1_000);
        ends.turn();
        eventually(() -> completed.get() == 1);
        assertThat(ending.reason()).contains(EndReason.EXPIRED);
        assertThat(over).containsExactly("EXPIRED");
        assertThat(visited()).containsExactly(watched);
    }

    @Test
    void another_session_has_another_end() {
        Watched ending = until(NOON + 1_000);
        assertThat(ending.replace(ending.session(), Map.of(Verdict.ENDS_AT, NOON + 60_000)))
                .isTrue();
        now.addAndGet(59_999);
        ends.turn();
        assertThat(ending.isCut()).isFalse();
        now.addAndGet(1);
        ends.turn();
        eventually(ending::isCut);
    }

    @Test
    void an_end_that_is_no_number_changes_nothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> watched.replace(watched.session(), Map.of(Verdict.ENDS_AT, "soon")));
        assertThat(watched.session()).isEqualTo(Map.of("a", 1));
    }

    @Test
    void what_is_over_is_not_remembered_for_its_end() {
        Watched ending = until(NOON + 1_000);
        assertThat(ends.size()).isOne();
        ending.end();
        assertThat(ends.size()).isZero();
        assertThat(over).containsExactly("");
    }

    @Test
    void counts_bytes() {
        watched.sent(5);
        watched.received(3);
        watched.received(-1);
        assertThat(watched.usage().bytesOut()).isEqualTo(5);
        assertThat(watched.usage().bytesIn()).isEqualTo(3);
        assertThat(watched.usage().open()).isEmpty();
    }
}
