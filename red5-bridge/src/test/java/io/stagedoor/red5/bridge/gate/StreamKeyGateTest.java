package io.stagedoor.red5.bridge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.red5.bridge.Red5Fixtures;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.SharedObjectUse;
import io.stagedoor.red5.hook.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;

class StreamKeyGateTest {

    private static final Grant ALL = Grant.everything("bob");

    @TempDir
    private Path home;

    private final IScope live = Red5Fixtures.application("live");
    private final List<ConnectRequest> asked = new ArrayList<>();
    private final List<StreamRequest> wanted = new ArrayList<>();
    private Decision answer = new Decision.Allow(ALL);
    private Decision streams;
    private Audit audit;
    private Routes routes;
    private BridgeGate gate;

    private final Authenticator jwt = new Authenticator() {
        @Override
        public Decision authenticate(ConnectRequest request) {
            asked.add(request);
            return answer;
        }

        @Override
        public Decision authorize(StreamRequest request) {
            wanted.add(request);
            return streams == null ? Authenticator.super.authorize(request) : streams;
        }
    };

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        configured("streamNameAuth", "true");
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
        routes = new Routes();
        routes.application(properties);
        routes.local("jwt", jwt);
        gate = Red5Fixtures.gate(routes.router, audit, new ServerSettings(Map.of()));
    }

    private static IConnection client(IScope scope, String app) {
        return Red5Fixtures.rtmp(scope, Map.of("app", app));
    }

    private Map<String, Object> provisional(IConnection connection) {
        Verdict verdict = gate.connect(connection, connection.getScope(), null);
        assertThat(verdict.allowed() && verdict.provision().isPresent()).isTrue();
        return verdict.session();
    }

    @Test
    void a_client_that_says_nothing_is_in_provisionally_and_nobody_is_asked() {
        configured("streamNameAuth", "true", "provisionalSeconds", "7", "maxProvisional", "3");
        Verdict verdict = gate.connect(client(live, "live"), live, new Object[] {"", "undefined", 5});
        assertThat(verdict.provision()).contains(new Verdict.Provision(Duration.ofSeconds(7), 3));
        assertThat(SessionState.of(verdict.session()).provisional()).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void a_client_that_says_something_is_judged_by_that() {
        Verdict verdict = gate.connect(client(live, "live?token=t"), live, null);
        assertThat(verdict.allowed()).isTrue();
        assertThat(verdict.provision()).isEmpty();
        answer = new Decision.Deny(Reason.BAD_SIGNATURE);
        assertThat(gate.connect(client(live, "live?username=u"), live, null).allowed())
                .isFalse();
        assertThat(gate.connect(client(live, "live?token=a&token=b"), live, null)
                        .allowed())
                .isFalse();
    }

    @Test
    void the_application_sees_the_id_of_the_session_once_the_client_has_said_who_it_is() {
        String attribute = "stagedoorRefreshId";
        IConnection none = client(live, "live?token=t");
        gate.connect(none, live, null);
        assertThat(none.hasAttribute(attribute)).isFalse();
        configured("streamNameAuth", "true", "refresh", "true");
        IConnection connection = client(live, "live?token=t");
        Map<String, Object> session = gate.connect(connection, live, null).session();
        assertThat(connection.getStringAttribute(attribute))
                .startsWith("sgd_")
                .isEqualTo(Refresh.of(session).id());
        IConnection later = client(live, "live");
        Map<String, Object> provisional = provisional(later);
        assertThat(later.hasAttribute(attribute)).isFalse();
        Map<String, Object> known =
                gate.publish(later, provisional, "key?token=t", "live").session();
        assertThat(later.getStringAttribute(attribute))
                .isEqualTo(Refresh.of(known).id());
    }

    @Test
    void is_asked_with_what_stands_behind_the_name_and_judged_for_the_stream() {
        IScope room = Red5Fixtures.room(live, "room1");
        IConnection connection = client(room, "live/room1");
        Verdict verdict = gate.publish(connection, provisional(connection), "sub/key?token=t&x=y", "live");
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.credentials()).isEqualTo(Credentials.of(null, null, "t"));
            assertThat(request.path()).isEqualTo(new StreamPath("live", "room1", ""));
            assertThat(request.parameters()).containsExactly(Map.entry("x", "y"));
            assertThat(request.userAgent()).isEqualTo("LNX 9,0,124,2");
        });
        assertThat(wanted).singleElement().satisfies(request -> {
            assertThat(request.action()).isEqualTo(Action.PUBLISH);
            assertThat(request.path()).isEqualTo(new StreamPath("live", "room1/sub", "key"));
            assertThat(request.connect().credentials()).isEqualTo(Credentials.NONE);
        });
        SessionState state = SessionState.of(verdict.session());
        assertThat(state.provisional()).isFalse();
        assertThat(state.grant()).contains(ALL);
        assertThat(state.credentials()).isEqualTo(Credentials.NONE);
        assertThat(connection.getStringAttribute("sub")).isEqualTo("bob");

        assertThat(gate.play(connection, verdict.session(), "key?token=other").allowed())
                .isTrue();
        assertThat(asked).hasSize(1);
    }

    @Test
    void is_refused_by_what_the_grant_does_not_cover_and_by_the_authenticator() {
        IConnection connection = client(live, "live");
        Map<String, Object> session = provisional(connection);
        answer = new Decision.Allow(Grant.builder("bob")
                .actions(Set.of(Action.SUBSCRIBE))
                .transports(ALL.transports())
                .build());
        assertThat(gate.publish(connection, session, "key?token=t", "live").allowed())
                .isFalse();
        assertThat(gate.play(connection, session, "key?token=t").allowed()).isTrue();
        streams = new Decision.Unavailable("down");
        assertThat(gate.play(connection, session, "key?token=t").allowed()).isFalse();
        streams = null;
        for (Decision no :
                List.of(new Decision.Deny(Reason.EXPIRED), new Decision.Unavailable("down"), new Decision.Abstain())) {
            answer = no;
            assertThat(gate.play(connection, session, "key?token=t").allowed())
                    .as(no.toString())
                    .isFalse();
        }
    }

    @Test
    void may_do_nothing_else() {
        IConnection connection = client(live, "live");
        Map<String, Object> session = provisional(connection);
        configured("streamNameAuth", "true", "remoteMethods", "getAttribute", "publishModes", "live");
        assertThat(gate.call(connection, session, "getAttribute").allowed()).isFalse();
        assertThat(gate.share(connection, session, "o?token=t", SharedObjectUse.CREATE)
                        .allowed())
                .isFalse();
        assertThat(gate.publish(connection, session, "../key?token=t", "live").allowed())
                .isFalse();
        assertThat(gate.publish(connection, session, "key?token=t", "record").allowed())
                .isFalse();
        assertThat(gate.publish(connection, session, "key?token=t&token=u", "live")
                        .allowed())
                .isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void no_change_of_configuration_lets_it_in_unasked() {
        IConnection connection = client(live, "live");
        Map<String, Object> session = provisional(connection);
        for (String off : List.of("active", "rtmp", "streamNameAuth")) {
            configured("streamNameAuth", "true", off, "false");
            assertThat(gate.publish(connection, session, "key?token=t", "live").allowed())
                    .as(off)
                    .isFalse();
            assertThat(gate.call(connection, session, "setCanConnect").allowed())
                    .isFalse();
        }
        configured("application", "other");
        assertThat(gate.play(connection, session, "key?token=t").allowed()).isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void keeps_credentials_where_the_grant_or_the_configuration_asks_for_them() {
        configured("streamNameAuth", "true", "onChange", "reauthenticate");
        IConnection connection = client(live, "live");
        Verdict verdict = gate.play(connection, provisional(connection), "key?token=t");
        assertThat(SessionState.of(verdict.session()).credentials()).isEqualTo(Credentials.of(null, null, "t"));
    }

    @Test
    void a_part_of_the_path_that_carries_credentials_is_no_room() {
        configured("rtmpAuthRoomScopeEnabled", "true", "rtmpAuthRoomScopeName", "auth");
        IScope asIs = Red5Fixtures.room(Red5Fixtures.room(live, "room1"), "auth;token=t");
        Verdict verdict = gate.connect(client(asIs, "live/room1/auth;token=t"), asIs, null);
        assertThat(verdict.room()).contains("room1");
        assertThat(asked.get(0).path()).isEqualTo(new StreamPath("live", "room1", ""));
        assertThat(asked.get(0).credentials()).isEqualTo(Credentials.of(null, null, "t"));
        assertThat(SessionState.of(verdict.session()).path().room()).isEqualTo("room1");

        IConnection in = client(Red5Fixtures.room(live, "room1"), "live/room1");
        for (String name : List.of("auth/s", "auth;token=t/s", "a/auth;x/s", "auth;token=t", "auth")) {
            assertThat(gate.publish(in, verdict.session(), name, "live").allowed())
                    .as(name)
                    .isFalse();
        }
        assertThat(gate.publish(in, verdict.session(), "author/s", "live").allowed())
                .isTrue();

        IScope plain = Red5Fixtures.room(live, "room1");
        assertThat(gate.connect(client(plain, "live/room1?token=t"), plain, null)
                        .room())
                .isEmpty();
        IScope twice = Red5Fixtures.room(asIs, "auth");
        assertThat(gate.connect(client(twice, "live"), twice, null).allowed()).isFalse();
        configured("rtmpAuthRoomScopeEnabled", "true", "rtmpAuthRoomScopeName", "auth", "active", "false");
        assertThat(gate.connect(client(asIs, "live"), asIs, null).room()).contains("room1");
    }
}
