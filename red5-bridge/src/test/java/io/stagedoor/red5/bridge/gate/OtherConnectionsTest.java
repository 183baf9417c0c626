package io.stagedoor.red5.bridge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.red5pro.mpegts.MPEGTSConnection;
import com.red5pro.server.so.SharedObjectCapableConnection;
import com.red5pro.server.stream.restreamer.ConnectorShell;
import com.red5pro.server.stream.rtsp.RTSPMinaConnection;
import com.red5pro.srt.SRTConnection;
import com.red5pro.webrtc.RTCConnection;
import com.red5pro.whip.WHConnection;
import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Transport;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.red5.bridge.Red5Fixtures;
import io.stagedoor.red5.bridge.Red5ProFixtures;
import io.stagedoor.red5.bridge.settings.ServerSettings;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.EndReason;
import io.stagedoor.red5.hook.SharedObjectUse;
import io.stagedoor.red5.hook.Usage;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** Connections of other protocols than RTMP, and those that no authenticator is asked about. */
class OtherConnectionsTest {

    private static final String SECRET = "q8Zr3LxWm5Tj7Vb2Nc4Kd6Hf9Gs1Ap0Ey";
    private static final String OTHER = "Ub4Xk7Qw2Zs9Cv1Mn6Bg3Hj8Lp5Td0Ra";

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final IScope live = Red5Fixtures.application("live");
    private final List<ConnectRequest> asked = new CopyOnWriteArrayList<>();
    private volatile boolean refuses;
    private Grant grant = Grant.everything("bob");
    private final Authenticator jwt = request -> {
        asked.add(request);
        if (refuses) {
            return new Decision.Deny(Reason.BAD_CREDENTIALS);
        }
        return request.credentials().token().isPresent()
                ? new Decision.Allow(grant)
                : new Decision.Deny(Reason.NO_CREDENTIALS);
    };
    private ServerSettings server = new ServerSettings(Map.of());
    private Audit audit;
    private BridgeGate gate;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        gate = gate(Map.of());
    }

    private BridgeGate gate(Map<String, Object> properties) {
        server = new ServerSettings(properties);
        return Red5Fixtures.gate(routes.router, audit, server);
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
        routes.application(properties);
        routes.local("jwt", jwt);
    }

    private <C extends RTMPMinaConnection> C client(C connection, Map<String, Object> params) {
        return Red5ProFixtures.from("192.0.2.7", connection, live, params);
    }

    private static Map<String, Object> member(String secret) {
        return Map.of("cluster-restreamer-context", "live", "cluster-restreamer-name", "s", "restreamer", secret);
    }

    /** Waits for the last line of the audit log to say so. */
    private void said(String... parts) {
        Eventually.eventually(() -> {
            String last = lines().reduce("", (one, next) -> next);
            return Stream.of(parts).allMatch(last::contains);
        });
        assertThat(lines()).noneMatch(line -> line.contains(SECRET) || line.contains(OTHER));
    }

    private Stream<String> lines() {
        try {
            return Files.readAllLines(home.resolve("log/audit.log")).stream();
        } catch (IOException e) {
            return Stream.of();
        }
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                kind("rtsp", Protocol.RTSP, RTSPMinaConnection::new),
                kind("rtc", Protocol.RTC, RTCConnection::new),
                kind("rtc", Protocol.RTC, WHConnection::new),
                kind("rtc", Protocol.RTC, SharedObjectCapableConnection::new),
                kind("srt", Protocol.SRT, SRTConnection::new));
    }

    private static Arguments kind(String property, Protocol protocol, Supplier<RTMPMinaConnection> maker) {
        return Arguments.of(property, protocol, maker);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_client_is_asked_for_credentials_by_the_protocol_it_comes_by(
            String property, Protocol protocol, Supplier<RTMPMinaConnection> maker) {
        configured();
        assertThat(gate.connect(client(maker.get(), Map.of()), live, null).allowed())
                .isFalse();
        said("\"protocol\":\"" + protocol + "\"", "\"reason\":\"NO_CREDENTIALS\"");
        IConnection connection = client(maker.get(), Map.of("token", "t"));
        Verdict verdict = gate.connect(connection, live, null);
        assertThat(verdict.allowed()).isTrue();
        assertThat(asked).last().extracting(ConnectRequest::protocol).isEqualTo(protocol);
        assertThat(SessionState.of(verdict.session()).protocol()).isEqualTo(protocol);
        assertThat(gate.publish(connection, verdict.session(), "s", "live").allowed())
                .isTrue();
        said("\"protocol\":\"" + protocol + "\"", "\"action\":\"publish\"", "\"reason\":\"GRANTED\"");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void a_switch_lets_clients_of_its_protocol_in_unasked_and_no_others(
            String property, Protocol protocol, Supplier<RTMPMinaConnection> maker) {
        configured(property, "false");
        IConnection connection = client(maker.get(), Map.of());
        Verdict verdict = gate.connect(connection, live, null);
        assertThat(verdict.allowed()).isTrue();
        assertThat(asked).isEmpty();
        said("\"protocol\":\"" + protocol + "\"", "\"reason\":\"OFF\"");
        assertThat(gate.play(connection, verdict.session(), "s").allowed()).isTrue();
        said("\"action\":\"play\"", "\"reason\":\"OFF\"");
        assertThat(gate.connect(Red5Fixtures.rtmp(live, Map.of()), live, null).allowed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"WHIP, true, false", "WHEP, false, true"})
    void whip_publishes_and_whep_plays_and_either_connects(Transport transport, boolean publishes, boolean plays) {
        configured();
        grant = Grant.builder("bob")
                .actions(EnumSet.allOf(Action.class))
                .transports(Set.of(transport))
                .build();
        IConnection connection = client(new WHConnection(), Map.of("token", "t"));
        Verdict verdict = gate.connect(connection, live, null);
        assertThat(verdict.allowed()).isTrue();
        assertThat(gate.publish(connection, verdict.session(), "s", "live").allowed())
                .isEqualTo(publishes);
        assertThat(gate.play(connection, verdict.session(), "s").allowed()).isEqualTo(plays);
        assertThat(gate.share(connection, verdict.session(), "o", SharedObjectUse.CONNECT)
                        .allowed())
                .isTrue();
    }

    @Test
    void mpegts_comes_from_where_it_may_and_only_publishes() {
        configured("mpegtsSources", "198.51.100.0/24, 192.0.2.7");
        IConnection connection = client(new MPEGTSConnection(), Map.of());
        Verdict verdict = gate.connect(connection, live, null);
        assertThat(verdict.allowed()).isTrue();
        said("\"protocol\":\"MPEGTS\"", "\"subject\":\"192.0.2.7\"", "\"authenticator\":\"[mpegtsSources]\"");
        assertThat(gate.publish(connection, verdict.session(), "s", "live").allowed())
                .isTrue();
        assertThat(gate.play(connection, verdict.session(), "s").allowed()).isFalse();
        said("\"action\":\"play\"", "\"reason\":\"ROLE_NOT_ALLOWED\"");
        assertThat(gate.share(connection, verdict.session(), "o", SharedObjectUse.CONNECT)
                        .allowed())
                .isTrue();
        assertThat(gate.share(connection, verdict.session(), "o", SharedObjectUse.WRITE)
                        .allowed())
                .isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void mpegts_from_elsewhere_is_refused_whatever_it_says() {
        configured("mpegtsSources", "198.51.100.0/24");
        IConnection connection = client(new MPEGTSConnection(), Map.of("token", "t", "username", "u"));
        assertThat(gate.connect(connection, live, new Object[] {"token=t"}).allowed())
                .isFalse();
        said("\"reason\":\"NO_CREDENTIALS\"", "\"detail\":\"mpegtsSources does not list the address\"");
        assertThat(asked).isEmpty();
    }

    @Test
    void who_knows_the_secret_of_the_cluster_may_do_everything() {
        configured();
        gate = gate(Map.of("clusterSecret", SECRET));
        IConnection connection = Red5Fixtures.rtmp(live, member(SECRET));
        Verdict verdict = gate.connect(connection, live, null);
        assertThat(verdict.allowed()).isTrue();
        assertThat(verdict.session().toString()).doesNotContain(SECRET);
        said("\"subject\":\"cluster\"", "\"authenticator\":\"[clusterSecret]\"", "\"reason\":\"GRANTED\"");
        assertThat(gate.play(connection, verdict.session(), "room/s").allowed()).isTrue();
        assertThat(gate.publish(connection, verdict.session(), "s", "live").allowed())
                .isTrue();
        assertThat(asked).isEmpty();
        IConnection byQuery = Red5Fixtures.rtmp(live, Map.of("app", "live?clusterSecret=" + SECRET));
        assertThat(gate.connect(byQuery, live, null).allowed()).isTrue();
    }

    @Test
    void who_only_says_so_is_refused_whatever_else_it_shows() {
        configured();
        gate = gate(Map.of("clusterSecret", SECRET));
        assertThat(gate.connect(Red5Fixtures.rtmp(live, member(OTHER)), live, new Object[] {"u", "p", "t"})
                        .allowed())
                .isFalse();
        said("\"reason\":\"BAD_CREDENTIALS\"", "\"detail\":\"wrong clusterSecret\"");
        Map<String, Object> looks = Map.of(
                "cluster-restreamer-context", "live",
                "cluster-restreamer-name", "s",
                "capabilities", 15.0,
                "objectEncoding", 0.0,
                "flashVer", "WIN 11,2,202,235");
        assertThat(gate.connect(Red5Fixtures.rtmp(live, looks), live, null).allowed())
                .isFalse();
        said("\"reason\":\"NO_CREDENTIALS\"");
        gate = gate(Map.of());
        assertThat(gate.connect(Red5Fixtures.rtmp(live, member("")), live, null).allowed())
                .isFalse();
        assertThat(gate.connect(Red5Fixtures.rtmp(live, member(SECRET)), live, null)
                        .allowed())
                .isFalse();
        said("\"reason\":\"BAD_CREDENTIALS\"", "not configured");
    }

    @Test
    void a_secret_that_cannot_be_read_is_an_outage() {
        configured();
        gate = gate(Map.of("clusterSecretFile", home.resolve("none").toString()));
        assertThat(gate.connect(Red5Fixtures.rtmp(live, member(SECRET)), live, null)
                        .allowed())
                .isFalse();
        said("\"reason\":\"UNAVAILABLE\"");
        assertThat(server.problems()).singleElement().asString().contains("clusterSecretFile");
    }

    @Test
    void the_server_s_own_restreamers_publish_if_configuration_says_so_or_with_the_secret() {
        configured();
        gate = gate(Map.of("clusterSecret", SECRET));
        assertThat(gate.connect(client(new ConnectorShell(), Map.of("token", "t")), live, null)
                        .allowed())
                .isFalse();
        said("\"reason\":\"NO_CREDENTIALS\"", "allowRestreamers");
        assertThat(gate.connect(client(new ConnectorShell(), member(SECRET)), live, null)
                        .allowed())
                .isTrue();
    }

    @Test
    void nobody_but_rtmp_clients_comes_in_to_say_later_who_it_is() {
        configured("streamNameAuth", "true");
        gate = gate(Map.of("clusterSecret", SECRET));
        assertThat(gate.connect(Red5Fixtures.rtmp(live, Map.of()), live, null).allowed())
                .isTrue();
        for (RTMPMinaConnection other : List.of(new ConnectorShell(), new MPEGTSConnection(), new RTCConnection())) {
            assertThat(gate.connect(client(other, Map.of()), live, null).allowed())
                    .as(other.getClass().getName())
                    .isFalse();
            said("\"reason\":\"NO_CREDENTIALS\"");
        }
        assertThat(gate.connect(Red5Fixtures.rtmp(live, member(OTHER)), live, null)
                        .allowed())
                .isFalse();
    }

    @Test
    void the_server_s_own_restreamers_do_nothing_but_publish() {
        configured("allowRestreamers", "true", "rtmp", "false");
        IConnection connection = client(new ConnectorShell(), Map.of());
        Verdict verdict = gate.connect(connection, live, null);
        assertThat(verdict.allowed()).isTrue();
        said("\"authenticator\":\"[allowRestreamers]\"", "\"reason\":\"GRANTED\"");
        assertThat(gate.publish(connection, verdict.session(), "s", "live").allowed())
                .isTrue();
        assertThat(gate.play(connection, verdict.session(), "s").allowed()).isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void the_server_s_own_restreamers_go_when_configuration_no_longer_wants_them() {
        configured("onChange", "reauthenticate", "allowRestreamers", "true", "rtmp", "false");
        OneClient own = new OneClient(client(new ConnectorShell(), Map.of()));
        Routes without = new Routes();
        without.application(
                Map.of("application", "live", "authenticator", "jwt", "onChange", "reauthenticate", "rtmp", "false"));
        try (Rechecks reconsideration = Red5Fixtures.rechecks(without.router, own, audit, server)) {
            Red5Fixtures.look(reconsideration);
            Eventually.eventually(() -> own.closed);
        }
    }

    @Test
    void a_table_of_connections_that_cannot_be_understood_changes_nothing() {
        configured();
        server.modified(Map.of("connectionTypes", "com.red5pro.srt.SRTConnection=rtsp"));
        server.modified(Map.of("connectionTypes", "nonsense", "clusterSecret", "short"));
        assertThat(server.problems()).singleElement().asString().contains("nonsense");
        gate.connect(client(new SRTConnection(), Map.of("token", "t")), live, null);
        assertThat(asked).last().extracting(ConnectRequest::protocol).isEqualTo(Protocol.RTSP);
        server.modified(Map.of());
        assertThat(server.problems()).isEmpty();
        gate.connect(client(new SRTConnection(), Map.of("token", "t")), live, null);
        assertThat(asked).last().extracting(ConnectRequest::protocol).isEqualTo(Protocol.SRT);
    }

    /** One client that is in. */
    private final class OneClient implements Clients {
        private final IConnection connection;
        private volatile Map<String, Object> session;
        private volatile boolean closed;

        OneClient(IConnection connection) {
            this.connection = connection;
            this.session = gate.connect(connection, live, null).session();
        }

        @Override
        public void forEach(BiConsumer<IConnection, Map<String, Object>> visitor) {
            visitor.accept(connection, session);
        }

        @Override
        public boolean replace(IConnection client, Map<String, Object> before, Map<String, Object> after) {
            session = after;
            return true;
        }

        @Override
        public boolean close(IConnection client, EndReason reason) {
            closed = true;
            return true;
        }

        @Override
        public Optional<Usage> usage(IConnection client) {
            return closed ? Optional.empty() : Optional.of(new Idle());
        }

        @Override
        public boolean end(IConnection client, Use use, String name, EndReason reason) {
            return false;
        }

        @Override
        public boolean send(IConnection client, String method, Map<String, Object> message) {
            return false;
        }

        Rechecks reconsideration() {
            return Red5Fixtures.rechecks(routes.router, this, audit, server);
        }
    }

    static Stream<Supplier<RTMPMinaConnection>> ofRed5Pro() {
        return Stream.of(RTSPMinaConnection::new, SRTConnection::new, RTCConnection::new, WHConnection::new);
    }

    @ParameterizedTest
    @MethodSource("ofRed5Pro")
    void connection_is_asked_about_again_by_what_it_came_with(Supplier<RTMPMinaConnection> kind) {
        configured("recheckSeconds", "60");
        OneClient client = new OneClient(client(kind.get(), Map.of("token", "t")));
        Map<String, Object> before = client.session;
        AtomicLong later = new AtomicLong(TimeUnit.SECONDS.toNanos(60));
        try (Rechecks rechecks = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC())
                .rechecks(List.of(new ConnectedClients(client, server)), () -> System.nanoTime() + later.get())) {
            Red5Fixtures.look(rechecks);
            Eventually.eventually(() -> client.session != before);
            assertThat(asked).hasSize(2);
            assertThat(asked.get(1).purpose()).isEqualTo(Purpose.RECHECK);
            assertThat(asked.get(1).protocol()).isEqualTo(asked.get(0).protocol());
            assertThat(asked.get(1).credentials()).isEqualTo(asked.get(0).credentials());
            refuses = true;
            later.addAndGet(TimeUnit.SECONDS.toNanos(60));
            Eventually.eventually(() -> {
                Red5Fixtures.look(rechecks);
                return client.closed;
            });
        }
        said("\"action\":\"recheck\"", "\"reason\":\"BAD_CREDENTIALS\"");
    }

    @Test
    void a_member_of_the_cluster_is_judged_again_by_a_changed_secret_and_by_nothing_else() {
        configured("onChange", "reauthenticate");
        gate = gate(Map.of("clusterSecret", SECRET));
        OneClient member = new OneClient(Red5Fixtures.rtmp(live, member(SECRET)));
        Map<String, Object> before = member.session;
        try (Rechecks reconsideration = member.reconsideration()) {
            routes.authenticator("jwt", jwt, 7, "2.0.0");
            Red5Fixtures.look(reconsideration);
            assertThat(member.session).isSameAs(before);
            server.modified(Map.of("clusterSecret", OTHER));
            Red5Fixtures.look(reconsideration);
            Eventually.eventually(() -> member.closed);
        }
        said("\"action\":\"reconsider\"", "\"reason\":\"BAD_CREDENTIALS\"");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_source_of_mpegts_is_judged_again_when_the_list_changes() {
        configured("onChange", "reauthenticate", "mpegtsSources", "192.0.2.0/24");
        OneClient source = new OneClient(client(new MPEGTSConnection(), Map.of()));
        Map<String, Object> before = source.session;
        Routes changed = new Routes();
        changed.application(Map.of(
                "application", "live",
                "authenticator", "jwt",
                "onChange", "reauthenticate",
                "mpegtsSources", "192.0.2.7, 198.51.100.1"));
        try (Rechecks reconsideration = Red5Fixtures.rechecks(changed.router, source, audit, server)) {
            Red5Fixtures.look(reconsideration);
            Eventually.eventually(() -> source.session != before);
        }
        assertThat(source.closed).isFalse();
        Routes without = new Routes();
        without.application(Map.of("application", "live", "authenticator", "jwt", "onChange", "reauthenticate"));
        try (Rechecks reconsideration = Red5Fixtures.rechecks(without.router, source, audit, server)) {
            Red5Fixtures.look(reconsideration);
            Eventually.eventually(() -> source.closed);
        }
        assertThat(asked).isEmpty();
    }
}
