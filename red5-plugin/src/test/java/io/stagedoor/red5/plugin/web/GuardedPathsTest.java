package io.stagedoor.red5.plugin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is no plugin to ask here: what is guarded is refused. */
class GuardedPathsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/streams",
                "/streams/",
                "/streams/x.flv",
                "/STREAMS/x.flv",
                "/Streams/a/b",
                "/persistence/so",
                "/events",
                "/events/x",
                "/eventsource"
            })
    void guards_recordings_persistent_objects_and_events_wherever_the_path_is_split(String path) {
        assertThat(GuardedPaths.allow("/live", path, null, "1.2.3.4")).isFalse();
        assertThat(GuardedPaths.allow("/live", null, path, "1.2.3.4")).isFalse();
        assertThat(GuardedPaths.allow("/live", "", path, "1.2.3.4")).isFalse();
        assertThat(GuardedPaths.allow("", path.substring(0, 1), path.substring(1), "1.2.3.4"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/index.html", "/streamsx", "/a/streams/x", "/persistence.html"})
    void leaves_everything_else_alone(String path) {
        assertThat(GuardedPaths.allow("/live", path, null, "1.2.3.4")).isTrue();
    }

    private final List<String> done = new ArrayList<>();

    private <T> T fake(Class<T> type, String path) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> switch (method.getName()) {
                    case "getContextPath" -> "/live";
                    case "getServletPath" -> path;
                    case "sendError" -> done.add("error " + args[0]) ? null : null;
                    case "doFilter" -> done.add("passed") ? null : null;
                    default -> null;
                }));
    }

    @Test
    void the_javax_filter_answers_403_or_passes_on() throws Exception {
        var filter = new JavaxFilter();
        var response = fake(javax.servlet.http.HttpServletResponse.class, "");
        var chain = fake(javax.servlet.FilterChain.class, "");
        filter.doFilter(fake(javax.servlet.http.HttpServletRequest.class, "/streams/x"), response, chain);
        filter.doFilter(fake(javax.servlet.http.HttpServletRequest.class, "/index.html"), response, chain);
        assertThat(done).containsExactly("error 403", "passed");
    }

    @Test
    void the_jakarta_filter_answers_403_or_passes_on() throws Exception {
        var filter = new JakartaFilter();
        var response = fake(jakarta.servlet.http.HttpServletResponse.class, "");
        var chain = fake(jakarta.servlet.FilterChain.class, "");
        filter.doFilter(fake(jakarta.servlet.http.HttpServletRequest.class, "/streams/x"), response, chain);
        filter.doFilter(fake(jakarta.servlet.http.HttpServletRequest.class, "/index.html"), response, chain);
        assertThat(done).containsExactly("error 403", "passed");
    }
}
