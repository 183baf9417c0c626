package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.Transport;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revocation;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceReference;

class TicketDecisionsTest {

    private static final String BASIS = "sABC";
    private static final StreamPath STREAM = new StreamPath("live", "", "s1");

    private final Routes routes = new Routes();
    private final Memory memory = new Memory();
    private final Revocations revocations = memory.revocations();
    private final Tickets tickets = new Tickets(Clock.systemUTC(), System::nanoTime);
    private final List<Object> asked = new ArrayList<>();
    private Optional<Boolean> stands = Optional.of(true);
    private Decision forStreams = new Decision.Deny(Reason.ROLE_NOT_ALLOWED, "a stranger's");
    private ServiceReference<Authenticator> authenticator;
    private Dispatcher dispatcher;
    private TicketKey.Made made = TicketKey.random();

    private final Authenticator jwt = new Authenticator() {
        @Override
        public Decision authenticate(ConnectRequest request) {
            asked.add(request);
            return new Decision.Allow(Grant.everything("eve"));
        }

        @Override
        public Optional<Boolean> stands(String basis) {
            return basis.equals(BASIS) ? stands : Optional.of(false);
        }

        @Override
        public Decision authorize(StreamRequest request) {
            asked.add(request);
            return forStreams;
        }

        @Override
        public void ended(StreamRequest request) {
            asked.add("ended");
        }
    };

    @BeforeEach
    void start() {
        tickets.bindStore(new Memory());
        dispatcher = new Dispatcher(routes.router, Clock.systemUTC(), revocations.revoked(), tickets);
        routes.application(Map.of("application", "live", "authenticator", "jwt", "tickets", "true"));
        routes.application(Map.of("application", "other", "authenticator", "jwt", "tickets", "true"));
        authenticator = routes.configured("jwt", "pid", jwt);
        routes.router.lookAt(Map.of("pid", "cafe"));
    }

    private Grant.Builder grant() {
        return Grant.builder("bob")
                .actions(Set.of(Action.PUBLISH))
                .transports(EnumSet.of(Transport.RTMP, Transport.HTTP))
                .rooms(Set.of(""))
                .stream("s1")
                .holder(Holder.builder().subject("bob").tokenId("t-bob").build())
                .use(TokenUse.oneClient(made.key().use()));
    }

    private void ticket(Grant grant, String configured, String basis, Instant end) {
        assertThat(tickets.add(made.key(), new Ticket("live", "jwt", configured, basis, grant, end, Instant.EPOCH)))
                .isCompleted();
    }

    private void ticket() {
        ticket(grant().build(), "cafe", BASIS, Instant.now().plusSeconds(600));
    }

    private static ConnectRequest connect(String application, String token, Protocol protocol, Purpose purpose) {
        return ConnectRequest.builder(
                        "C1",
                        protocol,
                        new StreamPath(application, "", ""),
                        Instant.now().plusSeconds(60))
                .credentials(Credentials.of(null, null, token))
                .purpose(purpose)
                .build();
    }

    private Decision ask(String application, String token, Protocol protocol, Purpose purpose) {
        Decision decision = dispatcher
                .authenticate(
                        routes.router.route(application).orElseThrow(), connect(application, token, protocol, purpose))
                .decision();
        assertThat(asked).as("authenticators see a ticket").isEmpty();
        return decision;
    }

    private Decision ask() {
        return ask("live", made.text().reveal(), Protocol.RTMP, Purpose.LIVE);
    }

    private static Reason reason(Decision decision) {
        return decision instanceof Decision.Deny deny ? deny.reason() : null;
    }

    @Test
    void each_refusal_of_a_ticket_names_whose_it_is() {
        ticket();
        Decision transport = ask("live", made.text().reveal(), Protocol.RTSP, Purpose.LIVE);
        Decision application = ask("other", made.text().reveal(), Protocol.RTMP, Purpose.LIVE);
        stands = Optional.of(false);
        Decision basis = ask();
        revocations.add(Revocation.token("t-bob"), "root").toCompletableFuture().join();
        stands = Optional.of(true);
        Decision revoked = ask();
        assertThat(List.of(transport, application, basis, revoked))
                .allSatisfy(decision -> assertThat(decision)
                        .isInstanceOfSatisfying(
                                Decision.Deny.class,
                                deny -> assertThat(deny.subject()).isEqualTo("bob")));
        assertThat(reason(transport)).isEqualTo(Reason.TRANSPORT_NOT_ALLOWED);
        assertThat(reason(revoked)).isEqualTo(Reason.REVOKED);
    }

