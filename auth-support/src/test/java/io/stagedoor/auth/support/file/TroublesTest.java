package io.stagedoor.auth.support.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TroublesTest {

    private final List<String> told = new ArrayList<>();
    private final Troubles troubles =
            new Troubles(2, (where, what) -> told.add(where + ": " + what), where -> told.add(where + " over"));

    private List<String> looked(Map<String, String> now) {
        told.clear();
        troubles.look(now);
        return List.copyOf(told);
    }

    @Test
    void a_trouble_is_told_once_when_it_has_lasted() {
        assertThat(looked(Map.of("a", "x"))).isEmpty();
        assertThat(looked(Map.of("a", "x"))).containsExactly("a: x");
        assertThat(looked(Map.of("a", "x"))).isEmpty();
    }

    @Test
    void another_trouble_of_the_same_is_told_too() {
        looked(Map.of("a", "x"));
        looked(Map.of("a", "x"));
        assertThat(looked(Map.of("a", "y"))).isEmpty();
        assertThat(looked(Map.of("a", "y"))).containsExactly("a: y");
    }

    @Test
    void its_end_is_told_only_if_it_was_told() {
        looked(Map.of("a", "x"));
        assertThat(looked(Map.of())).isEmpty();
        looked(Map.of("a", "x"));
        looked(Map.of("a", "x"));
        assertThat(looked(Map.of())).containsExactly("a over");
        assertThat(looked(Map.of())).isEmpty();
    }

    @Test
    void no_more_are_followed_than_anybody_reads() {
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put("t" + i, "x");
        }
        looked(many);
        assertThat(looked(many)).hasSize(Troubles.MOST);
    }
}
