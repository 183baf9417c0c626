package io.stagedoor.red5.bridge.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.red5.bridge.Red5Fixtures;
import org.junit.jupiter.api.Test;
import org.red5.server.api.scope.IScope;

class ScopePathsTest {

    private final IScope live = Red5Fixtures.application("live");

    @Test
    void an_application_and_the_rooms_in_it_are_a_path() {
        IScope deep = Red5Fixtures.room(Red5Fixtures.room(live, "a"), "b");
        assertThat(ScopePaths.of(live)).contains(new StreamPath("live", "", ""));
        assertThat(ScopePaths.of(deep)).contains(new StreamPath("live", "a/b", ""));
        assertThat(ScopePaths.application(deep)).isEqualTo("live");
    }

    @Test
    void names_that_are_refused_are_no_path() {
        for (String name : new String[] {"..", ".", "a\\b", "a%2Fb", "a\nb"}) {
            assertThat(ScopePaths.of(Red5Fixtures.room(live, name))).as(name).isEmpty();
        }
    }

    @Test
    void what_is_in_no_application_is_no_path() {
        assertThat(ScopePaths.of(null)).isEmpty();
        assertThat(ScopePaths.of(live.getParent())).isEmpty();
        assertThat(ScopePaths.application(null)).isEmpty();
        assertThat(ScopePaths.application(live.getParent())).isEmpty();
    }
}