    @Test
    void a_ticket_is_worth_what_it_stands_for() {
        ticket();
        Outcome outcome = dispatcher.authenticate(
                routes.router.route("live").orElseThrow(),
                connect("live", "Bearer " + made.text().reveal(), Protocol.RTMP, Purpose.LIVE));
        assertThat(outcome.decision()).isEqualTo(new Decision.Allow(grant().build()));
        assertThat(outcome.authenticator()).isEqualTo("jwt");
        assertThat(reason(ask("live", made.text().reveal(), Protocol.WS, Purpose.LIVE)))
                .isEqualTo(Reason.TRANSPORT_NOT_ALLOWED);
    }

    @Test
    void whatever_else_begins_so_is_refused_and_nobody_else_asked() {
        ticket();
        assertThat(reason(ask("live", "sdt_x", Protocol.RTMP, Purpose.LIVE))).isEqualTo(Reason.UNKNOWN_TICKET);
        assertThat(reason(ask("live", TicketKey.random().text().reveal(), Protocol.RTMP, Purpose.LIVE)))
                .isEqualTo(Reason.UNKNOWN_TICKET);
        assertThat(reason(ask("other", made.text().reveal(), Protocol.RTMP, Purpose.LIVE)))
                .isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(reason(ask("live", made.text().reveal(), Protocol.RTMP, Purpose.TICKET)))
                .isEqualTo(Reason.BAD_CREDENTIALS);
    }

