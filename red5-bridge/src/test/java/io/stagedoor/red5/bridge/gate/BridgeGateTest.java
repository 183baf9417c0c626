package io.stagedoor.red5.bridge.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.red5.bridge.Red5Fixtures;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Attempt;
import io.stagedoor.red5.hook.SharedObjectUse;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;
import org.red5.server.api.IConnection;
import org.red5.server.api.listeners.IConnectionListener;
import org.red5.server.api.scope.IScope;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** Each decision is one line in the audit log: so each test says which lines there are, and no others. */
class BridgeGateTest {

    private static final Decision ALLOW = new Decision.Allow(Grant.builder("bob")
            .actions(Grant.everything("").actions())
            .transports(Grant.everything("").transports())
            .attributes(Map.of("name", "Bob"))
            .build());

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final IScope live = Red5Fixtures.application("live");
    private final List<StreamRequest> ended = new CopyOnWriteArrayList<>();
    private Decision answer = ALLOW;
    private Decision wanted;
    private ConnectRequest asked;
    private Audit audit;
    private BridgeGate gate;
    private int seen;

    private final Authenticator jwt = new Authenticator() {
        @Override
        public Decision authenticate(ConnectRequest request) {
            asked = request;
            return answer;
        }

        @Override
        public Decision authorize(StreamRequest request) {
            return wanted == null ? Authenticator.super.authorize(request) : wanted;
        }

        @Override
        public void ended(StreamRequest request) {
            ended.add(request);
        }
    };

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        gate = Red5Fixtures.gate(routes.router, audit, new ServerSettings(Map.of()));
    }

    @AfterEach
    void stop() throws Exception {
        Audits.close(audit);
    }

    private ServiceReference<Authenticator> configured(String... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("application", "live", "authenticator", "jwt"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(pairs[i], pairs[i + 1]);
        }
        routes.application(properties);
        return routes.authenticator("jwt", jwt);
    }

    private IConnection client() {
        return Red5Fixtures.rtmp(live, Map.of("app", "live?token=top-secret"));
    }

    private Map<String, Object> admitted(IConnection connection) {
        Verdict verdict = gate.connect(connection, live, null);
        assertThat(verdict.allowed()).isTrue();
        seen++;
        return verdict.session();
    }

    /** The lines that were written since the last look: waits for so many, and then for one more that a test can know. */
    private List<Map<String, String>> lines() {
        gate.refused(Red5Fixtures.rtmp(null, Map.of()), Attempt.CROWD);
        List<Map<String, String>> found = new ArrayList<>();
        Eventually.eventually(() -> {
            found.clear();
            found.addAll(read("log/audit.log"));
            return found.size() > seen
                    && "crowd".equals(found.get(found.size() - 1).get("action"));
        });
        List<Map<String, String>> news = List.copyOf(found.subList(seen, found.size() - 1));
        seen = found.size();
        assertThat(found.toString()).doesNotContain("top-secret");
        return news;
    }

    private List<Map<String, String>> read(String file) {
        List<Map<String, String>> lines = new ArrayList<>();
        Path log = home.resolve(file);
        try {
            for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
                lines.add(json(line));
            }
        } catch (IOException e) {
            return List.of(); // a line that is half written
        }
        return lines;
    }

    private static Map<String, String> json(String line) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                values.put(name, parser.getText());
            }
        }
        return values;
    }

    private void oneLine(String action, String decision, String reason) {
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("action", action)
                        .containsEntry("decision", decision)
                        .containsEntry("reason", reason));
    }

    @Test
    void lets_in_whom_the_authenticator_lets_in() {
        configured();
        IConnection connection = client();
        Verdict verdict = gate.connect(connection, live, new Object[] {"bob"});
        assertThat(verdict.allowed()).isTrue();
        assertThat(verdict.session().toString()).doesNotContain("top-secret");
        assertThat(asked.credentials().token()).isPresent();
        assertThat(connection.getAttributes())
                .containsEntry("sub", "bob")
                .containsEntry("name", "Bob")
                .containsEntry("username", "bob");
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("action", "connect")
                        .containsEntry("decision", "allow")
                        .containsEntry("reason", "GRANTED")
                        .containsEntry("subject", "bob")
                        .containsEntry("authenticator", "jwt")
                        .containsEntry("application", "live")
                        .containsEntry("protocol", "RTMP")
                        .containsEntry("connection", connection.getSessionId())
                        .containsEntry("generation", "2"));
    }

    @Test
    void refuses_whom_the_authenticator_refuses() {
        configured();
        answer = new Decision.Deny(Reason.EXPIRED, "exp");
        IConnection connection = client();
        assertThat(gate.connect(connection, live, null).allowed()).isFalse();
        assertThat(connection.getAttributes()).doesNotContainKey("sub");
        oneLine("connect", "deny", "EXPIRED");
        answer = new Decision.Unavailable("backend");
        assertThat(gate.connect(client(), live, null).allowed()).isFalse();
        oneLine("connect", "unavailable", "UNAVAILABLE");
    }

    private void identified(Decision decision, String subject, String claimed) {
        answer = decision;
        IConnection connection = Red5Fixtures.rtmp(live, Map.of("app", "live?token=top-secret&username=eve"));
        assertThat(gate.connect(connection, live, null).allowed()).isFalse();
        assertThat(lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).containsEntry("subject", subject).containsEntry("claimed", claimed));
    }

    @Test
    void a_refusal_names_the_subject_or_who_the_client_says_it_is() {
        configured();
        Decision.Deny deny = new Decision.Deny(Reason.EXPIRED, "exp");
        identified(deny.withSubject("bob"), "bob", "");
        identified(deny.withClaimed("mallory?token=other"), "", "mallory?token=***");
        identified(deny, "", "eve");
        identified(new Decision.Unavailable("backend"), "", "eve");
        identified(deny.withClaimed("x".repeat(300)), "", "x".repeat(256) + "…");
    }

    @Test
    void who_writes_a_secret_as_a_name_is_not_repeated() {
        configured();
        answer = new Decision.Deny(Reason.BAD_CREDENTIALS);
        IConnection connection = Red5Fixtures.rtmp(live, Map.of("app", "live?username=top-secret&password=top-secret"));
        assertThat(gate.connect(connection, live, null).allowed()).isFalse();
        assertThat(lines()).singleElement().satisfies(line -> assertThat(line).containsEntry("claimed", "***"));
    }

    @Test
    void also_a_refusal_that_nobody_was_asked_about_says_who_it_was() {
        configured();
        IConnection connection = Red5Fixtures.rtmp(live, Map.of("app", "live?username=eve&token=top-secret&token=b"));
        assertThat(gate.connect(connection, live, null).allowed()).isFalse();
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("reason", "AMBIGUOUS_CREDENTIALS")
                        .containsEntry("detail", "token has two values, twice in the query")
                        .containsEntry("claimed", "eve"));
    }

    @Test
    void what_a_client_says_counts_no_more_once_it_is_known() {
        configured();
        IConnection connection = Red5Fixtures.rtmp(live, Map.of("app", "live?username=eve&token=top-secret"));
        Map<String, Object> session = admitted(connection);
        wanted = new Decision.Deny(Reason.ROOM_NOT_ALLOWED);
        assertThat(gate.play(connection, session, "s").allowed()).isFalse();
        assertThat(lines())
                .singleElement()
                .satisfies(
                        line -> assertThat(line).containsEntry("subject", "bob").containsEntry("claimed", ""));
        wanted = new Decision.Deny(Reason.BAD_CREDENTIALS).withClaimed("bob");
        assertThat(gate.play(connection, session, "s").allowed()).isFalse();
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line).containsEntry("subject", "").containsEntry("claimed", "bob"));
    }

    private static Decision unproven(String subject) {
        return new Decision.Allow(Grant.everything(subject).toBuilder()
                .attributes(Map.of(Grant.UNPROVEN, "true"))
                .build());
    }

    @Test
    void who_is_let_in_without_proof_is_claimed_until_an_answer_proves_it() {
        configured();
        answer = unproven("bob");
        IConnection connection = client();
        Map<String, Object> session = gate.connect(connection, live, null).session();
        assertThat(connection.getAttributes()).doesNotContainKeys("sub", Grant.UNPROVEN);
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("decision", "allow")
                        .containsEntry("subject", "")
                        .containsEntry("claimed", "bob"));
        wanted = new Decision.Unavailable("backend");
        assertThat(gate.play(connection, session, "s").allowed()).isFalse();
        wanted = ALLOW;
        assertThat(gate.play(connection, session, "s").allowed()).isTrue();
        assertThat(connection.getAttributes()).containsEntry("sub", "bob");
        assertThat(lines())
                .extracting(line -> line.get("subject") + "/" + line.get("claimed"))
                .containsExactly("/bob", "bob/");
        Eventually.eventually(() -> !read("log/allowed.log").isEmpty());
        assertThat(read("log/allowed.log"))
                .as("kept, because it is proven")
                .extracting(line -> line.get("subject") + "/" + line.get("claimed") + " " + line.get("decision"))
                .containsExactly("bob/ allow");
    }

    @Test
    void a_stream_key_that_is_good_for_another_room_names_its_subject() {
        configured("streamNameAuth", "true");
        IConnection connection = Red5Fixtures.rtmp(live, Map.of("app", "live"));
        Map<String, Object> session = admitted(connection);
        wanted = new Decision.Deny(Reason.ROOM_NOT_ALLOWED);
        assertThat(gate.publish(connection, session, "s?token=top-secret", "live")
                        .allowed())
                .isFalse();
        assertThat(lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).containsEntry("subject", "bob").containsEntry("reason", "ROOM_NOT_ALLOWED"));
    }

    @Test
    void refuses_where_nothing_is_configured_or_nothing_good() {
        assertThat(gate.guards("live")).isTrue();
        assertThat(gate.connect(client(), live, null).allowed()).isFalse();
        oneLine("connect", "deny", "NOT_CONFIGURED");
        configured("active", "ture");
        assertThat(gate.guards("live")).isTrue();
        assertThat(gate.connect(client(), live, null).allowed()).isFalse();
        oneLine("connect", "unavailable", "UNAVAILABLE");
    }

    @Test
    void refuses_an_unknown_kind_of_connection_also_where_rtmp_is_let_in() {
        configured("rtmp", "false");
        IConnection other = Fakes.fake(IConnection.class, Map.of("getScope", none -> live));
        assertThat(gate.connect(other, live, null).allowed()).isFalse();
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("reason", "UNKNOWN_PROTOCOL")
                        .containsEntry("protocol", "UNKNOWN"));
        assertThat(gate.connect(client(), live, null).allowed()).isTrue();
        oneLine("connect", "allow", "OFF");
    }

    @Test
    void refuses_a_scope_s_name_that_is_no_name_also_where_authentication_is_off() {
        configured("active", "false");
        IScope bad = Red5Fixtures.room(live, "..");
        assertThat(gate.connect(Red5Fixtures.rtmp(bad, Map.of()), bad, null).allowed())
                .isFalse();
        oneLine("connect", "deny", "BAD_PATH");
    }

    @Test
    void lets_everyone_do_everything_where_authentication_is_off() {
        configured("active", "false");
        IConnection connection = client();
        assertThat(gate.guards("live")).isFalse();
        Map<String, Object> session = admitted(connection);
        assertThat(gate.publish(connection, session, "s?x", "live").allowed()).isTrue();
        assertThat(gate.play(connection, session, "s").allowed()).isTrue();
        assertThat(gate.call(connection, session, "setCanConnect").allowed()).isTrue();
        assertThat(lines())
                .extracting(line -> line.get("action") + " " + line.get("reason"))
                .containsExactly("publish OFF", "play OFF", "call OFF");
    }

    @Test
    void judges_a_stream_by_the_path_that_its_name_leads_to() {
        configured();
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        assertThat(gate.publish(connection, session, "room2/s?token=top-secret", "live")
                        .allowed())
                .isTrue();
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("room", "room2")
                        .containsEntry("stream", "s")
                        .containsEntry("subject", "bob"));
        for (String bad : List.of("../s", "a//b", "", "?x", "a\\b", "x/mp4:y", "a%2fb")) {
            assertThat(gate.play(connection, session, bad).allowed()).as(bad).isFalse();
            oneLine("play", "deny", "BAD_PATH");
        }
    }

    @Test
    void refuses_a_publish_mode_that_is_not_configured() {
        configured("publishModes", "live");
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        for (String mode : List.of("record", "append", "LIVE", "")) {
            assertThat(gate.publish(connection, session, "s", mode).allowed()).isFalse();
            oneLine("publish", "deny", "MODE_NOT_ALLOWED");
        }
        assertThat(gate.publish(connection, session, "s", "live").allowed()).isTrue();
        oneLine("publish", "allow", "GRANTED");
    }

    @Test
    void judges_by_the_grant_when_the_authenticator_is_gone_and_refuses_when_the_configuration_is() {
        ServiceReference<Authenticator> reference = configured();
        answer = new Decision.Allow(Grant.builder("eve")
                .actions(Set.of(Action.SUBSCRIBE))
                .transports(Grant.everything("").transports())
                .build());
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        routes.remove(reference);
        assertThat(gate.play(connection, session, "s").allowed()).isTrue();
        oneLine("play", "allow", "GRANTED");
        assertThat(gate.publish(connection, session, "s", "live").allowed()).isFalse();
        oneLine("publish", "deny", "ROLE_NOT_ALLOWED");
        assertThat(gate.share(connection, session, "o", SharedObjectUse.CONNECT).allowed())
                .isTrue();
        oneLine("share:connect", "allow", "GRANTED");
        assertThat(gate.share(connection, session, "o", SharedObjectUse.WRITE).allowed())
                .isFalse();
        oneLine("share:write", "deny", "ROLE_NOT_ALLOWED");
        BridgeGate unconfigured = Red5Fixtures.gate(new Routes().router, audit, new ServerSettings(Map.of()));
        assertThat(unconfigured.play(connection, session, "s").allowed()).isFalse();
        oneLine("play", "deny", "NOT_CONFIGURED");
    }

    @Test
    void a_connection_that_is_no_longer_where_it_was_let_in_gets_nothing() {
        configured();
        Map<String, Object> session = admitted(client());
        IScope other = Red5Fixtures.application("other");
        assertThat(gate.play(Red5Fixtures.rtmp(other, Map.of()), session, "s").allowed())
                .isFalse();
        oneLine("play", "deny", "BAD_PATH");
        assertThat(gate.play(Red5Fixtures.rtmp(null, Map.of()), session, "s").allowed())
                .isFalse();
        oneLine("play", "deny", "BAD_PATH");
    }

    @Test
    void a_session_that_cannot_be_read_gets_nothing_and_is_told_of() {
        configured();
        IConnection connection = client();
        for (Map<String, Object> session : List.of(Map.<String, Object>of("format", 99), Map.<String, Object>of())) {
            assertThat(gate.publish(connection, session, "s?token=top-secret", "live")
                            .allowed())
                    .isFalse();
            oneLine("publish", "deny", "NOT_ADMITTED");
            assertThat(gate.call(connection, session, "x").allowed()).isFalse();
            oneLine("call", "deny", "NOT_ADMITTED");
            assertThatCode(() -> gate.ended(connection, session, Red5Fixtures.end(Use.PUBLISH, "s")))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_method_of_red5_s_can_be_called_only_if_it_is_configured() {
        configured("remoteMethods", "getClients, ping");
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        assertThat(gate.call(connection, session, "ping").allowed()).isTrue();
        oneLine("call", "allow", "GRANTED");
        assertThat(gate.call(connection, session, "setCanConnect").allowed()).isFalse();
        oneLine("call", "deny", "METHOD_NOT_ALLOWED");
    }

    /** Lets in by a grant, which then decides about streams. */
    private Map<String, Object> holding(IConnection connection, Set<Action> actions, Set<String> rooms) {
        routes.application(Map.of("application", "live", "authenticator", "grants"));
        Grant all = Grant.everything("bob");
        Grant grant = Grant.builder("bob")
                .actions(actions)
                .transports(all.transports())
                .rooms(rooms)
                .build();
        routes.authenticator("grants", request -> new Decision.Allow(grant));
        return admitted(connection);
    }

    @Test
    void the_length_of_a_recording_is_judged_as_a_play_by_the_grant() {
        IConnection connection = client();
        Map<String, Object> viewer = holding(connection, Set.of(Action.SUBSCRIBE), Set.of("room1"));
        assertThat(gate.length(connection, viewer, "mp4:room1/rec", false).allowed())
                .isTrue();
        assertThat(lines()).isEmpty();
        assertThat(gate.length(connection, viewer, "rec", false).allowed()).isFalse();
        oneLine("length", "deny", "ROOM_NOT_ALLOWED");
        assertThat(gate.length(connection, viewer, "room1/../rec", false).allowed())
                .isFalse();
        oneLine("length", "deny", "BAD_PATH");
    }

    @Test
    void whoever_may_not_play_learns_no_length() {
        IConnection connection = client();
        Map<String, Object> publisher = holding(connection, Set.of(Action.PUBLISH), Set.of("room1"));
        assertThat(gate.length(connection, publisher, "room1/rec", false).allowed())
                .isFalse();
        oneLine("length", "deny", "ROLE_NOT_ALLOWED");
    }

    @Test
    void one_whose_streams_are_asked_about_learns_the_length_of_what_it_plays() {
        configured();
        wanted = new Decision.Deny(Reason.BAD_CREDENTIALS);
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        assertThat(gate.length(connection, session, "rec", false).allowed()).isFalse();
        assertThat(gate.length(connection, session, "rec", true).allowed()).isTrue();
        assertThat(gate.length(connection, session, "../rec", true).allowed()).isFalse();
        oneLine("length", "deny", "BAD_PATH");
    }

    @Test
    void where_nobody_is_asked_everybody_learns_a_length() {
        configured("active", "false");
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        assertThat(gate.length(connection, session, "rec", false).allowed()).isTrue();
        assertThat(gate.length(connection, session, "..", false).allowed()).isFalse();
    }

    @Test
    void says_what_red5_refused_and_ends_nothing() {
        configured();
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        gate.notBegun(connection, session, Use.PUBLISH, "s");
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .containsEntry("action", "publish")
                        .containsEntry("decision", "deny")
                        .containsEntry("reason", "REFUSED_BY_RED5")
                        .containsEntry("stream", "s")
                        .containsEntry("subject", "bob"));
        assertThat(ended).isEmpty();
    }

    @Test
    void tells_the_authenticator_of_the_end_of_a_stream_also_when_the_connection_has_no_scope() {
        configured();
        Map<String, Object> session = admitted(client());
        gate.ended(Red5Fixtures.rtmp(null, Map.of()), session, Red5Fixtures.end(Use.PUBLISH, "room1/s"));
        assertThat(ended).singleElement().satisfies(request -> {
            assertThat(request.action()).isEqualTo(Action.PUBLISH);
            assertThat(request.path()).hasToString("live/room1/s");
        });
        assertThat(lines()).isEmpty();
    }

    @Test
    void the_ends_of_a_stream_and_of_a_connection_are_kept_with_what_was_allowed() {
        configured();
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        gate.ended(connection, session, Red5Fixtures.end(Use.PUBLISH, "room1/s"));
        gate.ended(connection, session, Red5Fixtures.end(Use.CONNECT, ""));
        lines();
        Eventually.eventually(() -> read("log/allowed.log").size() == 3);
        assertThat(read("log/allowed.log"))
                .extracting(line -> line.get("action") + " " + line.get("decision") + " " + line.get("stream"))
                .containsExactly("connect allow ", "publish end s", "connect end ");
        assertThat(ended).as("a connection is no stream").hasSize(1);
    }

    @Test
    void a_client_that_was_let_in_early_is_cut_off_on_another_thread_when_it_is_not_confirmed() {
        configured();
        CompletableFuture<Decision> confirmation = new CompletableFuture<>();
        answer = new Decision.Allow(Grant.everything("bob")).withConfirmation(confirmation);
        Thread[] closing = new Thread[1];
        RTMPMinaConnection connection = (RTMPMinaConnection) Red5Fixtures.rtmp(null, Map.of());
        connection.addListener(Fakes.fake(IConnectionListener.class, Map.of("notifyDisconnected", one -> {
            closing[0] = Thread.currentThread();
            return null;
        })));
        assertThat(gate.connect(connection, live, null).allowed()).isTrue();
        oneLine("connect", "allow", "GRANTED");
        confirmation.complete(new Decision.Deny(Reason.EXPIRED));
        Eventually.eventually(() -> closing[0] != null);
        assertThat(closing[0]).isNotSameAs(Thread.currentThread());
        oneLine("connect", "deny", "EXPIRED");
    }

    @Test
    void attributes_of_a_late_confirmation_are_written_and_nobody_is_cut_off() {
        configured();
        CompletableFuture<Decision> confirmation = new CompletableFuture<>();
        List<Thread> closing = new CopyOnWriteArrayList<>();
        RTMPMinaConnection connection = (RTMPMinaConnection) client();
        connection.addListener(Fakes.fake(IConnectionListener.class, Map.of("notifyDisconnected", one -> {
            closing.add(Thread.currentThread());
            return null;
        })));
        Map<String, Object> session = admitted(connection);
        wanted = new Decision.Allow(Grant.everything("bob")).withConfirmation(confirmation);
        assertThat(gate.publish(connection, session, "s", "live").allowed()).isTrue();
        assertThat(connection.getAttributes()).doesNotContainKey("signedURL");

        confirmation.complete(new Decision.Allow(withAttribute("signedURL", "https://example.com/s")));

        Eventually.eventually(() -> "https://example.com/s".equals(connection.getAttribute("signedURL")));
        assertThat(closing).isEmpty();
        oneLine("publish", "allow", "GRANTED");
    }

    @Test
    void attributes_of_an_answer_about_a_stream_are_written_and_those_of_a_refusal_are_not() {
        configured();
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        wanted = new Decision.Deny(Reason.BAD_CREDENTIALS);
        assertThat(gate.play(connection, session, "s").allowed()).isFalse();
        assertThat(connection.getAttributes()).doesNotContainKey("signedURL");
        oneLine("play", "deny", "BAD_CREDENTIALS");
        wanted = new Decision.Allow(withAttribute("signedURL", "https://example.com/s"));
        assertThat(gate.play(connection, session, "s").allowed()).isTrue();
        assertThat(connection.getAttributes()).containsEntry("signedURL", "https://example.com/s");
        oneLine("play", "allow", "GRANTED");
    }

    private static Grant withAttribute(String name, String value) {
        return Grant.builder("bob")
                .actions(Grant.everything("").actions())
                .transports(Grant.everything("").transports())
                .attributes(Map.of(name, value))
                .build();
    }

    @Test
    void long_texts_of_clients_are_cut() {
        configured();
        IConnection connection = client();
        Map<String, Object> session = admitted(connection);
        gate.play(connection, session, "../" + "x".repeat(5000));
        assertThat(lines())
                .singleElement()
                .satisfies(line -> assertThat(line.get("stream")).hasSizeLessThan(300));
    }
}
