package io.stagedoor.http.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.Refresh;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FairShareTest {

    private static HttpSession session(String address, String subject, String credentials, long used) {
        return new HttpSession(
                "",
                "",
                new StreamPath("live", "", "x"),
                Protocol.HTTP,
                "jwt",
                Grant.everything(subject),
                "",
                new Origin("", address, credentials),
                0,
                new AtomicLong(used),
                new AtomicLong(),
                Optional.empty(),
                Refresh.NONE,
                new AtomicLong());
    }

    private static List<HttpSession> sessions(int count, String address, String subject, String credentials) {
        List<HttpSession> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(session(address, subject, credentials, i));
        }
        return sessions;
    }

    @Test
    void nothing_has_to_go_where_there_is_room() {
        assertThat(FairShare.excess(sessions(3, "a", "", ""), 3)).isEmpty();
        assertThat(FairShare.excess(List.of(), 0)).isEmpty();
    }

    @Test
    void each_level_has_its_share() {
        List<HttpSession> all = new ArrayList<>();
        all.addAll(sessions(1, "a", "", ""));
        all.addAll(sessions(40, "b", "eve", "1"));
        all.addAll(sessions(2, "b", "eve", "2"));
        all.addAll(sessions(3, "b", "bob", ""));
        List<HttpSession> left = new ArrayList<>(all);
        left.removeAll(FairShare.excess(all, 10));
        Map<String, Long> counts = left.stream()
                .collect(Collectors.groupingBy(
                        one -> one.origin().address()
                                + one.grant().subject()
                                + one.origin().credentials(),
                        Collectors.counting()));
        assertThat(counts).isEqualTo(Map.of("a", 1L, "beve1", 4L, "beve2", 2L, "bbob", 3L));
    }

    /** Whoever has no more than anybody else loses nothing to somebody who has more. */
    @RepeatedTest(50)
    void shares_are_fair_whatever_there_is(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<HttpSession> all = new ArrayList<>();
        for (int address = 0; address < 6; address++) {
            all.addAll(sessions(random.nextInt(20), "a" + address, "", ""));
        }
        Collections.shuffle(all, random);
        int most = random.nextInt(all.size() + 1);
        List<HttpSession> excess = FairShare.excess(all, most);
        Map<String, Integer> before = new HashMap<>();
        Map<String, Integer> after = new HashMap<>();
        all.forEach(one -> before.merge(one.origin().address(), 1, Integer::sum));
        all.forEach(one -> after.merge(one.origin().address(), excess.contains(one) ? 0 : 1, Integer::sum));
        assertThat(excess).hasSize(Math.max(0, all.size() - most));
        int highest = Collections.max(after.values());
        before.forEach((address, had) -> {
            if (after.get(address) < had) {
                assertThat(after.get(address)).isGreaterThanOrEqualTo(highest - 1);
            }
        });
        // Of each address those that were used last.
        excess.forEach(gone -> assertThat(all)
                .filteredOn(one -> one.origin().address().equals(gone.origin().address()) && !excess.contains(one))
                .allSatisfy(kept ->
                        assertThat(kept.used().get()).isGreaterThan(gone.used().get())));
    }
}
