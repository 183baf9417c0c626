package io.stagedoor.http.refresh;

import static io.stagedoor.http.request.FakeRequest.follow;
import static io.stagedoor.http.request.FakeRequest.get;
import static io.stagedoor.http.request.FakeRequest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.logout.Logouts;
import io.stagedoor.core.question.Requests;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.settings.Application;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.Players;
import io.stagedoor.http.request.FakeRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.ServiceReference;

/** Players that send another token with their session, and whoever posts one for them. Time stands still unless a test moves it. */
class RefreshGateTest {

    private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");
    private static final String AUTHORIZATION = "Authorization";

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final ConcurrentMap<String, Map<String, Object>> store = new ConcurrentHashMap<>();
    private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
    private final List<ConnectRequest> asked = new CopyOnWriteArrayList<>();
    private Instant now = BEGIN;
    private ServiceReference<Application> application;
    private Audit audit;
    private HttpGate gate;
    private Rechecks rechecks;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final Authenticator authenticator = new Authenticator() {
        @Override
        public Decision authenticate(ConnectRequest request) {
            asked.add(request);
            return request.credentials()
                    .token()
                    .map(Secret::reveal)
                    .map(token -> decisions.getOrDefault(token, new Decision.Deny(Reason.BAD_SIGNATURE)))
                    .orElseGet(Decision.Abstain::new);
        }

        @Override
        public Decision authorize(StreamRequest request) {
            return request.grant().decide(request, now);
        }
    };

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        begin();
        configured("refresh", "true");
        grants("old", of("bob").endsAt(BEGIN.plusSeconds(60)));
        grants("new", of("bob").endsAt(BEGIN.plusSeconds(600)));
        grants("sue", of("sue").endsAt(BEGIN.plusSeconds(600)));
    }

    private void begin() {
        Admissions admissions = Admissions.withoutRevocations(routes.router, audit, clock);
        Players players = new Players(admissions, clock);
        players.in(store);
        rechecks = admissions.rechecks(List.of(players));
        gate = new HttpGate(
                admissions,
                clock,
                (application, address, token) -> Logouts.Answer.DONE,
                () -> 66,
                Requests.PATIENT,
                request -> false);
    }

    @AfterEach
    void stop() throws Exception {
        rechecks.close();
        Audits.close(audit);
    }

    private static Grant.Builder of(String subject) {
        return Grant.everything(subject).toBuilder()
                .holder(Holder.builder().subject(subject).build());
    }

    private void grants(String token, Grant.Builder grant) {
        decisions.put(token, new Decision.Allow(grant.build()));
    }

    private void configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        if (application == null) {
            routes.local("jwt", authenticator);
        } else {
            routes.remove(application, Application.class);
        }
        application = routes.bind(new Application(properties));
    }

    private HttpAnswer judge(HttpRequest asking) {
        return gate.judge(asking, store);
    }

    private static String header(HttpAnswer answer, String name) {
        return String.join("|", answer.headers().getOrDefault(name, List.of()));
    }

    private HttpAnswer playlist() {
        return judge(get("/x.m3u8").query("token=old"));
    }

    private static String segment(HttpAnswer playlist) throws IOException {
        ByteArrayOutputStream client = new ByteArrayOutputStream();
        try (OutputStream out = playlist.body().orElseThrow().apply(client)) {
            out.write("#EXTM3U\n#EXTINF:4,\nx0.ts\n".getBytes(StandardCharsets.UTF_8));
        }
        return client.toString(StandardCharsets.UTF_8).split("\n")[2];
    }

    private static FakeRequest with(String segment, String token) {
        return follow(segment).header(AUTHORIZATION, "Bearer " + token);
    }

    private static FakeRequest post(String id, String token) {
        return request("POST", "/stagedoor/refresh")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Content-Length", "45")
                .header(AUTHORIZATION, "Bearer " + token)
                .told(id);
    }

    @Test
    void player_goes_on_by_another_authorization() throws IOException {
        String segment = segment(playlist());
        assertThat(judge(with(segment, "new")).allowed()).isTrue();
        ConnectRequest question = asked.get(asked.size() - 1);
        assertThat(question.purpose()).isEqualTo(Purpose.REFRESH);
        now = BEGIN.plusSeconds(599);
        assertThat(judge(follow(segment)).allowed()).isTrue();
        now = BEGIN.plusSeconds(600);
        assertThat(judge(follow(segment)).status()).isEqualTo(401);
    }

    @Test
    void token_in_the_query_does_as_well_and_no_other_carrier_is_needed() throws IOException {
        String segment = segment(playlist());
        assertThat(judge(follow(segment + "&token=new")).allowed()).isTrue();
        now = BEGIN.plusSeconds(599);
        assertThat(judge(follow(segment)).allowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"forged", "sue"})
    void token_that_is_refused_or_another_s_leaves_the_session_as_it_is(String token) throws IOException {
        String segment = segment(playlist());
        assertThat(judge(with(segment, token)).allowed()).isTrue();
        now = BEGIN.plusSeconds(59);
        assertThat(judge(with(segment, token)).allowed()).isTrue();
        now = BEGIN.plusSeconds(60);
        assertThat(judge(follow(segment)).status()).isEqualTo(401);
    }

    @Test
    void each_token_is_judged_once_and_the_first_one_never_again() throws IOException {
        String segment = segment(playlist());
        asked.clear();
        for (int i = 0; i < 5; i++) {
            judge(with(segment, "forged"));
            judge(follow(segment + "&token=old"));
        }
        assertThat(asked).hasSize(1);
        judge(with(segment, "new"));
        judge(with(segment, "new"));
        judge(follow(segment + "&token=old"));
        assertThat(asked).hasSize(2);
        now = BEGIN.plusSeconds(100);
        assertThat(judge(follow(segment + "&token=old")).allowed()).isTrue();
    }

    @Test
    void token_that_nobody_could_judge_is_judged_later() throws IOException {
        String segment = segment(playlist());
        decisions.put("new", new Decision.Unavailable("down"));
        assertThat(judge(with(segment, "new")).allowed()).isTrue();
        grants("new", of("bob").endsAt(BEGIN.plusSeconds(600)));
        judge(with(segment, "new"));
        now = BEGIN.plusSeconds(100);
        assertThat(judge(follow(segment)).allowed()).isTrue();
    }

    @Test
    void token_that_does_not_cover_the_stream_ends_the_session() throws IOException {
        grants("less", of("bob").actions(Set.of(Action.PUBLISH)));
        String segment = segment(playlist());
        assertThat(judge(with(segment, "less")).status()).isEqualTo(403);
        assertThat(judge(follow(segment)).status()).isEqualTo(401);
    }

    @Test
    void former_token_without_the_session_opens_nothing_any_more() throws IOException {
        String segment = segment(playlist());
        judge(with(segment, "new"));
        decisions.put("old", new Decision.Deny(Reason.REVOKED));
        assertThat(playlist().status()).isEqualTo(401);
        assertThat(judge(follow(segment)).allowed()).isTrue();
    }

    @Test
    void session_of_hours_ends_all_the_same() throws IOException {
        configured("httpSessionSeconds", "100");
        String segment = segment(playlist());
        judge(with(segment, "new"));
        now = BEGIN.plusSeconds(101);
        assertThat(judge(follow(segment)).status()).isEqualTo(401);
    }

    @Test
    void only_who_shows_credentials_is_told_the_id() throws IOException {
        HttpAnswer playlist = playlist();
        assertThat(header(playlist, "Stagedoor-Session")).startsWith("sgd_").hasSize(36);
        assertThat(header(judge(follow(segment(playlist))), "Stagedoor-Session"))
                .isEmpty();
        assertThat(header(judge(get("/x1.ts").query("token=old")), "Stagedoor-Session"))
                .startsWith("sgd_")
                .isNotEqualTo(header(playlist, "Stagedoor-Session"));
        configured();
        assertThat(header(judge(get("/y.m3u8").query("token=old")), "Stagedoor-Session"))
                .isEmpty();
    }

    @Test
    void pages_of_the_configuration_may_read_the_id() {
        configured("refresh", "true", "corsAllowedOrigins", "http://page");
        HttpAnswer answer = judge(get("/x.m3u8").query("token=old").header("Origin", "http://page"));
        assertThat(header(answer, "Access-Control-Expose-Headers")).isEqualTo("Stagedoor-Session, Stagedoor-Ends-At");
        assertThat(header(judge(get("/x.m3u8").query("token=old")), "Access-Control-Expose-Headers"))
                .isEmpty();
    }

    @Test
    void a_post_refreshes_the_session_that_its_id_names() throws IOException {
        HttpAnswer playlist = playlist();
        String id = header(playlist, "Stagedoor-Session");
        HttpAnswer answer = judge(post(id, "new"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "Stagedoor-Ends-At"))
                .isEqualTo(String.valueOf(BEGIN.plusSeconds(600).toEpochMilli()));
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        now = BEGIN.plusSeconds(599);
        assertThat(judge(follow(segment(playlist))).allowed()).isTrue();
        grants("endless", of("bob"));
        assertThat(judge(post(id, "endless")).headers()).doesNotContainKey("Stagedoor-Ends-At");
    }

    @Test
    void id_is_found_by_the_next_core() throws IOException {
        HttpAnswer playlist = playlist();
        rechecks.close();
        begin();
        judge(follow(segment(playlist))); // by this it knows where the sessions are
        assertThat(judge(post(header(playlist, "Stagedoor-Session"), "new")).status())
                .isEqualTo(200);
    }

    @Test
    void the_answer_to_a_refusal_does_not_tell_whether_there_is_such_a_session() {
        String id = header(playlist(), "Stagedoor-Session");
        HttpAnswer unknown = judge(post("sgd_0123456789abcdefghijklmnopqrstuv", "new"));
        HttpAnswer other = judge(post(id, "sue"));
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(other.status()).isEqualTo(unknown.status());
        assertThat(other.headers()).isEqualTo(unknown.headers());
        assertThat(header(unknown, "WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    }

    @Test
    void whoever_tries_often_is_told_to_wait() {
        String id = header(playlist(), "Stagedoor-Session");
        for (int i = 0; i < 20; i++) {
            judge(post("sgd_" + i, "new"));
        }
        assertThat(judge(post(id, "new")).status()).isEqualTo(429);
        assertThat(header(judge(post(id, "new")), "Retry-After")).isEqualTo("60");
        assertThat(judge(post(id, "new").from("5.6.7.8")).status()).isEqualTo(200);
    }

    @Test
    void a_post_says_when_nobody_could_judge_the_token() {
        String id = header(playlist(), "Stagedoor-Session");
        decisions.put("new", new Decision.Unavailable("down"));
        HttpAnswer answer = judge(post(id, "new"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isEqualTo("5");
    }

    @Test
    void a_post_that_is_no_form_of_bounded_length_is_not_read() {
        String id = header(playlist(), "Stagedoor-Session");
        asked.clear();
        String length = "Content-Length";
        assertThat(judge(get("/stagedoor/refresh")).status()).isEqualTo(405);
        assertThat(judge(post(id, "new").query("session=" + id)).status()).isEqualTo(400);
        assertThat(judge(post(id, "new").uri("/live/stagedoor//refresh")).status())
                .isEqualTo(400);
        assertThat(judge(post(id, "new").without("Content-Type")).status()).isEqualTo(415);
        assertThat(judge(post(id, "new").without(length)).status()).isEqualTo(411);
        assertThat(judge(post(id, "new").without(length).header(length, "1025")).status())
                .isEqualTo(413);
        assertThat(judge(post(id, "new").told(id, id)).status()).isEqualTo(400);
        assertThat(judge(post(id, "new").told()).status()).isEqualTo(400);
        assertThat(judge(post(id, "new").without(AUTHORIZATION)).status()).isEqualTo(400);
        assertThat(judge(post(id, "new").header(AUTHORIZATION, "Bearer other")).status())
                .isEqualTo(400);
        assertThat(asked).isEmpty();
    }

    @Test
    void where_it_is_off_a_post_is_as_any_other_request() {
        configured();
        assertThat(judge(post("sgd_x", "new").without(AUTHORIZATION)).status()).isEqualTo(401);
        assertThat(asked).noneMatch(one -> one.purpose() == Purpose.REFRESH);
    }
}
