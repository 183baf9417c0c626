package io.stagedoor.red5.plugin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.Transmission;
import io.stagedoor.red5.plugin.ending.Ends;
import io.stagedoor.red5.plugin.ending.Workers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.servlet.DispatcherType;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.FilterRegistration;
import javax.servlet.RequestDispatcher;
import javax.servlet.ServletContext;
import javax.servlet.ServletException;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both filters are of one text, so one of them is tried; a real Tomcat of either kind is tried elsewhere. */
class DoorTest {

    /** Adds an exclamation mark to each line, and a full stop at the end; a question mark is not acceptable. */
    private static final UnaryOperator<OutputStream> MARKS = client -> new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            if (b == '?') {
                throw new IOException("a question mark");
            }
            if (b == '\n') {
                client.write('!');
            }
            client.write(b);
        }

        @Override
        public void close() throws IOException {
            client.write('.');
        }
    };

    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> requestHeaders = new HashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> added = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final OpenTransmissions open = new OpenTransmissions(
            new Ends(System::currentTimeMillis),
            Workers.ready(),
            (session, reason, usage) -> {},
            new ConcurrentHashMap<>());
    private final List<String> asked = new ArrayList<>();
    private String method = "GET";
    private String servletPath = "/x.m3u8";
    private DispatcherType dispatch = DispatcherType.REQUEST;
    private int status = 200;
    private HttpServletRequest passed;
    private boolean committed;
    private Room room = new Room(1);
    private HttpAnswer answer = HttpAnswer.pass();
    /** A filter of the application. */
    private FilterChain between = (request, response) -> {};

    private FilterChain chain =
            (request, response) -> response.getOutputStream().print("content");

    private static <T> T fake(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, given) -> {
            Function<Object[], Object> one = answers.get(called.getName());
            if (one != null) {
                return one.apply(given);
            }
            Class<?> returned = called.getReturnType();
            return returned == boolean.class ? false : returned == int.class ? (Object) 0 : null;
        }));
    }

    private HttpServletRequest request() {
        Map<String, Function<Object[], Object>> answers = new HashMap<>();
        answers.put("getMethod", none -> method);
        answers.put("getServletPath", none -> servletPath);
        answers.put("getContextPath", none -> "/spelled");
        answers.put("getRequestURI", none -> "/live" + servletPath);
        answers.put("getDispatcherType", none -> dispatch);
        answers.put("getAttribute", one -> attributes.get(one[0]));
        answers.put("setAttribute", two -> attributes.put((String) two[0], two[1]));
        answers.put("getHeader", one -> requestHeaders.get(one[0]));
        answers.put(
                "getHeaders",
                one -> Collections.enumeration(
                        requestHeaders.containsKey(one[0]) ? List.of(requestHeaders.get(one[0])) : List.<String>of()));
        answers.put("getHeaderNames", none -> Collections.enumeration(requestHeaders.keySet()));
        answers.put("isAsyncSupported", none -> true);
        return fake(HttpServletRequest.class, answers);
    }

    private HttpServletResponse response() {
        ServletOutputStream stream = new ServletOutputStream() {
            @Override
            public void write(int b) {
                content.write(b);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {}
        };
        Map<String, Function<Object[], Object>> answers = new HashMap<>();
        answers.put("getOutputStream", none -> stream);
        answers.put("getCharacterEncoding", none -> "UTF-8");
        answers.put("getStatus", none -> status);
        answers.put("setStatus", one -> status = (int) one[0]);
        answers.put("isCommitted", none -> committed);
        answers.put("resetBuffer", none -> {
            if (committed) {
                throw new IllegalStateException("committed");
            }
            content.reset();
            return null;
        });
        answers.put("reset", none -> {
            Object unused = answers.get("resetBuffer").apply(none);
            headers.clear();
            status = 200;
            return null;
        });
        answers.put("sendError", one -> status = (int) one[0]);
        answers.put("setCharacterEncoding", one -> headers.put("charset", (String) one[0]));
        answers.put("setContentLength", one -> headers.put("Content-Length", String.valueOf(one[0])));
        answers.put("setHeader", two -> headers.put((String) two[0], (String) two[1]));
        answers.put("addHeader", two -> {
            added.add((String) two[0]);
            return headers.put((String) two[0], (String) two[1]);
        });
        return fake(HttpServletResponse.class, answers);
    }

    private void enter() throws IOException, ServletException {
        Door door = new Door(
                request -> {
                    asked.add(request.method() + " " + request.contextPath() + " " + request.servletPath()
                            + request.pathInfo());
                    return answer;
                },
                room,
                () -> open);
        JavaxFilter front = filter(door::enter);
        JavaxFilter back = filter(door::leave);
        front.doFilter(request(), response(), (request, response) -> {
            passed = (HttpServletRequest) request;
            between.doFilter(request, response);
            back.doFilter(request, response, chain);
        });
    }

    /** What the application's own CorsFilter is initialised with; {@code null} for none. */
    private Map<String, String> cors;

    private Map<String, FilterRegistration> filters() {
        return cors == null
                ? Map.of()
                : Map.of(
                        "cors",
                        fake(
                                FilterRegistration.class,
                                Map.of(
                                        "getClassName", none -> "org.apache.catalina.filters.CorsFilter",
                                        "getUrlPatternMappings", none -> List.of("/*"),
                                        "getServletNameMappings", none -> List.of(),
                                        "getInitParameters", none -> cors)));
    }

    private JavaxFilter filter(Door.Side side) {
        JavaxFilter filter = new JavaxFilter(side);
        ServletContext context = fake(
                ServletContext.class,
                Map.of(
                        "getContextPath", none -> "/live",
                        "getFilterRegistrations", none -> filters(),
                        "getServletRegistrations", none -> Map.of(),
                        "getClassLoader", none -> DoorTest.class.getClassLoader()));
        filter.init(fake(FilterConfig.class, Map.of("getServletContext", none -> context)));
        return filter;
    }

    private String written() {
        return content.toString(StandardCharsets.UTF_8);
    }

    @Test
    void asks_about_the_application_as_it_was_deployed_and_the_path_as_it_was_resolved() throws Exception {
        enter();
        assertThat(asked).containsExactly("GET /live /x.m3u8");
        assertThat(written()).isEqualTo("content");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 503})
    void a_refusal_reaches_nobody_and_says_little(int refused) throws Exception {
        answer = HttpAnswer.refuse(refused, Map.of("Retry-After", List.of("5")));
        enter();
        assertThat(passed).isNull();
        assertThat(status).isEqualTo(refused);
        assertThat(written()).matches("(Not [a-z ]+\\.\n)");
        assertThat(headers).containsEntry("Retry-After", "5");
    }

    @ParameterizedTest
    @CsvSource({
        "401, WWW-Authenticate, GET",
        "401, WWW-Authenticate, POST",
        "403, Cache-Control, GET",
        "503, Retry-After, GET"
    })
    void scripts_of_pages_that_the_application_names_may_read_a_refusal(int refused, String header, String how)
            throws Exception {
        method = how;
        cors = Map.of("cors.allowed.origins", "https://there, https://here", "cors.support.credentials", "true");
        answer = HttpAnswer.refuse(refused, Map.of(header, List.of("x")));
        requestHeaders.put("Origin", "https://there");
        enter();
        assertThat(headers)
                .containsEntry("Access-Control-Allow-Origin", "https://there")
                .containsEntry("Access-Control-Allow-Credentials", "true")
                .containsEntry("Vary", "Origin");
        assertThat(headers.get("Access-Control-Expose-Headers"))
                .isEqualTo(header.equals("Cache-Control") ? null : header);
        for (String other : List.of("https://elsewhere", "https://there.elsewhere", "null", "HTTPS://there", "")) {
            headers.clear();
            requestHeaders.put("Origin", other);
            enter();
            assertThat(headers)
                    .as(other)
                    .containsEntry("Vary", "Origin")
                    .noneSatisfy((name, value) -> assertThat(name).startsWith("Access-Control"));
        }
        headers.clear();
        requestHeaders.remove("Origin");
        enter();
        assertThat(headers).containsEntry("Vary", "Origin").doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void an_application_for_any_page_lets_none_send_cookies() throws Exception {
        cors = Map.of("cors.allowed.origins", "*", "cors.support.credentials", "true");
        answer = HttpAnswer.refuse(401, Map.of("WWW-Authenticate", List.of("x")));
        requestHeaders.put("Origin", "https://there");
        enter();
        assertThat(headers)
                .containsEntry("Access-Control-Allow-Origin", "*")
                .doesNotContainKeys("Access-Control-Allow-Credentials", "Vary");
    }

    @Test
    void what_the_gate_says_of_pages_counts() throws Exception {
        cors = Map.of("cors.allowed.origins", "https://there");
        requestHeaders.put("Origin", "https://there");
        answer = HttpAnswer.refuse(401, Map.of("Vary", List.of("Origin")));
        enter();
        assertThat(headers).doesNotContainKey("Access-Control-Allow-Origin");
        answer = HttpAnswer.refuse(
                401, Map.of("Access-Control-Allow-Origin", List.of("https://here"), "WWW-Authenticate", List.of("x")));
        enter();
        assertThat(headers)
                .containsEntry("Access-Control-Allow-Origin", "https://here")
                .containsEntry("Access-Control-Expose-Headers", "WWW-Authenticate");
    }

    @Test
    void an_answer_that_the_application_gives_and_a_forwarded_one_have_no_header_twice() throws Exception {
        cors = Map.of("cors.allowed.origins", "https://there");
        requestHeaders.put("Origin", "https://there");
        enter();
        assertThat(headers).doesNotContainKey("Access-Control-Allow-Origin");
        dispatch = DispatcherType.FORWARD;
        servletPath = "/y.m3u8";
        answer = HttpAnswer.refuse(401, Map.of());
        enter();
        assertThat(headers).doesNotContainKey("Access-Control-Allow-Origin");
        added.clear();
        answer = HttpAnswer.refuse(401, Map.of("Access-Control-Allow-Origin", List.of("https://there")));
        enter();
        assertThat(added).isEmpty();
    }

    @Test
    void a_playlist_that_finds_no_room_is_refused_to_scripts_as_it_would_be_sent() throws Exception {
        room = new Room(0);
        requestHeaders.put("Origin", "https://there");
        answer = HttpAnswer.rewrite(
                Map.of("Access-Control-Allow-Origin", List.of("https://there"), "Set-Cookie", List.of("s")),
                client -> client);
        enter();
        assertThat(status).isEqualTo(503);
        assertThat(headers)
                .containsEntry("Access-Control-Allow-Origin", "https://there")
                .containsEntry("Access-Control-Expose-Headers", "Retry-After")
                .doesNotContainKey("Set-Cookie");
    }

    @Test
    void without_a_plugin_everything_is_unavailable() throws Exception {
        cors = Map.of("cors.allowed.origins", "https://there");
        requestHeaders.put("Origin", "https://there");
        filter(new Door()::enter)
                .doFilter(request(), response(), (request, response) -> passed = (HttpServletRequest) request);
        assertThat(passed).isNull();
        assertThat(status).isEqualTo(503);
        assertThat(headers)
                .containsKey("Retry-After")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Access-Control-Allow-Origin", "https://there")
                .containsEntry("Access-Control-Expose-Headers", "Retry-After");
    }

    @Test
    void what_a_request_is_forwarded_to_is_judged_too() throws Exception {
        enter();
        dispatch = DispatcherType.FORWARD;
        servletPath = "/streams/x.flv";
        enter();
        dispatch = DispatcherType.ASYNC;
        enter();
        servletPath = "/other";
        enter();
        assertThat(asked).containsExactly("GET /live /x.m3u8", "GET /live /streams/x.flv", "GET /live /other");
    }

    @Test
    void what_a_request_includes_is_judged_too() throws Exception {
        enter();
        dispatch = DispatcherType.INCLUDE;
        attributes.put(RequestDispatcher.INCLUDE_SERVLET_PATH, "/streams/x.flv");
        enter();
        assertThat(asked).containsExactly("GET /live /x.m3u8", "GET /live /streams/x.flv");
    }

    @Test
    void what_was_judged_cannot_be_said_by_anybody_else() throws Exception {
        attributes.put("io.stagedoor.judged", "GET /live /x.m3u8");
        enter();
        assertThat(asked).hasSize(1);
    }

    @Test
    void an_error_page_is_shown() throws Exception {
        dispatch = DispatcherType.ERROR;
        answer = HttpAnswer.refuse(403, Map.of());
        enter();
        assertThat(asked).isEmpty();
        assertThat(written()).isEqualTo("content");
    }

    @Test
    void changed_content_has_its_own_length_and_none_of_the_marks_of_the_other() throws Exception {
        answer = HttpAnswer.rewrite(Map.of("Cache-Control", List.of("private")), MARKS);
        chain = (request, response) -> {
            HttpServletResponse http = (HttpServletResponse) response;
            http.setHeader("ETag", "\"1\"");
            http.setDateHeader("Last-Modified", 1);
            http.setHeader("Accept-Ranges", "bytes");
            http.setHeader("Cache-Control", "public");
            http.setContentLengthLong(7);
            http.setHeader("X", "y");
            http.getWriter().print("äöü\n");
            http.flushBuffer();
        };
        enter();
        assertThat(written()).isEqualTo("äöü!\n.");
        assertThat(headers)
                .containsOnly(
                        Map.entry("Cache-Control", "private"),
                        Map.entry("X", "y"),
                        Map.entry("charset", "UTF-8"),
                        Map.entry("Content-Length", "9"));
    }

    @Test
    void the_whole_content_in_the_clear_is_asked_for_whatever_the_client_wants() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        method = "HEAD";
        for (String name : List.of("Range", "If-None-Match", "If-Modified-Since", "Accept-Encoding", "Accept")) {
            requestHeaders.put(name, "z");
        }
        enter();
        assertThat(passed.getMethod()).isEqualTo("GET");
        assertThat(passed.getHeader("Range")).isNull();
        assertThat(passed.getHeaders("If-None-Match").hasMoreElements()).isFalse();
        assertThat(passed.getDateHeader("If-Modified-Since")).isEqualTo(-1);
        assertThat(Collections.list(passed.getHeaderNames())).containsExactly("Accept");
        assertThat(passed.isAsyncSupported()).isFalse();
        assertThatThrownBy(passed::startAsync).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void content_that_is_no_playlist_as_a_whole_is_left_as_it_is() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> {
            ((HttpServletResponse) response).setStatus(404);
            response.getOutputStream().print("none");
        };
        enter();
        assertThat(written()).isEqualTo("none");
        content.reset();
        status = 200;
        attributes.clear();
        chain = (request, response) -> {
            ((HttpServletResponse) response).setHeader("Content-Encoding", "gzip");
            response.getOutputStream().print("zipped");
        };
        enter();
        assertThat(written()).isEqualTo("zipped");
    }

    private static byte[] lines(int bytes) {
        return "123\n".repeat(bytes / 4).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void content_of_any_length_is_changed_as_it_is_written() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        List<Integer> gone = new ArrayList<>();
        chain = (request, response) -> {
            for (int i = 0; i < 16; i++) {
                response.getOutputStream().write(lines(64 * 1024));
                gone.add(content.size());
            }
            response.flushBuffer();
        };
        enter();
        assertThat(content.size()).isEqualTo(16 * (64 + 16) * 1024 + 1);
        assertThat(headers).doesNotContainKey("Content-Length");
        for (int i = 0; i < gone.size(); i++) {
            assertThat((i + 1) * 80 * 1024 - gone.get(i)).as("held").isBetween(0, HeldBody.MOST_HELD);
        }
    }

    @Test
    void content_that_cannot_be_changed_is_not_sent() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> response.getOutputStream().print("one\ntwo?");
        enter();
        assertThat(status).isEqualTo(500);
        assertThat(written()).isEqualTo("Not readable.\n");
    }

    @Test
    void an_application_that_goes_on_after_that_changes_nothing() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> {
            assertThatThrownBy(() -> response.getOutputStream().print("?")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> response.getOutputStream().print("x")).isInstanceOf(IOException.class);
            throw new ServletException("wrapped");
        };
        enter();
        assertThat(status).isEqualTo(500);
        assertThat(written()).isEqualTo("Not readable.\n");
    }

    @Test
    void an_application_may_begin_anew_after_that() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> {
            assertThatThrownBy(() -> response.getOutputStream().print("a?")).isInstanceOf(IOException.class);
            response.resetBuffer();
            response.getOutputStream().print("b");
        };
        enter();
        assertThat(status).isEqualTo(200);
        assertThat(written()).isEqualTo("b.");
    }

    @Test
    void a_response_that_has_begun_is_broken_off() {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        committed = true;
        chain = (request, response) -> {
            response.getOutputStream().write(lines(64 * 1024));
            response.getOutputStream().print("?");
        };
        assertThatThrownBy(this::enter).isInstanceOf(IOException.class).hasMessageContaining("a question mark");
        assertThat(written()).doesNotContain("Not readable").doesNotEndWith(".");
    }

    @Test
    void what_an_application_takes_back_is_not_sent() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> {
            response.getWriter().print("old");
            response.resetBuffer();
            response.getWriter().print("new");
        };
        enter();
        assertThat(written()).isEqualTo("new.");
        content.reset();
        attributes.clear();
        chain = (request, response) -> {
            response.getOutputStream().print("old");
            response.reset();
            response.getWriter().print("new");
        };
        enter();
        assertThat(written()).isEqualTo("new.");
    }

    /** The container writes its page for that, and a length of ours would be wrong. */
    @Test
    void an_error_is_left_to_the_container() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> {
            response.getWriter().print("old");
            ((HttpServletResponse) response).sendError(404);
        };
        enter();
        assertThat(status).isEqualTo(404);
        assertThat(written()).isEmpty();
        assertThat(headers).doesNotContainKey("Content-Length");
    }

    @Test
    void an_application_writes_bytes_or_characters_and_not_both() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> {
            response.getOutputStream().print("a");
            assertThatThrownBy(response::getWriter).isInstanceOf(IllegalStateException.class);
        };
        enter();
        assertThat(written()).isEqualTo("a.");
        attributes.clear();
        chain = (request, response) -> {
            response.getWriter().print("b");
            assertThatThrownBy(response::getOutputStream).isInstanceOf(IllegalStateException.class);
        };
        enter();
        assertThat(written()).isEqualTo("a.b.");
    }

    @Test
    void what_an_application_throws_ends_its_content() {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        chain = (request, response) -> {
            response.getOutputStream().print("a");
            throw new IOException("of the application");
        };
        assertThatThrownBy(this::enter).hasMessage("of the application");
        assertThat(written()).isEmpty();
        assertThat(room.enter("192.0.2.1")).as("its place was given back").isTrue();
    }

    @Test
    void so_many_are_changed_at_a_time_and_no_more() throws Exception {
        answer = HttpAnswer.rewrite(Map.of(), MARKS);
        assertThat(room.enter("192.0.2.1")).isTrue();
        enter();
        assertThat(passed).isNull();
        assertThat(status).isEqualTo(503);
        assertThat(headers).containsKey("Retry-After");
        room.leave("192.0.2.1");
        attributes.clear();
        content.reset();
        status = 200;
        enter();
        assertThat(written()).isEqualTo("content.");
    }

    @Test
    void one_network_takes_half_of_the_room_at_most() {
        Room four = new Room(4);
        assertThat(four.enter("2001:db8::1")).isTrue();
        assertThat(four.enter("2001:db8::2")).isTrue();
        assertThat(four.enter("2001:db8::3")).isFalse();
        assertThat(four.enter("192.0.2.1")).isTrue();
        four.leave("2001:db8::2");
        assertThat(four.enter("2001:db8::3")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "536870912, 256", "1073741824, 512", "9223372036854775807, 2147483647"})
    void how_many_depends_on_the_memory(long memory, int responses) {
        assertThat(Room.most(memory)).isEqualTo(responses);
    }

    @Test
    void what_is_answered_here_reaches_nobody() throws Exception {
        answer = HttpAnswer.answer(Map.of("Allow", List.of("GET")));
        enter();
        assertThat(passed).isNull();
        assertThat(status).isEqualTo(204);
        assertThat(written()).isEmpty();
        assertThat(headers).containsOnly(Map.entry("Allow", "GET"));
    }

    @Test
    void what_is_done_here_is_answered_by_200_without_content() throws Exception {
        answer = HttpAnswer.done(Map.of("Cache-Control", List.of("no-store")));
        assertThat(answer.allowed()).isFalse();
        enter();
        assertThat(passed).isNull();
        assertThat(status).isEqualTo(200);
        assertThat(written()).isEmpty();
        assertThat(headers).containsOnly(Map.entry("Cache-Control", "no-store"));
    }

    /** Nobody was asked about it. */
    @Test
    void a_preflight_gets_a_head_and_no_content() throws Exception {
        method = "OPTIONS";
        answer = HttpAnswer.head();
        chain = (request, response) -> {
            ((HttpServletResponse) response).setStatus(204);
            ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "*");
            response.getOutputStream().print("content");
        };
        enter();
        assertThat(status).isEqualTo(204);
        assertThat(headers).containsEntry("Access-Control-Allow-Origin", "*");
        assertThat(written()).isEmpty();
    }

    /** It was not judged as a request for what the servlet serves. */
    @Test
    void a_handshake_that_no_filter_takes_reaches_no_servlet() throws Exception {
        answer = HttpAnswer.upgrade();
        List<String> served = new ArrayList<>();
        chain = (request, response) -> served.add("by the servlet");
        enter();
        assertThat(status).isEqualTo(404);
        assertThat(served).isEmpty();
        assertThat(passed.isAsyncSupported()).isFalse();
    }

    @Test
    void an_upgrade_gets_nothing_but_that() throws Exception {
        answer = HttpAnswer.upgrade();
        between = (request, response) -> {
            response.getOutputStream().print("content");
            ((HttpServletResponse) response).setStatus(101);
        };
        chain = (request, response) -> ((HttpServletResponse) response).setStatus(101);
        enter();
        assertThat(written()).doesNotContain("content");
    }

    @Test
    void the_error_page_of_a_handshake_is_shown() throws Exception {
        answer = HttpAnswer.upgrade();
        enter();
        content.reset();
        dispatch = DispatcherType.ERROR;
        enter();
        assertThat(written()).isEqualTo("content");
    }

    @Test
    void what_is_watched_can_be_cut_off_while_it_is_written() throws Exception {
        answer = HttpAnswer.pass().watched(Map.of("a", 1));
        chain = (request, response) -> {
            response.getOutputStream().print("before");
            open.forEach(each -> each.close(EndReason.RECHECK_DENIED));
            assertThatThrownBy(() -> response.getOutputStream().print("after")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> response.getOutputStream().flush()).isInstanceOf(IOException.class);
            assertThatThrownBy(response::flushBuffer).isInstanceOf(IOException.class);
            response.getOutputStream().close();
        };
        enter();
        assertThat(written()).isEqualTo("before");
    }

    @Test
    void what_is_over_is_watched_no_more_and_writes_nothing() throws Exception {
        answer = HttpAnswer.pass().watched(Map.of("a", 1));
        List<ServletOutputStream> kept = new ArrayList<>();
        List<Transmission> seen = new ArrayList<>();
        chain = (request, response) -> {
            kept.add(response.getOutputStream());
            open.forEach(seen::add);
        };
        enter();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).session()).isEqualTo(Map.of("a", 1));
        seen.clear();
        open.forEach(seen::add);
        assertThat(seen).isEmpty();
        assertThatThrownBy(() -> kept.get(0).print("of another client's")).isInstanceOf(IOException.class);
        assertThat(written()).isEmpty();
    }

    @Test
    void what_an_application_throws_is_thrown_on() {
        ServletException thrown = new ServletException("of the application");
        chain = (request, response) -> {
            throw thrown;
        };
        assertThatThrownBy(this::enter).isSameAs(thrown);
    }

    @Test
    void a_request_can_be_judged_only_as_a_whole() {
        HttpRequest request = new JavaxExchange("", request(), response(), null, null);
        assertThat(request.query()).isEmpty();
        assertThat(request.remoteAddress()).isEmpty();
        assertThat(request.headers("none")).isEmpty();
        assertThat(request.secure()).isFalse();
        assertThat(request.uri()).isEqualTo("/live/x.m3u8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Exchange",
                "Filter",
                "HeldResponse",
                "Initializer",
                "Parts",
                "WatchedAsync",
                "WatchedRequest",
                "WatchedResponse",
                "WholeRequest"
            })
    void both_kinds_of_filters_are_of_one_text(String name) throws Exception {
        Path folder = Path.of("src/main/java/io/stagedoor/red5/plugin/web");
        assertThat(text(folder.resolve("Jakarta" + name + ".java")))
                .isEqualTo(text(folder.resolve("Javax" + name + ".java")));
    }

    /** Without imports, which are in another order, and without breaks of lines, which are in other places. */
    private static String text(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll("(?m)^import .*$", "")
                .replace("Jakarta", "Javax")
                .replace("jakarta", "javax")
                .replaceAll("\\s+", "");
    }
}
