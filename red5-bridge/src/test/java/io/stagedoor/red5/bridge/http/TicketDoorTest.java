package io.stagedoor.red5.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.ticket.Ticket;
import io.stagedoor.core.ticket.TicketKey;
import io.stagedoor.core.ticket.Tickets;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.http.request.FakeRequest;
import io.stagedoor.red5.bridge.TicketFixtures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketDoorTest {

    private static final Pattern TICKET = Pattern.compile("\"ticket\":\"(sdt_[A-Za-z0-9_-]{22})\"");

    @TempDir
    private Path home;

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

    private static FakeRequest order(String... pairs) {
        FakeRequest request = FakeRequest.request("POST", "/stagedoor/ticket").header("Authorization", "Bearer good");
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            query.append(i == 0 ? "" : "&").append(pairs[i]).append('=').append(pairs[i + 1]);
        }
        request.query(query.toString());
        return request;
    }

    private HttpAnswer judge(FakeRequest request) {
        return server.http.judge(request, new ConcurrentHashMap<>());
    }

    private static String header(HttpAnswer answer, String name) {
        return String.join(", ", answer.headers().getOrDefault(name, List.of()));
    }

    private static String json(HttpAnswer answer) {
        return new String(answer.json(), StandardCharsets.UTF_8);
    }

    private Ticket made(String... pairs) {
        HttpAnswer answer = judge(order(pairs));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        Matcher text = TICKET.matcher(json(answer));
        assertThat(text.find()).as(json(answer)).isTrue();
        return server.tickets.find(TicketKey.of(text.group(1)).orElseThrow());
    }

    private int status(String... pairs) {
        return judge(order(pairs)).status();
    }

    @Test
    void a_ticket_is_what_was_granted_narrowed_to_what_was_asked_for() {
        Ticket ticket = made("action", "publish", "stream", "room1/s1");
        Grant grant = ticket.grant();
        assertThat(grant.actions()).containsExactly(Action.PUBLISH);
        assertThat(grant.rooms()).contains(Set.of("room1"));
        assertThat(grant.stream()).contains("room1/s1");
        assertThat(grant.subject()).isEqualTo("bob");
        assertThat(grant.holder().tokenId()).contains("t");
        assertThat(grant.use().map(TokenUse::times)).contains(TokenUse.Times.ONE_CLIENT);
        assertThat(ticket.end()).isEqualTo(Instant.ofEpochMilli(server.end.toEpochMilli()));
        assertThat(ticket.basis()).isEqualTo("b");
        assertThat(ticket.authenticator()).isEqualTo("jwt");
        assertThat(server.asked).singleElement().satisfies(request -> {
            assertThat(request.purpose()).isEqualTo(Purpose.TICKET);
            assertThat(request.protocol()).isEqualTo(Protocol.RTMP);
            assertThat(request.path()).isEqualTo(new StreamPath("live", "", ""));
        });
        assertThat(server.wanted).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo(new StreamPath("live", "room1", "s1"));
            assertThat(request.connect().credentials()).isEqualTo(Credentials.NONE);
        });

        Ticket play = made("action", "play", "room", "room1", "ticketUse", "once", "protocol", "http");
        assertThat(play.grant().actions()).containsExactly(Action.SUBSCRIBE);
        assertThat(play.grant().rooms()).contains(Set.of("room1"));
        assertThat(play.grant().stream()).isEmpty();
        assertThat(play.grant().use().map(TokenUse::times)).contains(TokenUse.Times.ONCE);
        assertThat(server.asked.get(1).protocol()).isEqualTo(Protocol.HTTP);
    }

    @Test
    void no_ticket_lasts_longer_than_its_parent() {
        assertThat(made("action", "play", "seconds", "60").end()).isBefore(server.end.minusSeconds(500));
        assertThat(made("action", "play", "seconds", "6000").end()).isBeforeOrEqualTo(server.end);
        // What does not cut the token's client does not cut this one.
        assertThat(made("action", "play", "seconds", "60").grant().endsAt()).isEmpty();
        Instant cut = server.end.minusSeconds(100);
        server.granted = server.granted.withGrant(
                server.granted.grant().toBuilder().endsAt(cut).build());
        assertThat(made("action", "play").end()).isEqualTo(Instant.ofEpochMilli(cut.toEpochMilli()));
        assertThat(made("action", "play", "seconds", "60").grant().endsAt().orElseThrow())
                .isBefore(cut.minusSeconds(400));
        server.granted = new Decision.Allow(Grant.everything("ann"));
        server.configured("ticketMaxSeconds", "50");
        assertThat(made("action", "play").end()).isBefore(Instant.now().plusSeconds(51));
        server.granted = server.granted.withStanding(new Decision.Standing(Instant.now(), "b"));
        assertThat(status("action", "play")).isEqualTo(401);
    }

    @Test
    void whoever_may_not_do_it_gets_no_ticket_for_it() {
        server.forStreams = new Decision.Deny(Reason.ROLE_NOT_ALLOWED);
        assertThat(status("action", "publish", "stream", "s1")).isEqualTo(403);
        server.forStreams = new Decision.Unavailable("down");
        assertThat(status("action", "publish", "stream", "s1")).isEqualTo(503);
        server.granted = server.granted.withGrant(server.granted.grant().toBuilder()
                .actions(Set.of(Action.PUBLISH))
                .rooms(Set.of("room1"))
                .build());
        assertThat(status("action", "play")).isEqualTo(403);
        server.granted = server.granted.withFailOpen("down");
        server.forStreams = new Decision.Allow(server.granted.grant());
        assertThat(status("action", "publish", "stream", "room1/s1")).isEqualTo(503);
        assertThat(server.tickets.size()).isZero();
    }

    /** Each ticket would be one use more. */
    @Test
    void a_token_whose_use_is_limited_makes_no_ticket() {
        for (TokenUse use : List.of(TokenUse.once("t"), TokenUse.oneClient("t"))) {
            server.granted = server.granted.withGrant(
                    server.granted.grant().toBuilder().use(use).build());
            assertThat(status("action", "play")).isNotEqualTo(200);
            assertThat(server.tickets.size()).isZero();
        }
    }

    @Test
    void a_form_is_read_as_it_is_written_by_curl() {
        FakeRequest form = order("action", "publish", "stream", "caf\u00c3\u00a9")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Content-Length", "20");
        assertThat(judge(form).status()).isEqualTo(200);
        assertThat(server.wanted.get(0).path().stream()).isEqualTo("caf\u00e9");
    }

    @Test
    void an_authenticator_that_needs_the_token_for_each_stream_gets_it_once() {
        server.granted = server.granted.withGrant(
                server.granted.grant().toBuilder().keepsCredentials(true).build());
        assertThat(status("action", "play")).isEqualTo(403);
        assertThat(made("action", "play", "stream", "s1").grant().keepsCredentials())
                .isTrue();
        assertThat(server.wanted)
                .singleElement()
                .satisfies(request -> assertThat(request.connect()
                                .credentials()
                                .token()
                                .orElseThrow()
                                .reveal())
                        .isEqualTo("good"));
    }

    @Test
    void a_ticket_makes_no_ticket_and_nor_does_a_password_or_nothing() {
        HttpAnswer answer = judge(order("action", "play"));
        Matcher text = TICKET.matcher(json(answer));
        assertThat(text.find()).isTrue();
        for (String sent :
                List.of("Bearer " + text.group(1), "Basic Z29vZDpnb29k", "Bearer good:good", "Bearer wrong")) {
            assertThat(judge(order("action", "play").without("Authorization").header("Authorization", sent))
                            .status())
                    .as(sent)
                    .isEqualTo(401);
        }
        assertThat(judge(order("action", "play").without("Authorization")).status())
                .isEqualTo(401);
        assertThat(server.tickets.size()).isOne();
    }

    @Test
    void an_order_that_is_none_says_what_is_wrong_without_any_value() {
        assertThat(header(judge(order("action", "secret")), "Stagedoor-Error"))
                .isEqualTo("action: is neither publish nor play");
        assertThat(header(judge(order("action", "publish")), "Stagedoor-Error")).startsWith("stream: is missing");
        for (String[] pairs : List.of(
                new String[] {"action", "play", "stream", "../x"},
                new String[] {"action", "play", "room", "a//b"},
                new String[] {"action", "play", "seconds", "0"},
                new String[] {"action", "play", "seconds", "9999999999"},
                new String[] {"action", "play", "ticketUse", "twice"},
                new String[] {"action", "play", "protocol", "mpegts"})) {
            assertThat(status(pairs)).as(String.join(" ", pairs)).isEqualTo(400);
        }
        assertThat(judge(order("action", "play", "action", "play")).status()).isEqualTo(400);
        assertThat(header(judge(order("action", "play", "strem", "s1")), "Stagedoor-Error"))
                .isEqualTo("a parameter is not known; there are action, protocol, room, seconds, stream, ticketUse");
        assertThat(judge(order("action", "play").query("token=good")).status()).isEqualTo(400);
        assertThat(judge(FakeRequest.request("GET", "/stagedoor/ticket")).status())
                .isEqualTo(405);
        assertThat(judge(order("action", "play")
                                .header("Content-Length", "20")
                                .header("Content-Type", "application/json"))
                        .status())
                .isEqualTo(415);
        assertThat(judge(order("action", "play")
                                .header("Content-Length", "9000")
                                .header("Content-Type", "application/x-www-form-urlencoded"))
                        .status())
                .isEqualTo(413);
        assertThat(server.asked).isEmpty();
    }

    @Test
    void where_nobody_is_asked_nobody_needs_one_and_where_they_are_off_there_is_no_such_path() {
        server.configured("rtmp", "false");
        assertThat(status("action", "play")).isEqualTo(409);
        assertThat(status("action", "play", "protocol", "http")).isEqualTo(200);
        server.configured("tickets", "false", "streamKeyTickets", "false");
        assertThat(judge(order("action", "play")).json()).isEmpty();
        assertThat(server.tickets.size()).isOne();
    }

    @Test
    void too_many_of_a_subject_and_too_much_that_is_wrong_are_refused() {
        for (int i = 0; i < Tickets.MOST_OF_SUBJECT; i++) {
            made("action", "play");
        }
        assertThat(status("action", "play")).isEqualTo(429);
        for (int i = 0; i < 50; i++) { // any page can have its visitors send that
            judge(order("action", "play").without("Authorization"));
        }
        for (int i = 0; i < 19; i++) {
            assertThat(judge(order("action", "play").without("Authorization").header("Authorization", "Bearer wrong"))
                            .status())
                    .isEqualTo(401);
        }
        int before = server.asked.size();
        HttpAnswer over = judge(order("action", "play"));
        assertThat(over.status()).isEqualTo(429);
        assertThat(header(over, "Retry-After")).isEqualTo("60");
        assertThat(server.asked).hasSize(before);
        assertThat(judge(order("action", "play").from("192.0.2.99").without("Authorization"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_store_that_does_not_work_makes_no_ticket() {
        server.store.problem = Optional.of("the disk is full");
        HttpAnswer answer = judge(order("action", "play"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isNotEmpty();
    }

    @Test
    void pages_of_other_sites_may_ask_where_the_application_says_so() {
        server.configured("corsAllowedOrigins", "https://www.example.org");
        HttpAnswer answer = judge(order("action", "play").header("Origin", "https://www.example.org"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("https://www.example.org");
        HttpAnswer preflight = judge(FakeRequest.request("OPTIONS", "/stagedoor/ticket")
                .header("Origin", "https://www.example.org")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization"));
        assertThat(preflight.status()).isEqualTo(204);
    }

    @Test
    void neither_the_log_nor_the_store_has_the_ticket_or_the_token() throws Exception {
        Matcher text = TICKET.matcher(json(judge(order("action", "publish", "stream", "s1"))));
        assertThat(text.find()).isTrue();
        judge(FakeRequest.request("GET", "/s1.m3u8").query("token=" + text.group(1)));
        judge(FakeRequest.request("GET", "/" + text.group(1) + ".m3u8").query("token=" + text.group(1)));
        Audits.close(audit);
        String log = Files.readString(home.resolve("log/audit.log"));
        assertThat(log)
                .contains("\"action\":\"ticket\"")
                .contains("STREAM_NOT_ALLOWED")
                .doesNotContain(text.group(1));
        for (Map.Entry<String, byte[]> one : server.store.values.entrySet()) {
            assertThat(one.getKey() + new String(one.getValue(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(text.group(1).substring(4));
        }
        audit = Audits.in(home);
    }
}
