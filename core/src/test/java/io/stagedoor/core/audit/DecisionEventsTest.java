package io.stagedoor.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.support.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DecisionEventsTest {

    /** Keeps what it is posted; may be told to hang or to throw. */
    private static final class Recording implements EventAdmin {

        private final List<Event> posted = new CopyOnWriteArrayList<>();
        private final CountDownLatch gate;
        private volatile Error problem;

        Recording(int hangs) {
            gate = new CountDownLatch(hangs);
        }

        @Override
        public void postEvent(Event event) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (problem != null) {
                throw problem;
            }
            posted.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            throw new AssertionError("a handler must not hold up anything");
        }

        List<Object> streams() {
            return posted.stream().map(event -> event.getProperty("stream")).toList();
        }
    }

    /** Longer than closing takes on the busiest machine. */
    private static final long LONG_MILLIS = 50_000;

    @TempDir
    private Path folder;

    private Audit audit;

    @BeforeEach
    void open() {
        audit = new Audit(folder, LONG_MILLIS);
    }

    @AfterEach
    void close() throws Exception {
        audit.close();
    }

    private static AuditEvent event(String stream) {
        return event(stream, "bob", "deny", "EXPIRED");
    }

    private static AuditEvent event(String stream, String subject, String decision, String reason) {
        return new AuditEvent(
                Instant.EPOCH,
                "C1",
                "1.2.3.4",
                "RTMP",
                "live",
                "room1",
                stream,
                "publish",
                subject,
                "",
                "jwt",
                3,
                "17.2",
                decision,
                reason,
                "d",
                12);
    }

    @Test
    void an_event_says_what_the_line_in_the_audit_log_says() throws Exception {
        Recording admin = new Recording(0);
        audit.bindEventAdmin(admin);
        audit.log(event("s"));
        Eventually.eventually(() -> admin.posted.size() == 1);
        audit.close();

        assertThat(admin.posted).hasSize(1);
        Event event = admin.posted.get(0);
        assertThat(event.getTopic()).isEqualTo("io/stagedoor/DECISION");
        Map<String, Object> properties = new HashMap<>();
        for (String name : event.getPropertyNames()) {
            properties.put(name, event.getProperty(name));
        }
        properties.remove(EventConstants.EVENT_TOPIC);
        assertThat(properties)
                .isEqualTo(json(Files.readString(folder.resolve("audit.log"))))
                .hasSize(17);
    }

    private static Map<String, Object> json(String line) throws Exception {
        Map<String, Object> values = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                boolean number = parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
                values.put(name, number ? (Object) parser.getLongValue() : parser.getText());
            }
        }
        return values;
    }

    @Test
    void events_go_to_the_event_admin_of_the_moment() {
        Recording first = new Recording(0);
        Recording second = new Recording(0);
        audit.log(event("nobody"));
        audit.bindEventAdmin(first);
        audit.log(event("first"));
        Eventually.eventually(() -> first.posted.size() == 1);
        audit.bindEventAdmin(second); // a better one is bound before the other is let go
        audit.unbindEventAdmin(first);
        audit.log(event("second"));
        Eventually.eventually(() -> second.posted.size() == 1);
        audit.unbindEventAdmin(second);
        audit.log(event("nobody again"));

        assertThat(first.streams()).containsExactly("first");
        assertThat(second.streams()).containsExactly("second");
    }

    @Test
    void what_was_taken_is_sent_before_it_closes() {
        Recording admin = new Recording(0);
        EventPoster poster = new EventPoster(admin, LONG_MILLIS);
        for (int i = 0; i < 500; i++) {
            poster.post(AuditLine.of(event("s")));
        }
        poster.close();

        assertThat(admin.posted).hasSize(500);
    }

    @Test
    void an_event_admin_that_hangs_harms_neither_decisions_nor_the_audit_log() throws Exception {
        Recording hanging = new Recording(1);
        audit.bindEventAdmin(hanging);
        for (int round = 0; round < 20; round++) {
            int written = (round + 1) * 200;
            for (int i = 0; i < 200; i++) {
                audit.log(event("s", "bob" + round, "allow", "GRANTED"));
            }
            Eventually.eventually(() -> lines() == written);
        }
        audit.unbindEventAdmin(hanging);
        Recording next = new Recording(0);
        audit.bindEventAdmin(next);
        audit.log(event("next"));
        Eventually.eventually(() -> next.posted.size() == 1);

        assertThat(audit.dropped()).isZero();
        assertThat(hanging.posted).isEmpty();
    }

    private long lines() {
        try (var lines = Files.lines(folder.resolve("audit.log"))) {
            return lines.count();
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    @Test
    void events_that_find_no_place_are_counted() {
        EventPoster poster = new EventPoster(new Recording(1));
        for (int i = 0; i < 9_000; i++) {
            poster.post(AuditLine.of(event("s", "bob", "allow", "GRANTED")));
        }
        assertThat(poster.lost()).isBetween(807L, 808L);
        assertThat(poster.lost()).isZero();
        poster.close();
    }

    @Test
    void an_event_admin_that_throws_is_asked_again_for_the_next_decision() {
        Recording admin = new Recording(0);
        admin.problem = new NoClassDefFoundError("gone");
        EventPoster poster = new EventPoster(admin, LONG_MILLIS);
        poster.post(AuditLine.of(event("lost")));
        Eventually.eventually(() -> poster.lost() == 1);
        assertThat(poster.problem()).contains("gone");
        admin.problem = null;
        poster.post(AuditLine.of(event("sent")));
        poster.close();

        assertThat(admin.streams()).containsExactly("sent");
        assertThat(poster.lost()).isZero();
    }
}
