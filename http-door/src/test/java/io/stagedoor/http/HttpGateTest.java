package io.stagedoor.http;

import static io.stagedoor.http.request.FakeRequest.follow;
import static io.stagedoor.http.request.FakeRequest.get;
import static io.stagedoor.http.request.FakeRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.logout.Logouts;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Subject;
import io.stagedoor.core.settings.Application;
import io.stagedoor.core.shared.Leases;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.logout.LogoutReceiver;
import io.stagedoor.http.request.FakeRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.ServiceReference;

/** An authenticator that lets through whoever has the token {@code good}; {@code old} is one that has expired. */
class HttpGateTest {

    /** What a server of the usual size has. */
    private static final int SHARE = 66;

    private static final String PLAYLIST = "#EXTM3U\n#EXTINF:4,\nx0.ts\n";

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final ConcurrentMap<String, Map<String, Object>> store = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Decision> decisions = new HashMap<>(Map.of(
            "good", new Decision.Allow(Grant.everything("bob")),
            "old", new Decision.Deny(Reason.EXPIRED),
            "down", new Decision.Unavailable("backend")));
    private Decision wanted = new Decision.Allow(Grant.everything("bob"));
    private Optional<Set<String>> decidesBy = Optional.empty();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private Audit audit;
    private HttpGate gate;
    private Logouts.Answer loggedOut = Logouts.Answer.DONE;
    private final LogoutReceiver logouts = (application, address, token) -> {
        asked.add("logout " + application + " " + address + " "
                + token.map(Secret::reveal).orElse("none"));
        return loggedOut;
    };

    private final Clock clock = new Clock() {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private LongSupplier generation = () -> 1;

    private final Authenticator authenticator = new Authenticator() {
        @Override
        public Decision authenticate(ConnectRequest connect) {
            asked.add("connect " + connect.protocol() + " " + connect.path());
            String password =
                    connect.credentials().password().map(Secret::reveal).orElse("");
            String token = connect.credentials()
                    .token()
                    .map(Secret::reveal)
                    .orElse(connect.parameters().containsKey("ticket") ? "ticket" : password);
            return token.isEmpty()
                    ? new Decision.Abstain()
                    : decisions.getOrDefault(token, new Decision.Deny(Reason.BAD_CREDENTIALS));
        }

        @Override
        public long generation() {
            return generation.getAsLong();
        }

        @Override
        public Optional<Set<String>> parameters() {
            return decidesBy;
        }

        @Override
        public Decision authorize(StreamRequest stream) {
            asked.add(stream.action() + " " + stream.connect().protocol() + " " + stream.path());
            return wanted;
        }
    };

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        gate = gate();
    }

    private HttpGate gate() {
        return gate(routes);
    }

    private HttpGate gate(Routes some) {
        Admissions admissions = Admissions.withoutRevocations(some.router, audit, clock);
        return new HttpGate(admissions, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
    }

    @AfterEach
    void stop() throws Exception {
        Audits.close(audit);
    }

    private void configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        routes.bind(new Application(properties));
        routes.local("jwt", authenticator);
    }

    private HttpAnswer judge(HttpRequest asking) {
        return gate.judge(asking, store);
    }

    private static String header(HttpAnswer answer, String name) {
        return String.join("|", answer.headers().getOrDefault(name, List.of()));
    }

    private static String cookie(HttpAnswer answer) {
        return header(answer, "Set-Cookie").split(";")[0];
    }

