package io.stagedoor.core.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.ending.Rechecks;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Application;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;

class NoticesTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final StreamPath SHOW = new StreamPath("live", "room", "show");

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final List<Instant> told = new ArrayList<>();
    private final Object handle = new Object();
    private ServiceReference<Application> application;
    private Audit audit;
    private Admissions admissions;
    private Rechecks clients;
    private Instant now = START;
    private Notices notices;

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void start() {
        audit = Audits.in(home);
        admissions = Admissions.withoutRevocations(routes.router, audit, clock);
        Client client = Fakes.fake(
                Client.class,
                Map.of(
                        "address",
                        none -> "192.0.2.1",
                        "protocol",
                        none -> Optional.of(io.stagedoor.auth.Protocol.RTMP),
                        "expiring",
                        end -> told.add((Instant) end[0])));
        Holder holder = Fakes.fake(Holder.class, Map.of("client", none -> client));
        clients = admissions.rechecks(List.of(Fakes.fake(
                Connected.class, Map.of("kind", none -> Kind.CONNECTION, "holder", one -> Optional.of(holder)))));
        notices = new Notices(admissions, routes.router, audit, clock);
        configured("expiryNoticeSeconds", "30");
    }

    @AfterEach
    void stop() throws Exception {
        notices.close();
        clients.close();
        Audits.close(audit);
    }

    private void configured(String key, String value) {
        if (application != null) {
            routes.remove(application, Application.class);
        }
        application = routes.bind(
                new Application(new HashMap<>(Map.of("application", "live", "authenticator", "jwt", key, value))));
    }

    private static Map<String, Object> ending(Instant end) {
        Map<String, Object> session =
                new HashMap<>(SessionState.open(new StreamPath("live", "", ""), io.stagedoor.auth.Protocol.RTMP, "")
                        .toMap());
        session.put(SessionState.ENDS_AT, end.toEpochMilli());
        session.put(
                SessionState.GRANT,
                Grant.everything("bob").endingBy(Optional.of(end)).toMap());
        return session;
    }

    private Map<String, Object> in(Map<String, Object> session) {
        admissions.sessions().admitted(Kind.CONNECTION, "c1", handle, session);
        return session;
    }

    private Map<String, Object> playing(Instant end) {
        Map<String, Object> session = in(ending(end));
        admissions.sessions().began(session, SHOW);
        return session;
    }

    private void goOn(int seconds) {
        for (int i = 0; i < seconds * 4; i++) {
            now = now.plusMillis(250);
            notices.look();
        }
    }

    @Test
    void client_with_a_stream_is_told_once_when_its_notice_has_come() {
        Instant end = START.plusSeconds(100);
        playing(end);
        goOn(69);
        assertThat(told).isEmpty();
        goOn(2);
        assertThat(told).containsExactly(end);
        goOn(60);
        assertThat(told).hasSize(1);
    }

    @Test
    void client_with_less_time_left_is_told_with_the_next_look_at_all() {
        notices.look();
        Instant end = START.plusSeconds(20);
        playing(end);
        goOn((int) Notices.SCAN.toSeconds());
        assertThat(told).containsExactly(end);
    }

    @Test
    void client_without_a_stream_or_an_end_is_not_told() {
        in(ending(START.plusSeconds(10)));
        admissions
                .sessions()
                .began(
                        in(SessionState.open(new StreamPath("live", "", ""), io.stagedoor.auth.Protocol.RTMP, "")
                                .toMap()),
                        SHOW);
        goOn(10);
        assertThat(told).isEmpty();
    }

    @Test
    void client_that_got_a_later_end_is_told_of_that_one_only() {
        Map<String, Object> session = playing(START.plusSeconds(33));
        notices.look();
        Instant later = START.plusSeconds(120);
        Map<String, Object> refreshed = ending(later);
        admissions.sessions().replaced(session, refreshed);
        goOn(89);
        assertThat(told).isEmpty();
        goOn(2);
        assertThat(told).containsExactly(later);
    }

    @Test
    void nobody_is_told_where_the_application_has_no_notice() {
        configured("expiryNoticeSeconds", "0");
        playing(START.plusSeconds(10));
        goOn(10);
        assertThat(told).isEmpty();
    }

    @Test
    void client_that_has_gone_is_not_told() {
        Map<String, Object> session = playing(START.plusSeconds(33));
        notices.look();
        admissions.sessions().ended(session);
        goOn(10);
        assertThat(told).isEmpty();
    }

    @Test
    void clock_that_was_put_back_does_not_stop_the_notices() {
        playing(START.plusSeconds(40));
        notices.look();
        now = START.minus(Duration.ofDays(1));
        notices.look();
        playing(now.plusSeconds(31));
        goOn(7);
        assertThat(told).hasSize(1);
    }
}
