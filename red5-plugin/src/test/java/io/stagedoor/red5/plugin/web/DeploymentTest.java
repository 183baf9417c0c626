package io.stagedoor.red5.plugin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentTest {

    private static final String RED5 = "org.red5.net.websocket.server.WsFilter";

    private static Deployment of(String className, String... patterns) {
        return new Deployment(
                List.of(new Deployment.Part(className, List.of(patterns), Map.of("a", "b"))),
                List.of(),
                DeploymentTest.class.getClassLoader(),
                path -> path.equals("/endpoint"));
    }

    @ParameterizedTest
    @CsvSource({
        "/*, /, true",
        "/*, /a/b, true",
        "/ws, /ws, true",
        "/ws, /ws/x, false",
        "/ws/*, /ws, true",
        "/ws/*, /ws/x, true",
        "/ws/*, /wsx, false",
        "*.ws, /a/b.ws, true",
        "*.ws, /a/b.wsx, false",
        "/a, /, false"
    })
    void a_filter_is_found_where_it_is_mapped(String pattern, String path, boolean mapped) {
        assertThat(of(RED5, pattern).opensWebSockets(path)).isEqualTo(mapped);
    }

    @Test
    void tomcats_filter_counts_where_it_has_an_endpoint_and_no_other_does() {
        Deployment deployment = of("org.apache.tomcat.websocket.server.WsFilter", "/*");
        assertThat(deployment.opensWebSockets("/endpoint")).isTrue();
        assertThat(deployment.opensWebSockets("/")).isFalse();
        assertThat(of(RED5, "/*").tomcatOpensWebSockets("/endpoint")).isFalse();
        assertThat(of("com.example.WsFilter", "/*").opensWebSockets("/endpoint"))
                .isFalse();
        assertThat(of("", "/*").opensWebSockets("/endpoint")).isFalse();
        assertThat(of(RED5).opensWebSockets("/")).isFalse();
    }

    /** As Tomcat's. */
    public static final class Container {
        public Object findMapping(String path) {
            return path.equals("/endpoint") ? "mapped" : null;
        }
    }

    @Test
    void an_endpoint_is_asked_for_and_taken_for_granted_where_that_cannot_be_told() {
        assertThat(Endpoints.has(new Container(), "/endpoint")).isTrue();
        assertThat(Endpoints.has(new Container(), "/")).isFalse();
        assertThat(Endpoints.has(null, "/")).isTrue();
        assertThat(Endpoints.has("none", "/")).isTrue();
    }

    @Test
    void the_parameters_of_tomcats_cors_filter_are_told() {
        Deployment deployment = of("org.apache.catalina.filters.CorsFilter", "/hls/*");
        assertThat(deployment.corsParameters("/hls/x.m3u8")).contains(Map.of("a", "b"));
        assertThat(deployment.corsParameters("/x.m3u8")).isEmpty();
        assertThat(of("org.example.CorsFilter", "/*").corsParameters("/")).isEmpty();
    }

    static class Answers extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doOptions(HttpServletRequest request, HttpServletResponse response) {}
    }

    static final class Inherits extends Answers {
        private static final long serialVersionUID = 1L;
    }

    static final class Serves extends Answers {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) {}
    }

    static final class Plain extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    private static Deployment.Part servlet(Class<?> type, String... patterns) {
        return new Deployment.Part(type.getName(), List.of(patterns), Map.of());
    }

    private static Deployment withServlets(Deployment.Part... servlets) {
        return new Deployment(
                List.of(), List.of(servlets), DeploymentTest.class.getClassLoader(), path -> path.equals("/endpoint"));
    }

    @Test
    void a_servlet_answers_preflights_by_doOptions_without_a_service_of_its_own() {
        Deployment deployment = withServlets(
                servlet(Answers.class, "/answers"),
                servlet(Inherits.class, "/inherits"),
                servlet(Serves.class, "/serves"),
                servlet(Plain.class, "/plain"),
                new Deployment.Part("com.example.Missing", List.of("/missing"), Map.of()),
                new Deployment.Part("", List.of("/page.jsp"), Map.of()),
                servlet(String.class, "/string"));
        assertThat(deployment.answersPreflights("/answers")).isTrue();
        assertThat(deployment.answersPreflights("/inherits")).isTrue();
        for (String path : List.of("/serves", "/plain", "/missing", "/page.jsp", "/string", "/none", "/")) {
            assertThat(deployment.answersPreflights(path)).as(path).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a, true",
        "/a/b, false",
        "/a/b/c, true",
        "/a/b/c/d/e, true",
        "/x, false",
        "/x.html, true",
        "/a/x.html, true",
        "/a/b/x.html, false",
        "/, false"
    })
    void the_servlet_of_a_path_is_the_one_that_the_container_takes(String path, boolean answers) {
        Deployment deployment =
                withServlets(servlet(Answers.class, "/a", "/a/b/c/*", "*.html"), servlet(Plain.class, "/a/b/*", "/"));
        assertThat(deployment.answersPreflights(path)).isEqualTo(answers);
    }

    @Test
    void files_are_told_from_what_servlets_serve() {
        Deployment deployment = withServlets(
                new Deployment.Part("org.apache.catalina.servlets.DefaultServlet", List.of("/"), Map.of()),
                servlet(Plain.class, "/mb"));
        assertThat(deployment.servesFile("/streams/x.flv")).isTrue();
        assertThat(deployment.servesFile("/mb")).isFalse();
    }
}