    /** What the client gets for a playlist. */
    private static String playlist(HttpAnswer answer, String content) {
        ByteArrayOutputStream client = new ByteArrayOutputStream();
        try (OutputStream playlist = answer.body().orElseThrow().apply(client)) {
            playlist.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return client.toString(StandardCharsets.UTF_8);
    }

    private static String firstSegment(HttpAnswer answer) {
        return playlist(answer, PLAYLIST).split("\n")[2];
    }

    private static FakeRequest logout(String path) {
        return FakeRequest.request("POST", path)
                .header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .header("Content-Length", "900")
                .told("a.b.c");
    }

    @Test
    void a_logout_is_answered_before_the_application_sees_it() {
        configured("backchannelLogout", "/stagedoor/logout");
        HttpAnswer answer = judge(logout("/stagedoor/logout").from("192.0.2.7"));
        assertThat(answer.allowed()).isFalse();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        assertThat(asked).containsExactly("logout live 192.0.2.7 a.b.c");
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, 400, ''", "UNAVAILABLE, 503, 5", "TOO_MANY, 429, 60"})
    void a_logout_that_did_not_work_says_whether_to_try_again(Logouts.Answer result, int status, String retry) {
        configured("backchannelLogout", "/stagedoor/logout");
        loggedOut = result;
        HttpAnswer answer = judge(logout("/stagedoor/logout"));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(header(answer, "Retry-After")).isEqualTo(retry);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_logout_that_is_no_form_of_bounded_length_is_not_read() {
        configured("backchannelLogout", "/out");
        String length = "Content-Length";
        assertThat(judge(get("/out")).status()).isEqualTo(405);
        assertThat(header(judge(get("/out")), "Allow")).isEqualTo("POST");
        assertThat(judge(logout("/out").query("logout_token=a.b.c")).status()).isEqualTo(400);
        assertThat(judge(logout("/out").uri("/live//out")).status()).isEqualTo(400);
        assertThat(judge(logout("/out").uri("/live/%6fut")).status()).isEqualTo(400);
        assertThat(judge(logout("/out").without("Content-Type")).status()).isEqualTo(415);
        assertThat(judge(logout("/out").without("Content-Type").header("Content-Type", "multipart/form-data"))
                        .status())
                .isEqualTo(415);
        assertThat(judge(logout("/out").without(length)).status()).isEqualTo(411);
        for (String odd : List.of("", "-1", "1e3", "99999999999", " 5")) {
            assertThat(judge(logout("/out").without(length).header(length, odd)).status())
                    .as(odd)
                    .isEqualTo(411);
        }
        assertThat(judge(logout("/out").header(length, "900")).status()).isEqualTo(411);
        assertThat(judge(logout("/out").without(length).header(length, "16385")).status())
                .isEqualTo(413);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_logout_with_two_tokens_or_none_has_none() {
        configured("backchannelLogout", "/out");
        judge(logout("/out").told("a.b.c", "d.e.f"));
        judge(logout("/out").told());
        assertThat(asked).containsExactly("logout live 1.2.3.4 none", "logout live 1.2.3.4 none");
    }

    @Test
    void where_no_path_is_set_a_logout_is_as_any_other_request() {
        configured();
        assertThat(judge(logout("/stagedoor/logout")).status()).isEqualTo(401);
        assertThat(asked).doesNotContain("logout live 1.2.3.4 a.b.c");
        configured("backchannelLogout", "/stagedoor/logout");
        judge(logout("/stagedoor/logout/x"));
        judge(logout("/stagedoor/Logout"));
        assertThat(asked).noneMatch(one -> one.startsWith("logout"));
    }

    @ParameterizedTest
    @CsvSource({
        "/streams/x.flv, live/x",
        "/Streams/x.FLV, live/x",
        "/streams/room/x.flv, live/room/x",
        "/x.m3u8, live/x",
        "/hls/room/x.m3u8, live/room/x",
        "/hls/x.m3u8, live/x",
        "/dash/x.mpd, live/x",
        "/room/x.m3u8, live/room/x",
        "/a/b/x.m3u8, live/a/b/x",
        "/x0.ts, live/x0",
        "/x.m4s, live/x",
        "/x.mp4, live/x",
        "/x, live/x",
        "/api/list, live/api/list",
        "/x.flv.m3u8, live/x.flv",
        "/x.tar, live/x.tar",
        "/.m3u8, live/.m3u8",
        "/streams/a b.flv, live/a b",
        "/streams/ü.flv, live/ü"
    })
    void what_the_path_names_is_the_stream(String path, String stream) {
        configured();
        assertThat(judge(get(path).query("token=good&type=publisher&streamName=other"))
                        .allowed())
                .isTrue();
        assertThat(asked).containsExactly("connect HTTP " + stream, "SUBSCRIBE HTTP " + stream);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/streams",
                "/streams/",
                "/hls/",
                "/persistence/x.red5",
                "/PERSISTENCE/x",
                "/events",
                "/Events/x",
                "/events/x.html",
                "/a//x.m3u8",
                "/../x.m3u8",
                "/streams/mp4:x.flv",
                "/streams/*x.flv",
                "/streams/x?y.flv",
                "/streams/a%2fx.flv",
                "/streams/a\\x.flv",
                "/streams/x\n.flv",
                "/room/"
            })
    void nobody_gets_what_names_no_stream(String path) {
        configured();
        HttpAnswer answer = judge(get(path).query("token=good"));
        if (path.equals("/streams")) { // as a file it has a name
            assertThat(asked).contains("SUBSCRIBE HTTP live/streams");
            return;
        }
        assertThat(answer.status()).isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/live/streams;x=1/x.flv, 403",
        "/live;x=1/streams/x.flv, 403",
        "/live/streams/x.flv;x=1, 403",
        "/live/none/..;/streams/x.flv, 403",
        "/live/none/../streams/x.flv, 403",
        "/live/./streams/x.flv, 403",
        "/live//streams/x.flv, 403",
        "//live/streams/x.flv, 403",
        "/live/streams/x.fl%zz, 403",
        "/live/streams/%ff.flv, 403",
        "/live/%73treams/x.flv, 0",
        "/live/streams/%78.flv, 0",
        "/%6cive/streams/x.flv, 0"
    })
    void only_a_path_that_is_spelled_plainly_is_judged(String uri, int status) {
        configured();
        assertThat(judge(get("/streams/x.flv").uri(uri).query("token=good")).status())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/a/b.js", "/a.css", "/a.png", "/a.svg", "/a.woff2", "/favicon.ico"})
    void pages_are_public(String path) {
        configured();
        assertThat(judge(get(path)).allowed()).isTrue();
        assertThat(judge(get(path).in("/nowhere")).allowed()).isTrue();
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/streams/x.png", "/streams/x.html", "/persistence/x.js", "/events/x.html", "/x.HTML", "/a.jsp"})
    void what_only_looks_like_a_page_is_not(String path) {
        configured();
        assertThat(judge(get(path)).allowed()).isFalse();
        assertThat(judge(get(path).in("/nowhere")).status()).isEqualTo(403);
    }

    @Test
    void a_servlet_decides_itself_what_a_name_below_it_is() {
        configured();
        assertThat(judge(get("/api/x.html").servlet("/api")).status()).isEqualTo(401);
        assertThat(judge(get("/api/x.html")).allowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PROPFIND", "MOVE", "PATCH"})
    void a_page_is_public_to_be_read_and_not_to_be_written(String method) {
        configured();
        assertThat(judge(request(method, "/index.html")).status()).isEqualTo(401);
        assertThat(judge(request("POST", "/index.html")).allowed()).isTrue();
    }

    @Test
    void public_paths_are_configured() {
        configured("httpPublicPaths", "/streams/trailers/*,/events");
        assertThat(judge(get("/streams/trailers/a.flv")).allowed()).isTrue();
        assertThat(judge(get("/events")).allowed()).isTrue();
        assertThat(judge(get("/streams/x.flv")).status()).isEqualTo(401);
        assertThat(judge(get("/index.html")).status()).isEqualTo(401);
    }

    @Test
    void what_is_judged_elsewhere_passes() {
        configured();
        gate = new HttpGate(
                Admissions.withoutRevocations(routes.router, audit, clock),
                clock,
                logouts,
                () -> SHARE,
                Requests.PATIENT,
                request -> request.method().equals("POST"));
        assertThat(judge(request("POST", "/open/1")).allowed()).isTrue();
        assertThat(judge(get("/open/1")).allowed()).isFalse();
    }

    @Test
    void an_application_without_configuration_is_closed() {
        configured();
        assertThat(judge(get("/x.m3u8").in("/other").query("token=good")).status())
                .isEqualTo(403);
        assertThat(judge(get("/x.m3u8").in("").query("token=good")).status()).isEqualTo(403);
    }

    @Test
    void a_configuration_that_was_never_understood_is_an_outage() {
        routes.bind(new Application(Map.of("application", "live", "authenticator", "jwt", "http", "perhaps")));
        HttpAnswer answer = judge(get("/x.m3u8").query("token=good"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isEqualTo("5");
    }

    @Test
    void switches_let_in_unasked() {
        configured("http", "false");
        assertThat(judge(get("/x.m3u8")).allowed()).isTrue();
        assertThat(judge(get("/x.m3u8")).body()).isEmpty();
        assertThat(judge(get("/").handshake().withWsFilter()).status()).isEqualTo(401);
        assertThat(judge(request("POST", "/whip/endpoint/x")).status()).isEqualTo(401);
    }

    private static FakeRequest preflight(String path) {
        return request("OPTIONS", path)
                .header("Origin", "https://there")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization, x-mine");
    }

    @Test
    void options_is_answered_here_and_reaches_no_servlet() {
        configured();
        for (String path : List.of("/whip/endpoint/x", "/x.m3u8", "/events", "/index.html", "/mb")) {
            for (FakeRequest asking : List.of(
                    request("OPTIONS", path),
                    preflight(path),
                    request("OPTIONS", path).withServletThatAnswersPreflights(),
                    preflight(path).header("Origin", "https://there").withServletThatAnswersPreflights())) {
                HttpAnswer answer = judge(asking);
                assertThat(answer.status()).as(path).isEqualTo(204);
                assertThat(answer.headers()).as(path).containsOnlyKeys("Allow");
            }
        }
        assertThat(judge(request("OPTIONS", "/x.m3u8").in("/other")).status()).isEqualTo(204);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_preflight_passes_to_a_servlet_that_answers_it_by_a_method_for_that() {
        configured();
        HttpAnswer answer = judge(preflight("/mb").withServletThatAnswersPreflights());
        assertThat(answer.allowed()).isTrue();
        assertThat(answer.isHead()).isTrue();
    }

    @Test
    void options_passes_where_everything_does() {
        configured("http", "false", "httpPublicPaths", "/api/*");
        assertThat(judge(request("OPTIONS", "/x.m3u8")).allowed()).isTrue();
        assertThat(judge(request("OPTIONS", "/whip/endpoint/x")).status()).isEqualTo(204);
        configured("application", "other", "httpPublicPaths", "/api/*");
        assertThat(judge(request("OPTIONS", "/api/x").in("/other")).allowed()).isTrue();
        assertThat(judge(request("OPTIONS", "/x").in("/other")).status()).isEqualTo(204);
    }

    @Test
    void a_preflight_is_answered_from_the_configuration() {
        configured("corsAllowedOrigins", "https://There");
        HttpAnswer answer = judge(preflight("/x.m3u8").withServletThatAnswersPreflights());
        assertThat(answer.status()).isEqualTo(204);
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("https://there");
        assertThat(header(answer, "Access-Control-Allow-Methods")).isEqualTo("GET");
        assertThat(header(answer, "Access-Control-Allow-Headers")).isEqualTo("authorization, x-mine");
        assertThat(header(answer, "Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(header(answer, "Access-Control-Max-Age")).isEqualTo("600");
        assertThat(header(answer, "Vary")).isEqualTo("Origin");
        for (String origin : List.of("https://elsewhere", "null", "https://there.elsewhere", "")) {
            HttpAnswer refusal = judge(preflight("/x.m3u8")
                    .without("Origin")
                    .header("Origin", origin)
                    .withServletThatAnswersPreflights());
            assertThat(refusal.status()).as(origin).isEqualTo(403);
            assertThat(refusal.headers()).as(origin).doesNotContainKey("Access-Control-Allow-Origin");
        }
        assertThat(judge(preflight("/x.m3u8").header("Access-Control-Request-Headers", "a b"))
                        .status())
                .isEqualTo(403);
        assertThat(judge(preflight("/x.m3u8").header("Access-Control-Request-Headers", "x".repeat(2000)))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void scripts_of_the_pages_of_the_configuration_may_read_answers_and_refusals() {
        configured("corsAllowedOrigins", "https://there");
        HttpAnswer answer = judge(get("/x.m3u8").query("token=good").header("Origin", "https://there"));
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("https://there");
        assertThat(answer.body()).isPresent();
        HttpAnswer refusal = judge(get("/x.m3u8").header("Origin", "https://there"));
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(header(refusal, "Access-Control-Allow-Origin")).isEqualTo("https://there");
        assertThat(header(refusal, "WWW-Authenticate")).isNotEmpty();
        HttpAnswer other = judge(get("/x.m3u8").query("token=good").header("Origin", "https://elsewhere"));
        assertThat(header(other, "Access-Control-Allow-Origin")).isEmpty();
        assertThat(header(other, "Vary")).isEqualTo("Origin");
    }

    @Test
    void any_page_gets_no_cookies() {
        configured("corsAllowedOrigins", "*");
        HttpAnswer answer = judge(preflight("/x.m3u8"));
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.headers()).doesNotContainKey("Access-Control-Allow-Credentials");
    }

    @Test
    void a_preflight_is_answered_from_the_parameters_of_tomcats_filter() {
        configured();
        Map<String, String> parameters = Map.of(
                "cors.allowed.origins", "https://there, https://here",
                "cors.allowed.methods", "GET, HEAD",
                "cors.allowed.headers", "Authorization,X-Mine",
                "cors.support.credentials", "true",
                "cors.preflight.maxage", "7");
        HttpAnswer answer = judge(preflight("/x.m3u8").withCorsFilter(parameters));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("https://there");
        assertThat(header(answer, "Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(header(answer, "Access-Control-Max-Age")).isEqualTo("7");
        assertThat(judge(preflight("/x.m3u8")
                                .header("Access-Control-Request-Headers", "x-other")
                                .withCorsFilter(parameters))
                        .status())
                .isEqualTo(403);
        assertThat(judge(preflight("/x.m3u8")
                                .without("Access-Control-Request-Method")
                                .header("Access-Control-Request-Method", "PUT")
                                .withCorsFilter(parameters))
                        .status())
                .isEqualTo(403);
        assertThat(judge(preflight("/x.m3u8").withCorsFilter(Map.of())).status())
                .isEqualTo(403);
        HttpAnswer any = judge(preflight("/x.m3u8")
                .without("Access-Control-Request-Headers")
                .withCorsFilter(Map.of("cors.allowed.origins", "*", "cors.support.credentials", "true")));
        assertThat(header(any, "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(any.headers()).doesNotContainKey("Access-Control-Allow-Credentials");
        // The filter itself says it of everything else.
        assertThat(judge(get("/x.m3u8").query("token=good").withCorsFilter(parameters))
                        .headers())
                .doesNotContainKey("Access-Control-Allow-Origin");
    }

    @ParameterizedTest
    @CsvSource({
        "stream=x, live/x",
        "stream=room1/x, live/room1/x",
        "stream=room1%2fx, live/room1/x",
        "%73tream=%78, live/x",
        "stream=a+b, live/a b",
        "stream=%c3%bc, live/ü",
        "a=b&stream=x&c, live/x"
    })
    void a_parameter_names_the_stream_where_configuration_says_so(String query, String stream) {
        configured();
        assertThat(judge(get("/mb").query(query + "&token=good")).allowed()).isTrue();
        assertThat(asked).containsExactly("connect HTTP " + stream, "SUBSCRIBE HTTP " + stream);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Stream=x",
                "stream",
                "stream=",
                "stream=x&stream=x",
                "stream=x&stream=y",
                "stream=x&str%65am=y",
                "stream=x&stream",
                "stream=%",
                "stream=%ff",
                "stream=x&%zz=1",
                "stream=../x",
                "stream=x%00",
                "stream=flv:x",
                "stream=x%3fy=z",
                "stream=/x",
                "stream=room1//x"
            })
    void a_parameter_that_names_none_is_nobodys(String query) {
        configured();
        assertThat(judge(get("/mb").query("token=good&" + query)).status()).isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    /** By another charset, or because the container adds some. */
    @Test
    void a_parameter_that_servlets_are_told_otherwise_is_nobodys() {
        configured();
        FakeRequest asking = get("/mb").query("stream=%c3%bc&token=good");
        assertThat(judge(asking.told("Ã¼")).status()).isEqualTo(403);
        assertThat(judge(asking.told("ü", "x")).status()).isEqualTo(403);
        assertThat(judge(asking.told()).status()).isEqualTo(403);
        assertThat(judge(asking.told("ü")).allowed()).isTrue();
    }

    @Test
    void a_parameter_is_for_reading_on_its_own_path() {
        configured();
        assertThat(judge(request("HEAD", "/mb").query("stream=x&token=good")).allowed())
                .isTrue();
        for (String method : List.of("POST", "PUT", "DELETE", "get")) {
            assertThat(judge(request(method, "/mb").query("stream=x&token=good"))
                            .status())
                    .as(method)
                    .isEqualTo(403);
        }
        assertThat(judge(get("/mb").uri("/live/mb;a=b").query("stream=x&token=good"))
                        .status())
                .isEqualTo(403);
        asked.clear();
        judge(get("/mb/x").query("stream=y&token=good"));
        judge(get("/x").query("stream=y&token=good"));
        assertThat(asked).contains("SUBSCRIBE HTTP live/mb/x", "SUBSCRIBE HTTP live/x");
    }

    @Test
    void play_paths_name_streams_and_are_no_pages() {
        configured(
                "playPaths", "/watch/{stream}.html,/{room}/sse?name={stream}", "httpPublicPaths", "*.html,/watch/p*");
        assertThat(judge(get("/watch/x.html")).status()).isEqualTo(401);
        assertThat(judge(get("/watch/public.html")).allowed()).isTrue();
        judge(get("/watch/x.html").query("token=good"));
        judge(get("/a/b/sse").query("name=x&token=good"));
        judge(request("POST", "/watch/x.html").query("token=good"));
        assertThat(asked).contains("SUBSCRIBE HTTP live/x", "SUBSCRIBE HTTP live/a/b/x", "PUBLISH HTTP live/x");
        assertThat(judge(get("/mb").query("token=good")).allowed()).isTrue();
        assertThat(asked).contains("SUBSCRIBE HTTP live/mb");
    }

    @Test
    void events_are_nobodys_whatever_play_paths_say() {
        configured("playPaths", "/events?stream={stream}");
        assertThat(judge(get("/events").query("stream=x&token=good")).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mb?stream=x",
                "/mb?{stream}",
                "/mb?={stream}",
                "/mb?a=b&stream={stream}",
                "/{stream}?stream={stream}",
                "mb?stream={stream}",
                "/mb?stream={stream}&a=b",
                "/mb"
            })
    void what_is_no_play_path_is_an_error_of_configuration(String paths) {
        configured("playPaths", paths);
        assertThat(judge(get("/x.m3u8").query("token=good")).status()).isEqualTo(503);
    }

    @Test
    void whip_takes_no_stream_from_a_parameter() {
        configured("whipPaths", "/whip?stream={stream}");
        assertThat(judge(get("/x.m3u8").query("token=good")).status()).isEqualTo(503);
    }

    /** A signature is that of a path: where a parameter names the stream, it would be good for all of them. */
    @Test
    void a_signed_uri_opens_no_stream_that_a_parameter_names() {
        configured();
        HttpAnswer answer = judge(get("/x.m3u8").query("token=good"));
        String playlist = playlist(answer, "#EXTM3U\nmb?stream=y\n");
        String signed = playlist.lines()
                .filter(line -> line.startsWith("mb"))
                .findFirst()
                .orElseThrow();
        assertThat(signed).contains("stagedoor=");
        assertThat(judge(follow(signed)).status()).isEqualTo(401);
        assertThat(judge(follow(signed.replace("stream=y", "stream=x"))).allowed())
                .isTrue();
    }

    @Test
    void scripts_of_pages_are_public_as_modules_too() {
        configured();
        assertThat(judge(get("/lib/player.mjs")).allowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "DELETE", "PATCH", "get", "X"})
    void whoever_sends_something_publishes(String method) {
        configured();
        assertThat(judge(request(method, "/x.m3u8").query("token=good")).allowed())
                .isTrue();
        assertThat(asked).contains("PUBLISH HTTP live/x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization | Bearer good",
                "Authorization | bearer  good",
                "Authorization | Bearer bob:good",
                "Authorization | Basic Ym9iOmdvb2Q=",
                "Cookie        | a=b; token=good"
            })
    void credentials_come_in_headers(String name, String value) {
        configured();
        assertThat(judge(get("/x.m3u8").header(name, value)).allowed()).isTrue();
    }

    @Test
    void credentials_come_in_the_query() {
        configured();
        assertThat(judge(get("/x.m3u8").query("a=b&token=goo%64")).allowed()).isTrue();
        assertThat(judge(get("/y.m3u8").query("username=bob&password=good")).allowed())
                .isTrue();
    }

    @Test
    void two_different_values_are_refused_wherever_they_come_from() {
        configured();
        assertThat(judge(get("/x.m3u8").query("token=good&token=bad")).status()).isEqualTo(401);
        assertThat(judge(get("/x.m3u8").query("token=good").header("Authorization", "Bearer bad"))
                        .status())
                .isEqualTo(401);
        assertThat(asked).isEmpty();
        assertThat(judge(get("/x.m3u8").query("token=good").header("Authorization", "Bearer good"))
                        .allowed())
                .isTrue();
    }

    @Test
    void too_much_is_not_looked_at() {
        configured();
        assertThat(judge(get("/x.m3u8").query("token=" + "a".repeat(40_000))).status())
                .isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 401, false", "token=bad, 401, true", "token=old, 401, true", "token=down, 503, false"})
    void says_what_is_missing(String query, int status, boolean error) {
        configured();
        HttpAnswer answer = judge(get("/x.m3u8").query(query));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        if (status == 401) {
            assertThat(header(answer, "WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"stagedoor\"" + (error ? ", error=\"invalid_token\"" : "")
                            + "|Basic realm=\"stagedoor\", charset=\"UTF-8\"");
        } else {
            assertThat(header(answer, "Retry-After")).isEqualTo("5");
        }
    }

    /** The lines of the audit log, once there are so many. */
    private List<String> lines(int count) {
        List<String> lines = new ArrayList<>();
        Eventually.eventually(() -> {
            lines.clear();
            try {
                lines.addAll(Files.readAllLines(home.resolve("log/audit.log")));
            } catch (IOException e) {
                return false; // nothing is written yet
            }
            return lines.size() >= count;
        });
        return lines;
    }

    private static String player(String line) {
        return line.replaceFirst(".*\"connection\":\"(http-[^\"]{12})\".*", "$1");
    }

    @Test
    void a_refusal_says_who_it_was() {
        configured();
        decisions.put("strange", new Decision.Deny(Reason.WRONG_ISSUER).withSubject("eve"));
        judge(get("/x.m3u8").query("token=strange"));
        judge(get("/x.m3u8").query("username=mallory&password=bad"));
        wanted = new Decision.Deny(Reason.ROOM_NOT_ALLOWED);
        judge(get("/x.m3u8").query("token=good"));
        judge(get("/x.m3u8").query("token=good&token=bad&username=mallory"));
        assertThat(lines(4))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"subject\":\"eve\",\"claimed\":\"\""),
                        line -> assertThat(line).contains("\"subject\":\"\",\"claimed\":\"mallory\""),
                        line -> assertThat(line).contains("\"subject\":\"bob\",\"claimed\":\"\""),
                        line -> assertThat(line)
                                .contains("\"claimed\":\"mallory\"")
                                .contains("token has two values, twice in the query"));
    }

    @Test
    void the_lines_of_one_player_have_one_id_that_opens_nothing() {
        configured();
        HttpAnswer opened = judge(get("/x.m3u8").query("token=good"));
        decisions.put("good", new Decision.Deny(Reason.EXPIRED));
        now = now.plus(Duration.ofDays(2));
        judge(get("/x.m3u8").query("token=good"));
        judge(get("/x.m3u8").query("token=good").from("5.6.7.8"));
        List<String> lines = lines(3);
        String id = player(lines.get(0));
        assertThat(id).startsWith("http-").hasSize(17);
        assertThat(player(lines.get(1))).isEqualTo(id);
        assertThat(player(lines.get(2))).startsWith("http-").isNotEqualTo(id);
        assertThat(firstSegment(opened)).doesNotContain(id.substring(5));
    }

    @Test
    void what_is_sent_on_purpose_outranks_a_cookie() {
        configured();
        assertThat(judge(get("/x.m3u8").query("token=good").header("Cookie", "token=bad"))
                        .allowed())
                .isTrue();
        assertThat(judge(get("/y.m3u8")
                                .header("Authorization", "Bearer good")
                                .header("Cookie", "token=bad; token=worse; username=u; password=bad"))
                        .allowed())
                .isTrue();
        assertThat(judge(get("/z.m3u8").query("token=bad").header("Cookie", "token=good"))
                        .status())
                .isEqualTo(401);
        assertThat(judge(get("/z.m3u8").header("Cookie", "token=good; token=bad"))
                        .status())
                .isEqualTo(401);
        judge(get("/z.m3u8").query("token=a").header("Authorization", "Bearer b"));
        assertThat(lines(5)).satisfies(lines -> {
            assertThat(lines.get(3)).contains("token has two values, twice in the cookies");
            assertThat(lines.get(4)).contains("token has two values, in the query and in the header Authorization");
        });
    }

    @Test
    void a_script_makes_no_browser_ask_for_a_password() {
        configured();
        HttpAnswer answer = judge(get("/x.m3u8").header("Sec-Fetch-Mode", "cors"));
        assertThat(header(answer, "WWW-Authenticate")).doesNotContain("Basic");
    }

    @Test
    void whoever_is_known_and_may_not_is_told_so() {
        configured();
        wanted = new Decision.Deny(Reason.ROOM_NOT_ALLOWED);
        HttpAnswer answer = judge(get("/x.m3u8").query("token=good"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers()).containsOnlyKeys("Cache-Control");
        assertThat(store.keySet()).noneMatch(key -> key.startsWith("id:"));
    }

    @Test
    void a_playlist_opens_its_segments_to_a_player_without_cookies() {
        configured();
        HttpAnswer answer = judge(get("/x.m3u8").query("token=good"));
        String segment = firstSegment(answer);
        asked.clear();
        assertThat(segment).startsWith("x0.ts?stagedoor=").doesNotContain("good");
        assertThat(judge(follow(segment).from("5.6.7.8")).allowed()).isTrue();
        assertThat(asked).isEmpty();
        assertThat(header(answer, "Cache-Control")).startsWith("private");
    }

    @Test
    void what_is_carried_opens_nothing_else() {
        configured();
        String carried = firstSegment(judge(get("/x.m3u8").query("token=good"))).split("\\?")[1];
        for (String path : List.of("/x1.ts", "/y.m3u8", "/streams/y.flv", "/room/x.m3u8", "/x0.ts/", "/x0")) {
            assertThat(judge(get(path).query(carried)).allowed()).as(path).isFalse();
        }
        assertThat(judge(get("/x0.ts").query(carried).in("/other")).allowed()).isFalse();
        assertThat(judge(request("POST", "/x0.ts").query(carried)).allowed()).isFalse();
        assertThat(judge(get("/x0.ts").query(carried + "&" + carried)).allowed())
                .isFalse();
        assertThat(judge(get("/x0.ts").query(carried.substring(0, carried.length() - 1) + "_"))
                        .allowed())
                .isFalse();
        assertThat(judge(get("/x0.ts").query("stagedoor=.")).allowed()).isFalse();
        assertThat(judge(get("/x.m3u8").query(carried)).allowed()).as("its own").isTrue();
    }

    @Test
    void a_media_playlist_carries_the_session_of_its_master() {
        configured();
        String media = playlist(
                        judge(get("/x.m3u8").query("token=good")),
                        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhi/x_720.m3u8\n")
                .split("\n")[2];
        HttpAnswer answer = judge(follow(media));
        assertThat(answer.allowed()).isTrue();
        assertThat(answer.headers()).doesNotContainKey("Set-Cookie");
        String segment = firstSegment(answer);
        assertThat(judge(get("/hi/x0.ts").query(segment.split("\\?")[1])).allowed())
                .isTrue();
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_cookie_opens_the_stream_that_it_is_for() {
        configured();
        HttpAnswer answer = judge(get("/hls/room/x.m3u8").query("token=good").overTls());
        String cookie = cookie(answer);
        assertThat(header(answer, "Set-Cookie"))
                .endsWith("; Path=/live/; HttpOnly; SameSite=Lax; Secure")
                .doesNotContain("good");
        assertThat(judge(get("/hls/room/x.m3u8").header("Cookie", "a=b; " + cookie))
                        .body())
                .isPresent();
        assertThat(judge(get("/streams/room/x.flv").header("Cookie", cookie)).allowed())
                .isTrue();
        assertThat(judge(get("/hls/room/y.m3u8").header("Cookie", cookie)).status())
                .isEqualTo(401);
        assertThat(judge(get("/hls/x.m3u8").header("Cookie", cookie)).status()).isEqualTo(401);
        String other = judge(get("/hls/room/y.m3u8").query("token=good"))
                .headers()
                .get("Set-Cookie")
                .get(0);
        String forged = other.substring(0, other.indexOf('=')) + cookie.substring(cookie.indexOf('='));
        assertThat(judge(get("/hls/room/y.m3u8").header("Cookie", forged)).status())
                .isEqualTo(401);
        assertThat(judge(request("POST", "/hls/room/x.m3u8").header("Cookie", cookie))
                        .status())
                .isEqualTo(401);
        assertThat(judge(request("POST", "/whep/endpoint/room/x").header("Cookie", cookie))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_player_that_polls_with_the_same_token_is_asked_about_once() {
        configured();
        HttpAnswer first = judge(get("/x.m3u8").query("token=good").header("User-Agent", "vlc"));
        decisions.put("good", new Decision.Deny(Reason.EXPIRED));
        HttpAnswer second = judge(get("/x.m3u8").query("token=good").header("User-Agent", "vlc"));
        assertThat(second.allowed()).isTrue();
        assertThat(firstSegment(second)).isEqualTo(firstSegment(first));
        assertThat(asked).hasSize(2);
        assertThat(judge(get("/y.m3u8").query("token=good").header("User-Agent", "vlc"))
                        .status())
                .isEqualTo(401);
        assertThat(judge(get("/x.m3u8")
                                .query("token=good")
                                .header("User-Agent", "vlc")
                                .from("5.6.7.8"))
                        .status())
                .isEqualTo(401);
        assertThat(judge(get("/x.m3u8").query("token=good").header("User-Agent", "other"))
                        .status())
                .isEqualTo(401);
    }

    /** An authenticator may go by any parameter, and a whole office has one address and one kind of browser. */
    @Test
    void whoever_says_something_else_is_asked_about_again() {
        configured();
        decisions.put("ticket", new Decision.Allow(Grant.everything("bob")));
        assertThat(judge(get("/x.m3u8").query("ticket=1")).allowed()).isTrue();
        decisions.remove("ticket");
        assertThat(judge(get("/x.m3u8").query("ticket=1&_HLS_msn=7")).allowed()).isTrue();
        for (String query : List.of("", "ticket=2", "ticket=1&x=y", "_HLS_msn=7")) {
            assertThat(judge(get("/x.m3u8").query(query)).status()).as(query).isEqualTo(401);
        }
    }

    @Test
    void a_player_is_the_same_whatever_it_says_that_nobody_decides_by() {
        configured();
        decidesBy = Optional.of(Set.of("ticket"));
        HttpAnswer first = judge(get("/x.m3u8").query("token=good&_=1&ticket=7"));
        decisions.put("good", new Decision.Deny(Reason.EXPIRED));
        HttpAnswer second = judge(get("/x.m3u8").query("token=good&_=2&ticket=7"));
        assertThat(firstSegment(second)).isEqualTo(firstSegment(first));
        assertThat(asked).hasSize(2);
        assertThat(judge(get("/x.m3u8").query("token=good&_=2&ticket=8")).status())
                .isEqualTo(401);
        decidesBy = null;
        assertThat(judge(get("/x.m3u8").query("token=good&_=3&ticket=7")).status())
                .isEqualTo(401);
    }

    @Test
    void a_session_ends_when_nobody_uses_it() {
        configured("httpSessionIdleSeconds", "60", "httpSessionSeconds", "100");
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        now = now.plusSeconds(59);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();
        now = now.plusSeconds(30);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();
        now = now.plusSeconds(12);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status())
                .as("too old")
                .isEqualTo(401);
        String next = cookie(judge(get("/x.m3u8").query("token=good")));
        now = now.plusSeconds(61);
        assertThat(judge(get("/x.m3u8").header("Cookie", next)).status())
                .as("idle")
                .isEqualTo(401);
        assertThat(store.keySet()).noneMatch(key -> key.startsWith("id:") || key.startsWith("by:"));
    }

    @Test
    void a_session_ends_with_its_grant() {
        configured();
        Grant all = Grant.everything("bob");
        decisions.put(
                "good",
                new Decision.Allow(Grant.builder("bob")
                        .actions(all.actions())
                        .transports(all.transports())
                        .expiresAt(now.plusSeconds(30))
                        .build()));
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        now = now.plusSeconds(29);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();
        now = now.plusSeconds(1);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status()).isEqualTo(401);
    }

    @Test
    void a_session_ends_when_all_that_was_granted_ends() {
        configured();
        decisions.put("good", new Decision.Allow(Grant.everything("bob").endingBy(Optional.of(now.plusSeconds(30)))));
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        assertThat(store.values()).anySatisfy(session -> assertThat(session).containsEntry("format", 3));
        now = now.plusSeconds(29);
        HttpAnswer piece = judge(get("/x1.ts").query("token=good"));
        assertThat(piece.session()).containsEntry("endsAt", now.plusSeconds(1).toEpochMilli());
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();
        now = now.plusSeconds(1);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status()).isEqualTo(401);
        assertThat(judge(get("/x.m3u8").query("token=good")).status())
                .as("an authenticator that does not look at the end")
                .isEqualTo(401);
    }

    /** What the answer about a stream says of the end holds for what the hook and the store keep. */
    @Test
    void a_later_answer_brings_the_end_forward() {
        configured();
        wanted = new Decision.Allow(Grant.everything("bob").endingBy(Optional.of(now.plusSeconds(30))));
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        now = now.plusSeconds(30);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status()).isEqualTo(401);
    }

    private Players players(Admissions admissions) {
        Players players = new Players(admissions, clock);
        players.in(store);
        return players;
    }

    /** After an update it takes a moment until it is known which applications are configured. */
    @Test
    void no_player_is_forgotten_before_it_is_said_where_the_sessions_lie() {
        configured();
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        now = now.plusSeconds(90);
        Admissions unconfigured = Admissions.withoutRevocations(new Routes().router, audit, clock);
        Players early = new Players(unconfigured, clock);
        early.forEach(player -> {});
        assertThat(early.isKnown()).isFalse();
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();

        now = now.plusSeconds(90);
        players(unconfigured).forEach(player -> {});
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status()).isEqualTo(401);
    }

    /** Or nobody could kick it, or ask about it again. */
    @Test
    void a_player_that_a_new_core_meets_by_its_request_stays_within_reach() {
        configured();
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        Admissions next = Admissions.withoutRevocations(routes.router, audit, clock);
        Players players = players(next);
        gate = new HttpGate(next, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
        judge(get("/x.m3u8").header("Cookie", cookie));
        try (Rechecks rechecks = next.rechecks(List.of(players))) {
            WeakReference<Object> garbage = new WeakReference<>(new Object());
            Eventually.eventually(() -> {
                System.gc();
                return garbage.get() == null;
            });
            assertThat(next.sessions().of(new Subject("", "bob")))
                    .singleElement()
                    .satisfies(entry -> assertThat(next.holder(entry)).isPresent());
            assertThat(rechecks.problem()).isEmpty();
        }
    }

    @Test
    void players_are_in_the_index_until_they_are_forgotten() {
        configured("httpMaxSessions", "20");
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, clock);
        gate = new HttpGate(admissions, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        Subject bob = new Subject("", "bob");
        assertThat(admissions.sessions().of(bob)).hasSize(1);
        assertThat(admissions.sessions().on(new StreamPath("live", "", "x"))).hasSize(1);
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(1);
            judge(get("/x.m3u8").header("Cookie", cookie));
            judge(get("/y" + i + ".m3u8").query("token=good").from("host-" + i));
        }
        int kept = (int)
                store.keySet().stream().filter(key -> key.startsWith("id:")).count();
        assertThat(admissions.sessions().size()).isEqualTo(kept);
        Admissions next = Admissions.withoutRevocations(routes.router, audit, clock);
        Players again = players(next);
        gate = new HttpGate(next, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
        judge(get("/x.m3u8").header("Cookie", cookie));
        try (Rechecks rechecks = next.rechecks(List.of(again))) {
            rechecks.count();
            assertThat(next.sessions().size()).as("after an update of the core").isEqualTo(kept);
            List.copyOf(next.sessions().of(bob))
                    .forEach(entry -> again.holder(entry.handle().orElseThrow(), entry.session())
                            .orElseThrow()
                            .client()
                            .close(EndReason.KICKED));
            assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status()).isEqualTo(401);
            assertThat(store.keySet()).noneMatch(key -> key.startsWith("id:") || key.startsWith("by:"));
        }
    }

    @Test
    void player_is_asked_about_again_by_what_it_came_with() {
        configured("recheckSeconds", "60");
        AtomicLong nanos = new AtomicLong(-1000);
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, clock, nanos::get);
        Players players = players(admissions);
        gate = new HttpGate(admissions, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
        try (Rechecks rechecks = admissions.rechecks(List.of(players))) {
            String cookie = cookie(judge(get("/x.m3u8").query("token=good&x=y")));
            assertThat(store.values().toString()).contains("good");
            asked.clear();
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
            now = now.plusSeconds(60);
            rechecks.look();
            assertThat(asked).as("one that asks for nothing").isEmpty();
            assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();
            Set<Map<String, Object>> before = Set.copyOf(store.values());
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            rechecks.look();
            Eventually.eventually(() -> !Set.copyOf(store.values()).equals(before));
            assertThat(asked).containsExactly("connect HTTP live/x", "SUBSCRIBE HTTP live/x");
            assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();

            // Another bridge over the same store: its time goes on.
            gate = new HttpGate(admissions, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
            decisions.put("good", new Decision.Deny(Reason.BAD_CREDENTIALS, "blocked"));
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
            rechecks.look();
            Eventually.eventually(
                    () -> judge(get("/x.m3u8").header("Cookie", cookie)).status() == 401);
            Eventually.eventually(
                    () -> store.keySet().stream().noneMatch(key -> key.startsWith("id:") || key.startsWith("by:")));
        }
    }

    @Test
    void player_has_its_place_until_it_is_missed_and_is_known_by_the_next_core() {
        configured("maxSessionsPlaying", "1");
        Leases store = new Leases();
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, clock);
        admissions.bindStore(store);
        Players players = players(admissions);
        gate = new HttpGate(admissions, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
        try (Rechecks rechecks = admissions.rechecks(List.of(players))) {
            rechecks.count();
            HttpAnswer first = judge(get("/x.m3u8").query("token=good"));
            playlist(first, "#EXTM3U\n#EXT-X-TARGETDURATION:2\nx0.ts\n");
            assertThat(judge(get("/y.m3u8").query("token=good")).status()).isEqualTo(403);
            assertThat(judge(get("/x.m3u8").header("Cookie", cookie(first))).allowed())
                    .isTrue();
        }
        Admissions next = Admissions.withoutRevocations(routes.router, audit, clock);
        next.bindStore(new Leases());
        Players again = players(next);
        gate = new HttpGate(next, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
        try (Rechecks rechecks = next.rechecks(List.of(again))) {
            rechecks.count();
            now = now.plusSeconds(5);
            assertThat(judge(get("/y.m3u8").query("token=good")).status()).isEqualTo(403);
            now = now.plusSeconds(2);
            assertThat(judge(get("/y.m3u8").query("token=good")).allowed()).isTrue();
        }
    }

    @Test
    void player_s_session_keeps_what_is_needed_and_only_if_it_is() {
        decidesBy = Optional.of(Set.of("ticket"));
        configured("recheckSeconds", "60");
        judge(get("/x.m3u8").query("token=good&canary=dropped&ticket=needed"));
        assertThat(store.values().toString()).contains("good", "needed").doesNotContain("dropped");
        store.clear();
        routes.bind(new Application(Map.of("application", "live2", "authenticator", "jwt")));
        assertThat(judge(get("/x.m3u8").in("/live2").query("token=good&ticket=needed"))
                        .allowed())
                .isTrue();
        assertThat(store.values().toString()).doesNotContain("good", "needed");
        decisions.put(
                "good", new Decision.Allow(Grant.everything("bob").recheckedAfter(Optional.of(Duration.ofSeconds(9)))));
        judge(get("/y.m3u8").in("/live2").query("token=good"));
        assertThat(store.values().toString()).contains("good");
    }

    /** Nobody has to ask for anything more. */
    @Test
    void players_that_are_over_are_not_counted_as_in() {
        Application idle =
                new Application(Map.of("application", "live", "authenticator", "jwt", "httpSessionIdleSeconds", "30"));
        ServiceReference<Application> configuration = routes.bind(idle);
        routes.local("jwt", authenticator);
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, clock);
        Players players = players(admissions);
        gate = new HttpGate(admissions, clock, logouts, () -> SHARE, Requests.PATIENT, request -> false);
        try (Rechecks rechecks = admissions.rechecks(List.of(players), () -> 0)) {
            judge(get("/x.m3u8").query("token=good"));
            now = now.plusSeconds(30);
            rechecks.count();
            assertThat(admissions.sessions().size()).isOne();
            now = now.plusSeconds(1);
            rechecks.count();
            assertThat(admissions.sessions().size()).isZero();
            assertThat(store.keySet()).noneMatch(key -> key.startsWith("id:") || key.startsWith("by:"));

            judge(get("/y.m3u8").query("token=good"));
            routes.remove(configuration, Application.class);
            now = now.plusSeconds(31);
            rechecks.count();
            assertThat(admissions.sessions().size())
                    .as("the file may come back")
                    .isOne();
            now = now.plusSeconds(30);
            rechecks.count();
            assertThat(admissions.sessions().size()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"keep, 0", "reauthenticate, 401", "disconnect, 401"})
    void a_session_rests_on_what_let_it_in(String onChange, int status) {
        Map<String, Object> properties = Map.of("application", "live", "authenticator", "jwt", "onChange", onChange);
        routes.local("jwt", authenticator);
        routes.local("other", authenticator);
        routes.bind(new Application(properties));
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();
        Map<String, Object> changed = new HashMap<>(properties);
        changed.put("authenticator", "other");
        Routes next = new Routes();
        next.local("other", authenticator);
        next.bind(new Application(changed));
        gate = gate(next);
        assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status()).isEqualTo(status);
    }

    /** A secret may be replaced between any two looks at what is in force. */
    @Test
    void a_change_during_a_request_is_one_for_the_next_request() {
        for (int looks = 0; looks < 8; looks++) {
            Routes some = new Routes();
            generation = () -> 1;
            some.configured("jwt", "p", authenticator);
            some.bind(new Application(Map.of("application", "live", "authenticator", "jwt", "onChange", "disconnect")));
            some.router.lookAt(Map.of("p", "x"));
            gate = gate(some);
            String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
            AtomicInteger left = new AtomicInteger(looks);
            generation = () -> left.getAndDecrement() > 0 ? 1 : 2;
            judge(get("/x.m3u8").header("Cookie", cookie));
            generation = () -> 2;
            assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).status())
                    .as("after %d looks", looks)
                    .isEqualTo(401);
        }
    }

    @Test
    void sessions_outlive_the_gate() {
        configured();
        String segment = firstSegment(judge(get("/x.m3u8").query("token=good")));
        gate = gate();
        assertThat(judge(follow(segment)).allowed()).isTrue();
        assertThat(judge(get("/x.m3u8").query("token=good")).allowed()).isTrue();
        assertThat(asked).hasSize(2);
        store.replaceAll((key, map) -> key.startsWith("id:") ? Map.of("format", 1) : map);
        assertThat(judge(follow(segment)).status()).isEqualTo(401);
    }

    @Test
    void there_are_so_many_sessions_and_those_in_use_stay() {
        configured("httpMaxSessions", "20");
        String cookie = cookie(judge(get("/x.m3u8").query("token=good")));
        for (int i = 0; i < 200; i++) {
            now = now.plusMillis(1);
            judge(get("/x.m3u8").query("token=good").from("host-" + i));
            assertThat(judge(get("/x.m3u8").header("Cookie", cookie)).allowed()).isTrue();
        }
        assertThat(store.keySet()).filteredOn(key -> key.startsWith("id:")).hasSizeBetween(10, 20);
        assertThat(store.keySet()).filteredOn(key -> key.startsWith("by:")).hasSizeBetween(10, 20);
    }

    private void others(int count) {
        for (int i = 0; i < count; i++) {
            now = now.plusMillis(1);
            assertThat(judge(get("/y.m3u8").query("token=good&n=" + i).from("6.6.6.6"))
                            .allowed())
                    .isTrue();
        }
    }

    @Test
    void whoever_begins_sessions_without_end_pushes_out_his_own() {
        configured("httpMaxSessions", "20");
        String idle = cookie(judge(get("/x.m3u8").query("token=good").from("5.5.5.5")));
        String neighbour = cookie(judge(get("/x.m3u8").query("token=good")));
        decisions.put("other", new Decision.Allow(Grant.everything("eve")));
        for (int i = 0; i < 200; i++) {
            now = now.plusMillis(1);
            judge(get("/y.m3u8").query("token=other&n=" + i).from("1.2.3.4"));
            judge(get("/z" + i + ".m3u8").query("token=other").from("6.6.6.6"));
        }
        assertThat(judge(get("/x.m3u8").header("Cookie", idle)).allowed()).isTrue();
        assertThat(judge(get("/x.m3u8").header("Cookie", neighbour)).allowed())
                .as("of the same address")
                .isTrue();
        assertThat(store.keySet()).filteredOn(key -> key.startsWith("id:")).hasSizeBetween(10, 20);
        assertThat(store.keySet()).filteredOn(key -> key.startsWith("by:")).hasSizeBetween(10, 20);
    }

    @Test
    void many_tokens_of_one_subject_are_one_client() {
        configured("httpMaxSessions", "20");
        String idle = cookie(judge(get("/x.m3u8").query("token=good")));
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(1);
            decisions.put("t" + i, new Decision.Allow(Grant.everything("eve")));
            judge(get("/x.m3u8").query("token=t" + i));
        }
        assertThat(judge(get("/x.m3u8").header("Cookie", idle)).allowed()).isTrue();
    }

    @Test
    void one_token_is_one_client_whatever_user_name_stands_beside_it() {
        configured("httpMaxSessions", "20");
        decisions.put("mine", new Decision.Allow(Grant.everything("")));
        decisions.put("other", new Decision.Allow(Grant.everything("")));
        String idle = cookie(judge(get("/x.m3u8").query("token=other")));
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(1);
            judge(get("/x.m3u8").query("token=mine&username=u" + i + "&password=p" + i));
        }
        assertThat(judge(get("/x.m3u8").header("Cookie", idle)).allowed()).isTrue();
    }

    @Test
    void the_addresses_of_one_network_are_one_client() {
        configured("httpMaxSessions", "20");
        String idle = cookie(judge(get("/x.m3u8").query("token=good").from("2001:db8:0:1::1")));
        for (int i = 0; i < 100; i++) {
            now = now.plusMillis(1);
            judge(get("/x.m3u8").query("token=good").from("2001:db8::" + Integer.toHexString(i) + "%eth0"));
        }
        assertThat(judge(get("/x.m3u8").header("Cookie", idle)).allowed()).isTrue();
    }

    /** All behind one address and with one token, as behind a proxy: nobody can tell them apart. */
    @Test
    void among_the_same_who_was_heard_of_last_stays() {
        configured("httpMaxSessions", "20");
        String first = cookie(judge(get("/x.m3u8").query("token=good").from("6.6.6.6")));
        others(15);
        assertThat(judge(get("/x.m3u8").header("Cookie", first)).allowed()).isTrue();
        others(40);
        assertThat(judge(get("/x.m3u8").header("Cookie", first)).status()).isEqualTo(401);
    }

    @Test
    void whoever_begins_to_publish_again_is_remembered_once() {
        configured();
        for (int i = 0; i < 50; i++) {
            assertThat(judge(request("POST", "/whip/endpoint/x").query("token=good"))
                            .allowed())
                    .isTrue();
        }
        assertThat(store.keySet()).filteredOn(key -> key.startsWith("id:")).hasSize(1);
    }

    @Test
    void what_is_kept_is_of_the_jdk_and_holds_no_credentials() {
        configured();
        judge(get("/x.m3u8").query("token=good"));
        assertThat(store.values())
                .allSatisfy(map -> assertThat(map.values())
                        .allSatisfy(
                                value -> assertThat(value.getClass().getName()).startsWith("java.")));
        assertThat(store.toString()).doesNotContain("good");
    }

    @ParameterizedTest
    @CsvSource({
        "/whip/endpoint/x, PUBLISH, live/x",
        "/whip/endpoint/room/x, PUBLISH, live/room/x",
        "/room/whip/endpoint/x, PUBLISH, live/room/x",
        "/whep/endpoint/x, SUBSCRIBE, live/x",
        "/a/b/whep/endpoint/x.html, SUBSCRIBE, live/a/b/x.html"
    })
    void whip_publishes_and_whep_plays(String path, String action, String stream) {
        configured();
        for (String method : List.of("POST", "PATCH", "DELETE", "GET", "HEAD")) {
            assertThat(judge(request(method, path)).status()).isEqualTo(401);
            asked.clear();
            assertThat(judge(request(method, path).header("Authorization", "Bearer good"))
                            .allowed())
                    .isTrue();
            assertThat(asked).containsExactly("connect RTC " + stream, action + " RTC " + stream);
        }
        HttpAnswer refused = judge(request("POST", path));
        assertThat(header(refused, "WWW-Authenticate")).isEqualTo("Bearer realm=\"stagedoor\"");
    }

    @Test
    void the_paths_of_whip_are_configured() {
        configured("whipPaths", "/ingest/{stream}/*, /in/{room}/of/{stream}", "whepPaths", "");
        judge(request("POST", "/ingest/x/resource/1").query("token=good"));
        judge(request("POST", "/in/a/of/x").query("token=good"));
        judge(request("POST", "/whep/endpoint/x").query("token=good"));
        assertThat(asked)
                .filteredOn(line -> !line.startsWith("connect"))
                .containsExactly("PUBLISH RTC live/x", "PUBLISH RTC live/a/x", "PUBLISH HTTP live/whep/endpoint/x");
    }

    @Test
    void whoever_began_may_end_though_his_token_is_over() {
        configured();
        HttpRequest post = request("POST", "/whip/endpoint/x").header("Authorization", "Bearer good");
        assertThat(judge(post).allowed()).isTrue();
        decisions.put("good", new Decision.Deny(Reason.EXPIRED));
        FakeRequest end = request("DELETE", "/whip/endpoint/x").header("Authorization", "Bearer good");
        assertThat(judge(request("PATCH", "/whip/endpoint/x").header("Authorization", "Bearer good"))
                        .status())
                .isEqualTo(401);
        assertThat(judge(request("DELETE", "/whip/endpoint/x").header("Authorization", "Bearer old"))
                        .status())
                .as("another token")
                .isEqualTo(401);
        assertThat(judge(request("DELETE", "/whip/endpoint/y").header("Authorization", "Bearer good"))
                        .status())
                .as("another stream")
                .isEqualTo(401);
        assertThat(judge(request("DELETE", "/whep/endpoint/x").header("Authorization", "Bearer good"))
                        .status())
                .as("another action")
                .isEqualTo(401);
        now = now.plus(Duration.ofHours(1));
        assertThat(judge(end).allowed()).isTrue();
        decisions.put("good", new Decision.Deny(Reason.BAD_CREDENTIALS));
        assertThat(judge(end).status()).as("not over, but wrong").isEqualTo(401);
    }

    /** Whoever proves himself by nothing is not told from a stranger. */
    @Test
    void nobody_ends_what_was_begun_without_credentials_when_nobody_can_tell() {
        configured();
        decisions.put("ticket", new Decision.Allow(Grant.everything("bob")));
        assertThat(judge(request("POST", "/whip/endpoint/x").query("ticket=1")).allowed())
                .isTrue();
        decisions.put("ticket", new Decision.Unavailable("backend"));
        assertThat(judge(request("DELETE", "/whip/endpoint/x").query("ticket=1"))
                        .status())
                .isEqualTo(503);
    }

    @Test
    void a_page_of_others_publishes_by_no_cookie() {
        configured();
        FakeRequest post = request("POST", "/whip/endpoint/x")
                .header("Cookie", "token=good")
                .header("Host", "here");
        assertThat(judge(post.header("Origin", "https://there")).status()).isEqualTo(401);
    }

    @Test
    void a_mode_that_is_not_allowed_is_refused() {
        configured("publishModes", "record");
        assertThat(judge(request("POST", "/whip/endpoint/x").query("token=good"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_late_no_is_waited_for() {
        configured();
        CompletableFuture<Decision> late = CompletableFuture.completedFuture(new Decision.Deny(Reason.BAD_CREDENTIALS));
        wanted = new Decision.Allow(Grant.everything("bob")).withConfirmation(late);
        assertThat(judge(get("/x.m3u8").query("token=good")).status()).isEqualTo(401);
        wanted = new Decision.Allow(Grant.everything("bob"))
                .withConfirmation(CompletableFuture.completedFuture(new Decision.Allow(Grant.everything("bob"))));
        assertThat(judge(get("/x.m3u8").query("token=good")).allowed()).isTrue();
    }

    @Test
    void nothing_is_kept_of_pieces() {
        configured();
        assertThat(judge(get("/x0.ts").query("token=good")).headers()).containsOnlyKeys("Cache-Control");
        assertThat(store.keySet()).noneMatch(key -> key.startsWith("id:"));
    }

    @RepeatedTest(300)
    void nothing_is_thrown_and_nobody_let_through_whatever_is_sent(RepetitionInfo repetition) {
        configured("httpPublicPaths", "");
        Random random = new Random(repetition.getCurrentRepetition());
        FakeRequest any = request(any(random, 6).strip(), "/" + any(random, 40))
                .uri("/live/" + any(random, 40))
                .query(any(random, 60) + "&stagedoor=" + any(random, 20));
        for (String name :
                List.of("Authorization", "Cookie", "Origin", "Host", "Sec-WebSocket-Protocol", "User-Agent")) {
            any.header(name, any(random, 60));
        }
        if (random.nextBoolean()) {
            any.header("Upgrade", random.nextBoolean() ? "websocket" : any(random, 10));
        }
        assertThat(judge(any).status()).isBetween(400, 503);
    }

    private static String any(Random random, int length) {
        List<String> pieces = List.of(
                "token",
                "=",
                "&",
                ";",
                ",",
                " ",
                "Bearer ",
                "Basic ",
                "%",
                "%2f",
                "%ff",
                "..",
                "/",
                "\\",
                ":",
                "\"",
                "\u0000",
                "\uD800",
                "ü",
                "stagedoor",
                ".",
                "m3u8",
                "whip/endpoint/",
                "?",
                "*",
                "GET",
                "a");
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }
}
