package io.stagedoor.operations.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
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
import io.stagedoor.core.oversight.DryRun;
import io.stagedoor.core.oversight.Metrics;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.Revoker;
import io.stagedoor.core.oversight.TicketDesk;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.routing.Configured;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.ticket.Tickets;
import io.stagedoor.operations.health.Figures;
import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApiTest {

    private static final Instant SINCE = Instant.parse("2026-11-29T21:00:00Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDialect(Dialects.getOpenApi30());

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Memory memory = new Memory();
    private final Revocations revocations = memory.revocations();
    private final Tickets tickets = new Tickets(Clock.systemUTC(), System::nanoTime);
    private Admissions admissions;
    private Audit audit;
    private Api api;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        admissions = new Admissions(routes.router, audit, revocations, tickets, Clock.systemUTC());
        tickets.bindStore(new Memory());
        Oversight oversight =
                new Oversight(admissions, new CoreState(routes.router, Configured.class.cast(null), audit), audit);
        api = new Api(
                oversight,
                new DryRun(routes.router, revocations.revoked(), null, Clock.systemUTC()),
                new Revoker(admissions, revocations, routes.router, audit, Clock.systemUTC()),
                new TicketDesk(admissions, tickets, revocations, audit, Clock.systemUTC()),
                new Figures(oversight, new Metrics(admissions, routes.router, audit, revocations, tickets), "1.2.3", 0),
                () -> Map.of(
                        "bundles",
                        List.of(Map.of(
                                "file", "bundles/x.jar",
                                "name", "x",
                                "version", "1.0.0",
                                "state", "active",
                                "problem", "")),
                        "components",
                        List.of(Map.of(
                                "bundle", "x",
                                "name", "x.X",
                                "configuration", "",
                                "state", "waits for configuration",
                                "need", "waits for a configuration: x.cfg"))),
                () -> List.of(new LinkedHashMap<>(Map.of(
                        "pid",
                        "stagedoor.application~live",
                        "file",
                        "stagedoor.application-live.cfg",
                        "properties",
                        List.of(Map.of("name", "application", "value", "live", "set", true, "hidden", false))))),
                (handler, by) ->
                        Answer.json(200, Oversight.json(Map.of("url", "http://127.0.0.1/" + by, "seconds", 60))));
    }

    @Test
    void what_the_console_asks_for_has_the_fields_that_are_described() throws Exception {
        Object reasons = json(answer("GET", "/v1/reasons"));
        assertDescribed(reasons, "Reasons");
        for (Reason reason : Reason.values()) {
            assertThat(at(reasons, "refusals")).as(reason.name()).containsKey(reason.name());
        }
        assertThat(at(reasons, "ends")).containsKey("KICKED");
        assertDescribed(json(answer("POST", "/v1/console", "by", "root")), "Console");
        Object configuration = json(answer("GET", "/v1/configuration"));
        assertDescribed(configuration, "Configurations");
        Object one = ((List<?>) at(configuration).get("configurations")).get(0);
        assertDescribed(one, "Configuration");
        assertThat(at(one)).containsEntry("lastGood", false).containsEntry("problems", List.of());
        assertDescribed(((List<?>) at(one).get("properties")).get(0), "Property");
    }

    @AfterEach
    void stop() throws Exception {
        Audits.close(audit);
    }

    private Answer answer(String method, String path, String... parameters) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            named.put(parameters[i], parameters[i + 1]);
        }
        return api.answer(new Request(method, path, named, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/sessions", "GET, /v1/refusals", "POST, /v1/kick"})
    void a_filter_without_a_value_names_nobody(String method, String path) throws Exception {
        for (String name : List.of("id", "sub", "app", "stream", "protocol")) {
            Answer refused = answer(method, path, name, "");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(json(refused).toString()).contains(name + " is empty");
        }
        assertThat(answer(method, path, "app", "live", "sub", "").status()).isEqualTo(400);
    }

    @Test
    void a_server_whose_audit_log_has_just_lost_lines_is_not_healthy() throws Exception {
        Files.createDirectories(home.resolve("log"));
        Files.createSymbolicLink(home.resolve("log/audit.log"), Path.of("/dev/full"));
        for (int i = 0; i < 3; i++) {
            audit.log(AuditEvent.act(Instant.now(), "kick", "operations", "root", "KICKED", "", 0));
        }
        Eventually.eventually(() -> audit.dropped() == 3);
        Map<String, Object> status = at(json(answer("GET", "/v1/status")));
        assertThat(status).containsEntry("lostLines", 3L).containsEntry("healthy", false);
        assertThat(status.get("problems").toString())
                .contains("3 lines are lost since 20")
                .contains("free space");
        assertThat(status.get("lostSince").toString()).startsWith("20");
    }

    private Answer dryRun(Map<String, String> form) {
        return api.answer(new Request("POST", "/v1/dry-run", Map.of("by", "root"), form));
    }

    private static Object json(Answer answer) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.body().write(out);
        return read(new JsonFactory().createParser(out.toByteArray()));
    }

    private static Object read(JsonParser parser) throws IOException {
        parser.nextToken();
        return value(parser);
    }

    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, value(parser));
            }
            return map;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> parser.getText();
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> at(Object json, String... names) {
        Object found = json;
        for (String name : names) {
            found = ((Map<String, Object>) found).get(name);
        }
        return (Map<String, Object>) found;
    }

    private static Object openApi() throws IOException {
        try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
            return read(new JsonFactory().createParser(in));
        }
    }

    @Test
    void the_description_has_each_path_with_its_method_and_parameters_and_no_other() throws Exception {
        Map<String, Object> described = at(openApi(), "paths");
        assertThat(described.keySet()).isEqualTo(api.routes().keySet());
        api.routes().forEach((path, route) -> {
            Map<String, Object> methods = at(described, path);
            assertThat(methods).as(path).containsOnlyKeys(route.method().toLowerCase(Locale.ROOT));
            Object operation = methods.values().iterator().next();
            assertThat(parameters(operation)).as(path).isEqualTo(route.parameters());
            assertThat(at(operation).containsKey("requestBody"))
                    .as(path)
                    .isEqualTo(!route.form().isEmpty());
        });
    }

    private static Set<String> parameters(Object operation) {
        Set<String> names = new TreeSet<>();
        if (at(operation).get("parameters") instanceof List<?> parameters) {
            parameters.forEach(parameter -> names.add(String.valueOf(
                            at(parameter).getOrDefault("$ref", at(parameter).get("name")))
                    .replaceFirst(".*/", "")));
        }
        return names;
    }

    private static void assertDescribed(Object fields, String schema) throws IOException {
        assertThat(at(fields).keySet())
                .isEqualTo(at(openApi(), "components", "schemas", schema, "properties")
                        .keySet());
        ObjectNode described = MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + schema);
        described.set("components", MAPPER.readTree(OpenApiTest.text()).get("components"));
        assertThat(SCHEMAS.getSchema(described).validate(MAPPER.<JsonNode>valueToTree(fields)))
                .as(schema)
                .isEmpty();
    }

    @Test
    void status_has_the_fields_that_are_described() throws Exception {
        Object status = json(answer("GET", "/v1/status"));
        assertDescribed(status, "Status");
        assertThat(at(status))
                .containsEntry("healthy", false)
                .containsEntry("problems", List.of("no application is configured: every client is refused"));
    }

    @Test
    void the_others_have_the_fields_that_are_described() throws Exception {
        assertDescribed(json(answer("GET", "/v1/sessions")), "Sessions");
        assertDescribed(json(answer("GET", "/v1/refusals")), "Refusals");
        assertDescribed(json(answer("GET", "/v1/shadow")), "Shadows");
        assertDescribed(json(answer("POST", "/v1/kick", "sub", "x", "by", "root")), "Ended");
        assertDescribed(json(answer("GET", "/nothing")), "Error");
    }

    @Test
    void decisions_are_counted_by_what_the_audit_log_says_of_them() throws Exception {
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        assertThat(json(answer("GET", "/v1/decisions"))).isEqualTo(Map.of("decisions", List.of()));
        for (String application : List.of("live", "live", "chosen-by-a-stranger", "another")) {
            audit.log(new AuditEvent(
                    Instant.now(),
                    "C1",
                    "192.0.2.1",
                    "RTMP",
                    application,
                    "room",
                    "stream",
                    "connect",
                    "",
                    "",
                    "jwt",
                    1,
                    "1.1",
                    "deny",
                    "EXPIRED",
                    "",
                    5));
        }
        Object counted = json(answer("GET", "/v1/decisions"));
        assertDescribed(counted, "Decisions");
        List<?> counts = (List<?>) at(counted).get("decisions");
        assertDescribed(counts.get(0), "Count");
        assertThat(counts).hasSize(2);
        assertThat(counts.get(0))
                .isEqualTo(Map.of(
                        "application",
                        "live",
                        "protocol",
                        "RTMP",
                        "action",
                        "connect",
                        "decision",
                        "deny",
                        "reason",
                        "EXPIRED",
                        "count",
                        2L));
        assertThat(at(counts.get(1))).containsEntry("application", "other").containsEntry("count", 2L);
    }

    @Test
    void a_dry_run_has_the_fields_that_are_described_and_leaves_one_line_without_credentials() throws Exception {
        assertThat(at(openApi(), "components", "schemas", "Question", "properties")
                        .keySet())
                .isEqualTo(api.routes().get("/v1/dry-run").form());
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        routes.local(
                "jwt",
                request -> new Decision.Deny(
                        Reason.EXPIRED, request.credentials().token().get().reveal()));
        Map<String, Object> counted = at(json(answer("GET", "/v1/status")));
        Answer tail = answer("GET", "/v1/tail");
        Object trial = json(dryRun(Map.of("app", "live", "token", "secret-token")));
        assertDescribed(trial, "Trial");
        assertThat(at(trial)).containsEntry("reason", "EXPIRED").containsEntry("detail", "***");
        assertDescribed(((List<?>) at(trial).get("checks")).get(0), "Check");
        assertThat(at(json(answer("GET", "/v1/status"))))
                .containsEntry("decisionsPerMinute", counted.get("decisionsPerMinute"))
                .containsEntry("refusalsPerMinute", counted.get("refusalsPerMinute"));
        assertThat(at(json(answer("GET", "/v1/refusals"))).get("refusals")).isEqualTo(List.of());
        List<String> sent = firstLine(tail);
        assertThat(sent)
                .singleElement()
                .asString()
                .contains("\"action\":\"dryRun\"", "\"decision\":\"act\"", "\"claimed\":\"root\"")
                .contains("connect live, RTMP: EXPIRED")
                .doesNotContain("secret-token");
        assertThat(dryRun(Map.of("app", "live", "x", "secret-token")).status()).isEqualTo(400);
        Answer wrong = dryRun(Map.of("app", "..", "token", "secret-token"));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(json(wrong).toString()).doesNotContain("secret-token");
    }

    private Answer post(String path, String... form) {
        Map<String, String> named = new HashMap<>();
        for (int i = 0; i < form.length; i += 2) {
            named.put(form[i], form[i + 1]);
        }
        return api.answer(new Request("POST", path, Map.of("by", "root"), named));
    }

    private void enters(String id, String subject) {
        Grant grant = Grant.everything(subject).toBuilder()
                .holder(Holder.builder()
                        .subject(subject)
                        .issuer("https://issuer.example")
                        .tokenId("t-" + id)
                        .issuedAt(SINCE)
                        .build())
                .build();
        ConnectRequest request = ConnectRequest.builder(id, Protocol.RTMP, new StreamPath("live", "", ""), Instant.MAX)
                .build();
        Map<String, Object> session = SessionState.granted(
                        request, "jwt", new Decision.Allow(grant), "true\njwt\t1.1\told", false)
                .toMap();
        Client client = Fakes.fake(Client.class, Map.of("protocol", none -> Optional.of(Protocol.RTMP)));
        admissions.rechecks(List.of(Fakes.fake(
                Connected.class,
                Map.of(
                        "kind",
                        none -> Kind.PLAYER,
                        "holder",
                        two -> two[0].equals(id)
                                ? Optional.of(Fakes.fake(
                                        io.stagedoor.core.client.Holder.class,
                                        Map.of("client", none -> client, "session", none -> two[1])))
                                : Optional.empty()))));
        admissions.sessions().admitted(Kind.CONNECTION, id, id, session);
        admissions.sessions().began(session, new StreamPath("live", "room", "s1"));
    }

    @Test
    void a_ticket_is_made_listed_and_taken_back() throws Exception {
        routes.application(Map.of("application", "live", "authenticator", "jwt", "tickets", "true"));
        routes.local(
                "jwt",
                request -> request.credentials()
                                .token()
                                .filter(token -> token.reveal().equals("good"))
                                .isPresent()
                        ? new Decision.Allow(Grant.everything("ann"))
                        : new Decision.Deny(Reason.BAD_SIGNATURE, "forged"));
        Object made = json(form("/v1/ticket", "app", "live", "token", "good", "action", "publish", "stream", "s1"));
        assertDescribed(made, "MadeTicket");
        String text = String.valueOf(at(made).get("ticket"));
        assertThat(text).startsWith("sdt_");
        Answer listed = answer("GET", "/v1/tickets");
        assertDescribed(json(listed), "Tickets");
        assertThat(json(listed).toString()).contains("ann", "s1").doesNotContain(text);
        Map<String, Object> one = at(((List<?>) at(json(listed)).get("tickets")).get(0));
        assertDescribed(one, "Ticket");

        Answer refused = form("/v1/ticket", "app", "live", "token", "bad", "action", "play");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(at(json(refused))).containsEntry("error", "BAD_SIGNATURE, forged");
        assertThat(json(form("/v1/ticket", "app", "live", "token", text, "action", "play"))
                        .toString())
                .contains("BAD_CREDENTIALS")
                .doesNotContain(text);
        assertThat(form("/v1/ticket", "app", "live", "token", "good", "action", "publish")
                        .status())
                .isEqualTo(400);
        assertThat(form("/v1/ticket", "token", "good", "action", "play").status())
                .isEqualTo(400);
        assertThat(form("/v1/ticket", "app", "other", "token", "good", "action", "play")
                        .status())
                .isEqualTo(400);

        assertThat(at(json(post("/v1/unticket", "id", "AAAAAAAA")))).containsEntry("removed", "");
        Object taken = json(post("/v1/unticket", "id", one.get("id").toString().substring(0, 8)));
        assertDescribed(taken, "TakenBack");
        assertThat(at(taken)).containsEntry("removed", one.get("id"));
        assertThat(at(json(answer("GET", "/v1/tickets")))).containsEntry("matched", 0L);
        assertThat(json(answer("GET", "/v1/revocations")).toString()).contains("ticket:" + one.get("id"));
        Audits.close(audit);
        assertThat(Files.readString(home.resolve("log/audit.log")))
                .contains("\"action\":\"ticket\"", "\"action\":\"unticket\"", "BAD_SIGNATURE")
                .doesNotContain(text);
    }

    private Answer form(String path, String... pairs) {
        Map<String, String> form = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], pairs[i + 1]);
        }
        return api.answer(new Request("POST", path, Map.of(), form));
    }

    @Test
    void a_revoke_ends_who_is_in_and_is_listed_and_can_be_taken_out() throws Exception {
        enters("c1", "ann");
        enters("c2", "bob");
        Object revoked = json(post("/v1/revoke", "sub", "ann", "until", "2999-01-01T00:00:00Z"));
        assertDescribed(revoked, "Revoked");
        assertThat(at(revoked, "ended")).containsOnly(Map.entry("connection", 1L));
        assertThat(admissions.sessions().size()).isEqualTo(1);
        Object listed = json(answer("GET", "/v1/revocations"));
        assertDescribed(listed, "Revocations");
        Map<String, Object> one = at(((List<?>) at(listed).get("revocations")).get(0));
        assertThat(one).containsEntry("by", "sub").containsEntry("value", "ann").containsEntry("orderedBy", "root");
        assertThat(at(json(answer("GET", "/v1/status")), "revocations")).containsOnly(Map.entry("sub", 1L));
        Object removed =
                json(post("/v1/unrevoke", "id", one.get("id").toString().substring(0, 12)));
        assertDescribed(removed, "Unrevoked");
        assertThat(at(removed)).containsEntry("removed", one.get("id"));
        assertThat(at(json(answer("GET", "/v1/revocations")))).containsEntry("matched", 0L);
        Audits.close(audit);
        assertThat(Files.readString(home.resolve("log/audit.log")))
                .contains("\"action\":\"revoke\"", "\"decision\":\"act\",\"reason\":\"REVOKED\"", "sub=ann (")
                .contains("1 connection ended", "\"action\":\"unrevoke\"");
    }

    @Test
    void what_a_revoke_can_name_is_what_is_described() throws Exception {
        assertThat(at(openApi(), "components", "schemas", "RevocationOrder", "properties")
                        .keySet())
                .isEqualTo(api.routes().get("/v1/revoke").form());
        for (String[] named : List.of(
                new String[] {"jti", "t1"},
                new String[] {"kid", "k1", "iss", "https://issuer.example"},
                new String[] {"sid", "s1", "issuedBefore", "2026-11-29T21:00:00Z"},
                new String[] {"user", "ann"},
                new String[] {"sub", "ann", "issuedBefore", "all"},
                new String[] {"stream", "live/room/s1"})) {
            assertThat(post("/v1/revoke", named).status()).as(named[0]).isEqualTo(200);
        }
        Object listed = json(answer("GET", "/v1/revocations"));
        assertDescribed(listed, "Revocations");
        assertThat(at(listed)).containsEntry("matched", 6L);
    }

    @Test
    void a_wrong_revoke_is_told_what_is_right_and_repeats_nothing() throws Exception {
        for (String[] named : List.of(
                new String[] {},
                new String[] {"iss", "hidden-value"},
                new String[] {"iss", "hidden-value", "stream", "live/s1"},
                new String[] {"jti", "hidden-value", "issuedBefore", "2026-11-29T21:00:00Z"},
                new String[] {"sub", ""},
                new String[] {"sub", "hidden-value", "issuedBefore", "hidden-value"},
                new String[] {"sub", "hidden-value", "until", "2020-01-01T00:00:00Z"},
                new String[] {"stream", "hidden-value"},
                new String[] {"stream", "hidden-value/../s"},
                new String[] {"basis", "hidden-value"},
                new String[] {"basis", "hidden-value", "sub", "hidden-value"},
                new String[] {"jti", "hidden-value", "until", "hidden-value"})) {
            Answer answer = post("/v1/revoke", named);
            assertThat(answer.status()).as("%s", List.of(named)).isEqualTo(400);
            assertThat(json(answer).toString()).doesNotContain("hidden-value");
        }
        assertThat(post("/v1/revoke", "jtis", "x").status()).isEqualTo(400);
        assertThat(answer("POST", "/v1/revoke", "jti", "x").status()).isEqualTo(400);
        assertThat(memory.values).isEmpty();
    }

    @Test
    void what_cannot_be_kept_is_refused_with_a_sentence() throws Exception {
        memory.problem = Optional.of("the disk is \"full\"");
        Answer refused = post("/v1/revoke", "sub", "ann");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(at(json(refused))).containsEntry("error", "the disk is \"full\"");
        assertThat(answer("GET", "/v1/revocations").status()).isEqualTo(503);
        assertThat(post("/v1/unrevoke", "id", "0123456789").status()).isEqualTo(503);
    }

    @Test
    void a_kick_that_blocks_keeps_out_whom_it_names() throws Exception {
        enters("c1", "ann");
        enters("c2", "bob");
        assertThat(at(json(answer("POST", "/v1/kick", "id", "c1", "block", "600")), "ended"))
                .containsOnly(Map.entry("connection", 1L));
        Map<String, Object> one =
                at(((List<?>) at(json(answer("GET", "/v1/revocations"))).get("revocations")).get(0));
        assertThat(one)
                .containsEntry("by", "sub")
                .containsEntry("value", "ann")
                .containsEntry("issuer", "https://issuer.example")
                .containsKey("until")
                .doesNotContainKey("issuedBefore");
        assertThat(at(json(answer("POST", "/v1/kick", "stream", "s1", "block", "600")), "ended"))
                .containsOnly(Map.entry("connection", 1L));
        assertThat(revocations.revoked().isOut(new StreamPath("live", "room", "s1")))
                .isTrue();
        assertThat(answer("POST", "/v1/kick", "app", "live", "block", "600").status())
                .isEqualTo(400);
        assertThat(answer("POST", "/v1/kick", "id", "nobody", "block", "600").status())
                .isEqualTo(400);
        assertThat(answer("POST", "/v1/kick", "stream", "s9", "block", "600").status())
                .isEqualTo(400);
        assertThat(answer("POST", "/v1/kick", "app", "live", "stream", "s9", "block", "600")
                        .status())
                .isEqualTo(200);
        assertThat(revocations.revoked().isOut(new StreamPath("live", "", "s9")))
                .isTrue();
        for (String block : List.of("0", "-1", "x", "1000000000", "")) {
            assertThat(answer("POST", "/v1/kick", "sub", "ann", "block", block).status())
                    .as(block)
                    .isEqualTo(400);
        }
    }

    @Test
    void a_basis_is_revoked_once_another_is_in_force_with_all_before_it() throws Exception {
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        routes.configured("jwt", "pid", request -> new Decision.Abstain());
        enters("c1", "ann");
        routes.router.lookAt(Map.of("pid", "first"));
        Object bases = json(answer("GET", "/v1/bases"));
        assertDescribed(bases, "Bases");
        String first = at(bases, "bases").get("jwt").toString();
        assertThat(first).matches("[0-9a-f]{32}");
        assertThat(post("/v1/revoke", "basis", first).status()).isEqualTo(400);
        routes.router.lookAt(Map.of("pid", "second"));
        assertThat(at(json(answer("GET", "/v1/bases")), "bases").get("jwt")).isNotEqualTo(first);
        Object revoked = json(post("/v1/revoke", "basis", first));
        assertThat(at(revoked, "ended")).containsOnly(Map.entry("connection", 1L));
        assertThat(revoked.toString()).doesNotContain("first");
        assertThat(((List<?>) at(revoked).get("revocations"))).hasSize(2);
        assertThat(revocations.revoked().isBasis("jwt", "first")).isTrue();
        assertThat(revocations.revoked().isBasis("jwt", "old")).isTrue();
        assertThat(revocations.revoked().isBasis("jwt", "second")).isFalse();
    }

    @Test
    void bundles_have_the_fields_that_are_described() throws Exception {
        routes.local("jwt", request -> new Decision.Abstain());
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        Object found = json(answer("GET", "/v1/bundles"));
        assertDescribed(found, "Bundles");
        assertDescribed(((List<?>) at(found).get("bundles")).get(0), "Bundle");
        assertDescribed(((List<?>) at(found).get("components")).get(0), "Component");
        Object authenticator = ((List<?>) at(found).get("authenticators")).get(0);
        assertDescribed(authenticator, "Authenticator");
        assertThat(at(authenticator)).containsEntry("name", "jwt").containsEntry("applications", List.of("live"));
    }

    @Test
    void only_these_take_a_body() {
        assertThat(api.routes().keySet())
                .filteredOn(
                        path -> api.takesForm(new Request(api.routes().get(path).method(), path, Map.of(), Map.of())))
                .containsExactlyInAnyOrder("/v1/dry-run", "/v1/revoke", "/v1/unrevoke", "/v1/ticket", "/v1/unticket");
        assertThat(api.takesForm(new Request("GET", "/v1/dry-run", Map.of(), Map.of())))
                .isFalse();
    }

    @Test
    void an_answer_of_another_kind_would_be_found() throws Exception {
        Map<String, Object> status = new LinkedHashMap<>(at(json(answer("GET", "/v1/status"))));
        assertDescribed(status, "Status");
        status.put("healthy", "yes");
        assertThatThrownBy(() -> assertDescribed(status, "Status")).isInstanceOf(AssertionError.class);
    }

    @Test
    void counts_decisions_of_the_last_minute() throws Exception {
        api.sample();
        audit.log(refusal());
        Object status = json(answer("GET", "/v1/status"));
        assertThat(at(status)).containsEntry("decisionsPerMinute", 1L).containsEntry("refusalsPerMinute", 1L);
    }

    private static AuditEvent refusal() {
        return new AuditEvent(
                Instant.EPOCH,
                "c1",
                "",
                "RTMP",
                "live",
                "",
                "s\u001b1",
                "publish",
                "",
                "ann",
                "jwt",
                1,
                "1.1",
                "deny",
                "BAD_PATH",
                "",
                5);
    }

    @Test
    void wrong_questions_are_told_what_is_right() throws Exception {
        assertThat(answer("POST", "/v1/status").status()).isEqualTo(405);
        assertThat(answer("get", "/v1/status").status()).isEqualTo(405);
        assertThat(answer("GET", "/v1/kick", "sub", "x").status()).isEqualTo(405);
        assertThat(answer("GET", "/v1/status/").status()).isEqualTo(404);
        assertThat(answer("GET", "/v1/sessions", "subject", "x").status()).isEqualTo(400);
        for (String limit : List.of("0", "10001", "-1", "x", "", "99999999999")) {
            assertThat(answer("GET", "/v1/refusals", "limit", limit).status())
                    .as(limit)
                    .isEqualTo(400);
        }
        assertThat(answer("POST", "/v1/kick", "by", "x").status()).isEqualTo(400);
        assertThat(answer("POST", "/v1/kick", "sub", "x", "by", "x".repeat(65)).status())
                .isEqualTo(400);
        assertThat(at(json(answer("POST", "/v1/kick"))).get("error"))
                .isEqualTo("kick needs at least one of app, id, protocol, stream, sub");
    }

    @Test
    void tail_sends_lines_until_the_reader_is_gone() throws Exception {
        Answer answer = answer("GET", "/v1/tail");
        audit.log(refusal());
        List<String> sent = firstLine(answer);
        assertThat(sent)
                .singleElement()
                .asString()
                .contains("\"stream\":\"s\\u001B1\"")
                .endsWith("}\n");
    }

    /** Of a reader that goes away after it. */
    private static List<String> firstLine(Answer answer) throws Exception {
        List<String> sent = new ArrayList<>();
        try (Answer.Body body = answer.body()) {
            body.write(new OutputStream() {
                @Override
                public void write(int one) {
                    throw new AssertionError("byte by byte");
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    sent.add(new String(bytes, offset, length, StandardCharsets.US_ASCII));
                    throw new IOException("gone");
                }
            });
        } catch (IOException e) {
            assertThat(e).hasMessage("gone");
        }
        return sent;
    }

    @Test
    void there_is_room_for_few_readers_and_one_that_goes_leaves_room() {
        List<Answer> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(answer("GET", "/v1/tail"));
        }
        assertThat(readers).extracting(Answer::status).containsOnly(200);
        assertThat(answer("GET", "/v1/tail").status()).isEqualTo(503);
        readers.get(0).body().close();
        assertThat(answer("GET", "/v1/tail").status()).isEqualTo(200);
    }
}