    @Test
    void no_ticket_counts_where_the_application_makes_none() {
        ticket();
        routes.application(Map.of("application", "off", "authenticator", "jwt"));
        assertThat(reason(ask("off", made.text().reveal(), Protocol.RTMP, Purpose.LIVE)))
                .isEqualTo(Reason.UNKNOWN_TICKET);
        Dispatcher without = new Dispatcher(routes.router, Clock.systemUTC(), revocations.revoked());
        assertThat(without.authenticate(
                                routes.router.route("live").orElseThrow(),
                                connect("live", made.text().reveal(), Protocol.RTMP, Purpose.LIVE))
                        .decision())
                .isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void a_ticket_that_has_ended_is_worth_nothing() {
        ticket(grant().build(), "cafe", BASIS, Instant.now().minusMillis(1));
        Decision decision = ask();
        assertThat(reason(decision)).isEqualTo(Reason.EXPIRED);
        assertThat(((Decision.Deny) decision).subject()).isEqualTo("bob");
    }

    @Test
    void the_authenticator_says_whether_what_it_rests_on_stands() {
        ticket();
        stands = Optional.of(false);
        assertThat(reason(ask())).isEqualTo(Reason.BASIS_CHANGED);
        stands = Optional.empty();
        assertThat(ask()).isInstanceOf(Decision.Unavailable.class);
        stands = Optional.of(true);
        routes.router.lookAt(Map.of("pid", "another configuration, by which the key is accepted still"));
        assertThat(ask()).isInstanceOf(Decision.Allow.class);
    }

    @Test
    void where_it_does_not_say_its_configuration_counts() {
        ticket(grant().build(), "cafe", "", Instant.now().plusSeconds(600));
        assertThat(ask()).isInstanceOf(Decision.Allow.class);
        routes.router.lookAt(Map.of("pid", "another"));
        assertThat(reason(ask())).isEqualTo(Reason.BASIS_CHANGED);
    }

    @Test
    void as_long_as_nobody_knows_how_it_is_configured_nobody_can_tell() {
        ticket(grant().build(), "cafe", "", Instant.now().plusSeconds(600));
        routes.remove(authenticator);
        routes.configured("jwt", "pid", jwt);
        assertThat(ask()).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void an_authenticator_that_is_away_is_waited_for_and_one_that_is_not_asked_counts_for_nothing() {
        ticket();
        routes.remove(authenticator);
        assertThat(ask("live", made.text().reveal(), Protocol.RTMP, Purpose.LIVE))
                .isInstanceOf(Decision.Unavailable.class);
        routes.configured("jwt", "pid", jwt);
        routes.application(Map.of("application", "moved", "authenticator", "someone", "tickets", "true"));
        made = TicketKey.random();
        assertThat(tickets.add(
                        made.key(),
                        new Ticket(
                                "moved",
                                "jwt",
                                "",
                                BASIS,
                                grant().build(),
                                Instant.now().plusSeconds(600),
                                Instant.EPOCH)))
                .isCompleted();
        assertThat(reason(ask("moved", made.text().reveal(), Protocol.RTMP, Purpose.LIVE)))
                .isEqualTo(Reason.BASIS_CHANGED);
    }

    @Test
    void whatever_takes_the_token_back_takes_the_ticket_back() {
        ticket();
        assertThat(ask()).isInstanceOf(Decision.Allow.class);
        List<Revocation> all = List.of(
                Revocation.token("t-bob"),
                Revocation.subject("bob", Instant.now()),
                Revocation.basis("jwt", "cafe"),
                Revocation.token(made.key().use()));
        for (Revocation one : all) {
            assertThat(revocations.add(one, "test")).isCompleted();
            assertThat(reason(ask())).as(one.toString()).isEqualTo(Reason.REVOKED);
            assertThat(revocations.remove(one.id())).isCompleted();
            assertThat(ask()).isInstanceOf(Decision.Allow.class);
        }
    }

    @Test
    void a_basis_of_before_takes_it_back_though_the_key_is_accepted() {
        ticket();
        routes.router.lookAt(Map.of("pid", "after the rotation"));
        assertThat(ask()).isInstanceOf(Decision.Allow.class);
        assertThat(revocations.add(Revocation.basis("jwt", "cafe"), "test")).isCompleted();
        assertThat(reason(ask())).isEqualTo(Reason.REVOKED);
    }

    private Decision again(Grant held, String before) {
        return dispatcher
                .reconsider(
                        routes.router.route("live").orElseThrow(),
                        connect("live", made.text().reveal(), Protocol.RTMP, Purpose.RECHECK),
                        held,
                        "jwt",
                        before)
                .decision();
    }

    @Test
    void whoever_is_in_stays_in_when_the_ticket_ends_but_not_when_its_basis_does() {
        Grant held = grant().build();
        String before = Basis.of(routes.router.route("live").orElseThrow(), Protocol.RTMP);
        ticket();
        assertThat(again(held, before)).isInstanceOf(Decision.Allow.class);
        stands = Optional.of(false);
        assertThat(reason(again(held, before))).isEqualTo(Reason.BASIS_CHANGED);
        assertThat(tickets.remove(made.key())).isCompleted();
        assertThat(again(held, before)).isEqualTo(new Decision.Allow(held));
        assertThat(revocations.add(Revocation.token(made.key().use()), "test")).isCompleted();
        assertThat(reason(again(held, before))).isEqualTo(Reason.REVOKED);
        assertThat(revocations.remove(Revocation.token(made.key().use()).id())).isCompleted();
        routes.remove(authenticator);
        routes.configured("jwt", "pid", jwt);
        routes.router.lookAt(Map.of("pid", "another"));
        assertThat(reason(again(held, before))).isEqualTo(Reason.BASIS_CHANGED);
    }

    private Decision publish(Grant held, StreamPath path) {
        Instant deadline = Instant.now().plusSeconds(60);
        StreamRequest request = StreamRequest.builder(
                        connect("live", made.text().reveal(), Protocol.RTMP, Purpose.LIVE),
                        held,
                        Action.PUBLISH,
                        path,
                        deadline)
                .mode("live")
                .build();
        Decision decision = dispatcher
                .authorize(routes.router.route("live").orElseThrow(), "jwt", request)
                .decision();
        dispatcher.ended("jwt", request);
        return decision;
    }

    @Test
    void no_authenticator_can_give_a_ticket_another_stream() {
        forStreams = new Decision.Allow(Grant.everything("bob"));
        assertThat(reason(publish(grant().build(), new StreamPath("live", "", "s2"))))
                .isEqualTo(Reason.STREAM_NOT_ALLOWED);
        assertThat(reason(publish(grant().actions(Set.of(Action.SUBSCRIBE)).build(), STREAM)))
                .isEqualTo(Reason.ROLE_NOT_ALLOWED);
        assertThat(publish(grant().build(), STREAM)).isInstanceOf(Decision.Allow.class);
        assertThat(asked).hasSize(4).contains("ended");
    }

    @Test
    void an_authenticator_that_needs_the_token_for_each_stream_is_not_asked_and_sees_no_ticket() {
        Grant settled = grant().keepsCredentials(true).build();
        assertThat(publish(settled, STREAM)).isInstanceOf(Decision.Allow.class);
        assertThat(reason(publish(settled, new StreamPath("live", "", "s2")))).isEqualTo(Reason.STREAM_NOT_ALLOWED);
        assertThat(asked).isEmpty();
    }
}
