package io.stagedoor.core.oversight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.routing.Configured;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OversightTest {

    private static final Instant SINCE = Instant.parse("2026-11-29T13:00:00Z");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Map<Object, Map<String, Object>> in = new LinkedHashMap<>();
    private final List<String> closed = new ArrayList<>();
    private Audit audit;
    private Admissions admissions;
    private Oversight oversight;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
        oversight = new Oversight(
                admissions, new CoreState(routes.router, Configured.class.cast(null), audit), audit, Clock.systemUTC());
        for (Kind kind : List.of(Kind.CONNECTION, Kind.PLAYER)) {
            admissions.rechecks(List.of(Fakes.fake(
                    Connected.class, Map.of("kind", none -> kind, "holder", two -> holder(kind, two[0], two[1])))));
        }
    }

    @AfterEach
    void stop() throws Exception {
        Audits.close(audit);
    }

    private Optional<Holder> holder(Kind kind, Object handle, Object session) {
        if (in.get(handle) != session || handle.toString().startsWith("player") != (kind == Kind.PLAYER)) {
            return Optional.empty();
        }
        Client client = Fakes.fake(
                Client.class,
                Map.of(
                        "protocol",
                        none -> Optional.of(Protocol.HTTP),
                        "close",
                        one -> closed.add(handle + " " + one[0])));
        return Optional.of(Fakes.fake(
                Holder.class,
                Map.of(
                        "client", none -> client,
                        "session", none -> session,
                        "published", none -> Set.of(new StreamPath("live", "room1", "s1")),
                        "usage", none -> Optional.of(new Holder.Usage(SINCE, 7, 9)))));
    }

    private void enters(String id, Protocol protocol, String application, Grant grant, String stream) {
        ConnectRequest request = ConnectRequest.builder(
                        id, protocol, new StreamPath(application, "room1", ""), Instant.MAX)
                .remoteAddress("192.0.2.1")
                .build();
        enters(
                id,
                SessionState.granted(request, "jwt", new Decision.Allow(grant), "b", false)
                        .toMap(),
                Kind.CONNECTION,
                new StreamPath(application, "room1", stream));
    }

    private void enters(String id, Map<String, Object> session, Kind kind, StreamPath stream) {
        in.put(id, session);
        admissions.sessions().admitted(kind, id, id, session);
        admissions.sessions().began(session, stream);
    }

    private List<String> found(String... filter) {
        return oversight.find(filter(filter), 100).sessions().stream()
                .map(Session::id)
                .sorted()
                .toList();
    }

    private static Filter filter(String... pairs) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            named.put(pairs[i], pairs[i + 1]);
        }
        return Filter.of(named);
    }

    private void annAndBob() {
        enters("c1", Protocol.RTMP, "live", Grant.everything("ann"), "s1");
        enters("c2", Protocol.RTMP, "live", Grant.everything("bob"), "s2");
        enters("c3", Protocol.WS, "other", Grant.everything("ann"), "s2");
    }

    @Test
    void finds_clients_by_everything_that_is_named() {
        annAndBob();
        assertThat(found()).containsExactly("c1", "c2", "c3");
        assertThat(found("sub", "ann")).containsExactly("c1", "c3");
        assertThat(found("sub", "ann", "app", "live")).containsExactly("c1");
        assertThat(found("stream", "s2")).containsExactly("c2", "c3");
        assertThat(found("stream", "room1/s1")).containsExactly("c1");
        assertThat(found("stream", "room2/s1")).isEmpty();
        assertThat(found("protocol", "ws")).containsExactly("c3");
        assertThat(found("id", "c2")).containsExactly("c2");
        assertThat(found("sub", "an")).isEmpty();
    }

    @Test
    void describes_a_client() {
        Instant end = Instant.parse("2999-01-01T00:00:00Z");
        enters(
                "c1",
                Protocol.RTMP,
                "live",
                Grant.everything("ann").toBuilder()
                        .endsAt(end)
                        .holder(io.stagedoor.auth.Holder.builder()
                                .subject("ann")
                                .issuer("https://id.example")
                                .build())
                        .build(),
                "s1");
        assertThat(oversight.find(filter(), 1).sessions().get(0).fields())
                .containsEntry("kind", "connection")
                .containsEntry("subject", "ann")
                .containsEntry("claimed", "")
                .containsEntry("issuer", "https://id.example")
                .containsEntry("room", "room1")
                .containsEntry("streams", List.of("room1/s1"))
                .containsEntry("published", List.of("room1/s1"))
                .containsEntry("address", "192.0.2.1")
                .containsEntry("since", SINCE.toString())
                .containsEntry("until", end.toString())
                .containsEntry("bytesIn", 7L)
                .containsEntry("bytesOut", 9L);
    }

    @Test
    void a_name_that_nobody_has_proven_is_a_claim() {
        enters(
                "c1",
                Protocol.RTMP,
                "live",
                Grant.everything("ann").toBuilder()
                        .attributes(Map.of(Grant.UNPROVEN, "true"))
                        .build(),
                "s1");
        assertThat(oversight.find(filter("sub", "ann"), 1).sessions().get(0).fields())
                .containsEntry("subject", "")
                .containsEntry("claimed", "ann");
    }

    @Test
    void a_secret_in_a_name_is_not_shown_and_the_client_is_found_by_what_is_shown() {
        enters("c1", Protocol.RTMP, "live", Grant.everything("ann"), "s1&token=abcdef");
        Session session =
                oversight.find(filter("stream", "s1&token=***"), 1).sessions().get(0);
        assertThat(session.fields().toString()).doesNotContain("abcdef");
        assertThat(session.streams()).containsExactly("room1/s1&token=***");
    }

    @Test
    void describes_no_more_than_it_is_asked_for_and_counts_all() {
        annAndBob();
        Oversight.Found found = oversight.find(filter(), 2);
        assertThat(found.sessions()).hasSize(2);
        assertThat(found.matched()).isEqualTo(3);
    }

    @Test
    void ends_those_who_are_named_and_nobody_else() {
        annAndBob();
        assertThat(oversight.kick(filter("sub", "ann"), "operations", "root"))
                .containsOnly(Map.entry("connection", 2L));
        assertThat(closed).containsExactlyInAnyOrder("c1 KICKED", "c3 KICKED");
        assertThat(found()).containsExactly("c2");
    }

    @Test
    void writes_down_who_ended_whom() throws Exception {
        annAndBob();
        oversight.kick(filter("sub", "ann", "app", "live"), "operations", "roo\u001bt");
        stop();
        assertThat(Files.readString(home.resolve("log/audit.log")))
                .contains("\"action\":\"kick\"", "\"decision\":\"act\"", "\"reason\":\"KICKED\"")
                .contains("\"authenticator\":\"operations\"", "\"claimed\":\"roo\\u001Bt\"", "\"subject\":\"\"")
                .contains("sub=ann app=live: 1 connection ended")
                .doesNotContain("\u001b");
        assertThat(Files.readString(home.resolve("log/allowed.log"))).contains("\"action\":\"kick\"");
    }

    @Test
    void tells_of_the_end_of_a_player_who_has_nobody_else_to_tell() throws Exception {
        Map<String, Object> session = Map.of(
                "application",
                "live",
                "protocol",
                "HTTP",
                "authenticator",
                "jwt",
                "basis",
                "b",
                "grant",
                Grant.everything("ann").toMap());
        enters("player-1", session, Kind.PLAYER, new StreamPath("live", "room1", "s1"));
        assertThat(oversight.kick(filter("stream", "s1"), "operations", "")).containsOnly(Map.entry("player", 1L));
        stop();
        assertThat(Files.readString(home.resolve("log/allowed.log")))
                .contains("\"connection\":\"player-1\"", "\"room\":\"room1\",\"stream\":\"s1\"", "\"subject\":\"ann\"")
                .contains("\"authenticator\":\"jwt\"", "\"decision\":\"end\",\"reason\":\"KICKED\"");
    }

    @Test
    void nobody_ends_everybody_by_leaving_out_whom_he_means() {
        annAndBob();
        assertThatThrownBy(() -> oversight.kick(filter(), "operations", "root"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(closed).isEmpty();
    }

    private static AuditEvent refusal(String id, String subject, String claimed, String stream) {
        return new AuditEvent(
                SINCE,
                id,
                "192.0.2.1",
                "RTMP",
                "live",
                "room1",
                stream,
                "publish",
                subject,
                claimed,
                "jwt",
                1,
                "1.1",
                "deny",
                "EXPIRED",
                "61 s ago",
                5);
    }

    @Test
    void remembers_refusals_by_whoever_they_are_of() {
        audit.log(refusal("c1", "ann", "", "s1"));
        audit.log(refusal("c2", "", "ann", "s2"));
        audit.log(refusal("c3", "bob", "", "s3"));
        assertThat(oversight.troubles(filter(), 10))
                .extracting(line -> line.get("connection"))
                .containsExactly("c3", "c2", "c1");
        assertThat(oversight.troubles(filter("sub", "ann"), 10))
                .extracting(line -> line.get("connection"))
                .containsExactly("c2", "c1");
        assertThat(oversight.troubles(filter("sub", "ann"), 1)).hasSize(1);
        assertThat(oversight.troubles(filter("stream", "room1/s3"), 10)).hasSize(1);
        assertThat(oversight.refused()).isEqualTo(3);
        assertThat(oversight.decided()).isEqualTo(3);
    }

    @Test
    void remembers_whom_it_has_cut_off_and_not_who_has_left() {
        audit.log(refusal("c1", "ann", "", "s1"));
        audit.log(end("c2", "ann", "KICKED"));
        audit.log(end("c3", "ann", ""));
        audit.log(end("c4", "", "OFF"));
        assertThat(oversight.troubles(filter("sub", "ann"), 10))
                .extracting(line -> line.get("connection"))
                .containsExactly("c2", "c1");
        assertThat(oversight.troubles(filter(), 10)).hasSize(2);
        assertThat(oversight.decided()).isEqualTo(1);
    }

    private static AuditEvent end(String id, String subject, String reason) {
        return new AuditEvent(
                Instant.now(),
                id,
                "192.0.2.1",
                "RTMP",
                "live",
                "",
                "s",
                "publish",
                subject,
                "",
                "jwt",
                0,
                "",
                "end",
                reason,
                "",
                0);
    }

    @Test
    void reads_lines_as_they_come() throws Exception {
        try (Tail tail = oversight.tail().orElseThrow()) {
            audit.log(refusal("c1", "ann", "", "s1"));
            assertThat(tail.next(Duration.ofSeconds(20)).orElseThrow()).containsEntry("connection", "c1");
            assertThat(tail.next(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void few_read_at_a_time_and_one_that_is_slow_loses_lines() {
        List<Tail> readers = new ArrayList<>();
        for (Optional<Tail> tail = oversight.tail(); tail.isPresent(); tail = oversight.tail()) {
            readers.add(tail.get());
        }
        assertThat(readers).hasSize(4);
        for (int i = 0; i < 1500; i++) {
            audit.log(refusal("c" + i, "ann", "", "s1"));
        }
        assertThat(readers.get(0).lost()).isEqualTo(1500 - 1024);
        assertThat(readers.get(0).lost()).isZero();
        readers.get(0).close();
        assertThat(oversight.tail()).isPresent();
    }

    @Test
    void says_how_the_core_is() {
        routes.application(
                Map.of("application", "live", "authenticator", "jwt", "service.pid", "stagedoor.application.x"));
        routes.local("jwt", request -> new Decision.Abstain());
        annAndBob();
        State state = oversight.state();
        assertThat(state.applications()).containsOnlyKeys("live");
        assertThat(state.authenticators()).containsExactly("jwt");
        assertThat(state.clients()).containsOnly(Map.entry("RTMP", 2L), Map.entry("WS", 1L));
        assertThat(state.problems()).isEmpty();
    }

    @Test
    void names_come_out_as_json_that_a_terminal_shows_as_it_is() {
        assertThat(Oversight.json(Map.of("name", "a\u001b[31m\n\u007f\u202e\"\u00fc")))
                .isEqualTo("{\"name\":\"a\\u001B[31m\\n\\u007F\\u202E\\\"\\u00FC\"}");
    }

    @Test
    void an_audit_log_that_cannot_be_written_is_a_problem_until_it_can_and_lost_lines_are_counted_for_ever()
            throws Exception {
        assertThat(oversight.state().lostSince()).isEmpty();
        Path log = home.resolve("log/audit.log");
        Files.createDirectories(home.resolve("log"));
        Files.createSymbolicLink(log, Path.of("/dev/full"));
        AuditEvent kick = AuditEvent.act(Instant.now(), "kick", "operations", "root", "KICKED", "", 0);
        audit.log(kick);
        Eventually.eventually(() -> audit.dropped() == 1);
        Eventually.eventually(() -> oversight.state().problems().stream()
                .anyMatch(problem -> problem.startsWith("stagedoor/log/audit.log: ")
                        && problem.contains("No space left on device. 1 line is lost since 20")
                        && problem.contains("Make free space")));
        Files.delete(log);
        audit.log(kick);
        Eventually.eventually(
                () -> oversight.state().problems().stream().noneMatch(problem -> problem.startsWith("stagedoor/log/")));
        assertThat(Files.readAllLines(log)).hasSize(1);
        assertThat(oversight.state().lostLines()).isEqualTo(1);
        assertThat(oversight.state().lostSince()).startsWith("20");
    }

    @Test
    void a_filter_without_a_value_names_nobody() {
        for (String name : List.of("id", "sub", "app", "stream", "protocol")) {
            assertThatThrownBy(() -> Filter.of(Map.of(name, "")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(name + " is empty");
        }
    }
}
