package io.stagedoor.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.reason.Reasons;
import io.stagedoor.cli.CommandRun;
import io.stagedoor.cli.command.CommandException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands, and a stand-in for the server that they ask. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperationsCommandsTest {

    private static final String TOKEN = "0123456789abcdef".repeat(4);
    /** What a client can put into a name, as the server sends it, and as it may never reach a terminal. */
    private static final String HOSTILE = "a\\u001B[31m\\nb\\u202E<i>";

    @TempDir
    private Path home;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
    private String known = TOKEN;
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
            byte[] body = (answer + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        write("{\"address\":\"127.0.0.1\",\"port\":" + server.getAddress().getPort() + ",\"token\":\"" + TOKEN + "\"}");
    }

    /** As the server does it: whoever shows no token has it prove that it knows it. */
    private void serve(HttpHandler handler) {
        server.createContext("/", exchange -> {
            String nonce = exchange.getRequestHeaders().getFirst("Stagedoor-Nonce");
            if (nonce == null) {
                handler.handle(exchange);
                return;
            }
            shown.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            String host = exchange.getRequestHeaders().getFirst("Host");
            exchange.getResponseHeaders().set("Stagedoor-Proof", Proof.of(host, known, nonce));
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void write(String json) throws IOException {
        Files.createDirectories(home.resolve("stagedoor/data"));
        Files.writeString(home.resolve("stagedoor/data/operations.json"), json);
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(Stream.concat(Arrays.stream(arguments), Stream.of("--home", home.toString()))
                .toArray(String[]::new));
    }

    private static final String HEALTHY = """
            {"healthy":true,"outage":"","problems":[],"applications":[{"name":"live","file":"stagedoor.application-live.cfg"}],
            "authenticators":["live-jwt"],"generation":3,"clients":{"HTTP":1,"RTMP":1},"decisionsPerMinute":12,"refusalsPerMinute":0,
            "lostLines":0,"started":"2026-11-29T13:00:00Z"}""";

    @Test
    void status_says_that_the_server_is_healthy() {
        answer = HEALTHY;
        CommandRun run = run("status");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "healthy      1 application, 1 authenticator, 2 clients (HTTP 1, RTMP 1), 12 decided/min, 0 refused/min",
                        "application  live  stagedoor.application-live.cfg");
        assertThat(asked).containsExactly("GET /v1/status Bearer " + TOKEN);
    }

    @Test
    void status_says_why_it_is_not() {
        answer = HEALTHY.replace("true", "false")
                .replace("\"outage\":\"\"", "\"outage\":\"the bridge is missing\"")
                .replace("\"problems\":[]", "\"problems\":[\"x.cfg: y\\u001B[2J\"]")
                .replace(
                        "\"lostLines\":0",
                        "\"lostLines\":7,\"lostSince\":\"2026-11-29T13:15:44.123Z\",\"held\":2,\"lastGood\":[\"live\"],\"facts\":{\"live-jwt\":[\"issuer 'a': 2 min old\\u001B\"]}");
        CommandRun run = run("status");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .startsWith("not healthy  ")
                .contains(
                        "outage       every client is refused: the bridge is missing",
                        "problem      x.cfg: y\\u001b[2J")
                .contains("audit log    lacks 7 lines since 2026-11-29T13:15:44Z")
                .contains("held         2 clients", "last good    application live: its file has an error")
                .contains("known        live-jwt: issuer 'a': 2 min old\\u001b")
                .doesNotContain("\u001b");
    }

    @Test
    void status_says_where_the_audit_log_goes_and_what_is_lost_there() {
        answer = HEALTHY.replace("\"lostLines\":0", """
                "lostLines":0,"outputs":[
                {"name":"syslog","target":"tls://logs\\u001b:6514","waiting":8192,"sent":1,"lost":7,"lostSince":"2026-11-29T13:15:44.123Z","trouble":"x"},
                {"name":"stdout","target":"","waiting":0,"sent":12,"lost":0,"lostSince":"","trouble":""}]""");
        assertThat(run("status").out().lines())
                .contains(
                        "audit log to syslog tls://logs\\u001b:6514: 1 line sent, 8192 waiting, 7 lost since 2026-11-29T13:15:44Z",
                        "audit log to stdout: 12 lines sent, 0 waiting, 0 lost");
    }

    @Test
    void status_has_a_line_for_each_shadow() {
        answer = HEALTHY.replace(
                "\"lostLines\":0",
                "\"lostLines\":0,\"shadows\":[{\"application\":\"live\",\"authenticator\":\"new\\u001b\",\"agree\":1204,\"wouldRefuse\":1,"
                        + "\"wouldAllow\":2,\"undecided\":3,\"dropped\":4}]");
        assertThat(run("status").out().lines())
                .contains(
                        "shadow       new\\u001b is asked beside in live: 1204 agree, 1 would be refused, 2 would be let in, 7 not compared;"
                                + " stagedoor shadow says who");
    }

    @Test
    void json_is_what_the_server_sends() {
        answer = "{\"healthy\":true,\"x\":\"" + HOSTILE + "\"}";
        assertThat(run("status", "--json").out().strip()).isEqualTo(answer);
        answer = "{\"matched\":0,\"sessions\":[]}";
        assertThat(run("sessions", "--json").out().strip()).isEqualTo(answer);
        answer = "{\"refusals\":[]}";
        assertThat(run("explain", "--json").out().strip()).isEqualTo(answer);
        answer = "{\"ended\":{\"player\":1}}";
        assertThat(run("kick", "--sub", "x", "--json").out().strip()).isEqualTo(answer);
    }

    @Test
    void sessions_are_aligned_and_names_cannot_leave_their_line() {
        answer = "{\"matched\":12,\"sessions\":[" + session("ann", "", "s1") + "," + session("", HOSTILE, HOSTILE)
                + "]}";
        CommandRun run = run("sessions", "--sub", "a n&n", "--stream", "r/s", "--limit", "2");
        assertThat(run.code()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("SUBJECT ").contains("KIND", "STREAMS", "ID");
        assertThat(lines.get(1)).startsWith("ann ").contains("2026-11-29T13:00:00Z", "live/room1", "s1");
        assertThat(lines.get(2)).startsWith("claims a\\u001b[31m\\u000ab\\u202e<i>");
        assertThat(lines.get(1).indexOf("connection")).isEqualTo(lines.get(0).indexOf("KIND"));
        assertThat(lines.get(2).indexOf("connection")).isEqualTo(lines.get(0).indexOf("KIND"));
        assertThat(lines.get(3)).isEqualTo("2 of 12 shown; --limit shows more");
        assertThat(asked.get(0)).startsWith("GET /v1/sessions?sub=a+n%26n&stream=r%2Fs&limit=2 ");
    }

    private static String session(String subject, String claimed, String stream) {
        return "{\"id\":\"c1\",\"kind\":\"connection\",\"protocol\":\"RTMP\",\"application\":\"live\",\"room\":\"room1\",\"streams\":[\""
                + stream + "\"],\"subject\":\"" + subject + "\",\"claimed\":\"" + claimed
                + "\",\"authenticator\":\"jwt\",\"address\":\"192.0.2.1\",\"since\":\"2026-11-29T13:00:00.123Z\",\"bytesIn\":7}";
    }

    @Test
    void player_that_asks_for_nothing_any_more_does_not_look_as_if_it_played() {
        answer = "{\"matched\":1,\"sessions\":["
                + session("ann", "", "s1")
                        .replace("connection", "player")
                        .replace("\"bytesIn\"", "\"idleSince\":\"2026-11-29T13:00:30.5Z\",\"bytesIn\"")
                + "]}";
        assertThat(run("sessions").out())
                .contains("player, idle since 2026-11-29T13:00:30Z")
                .contains("played s1");
    }

    @Test
    void what_is_no_id_is_said_to_be_none() {
        CommandRun ticket = run("ticket", "--take-back", "abc");
        assertThat(ticket.code()).isEqualTo(2);
        assertThat(ticket.err())
                .contains("'abc' is no id of a ticket: that has 22 letters, digits, - and _, of which 8");
        CommandRun whole = run("ticket", "--take-back", "sdt_AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(whole.code()).isEqualTo(2);
        assertThat(whole.err()).contains("taken back by its id").doesNotContain("AAAA");
        CommandRun revocation = run("revoke", "--remove", "0123456z");
        assertThat(revocation.code()).isEqualTo(2);
        assertThat(revocation.err()).contains("'0123456z' is no id of a revocation: that has 32 digits");
        assertThat(asked).isEmpty();
    }

    @Test
    void nobody_is_in() {
        answer = "{\"matched\":0,\"sessions\":[]}";
        assertThat(run("sessions").out().strip()).isEqualTo("nobody is in");
        assertThat(run("sessions", "--sub", "x").out().strip()).isEqualTo("no client matches");
    }

    @Test
    void kick_says_what_was_ended_and_who_says_so() {
        answer = "{\"ended\":{\"connection\":1,\"player\":2}}";
        CommandRun run = run("kick", "--sub", "ann");
        assertThat(run.code()).isZero();
        assertThat(run.out().strip()).isEqualTo("1 connection and 2 players ended");
        assertThat(asked.get(0)).startsWith("POST /v1/kick?sub=ann&by=" + System.getProperty("user.name"));
        answer = "{\"ended\":{}}";
        CommandRun vain = run("kick", "--id", "c1");
        assertThat(vain.code()).isEqualTo(1);
        assertThat(vain.out()).contains("nothing was ended");
    }

    @Test
    void kick_needs_to_know_whom() {
        CommandRun run = run("kick");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("say who: at least one of --sub");
        assertThat(asked).isEmpty();
    }

    private static String refusal(String reason) {
        return "{\"time\":\"2026-11-29T16:25:01.5Z\",\"connection\":\"c1\",\"address\":\"192.0.2.7\",\"protocol\":\"RTMP\",\"application\":\"live\",\"room\":\"\",\"stream\":\""
                + HOSTILE
                + "\",\"action\":\"publish\",\"subject\":\"ann\",\"claimed\":\"\",\"authenticator\":\"live-jwt\",\"reason\":\""
                + reason + "\",\"detail\":\"61 s ago\",\"count\":3,\"first\":\"2026-11-29T16:20:00Z\"}";
    }

    @Test
    void explain_says_what_happened_and_what_to_do() {
        answer = "{\"refusals\":[" + refusal("EXPIRED") + "]}";
        CommandRun run = run("explain", "--sub", "ann");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().toList())
                .startsWith(
                        "2026-11-29T16:25:01Z refused: EXPIRED, ann, publish live/a\\u001b[31m\\u000ab\\u202e<i>, RTMP from 192.0.2.7, by"
                                + " live-jwt, id c1",
                        "  3 times since 2026-11-29T16:20:00Z; this is the last one",
                        "  61 s ago")
                .allSatisfy(line -> assertThat(line).doesNotContain("`", "**", "\u001b"));
        assertThat(run.out()).contains("clockSkewSeconds");
        assertThat(asked.get(0)).startsWith("GET /v1/refusals?sub=ann&limit=5 ");
    }

    @Test
    void explain_says_no_more_than_the_detail_has_said() {
        String said = "no stagedoor.application configuration for this application, and none for application=*";
        answer = "{\"refusals\":[" + refusal("NOT_CONFIGURED").replace("61 s ago", said) + "]}";
        List<String> lines = run("explain").out().lines().toList();
        assertThat(lines).last().asString().contains("no stagedoor.application configuration");
        assertThat(Reasons.read().about("NOT_CONFIGURED").orElseThrow()).contains("With action reconsider");

        answer = "{\"refusals\":[" + refusal("EXPIRED") + "," + refusal("EXPIRED") + "]}";
        assertThat(run("explain").out()).containsOnlyOnce("clockSkewSeconds").doesNotContain("detail says");
    }

    private static String at(String time, String reason, String who, String more) {
        return "{\"time\":\"" + time
                + "\",\"address\":\"192.0.2.7\",\"protocol\":\"RTMP\",\"application\":\"live\",\"stream\":\"s\",\"action\":\"publish\",\"reason\":\""
                + reason + "\"," + who + more + "}";
    }

    @Test
    void explain_sums_up_by_reason_since_a_time() {
        answer = "{\"refusals\":["
                + String.join(
                        ",",
                        at(
                                "2026-11-29T16:25:04Z",
                                "UNAVAILABLE",
                                "\"subject\":\"ann\"",
                                ",\"detail\":\"no answer\\u001b\""),
                        at("2026-11-29T16:25:03.5Z", "EXPIRED", "\"claimed\":\"" + HOSTILE + "\"", ""),
                        at("2026-11-29T16:25:02Z", "KICKED", "\"subject\":\"bob\"", ",\"decision\":\"end\""),
                        at(
                                "2026-11-29T16:25:01Z",
                                "UNAVAILABLE",
                                "\"subject\":\"bob\"",
                                ",\"count\":40,\"first\":\"2026-11-29T16:24:30Z\",\"detail\":\"older\""),
                        at("2026-11-29T16:25:01Z", "UNAVAILABLE", "\"subject\":\"c1\"", ""),
                        at("2026-11-29T16:25:01Z", "UNAVAILABLE", "\"subject\":\"c2\"", ""),
                        at("2026-11-29T16:19:59Z", "EXPIRED", "\"subject\":\"old\"", ""))
                + "]}";
        CommandRun run = run("explain", "--since", "2026-11-29T17:20:00+01:00", "--app", "live");
        assertThat(run.code()).isEqualTo(0);
        assertThat(run.out().lines())
                .containsExactly(
                        "since 2026-11-29T16:20:00Z: 44 refused, 1 cut off",
                        "refused: UNAVAILABLE, 43 times, 2026-11-29T16:24:30Z to 2026-11-29T16:25:04Z",
                        "  who: ann, bob, c1, and 1 more",
                        "  from: 192.0.2.7",
                        "  the last: no answer\\u001b",
                        "refused: EXPIRED, 1 time, 2026-11-29T16:25:03Z",
                        "  who: claims a\\u001b[31m\\u000ab\\u202e<i>",
                        "  from: 192.0.2.7",
                        "cut off: KICKED, 1 time, 2026-11-29T16:25:02Z",
                        "  who: bob",
                        "  from: 192.0.2.7");
        assertThat(asked.get(0)).startsWith("GET /v1/refusals?app=live&limit=10000 ");
        assertThat(run("explain", "--since", "2026-11-29T16:20:00Z", "--last", "1")
                        .out())
                .contains("2026-11-29T16:25:04Z refused: UNAVAILABLE, ann, publish live/s")
                .doesNotContain("2026-11-29T16:25:01Z refused");
        assertThat(run("explain", "--since", "2026-11-29T16:20:00Z", "--json").out())
                .contains("\"refused\":44", "\"complete\":true", "\"reason\":\"UNAVAILABLE\"", "\"whoCount\":4");
        assertThat(run("explain", "--since", "10m").out()).contains(": 0 refused, 0 cut off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "10", "m", "2026-11-29", "2026-11-29T21:00:00", "-1m", "10 m"})
    void explain_needs_a_time_that_is_one(String time) {
        CommandRun run = run("explain", "--since", time);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--since");
        assertThat(asked).isEmpty();
    }

    @Test
    void explain_shows_the_last_one_only() {
        answer = "{\"refusals\":[]}";
        assertThat(run("explain", "--last").out()).contains("nobody who matches was refused or cut off lately");
        run("explain", "--last", "20");
        assertThat(asked.get(0)).contains("limit=1 ");
        assertThat(asked.get(1)).contains("limit=20 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXPIRED", "REVOKED", "REPLACED", "KICKED", "RECHECK_DENIED", "NOT_CONFIRMED"})
    void explain_says_why_somebody_was_cut_off(String reason) {
        answer = "{\"refusals\":[" + refusal(reason).replace("\"reason\"", "\"decision\":\"end\",\"reason\"") + "]}";
        assertThat(run("explain", "--sub", "ann").out())
                .startsWith("2026-11-29T16:25:01Z cut off: " + reason + ", ann, publish live/")
                .contains(Reasons.read().aboutEnd(reason).orElseThrow().substring(0, 20));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void every_reason_is_explained(Reason reason) {
        assertThat(Reasons.read().about(reason.name()))
                .hasValueSatisfying(
                        text -> assertThat(text).hasSizeGreaterThan(20).doesNotContain("`", "](", "**"));
    }

    private static final String COMPARED =
            "{\"shadows\":[{\"application\":\"live\",\"authenticator\":\"new-jwt\",\"since\":\"2026-11-29T16:25:01.5Z\",\"agree\":1204,"
                    + "\"wouldRefuse\":1,\"wouldAllow\":2,\"undecided\":3,\"dropped\":4}],\"notes\":[\"a.cfg: is without effect\"],"
                    + "\"differences\":[{\"time\":\"2026-11-29T16:25:02Z\",\"application\":\"live\",\"room\":\"\",\"stream\":\""
                    + HOSTILE
                    + "\",\"protocol\":\"RTMP\",\"action\":\"publish\",\"subject\":\"ann\",\"claimed\":\"\",\"connection\":\"c1\","
                    + "\"outcome\":\"WOULD_REFUSE\",\"decision\":\"allow\",\"reason\":\"GRANTED\",\"authenticator\":\"live-jwt\","
                    + "\"shadow\":\"new-jwt\",\"shadowDecision\":\"deny\",\"shadowReason\":\"WRONG_ISSUER\",\"detail\":\"iss is missing\"},"
                    + "{\"time\":\"2026-11-29T16:25:03Z\",\"application\":\"vod\",\"action\":\"connect\",\"outcome\":\"WOULD_ALLOW\","
                    + "\"decision\":\"deny\",\"reason\":\"EXPIRED\",\"shadow\":\"x\",\"shadowReason\":\"GRANTED\",\"count\":7}]}";

    @Test
    void shadow_shows_counts_and_differences_with_both_sides() {
        answer = COMPARED;
        List<String> lines = run("shadow").out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("a.cfg: is without effect");
        assertThat(lines.get(2)).containsPattern("live +new-jwt +2026-11-29T16:25:01Z +1204 +1 +2 +3 +4");
        assertThat(lines.get(3))
                .startsWith("2026-11-29T16:25:02Z  would be refused  ann, publish live/")
                .contains("new-jwt: WRONG_ISSUER: iss is missing; was admitted: GRANTED by live-jwt")
                .doesNotContain("\u001b");
        assertThat(lines.get(4)).contains("would be let in", "7 times", "x: GRANTED; was refused: EXPIRED");
        assertThat(run("shadow", "--app", "vod").out())
                .doesNotContain("new-jwt")
                .contains("would be let in");
        assertThat(run("shadow", "--json").out().strip()).isEqualTo(COMPARED);
        assertThat(asked).allMatch(one -> one.startsWith("GET /v1/shadow?limit=20 "));
    }

    @Test
    void shadow_says_that_nothing_is_compared() {
        answer = "{\"shadows\":[],\"notes\":[],\"differences\":[]}";
        CommandRun run = run("shadow");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("no application has authenticator.shadow");
    }

    @Test
    void shadow_follows_differences_and_nothing_else() {
        String difference =
                "{\"time\":\"2026-11-29T16:25:02Z\",\"application\":\"live\",\"subject\":\"ann\",\"action\":\"connect\","
                        + "\"decision\":\"shadow\",\"reason\":\"WOULD_REFUSE\",\"decided\":\"allow\",\"decidedReason\":\"GRANTED\","
                        + "\"shadow\":\"new-jwt\",\"shadowReason\":\"EXPIRED\",\"detail\":\"\"}";
        answer = refusal("EXPIRED") + "\n\n" + difference.replace("WOULD_REFUSE", "UNDECIDED") + "\n" + difference;
        assertThat(run("shadow", "--follow", "--json").out().lines()).containsExactly(difference);
        assertThat(asked).anyMatch(one -> one.startsWith("GET /v1/tail "));
    }

    @Test
    void tail_shows_what_fits_and_how_much_was_lost() {
        answer = refusal("EXPIRED") + "\n\n{\"lost\":7}\n" + refusal("BAD_PATH").replace("\"ann\"", "\"bob\"");
        assertThat(run("tail", "--sub", "ann").out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("2026-11-29T16:25:01Z")
                                .contains("EXPIRED", "ann", "\\u001b")
                                .doesNotContain("\u001b"),
                        line -> assertThat(line).isEqualTo("7 lines lost: this reader is too slow"));
        assertThat(run("tail", "--json", "--count", "1").out().strip()).isEqualTo(refusal("EXPIRED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "sessions", "explain", "tail", "shadow", "bundles"})
    void says_that_there_is_no_server(String command) throws IOException {
        server.stop(0);
        CommandRun ended = run(command);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("does not answer: it has ended").doesNotContain(TOKEN);
        Files.delete(home.resolve("stagedoor/data/operations.json"));
        CommandRun none = run(command);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err())
                .contains("no server runs here: there is no " + home)
                .contains("--home");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"address\":\"192.0.2.1\",\"port\":7070,\"token\":\"TOKEN\"}",
                "{\"address\":\"evil.example\",\"port\":7070,\"token\":\"TOKEN\"}",
                "{\"address\":\"127.0.0.1\",\"port\":0,\"token\":\"TOKEN\"}",
                "{\"address\":\"127.0.0.1\",\"port\":7070,\"token\":\"x\\r\\nHost: y\"}",
                "{}"
            })
    void the_token_goes_to_this_machine_only(String file) throws IOException {
        write(file.replace("TOKEN", TOKEN));
        CommandRun run = run("status");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("is not as a server writes it").doesNotContain(TOKEN);
    }

    @Test
    void says_what_the_server_refuses() {
        status = 400;
        answer = "{\"error\":\"limit must be a number of 1 to 10000\"}";
        assertThat(run("sessions", "--limit", "0").err()).contains("the server refused: limit must be");
        status = 401;
        assertThat(run("status").err()).contains("does not know the token in").doesNotContain(TOKEN);
    }

    /** The server was killed, its file is still there, and somebody else listens on its port. */
    @ParameterizedTest
    @ValueSource(strings = {"status", "sessions", "explain", "tail", "bundles", "kick"})
    void whoever_does_not_know_the_token_is_not_believed_and_does_not_get_it(String command) {
        answer = HEALTHY;
        known = "f".repeat(64);
        CommandRun run = run(command, command.equals("bundles") || command.equals("status") ? "-q" : "--sub=ann");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("does not prove that it is the server that wrote " + home)
                .doesNotContain(TOKEN);
        server.removeContext("/");
        server.createContext(
                "/",
                exchange -> { // one that knows nothing of proofs
                    asked.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        assertThat(run("status").err()).contains("does not prove");
        assertThat(asked).isEmpty();
        assertThat(shown).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kick", "sessions", "explain", "tail"})
    void a_filter_without_a_value_names_nobody(String command) {
        for (String option : List.of("--sub", "--app", "--stream", "--protocol", "--id")) {
            CommandRun run = run(command, option, "");
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains(option + " is empty");
        }
        assertThat(run(command, "--app", "live", "--sub=").code()).isEqualTo(2);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--user", "--room", "--action", "--address"})
    void a_dry_run_is_of_nobody_without_a_value(String option) {
        CommandRun run = run("explain", "--app", "live", option, "");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(option + " is empty");
        assertThat(asked).isEmpty();
    }

    /** As {@code tail | head -1}. */
    @Test
    void tail_ends_when_nobody_reads_what_it_prints() throws Exception {
        CountDownLatch isShown = new CountDownLatch(1);
        CountDownLatch isOver = new CountDownLatch(1);
        server.removeContext("/");
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write((refusal("EXPIRED") + "\n").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            } catch (IOException e) {
                isOver.countDown();
            }
        });
        Writer out = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                if (isShown.getCount() == 0) {
                    throw new IOException("Broken pipe");
                }
            }

            @Override
            public void flush() {
                isShown.countDown();
            }

            @Override
            public void close() {}
        };
        assertThat(CommandRun.into(out, "tail", "--home", home.toString())).isZero();
        assertThat(isOver.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** What listens may be no server of ours, or one that has gone mad. */
    private void answers(String first, String more) {
        server.removeContext("/");
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(first.getBytes(StandardCharsets.US_ASCII));
                while (true) {
                    out.write(more.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            } catch (IOException e) {
                // it has gone, as it should
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "tail", "sessions"})
    void an_answer_without_end_is_not_kept(String command) {
        answers("{\"x\":\"", "x".repeat(65_536));
        CommandRun run = run(command);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("the server answered more than").doesNotContain("\tat ");
    }

    @Test
    void an_answer_that_only_drips_is_not_waited_for() {
        answers("{", " ");
        Channel channel = Channel.of(home, Duration.ofMillis(200));
        assertThatThrownBy(() -> channel.get("/v1/status", Map.of()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("has not answered within");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{\"address\":\"127.0.0.1\",\"port\":70", "not JSON", "[]"})
    void a_file_that_is_torn_is_named(String content) throws IOException {
        write(content);
        CommandRun run = run("status");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("stagedoor/data/operations.json is not as a server writes it; restart the server")
                .doesNotContain("the server answered");
    }

    private static final String TRIAL = """
            {"question":"publish live/r/s, RTMP","allowed":false,"decision":"deny","reason":"EXPIRED","detail":"exp was 61 s ago","subject":"ann",
            "claimed":"","authenticator":"live-jwt","checks":[{"by":"app","check":"configuration","held":true,"detail":"stagedoor.application-live.cfg"},
            {"by":"'live-jwt' (x.cfg)","check":"signature","held":true,"detail":""},
            {"by":"'live-jwt' (x.cfg)","check":"EXPIRED","held":false,"detail":"exp was \\u001b[31m61 s ago"}]}""";

    private String file(String content) throws IOException {
        return Files.writeString(home.resolve("secret.txt"), content).toString();
    }

    @Test
    void a_dry_run_shows_each_check_and_the_token_goes_in_the_body_only() throws IOException {
        answer = TRIAL;
        CommandRun run = run(
                "explain",
                "--token-file",
                file(" to+ken\n"),
                "--app",
                "live",
                "--room",
                "r",
                "--stream",
                "s",
                "--action",
                "publish");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines().toList())
                .startsWith(
                        "refused: EXPIRED, publish live/r/s, RTMP, ann, by live-jwt",
                        "  ok      configuration: stagedoor.application-live.cfg",
                        "  'live-jwt' (x.cfg):",
                        "  ok        signature",
                        "  failed    EXPIRED: exp was \\u001b[31m61 s ago")
                .endsWith("This was a dry run: nobody was let in, and nothing was counted or used up.");
        assertThat(run.out()).contains("clockSkewSeconds");
        assertThat(asked.get(0))
                .startsWith("POST /v1/dry-run?by=" + System.getProperty("user.name"))
                .doesNotContain("ken");
        assertThat(bodies.get(0).split("&"))
                .containsExactlyInAnyOrder("app=live", "stream=s", "room=r", "action=publish", "token=to%2Bken");
    }

    @Test
    void a_dry_run_ends_with_zero_if_the_client_may() throws IOException {
        answer = TRIAL.replace("\"allowed\":false,\"decision\":\"deny\"", "\"allowed\":true,\"decision\":\"allow\"");
        CommandRun run = run("explain", "--user", "ann", "--password-file", file("pass word"), "--app", "live");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("allowed: publish live/r/s, RTMP, ann, by live-jwt");
        assertThat(bodies.get(0).split("&")).containsExactlyInAnyOrder("app=live", "user=ann", "password=pass+word");
        assertThat(run("explain", "--action", "connect", "--app", "live", "-q").out())
                .isEmpty();
        assertThat(run("explain", "--action", "connect", "--app", "live", "--json")
                        .out()
                        .strip())
                .isEqualTo(answer);
    }

    @Test
    void a_dry_run_reads_standard_input() {
        answer = TRIAL;
        CommandRun run = CommandRun.withInput(
                "token\n", "explain", "--token-file", "-", "--app", "live", "--home", home.toString());
        assertThat(run.err()).isEmpty();
        assertThat(bodies.get(0)).contains("token=token");
    }

    @Test
    void a_dry_run_is_of_one_client() throws IOException {
        assertThat(run("explain", "--action", "play").code()).isEqualTo(2);
        assertThat(run("explain", "--action", "play", "--app", "live", "--sub", "ann")
                        .code())
                .isEqualTo(2);
        assertThat(run("explain", "--token-file", file(""), "--app", "live").err())
                .contains("--token-file: the file is empty");
        assertThat(run("explain", "--token-file", file("x".repeat(50_000)), "--app", "live")
                        .err())
                .contains("larger than");
        assertThat(asked).isEmpty();
    }

    private static final String BUNDLES = """
            {"bundles":[{"file":"","name":"felix","version":"7","state":"active","problem":""},
            {"file":"bundles/broken.jar","name":"broken","version":"1.0.0","state":"not resolved","problem":"bundle broken 1.0.0 does not start: \\u001b[2J"}],
            "components":[{"bundle":"ip-allow","name":"ip-allow","configuration":"","state":"waits for configuration","need":"waits for a configuration: x.cfg"}],
            "authenticators":[{"name":"live-jwt","file":"stagedoor/conf/a.cfg","bundle":"jwt","applications":["live"],"problem":""}]}""";

    @Test
    void bundles_tells_what_does_not_run() {
        answer = BUNDLES;
        CommandRun run = run("bundles");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines())
                .containsExactly(
                        "BUNDLE  VERSION  STATE         FILE",
                        "broken  1.0.0    not resolved  bundles/broken.jar",
                        "  stagedoor/bundles/broken.jar: bundle broken 1.0.0 does not start: \\u001b[2J",
                        "COMPONENT  CONFIGURATION  STATE",
                        "ip-allow                  waits for configuration",
                        "  ip-allow (bundle ip-allow) waits for a configuration: x.cfg",
                        "AUTHENTICATOR  FILE   BUNDLE  APPLICATIONS",
                        "live-jwt       a.cfg  jwt     live");
        assertThat(run("bundles", "--all").out()).contains("felix");
        assertThat(run("bundles", "-q").out().lines())
                .containsExactly("  stagedoor/bundles/broken.jar: bundle broken 1.0.0 does not start: \\u001b[2J");
        answer = BUNDLES.replaceFirst("bundle broken[^\"]*", "");
        assertThat(run("bundles").code()).isZero();
    }

    @Test
    void quiet_leaves_the_exit_code_and_the_lines_of_lists() {
        answer = HEALTHY;
        assertThat(run("status", "-q")).isEqualTo(new CommandRun(0, "", ""));
        answer = HEALTHY.replace("true", "false");
        assertThat(run("status", "-q")).isEqualTo(new CommandRun(1, "", ""));
        answer = "{\"ended\":{\"connection\":1}}";
        assertThat(run("kick", "--sub", "x", "--quiet")).isEqualTo(new CommandRun(0, "", ""));
        answer = "{\"matched\":2,\"sessions\":[" + session("ann", "", "s1") + "]}";
        assertThat(run("sessions", "-q").out().lines())
                .singleElement()
                .asString()
                .startsWith("ann ");
        answer = "{\"matched\":0,\"sessions\":[]}";
        assertThat(run("sessions", "-q").out()).isEmpty();
        answer = "{\"refusals\":[" + refusal("EXPIRED") + "]}";
        assertThat(run("explain", "-q").out().lines())
                .singleElement()
                .asString()
                .contains("refused: EXPIRED");
    }

    private static final String REVOKED = """
            {"revocations":[{"id":"0123456789abcdef0123456789abcdef","by":"sub","value":"a\\u001B[31mnn","issuer":"",
            "issuedBefore":"2026-11-29T21:00:00Z","until":"2026-11-30T21:00:00Z","orderedBy":"root","since":"2026-11-29T21:00:00Z"}],
            "ended":{"connection":2,"player":1},"matched":1,"unreadable":[]}""";

    @Test
    void revoke_says_what_is_revoked_and_who_was_ended_and_names_nobody_in_the_url() {
        answer = REVOKED;
        CommandRun run = run("revoke", "--user", "ann", "--issued-before", "2026-11-29T21:00:00Z");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "revoked      sub a\\u001b[31mnn, without an issuer, issued until 2026-11-29T21:00:00Z, and any password; a later token gets in, until 2026-11-30T21:00:00Z."
                                + " Taken out by --remove 0123456789ab",
                        "ended        2 connections and 1 player");
        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("POST /v1/revoke?by=")
                .doesNotContain("ann");
        assertThat(bodies).singleElement().asString().isEqualTo("user=ann&issuedBefore=2026-11-29T21%3A00%3A00Z");
    }

    @Test
    void revoke_for_good_says_that_later_tokens_are_meant_too() {
        answer = REVOKED.replace("\"issuedBefore\":\"2026-11-29T21:00:00Z\",", "");
        CommandRun run = run("revoke", "--sub", "ann", "--issued-before", "all");
        assertThat(run.out())
                .contains(", whenever issued: later tokens, too, and any password")
                .doesNotContain("gets in");
        assertThat(bodies).singleElement().asString().isEqualTo("sub=ann&issuedBefore=all");
    }

    @Test
    void revoke_for_a_while_says_until_when() {
        answer = REVOKED;
        assertThat(run("revoke", "--jti", "t1", "--iss", "https://i", "--for", "10m", "-q")
                        .out())
                .isEmpty();
        assertThat(bodies).singleElement().asString().matches("jti=t1&iss=https%3A%2F%2Fi&until=20[^&]+Z");
    }

    private static String token(String claims) {
        return "eyJhbGciOiJIUzI1NiJ9."
                + java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2VjcmV0";
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource(
            delimiter = '|',
            value = {
                "{\"jti\":\"t1\",\"iss\":\"i\",\"sub\":\"ann\",\"exp\":1000000000}|jti=t1&iss=i&until=2001-09-11T01%3A46%3A40Z",
                "{\"jti\":7,\"sub\":\"ann\",\"exp\":99999999999999999}|jti=7"
            })
    void revoke_of_a_token_names_what_it_says_and_never_shows_it(String claims, String body) throws IOException {
        answer = REVOKED;
        Path file = home.resolve("token");
        Files.writeString(file, token(claims) + "\n");
        CommandRun run = run("revoke", "--token-file", file.toString());
        assertThat(run.code()).isZero();
        assertThat(bodies).containsExactly(body);
        assertThat(run.out() + run.err() + asked + bodies).doesNotContain("eyJ", "c2VjcmV0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no token", "a.b.c", "eyJ.e30.x", ""})
    void revoke_of_what_is_no_token_says_so_and_repeats_nothing(String text) throws IOException {
        Path file = home.resolve("token");
        Files.writeString(file, text);
        CommandRun run = run("revoke", "--token-file", file.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("--token-file").doesNotContain("eyJ");
        assertThat(asked).isEmpty();
    }

    @Test
    void revoke_needs_to_be_told_one_thing() {
        for (String[] wrong : new String[][] {
            {"revoke"},
            {"revoke", "--list", "--sub", "ann"},
            {"revoke", "--remove", "0123456789", "--list"},
            {"revoke", "--sub", ""},
            {"revoke", "--remove", ""},
            {"revoke", "--sub", "ann", "--issued-before", "yesterday"},
            {"revoke", "--sub", "ann", "--for", "0m"},
            {"revoke", "--sub", "ann", "--token-file", "x"}
        }) {
            assertThat(run(wrong).code()).as(String.join(" ", wrong)).isEqualTo(2);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void revoke_lists_and_removes() {
        answer = REVOKED.replace("\"unreadable\"", "\"files\":{\"stagedoor.revocation-x.cfg\":3},\"unreadable\"");
        CommandRun run = run("revoke", "--list");
        assertThat(run.out()).contains("file         stagedoor.revocation-x.cfg revokes 3");
        assertThat(run.out().lines().toList().get(1))
                .startsWith("0123456789ab  sub  a\\u001b[31mnn  none    2026-11-29T21:00:00Z  2026-11-30T21:00:00Z");
        assertThat(asked).containsExactly("GET /v1/revocations?limit=1000 Bearer " + TOKEN);
        answer = "{\"removed\":\"0123456789abcdef0123456789abcdef\"}";
        assertThat(run("revoke", "--remove", "0123456789ab").out())
                .isEqualTo("removed      0123456789abcdef0123456789abcdef" + System.lineSeparator());
        assertThat(bodies).last().isEqualTo("id=0123456789ab");
        answer = "{\"removed\":\"\"}";
        assertThat(run("revoke", "--remove", "0123456789ab").code()).isEqualTo(1);
    }

    @Test
    void a_ticket_is_printed_alone_and_its_token_goes_in_the_body() throws IOException {
        String made =
                "{\"ticket\":\"sdt_AAAAAAAAAAAAAAAAAAAAAA\",\"id\":\"0123456789abcdefghijkl\",\"expires\":\"2026-11-29T21:00:00Z\"}";
        answer = made;
        Path file = home.resolve("token");
        Files.writeString(file, "a.b.c\n");
        CommandRun run = run(
                "ticket",
                "--token-file",
                file.toString(),
                "--app",
                "live",
                "--stream",
                "s1",
                "--once",
                "--for",
                "10m",
                "-q");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("sdt_AAAAAAAAAAAAAAAAAAAAAA" + System.lineSeparator());
        assertThat(asked).containsExactly("POST /v1/ticket Bearer " + TOKEN);
        assertThat(bodies).containsExactly("app=live&action=publish&stream=s1&ticketUse=once&seconds=600&token=a.b.c");
        assertThat(run("ticket", "--token-file", file.toString(), "--app", "live", "--action", "play")
                        .out())
                .contains("Taken back by --take-back 0123456789ab");
        status = 403;
        answer = "{\"error\":\"EXPIRED, exp was 3 s ago\"}";
        CommandRun refused = run("ticket", "--token-file", file.toString(), "--app", "live", "--action", "play");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("the server refused: EXPIRED, exp was 3 s ago");
    }

    @Test
    void tickets_are_listed_and_taken_back() {
        answer =
                "{\"matched\":2,\"limit\":100000,\"tickets\":[{\"id\":\"0123456789abcdefghijkl\",\"app\":\"live\",\"action\":\"play\",\"stream\":\"\","
                        + "\"ticketUse\":\"client\",\"expires\":\"2026-11-29T21:00:00Z\",\"sub\":\"a\\u001b[31mnn\",\"authenticator\":\"jwt\",\"since\":\"2026-11-29T20:00:00Z\"}]}";
        assertThat(run("ticket", "--list").out())
                .contains("0123456789ab  live  play    any", "1 of 2 shown")
                .contains("a\\u001b[31mnn");
        answer = "{\"removed\":\"0123456789abcdefghijkl\",\"ended\":{\"connection\":1}}";
        assertThat(run("ticket", "--take-back", "0123456789ab").out())
                .contains("taken back   0123456789abcdefghijkl", "ended        1 connection");
        assertThat(bodies).last().isEqualTo("id=0123456789ab");
        answer = "{\"removed\":\"\",\"ended\":{}}";
        assertThat(run("ticket", "--take-back", "0123456789ab").code()).isEqualTo(1);
    }

    @Test
    void a_ticket_needs_to_be_told_one_thing() {
        for (String[] wrong : new String[][] {
            {"ticket"},
            {"ticket", "--list", "--take-back", "01234567"},
            {"ticket", "--token-file", "x"},
            {"ticket", "--token-file", "x", "--app", ""},
            {"ticket", "--take-back", ""},
            {"ticket", "--token-file", "x", "--app", "live", "--for", "0m"}
        }) {
            assertThat(run(wrong).code()).as(String.join(" ", wrong)).isEqualTo(2);
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void revoke_that_cannot_be_kept_says_why() {
        status = 503;
        answer = "{\"error\":\"the disk is full\"}";
        CommandRun run = run("revoke", "--sub", "ann");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("the server refused: the disk is full");
    }

    @Test
    void a_kick_that_blocks_says_for_how_long() {
        answer = "{\"ended\":{}}";
        CommandRun run = run("kick", "--sub", "ann", "--block", "10m");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("nothing was ended; blocked for 600 s");
        assertThat(asked).singleElement().asString().contains("sub=ann", "block=600");
    }
}
