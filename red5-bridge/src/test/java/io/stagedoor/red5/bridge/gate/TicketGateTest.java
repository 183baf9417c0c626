package io.stagedoor.red5.bridge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.red5pro.server.stream.rtsp.RTSPMinaConnection;
import com.red5pro.srt.SRTConnection;
import com.red5pro.whip.WHConnection;
import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.carrier.SrtStreamId;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.red5.bridge.Red5Fixtures;
import io.stagedoor.red5.bridge.Red5ProFixtures;
import io.stagedoor.red5.bridge.TicketFixtures;
import io.stagedoor.red5.hook.Use;
import io.stagedoor.red5.hook.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** Tickets in the place of a stream's name. */
class TicketGateTest {

    @TempDir
    private Path home;

    private final IScope live = Red5Fixtures.application("live");
    private Audit audit;
    private TicketFixtures server;

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        server = new TicketFixtures(audit);
    }

    @AfterEach
    void stop() throws Exception {
        Audits.close(audit);
    }

    private String ticket(Action action, String room, String stream) {
        TicketKey.Made made = TicketKey.random();
        Grant.Builder grant = Grant.everything("bob").toBuilder()
                .actions(Set.of(action))
                .rooms(Set.of(room))
                .holder(Holder.builder().subject("bob").build())
                .use(TokenUse.oneClient(made.key().use()));
        if (!stream.isEmpty()) {
            grant.stream(room.isEmpty() ? stream : room + "/" + stream);
        }
        assertThat(server.tickets.add(
                        made.key(),
                        new Ticket(
                                "live",
                                "jwt",
                                "",
                                "b",
                                grant.build(),
                                Instant.now().plusSeconds(60),
                                Instant.EPOCH)))
                .isCompleted();
        return made.text().reveal();
    }

    private static IConnection client(IScope scope, String app) {
        return Red5Fixtures.rtmp(scope, Map.of("app", app));
    }

    private Map<String, Object> connected(IConnection connection) {
        Verdict verdict = server.gate.connect(connection, connection.getScope(), null);
        assertThat(verdict.allowed()).isTrue();
        return verdict.session();
    }

    @Test
    void the_stream_has_the_name_that_the_ticket_is_for() {
        String key = ticket(Action.PUBLISH, "", "s1");
        IConnection connection = client(live, "live");
        Map<String, Object> before = connected(connection);
        assertThat(SessionState.of(before).provisional()).isTrue();
        Verdict verdict = server.gate.publish(connection, before, key, "live");
        assertThat(verdict.stream()).contains("s1");
        SessionState state = SessionState.of(verdict.session());
        assertThat(state.authenticator()).isEqualTo("jwt");
        assertThat(state.grant().orElseThrow().stream()).contains("s1");
        assertThat(server.asked).isEmpty();
        assertThat(server.wanted).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo(new StreamPath("live", "", "s1"));
            assertThat(request.grant().actions()).containsExactly(Action.PUBLISH);
        });

        Map<String, Object> session = verdict.session();
        for (String sent : new String[] {key, key + "?x=y"}) {
            assertThat(server.gate.mention(connection, session, Use.PUBLISH, sent))
                    .contains("s1");
        }
        assertThat(server.gate.mention(connection, session, Use.PUBLISH, "s1")).isEmpty();
        assertThat(server.gate.publish(connection, session, key, "live").stream())
                .contains("s1");
        assertThat(server.gate.publish(connection, session, "s1", "live").stream())
                .isEmpty();
        assertThat(server.gate.publish(connection, session, "s2", "live").allowed())
                .isFalse();
    }

    @Test
    void the_name_goes_from_where_the_client_is() {
        String key = ticket(Action.PUBLISH, "room1", "s1");
        IConnection here = client(live, "live");
        assertThat(server.gate.publish(here, connected(here), key, "live").stream())
                .contains("room1/s1");
        IConnection room = client(Red5Fixtures.room(live, "room1"), "live/room1");
        assertThat(server.gate.publish(room, connected(room), key, "live").stream())
                .contains("s1");
        IConnection other = client(Red5Fixtures.room(live, "room2"), "live/room2");
        assertThat(server.gate.publish(other, connected(other), key, "live").allowed())
                .isFalse();
        assertThat(SessionState.of(connected(here)).provisional()).isTrue();
    }

    @Test
    void a_ticket_to_play_names_what_is_played_and_is_for_nothing_else() {
        String key = ticket(Action.SUBSCRIBE, "", "s1");
        IConnection connection = client(live, "live");
        assertThat(server.gate
                        .publish(connection, connected(connection), key, "live")
                        .allowed())
                .isFalse();
        assertThat(server.gate.play(connection, connected(connection), key).stream())
                .contains("s1");
        String any = ticket(Action.SUBSCRIBE, "", "");
        assertThat(server.gate.play(connection, connected(connection), any).allowed())
                .isFalse();
    }

    @Test
    void no_name_that_holds_a_ticket_is_let_through_by_anything_else() throws Exception {
        String key = ticket(Action.PUBLISH, "", "s1");
        String forged = TicketKey.random().text().reveal();
        IConnection other = client(live, "live?token=good");
        Map<String, Object> session = connected(other);
        for (String name : new String[] {key, forged, "flv:" + key, "room/" + key, "*" + forged}) {
            assertThat(server.gate.publish(other, session, name, "live").allowed())
                    .as(name)
                    .isFalse();
            assertThat(server.gate.mention(other, session, Use.PUBLISH, name).orElseThrow())
                    .doesNotContain(name.substring(name.indexOf("sdt_") + 4));
        }
        IConnection stranger = client(live, "live");
        for (String name : new String[] {forged, "flv:" + key, key + "?token=good", key + "?username=u&password=p"}) {
            assertThat(server.gate
                            .publish(stranger, connected(stranger), name, "live")
                            .allowed())
                    .as(name)
                    .isFalse();
        }
        server.configured("streamKeyTickets", "false", "streamNameAuth", "true");
        assertThat(server.gate
                        .publish(stranger, connected(stranger), key, "live")
                        .allowed())
                .isFalse();
        assertThat(server.gate.publish(other, connected(other), key, "live").allowed())
                .isFalse();
        Audits.close(audit);
        String log = Files.readString(home.resolve("log/audit.log"));
        assertThat(log)
                .contains(Reason.UNKNOWN_TICKET.name())
                .contains(Reason.AMBIGUOUS_CREDENTIALS.name())
                .contains("streamKeyTickets=false")
                .doesNotContain(key)
                .doesNotContain(forged);
        audit = Audits.in(home);
    }

    @Test
    void a_name_that_only_begins_so_is_a_name() {
        IConnection other = client(live, "live?token=good");
        assertThat(server.gate
                        .publish(other, connected(other), "sdt_show", "live")
                        .allowed())
                .isTrue();
        assertThat(server.gate.mention(other, connected(other), Use.PUBLISH, "sdt_show"))
                .isEmpty();
    }

    @Test
    void without_tickets_as_keys_a_client_that_says_nothing_is_not_let_in() {
        server.configured("streamKeyTickets", "false");
        IConnection connection = client(live, "live");
        assertThat(server.gate.connect(connection, live, null).allowed()).isFalse();
        server.configured();
        Map<String, Object> session = connected(connection);
        assertThat(server.gate
                        .publish(connection, session, "s1?token=good", "live")
                        .allowed())
                .as("streamNameAuth is off")
                .isFalse();
    }

    @Test
    void a_ticket_is_carried_as_a_token_is() {
        String key = ticket(Action.PUBLISH, "", "s1");
        IConnection connection = client(live, "live?token=" + key);
        Map<String, Object> session = connected(connection);
        assertThat(SessionState.of(session)
                        .grant()
                        .orElseThrow()
                        .use()
                        .orElseThrow()
                        .id())
                .isEqualTo(TicketKey.of(key).orElseThrow().use());
        assertThat(server.gate.publish(connection, session, "s1", "live").allowed())
                .isTrue();
        assertThat(server.gate.publish(connection, session, key, "live").stream())
                .contains("s1");
        assertThat(Optional.ofNullable(connection.getStringAttribute("sub"))).contains("bob");
        server.configured("streamNameAuth", "true");
        IConnection provisional = client(live, "live");
        assertThat(server.gate
                        .publish(provisional, connected(provisional), "s1?token=" + key, "live")
                        .allowed())
                .isTrue();
    }

    /** What Red5 Pro's connections hand over, by stand-ins: the parameters of an SRT stream id among them. */
    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of((Supplier<RTMPMinaConnection>) RTSPMinaConnection::new),
                Arguments.of((Supplier<RTMPMinaConnection>) WHConnection::new),
                Arguments.of((Supplier<RTMPMinaConnection>) SRTConnection::new));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void red5_pro_s_clients_show_a_ticket_as_they_would_a_token(Supplier<RTMPMinaConnection> maker) {
        String key = ticket(Action.PUBLISH, "", "s1");
        IConnection connection = Red5ProFixtures.from("192.0.2.7", maker.get(), live, Map.of("token", key));
        Map<String, Object> session = connected(connection);
        assertThat(server.gate.publish(connection, session, "s1", "live").allowed())
                .isTrue();
        assertThat(server.gate.publish(connection, session, "s2", "live").allowed())
                .isFalse();
        assertThat(server.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "live/s1?token=%s",
                "live/s1,token=%s",
                "#!::r=live/s1,m=publish,token=%s",
                "#!::r=live/s1,m=publish,s=%s",
                "publish:live/s1:::token=%s"
            })
    void a_stream_id_of_srt_carries_a_ticket(String streamId) {
        String key = ticket(Action.PUBLISH, "", "s1");
        ClientParameters parameters = new ClientParameters();
        SrtStreamId.read(String.format(streamId, key), parameters);
        assertThat(parameters.credentials().token().map(token -> token.reveal()))
                .contains(key);
        assertThat(parameters.refusal()).isEmpty();
    }
}
