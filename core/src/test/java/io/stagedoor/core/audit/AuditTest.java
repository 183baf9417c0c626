package io.stagedoor.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.Eventually;
import io.stagedoor.auth.support.file.RotatedFile;
import io.stagedoor.core.Lines;
import io.stagedoor.core.routing.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditTest {

    /** Longer than closing takes on the busiest machine. */
    private static final long LONG_MILLIS = 50_000;

    @TempDir
    private Path folder;

    private static AuditEvent event(String stream) {
        return event(0, stream, "bob", "deny", "EXPIRED");
    }

    /** Of one of many clients. */
    private static AuditEvent event(int client, String stream, String subject, String decision, String reason) {
        return event(client, stream, subject, "", decision, reason);
    }

    private static AuditEvent event(
            int client, String stream, String subject, String claimed, String decision, String reason) {
        return new AuditEvent(
                Instant.EPOCH,
                "C1",
                "1.2.%d.%d".formatted(client / 256, client % 256),
                "RTMP",
                "live",
                "room1",
                stream,
                "publish",
                subject,
                claimed,
                "jwt",
                3,
                "17.2",
                decision,
                reason,
                "d",
                12);
    }

    private Path log() {
        return folder.resolve("audit.log");
    }

    private static Map<String, String> json(String line) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(line)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                values.put(name, parser.getText());
            }
            assertThat(parser.nextToken()).isNull();
        }
        return values;
    }

    @Test
    void no_control_character_of_a_client_reaches_a_terminal() throws Exception {
        String control = IntStream.rangeClosed(0, 0x9f)
                .filter(Character::isISOControl)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        String line = new String(AuditLine.of(event(control)).json(), StandardCharsets.US_ASCII);
        assertThat(line.strip().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(json(line)).containsEntry("stream", control);
    }

    @Test
    void a_line_is_one_json_object_whatever_a_client_put_into_it() throws Exception {
        String evil = "\"}\n{\"decision\":\"allow\"\u0000\u2028ü\ud800";
        try (RotatedFile file = new RotatedFile(folder, "audit.log", 1 << 20, 5, moved -> {})) {
            file.write(AuditLine.of(event(evil)).json());
        }
        List<String> lines = Files.readAllLines(log(), StandardCharsets.US_ASCII);
        assertThat(lines).hasSize(1);
        assertThat(json(lines.get(0)))
                .containsEntry("stream", evil)
                .containsEntry("time", "1970-01-01T00:00:00Z")
                .containsEntry("decision", "deny")
                .containsEntry("reason", "EXPIRED")
                .containsEntry("generation", "3")
                .containsEntry("settings", "17.2")
                .containsEntry("micros", "12")
                .containsEntry("claimed", "")
                .hasSize(17);
    }

    @Test
    void only_the_owner_may_read_it() throws Exception {
        try (RotatedFile file = new RotatedFile(folder.resolve("log"), "audit.log", 1 << 20, 5, moved -> {})) {
            file.write(AuditLine.of(event("s")).json());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("log/audit.log"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_file_that_others_could_read_is_closed() throws Exception {
        Files.createFile(folder.resolve("audit.log"));
        Files.setPosixFilePermissions(folder.resolve("audit.log"), PosixFilePermissions.fromString("rw-r--r--"));
        try (RotatedFile file = new RotatedFile(folder, "audit.log", 1 << 20, 5, moved -> {})) {
            file.write(AuditLine.of(event("s")).json());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("audit.log"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_full_file_is_moved_away_and_the_oldest_dropped() throws Exception {
        try (RotatedFile file = new RotatedFile(folder, "audit.log", 1000, 2, moved -> {})) {
            for (int i = 0; i < 30; i++) {
                file.write(AuditLine.of(event("s" + i)).json());
            }
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit.log", "audit.log.1", "audit.log.2");
        }
        assertThat(Files.size(log())).isLessThanOrEqualTo(1000);
        assertThat(Files.readString(log())).contains("\"s29\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log())))
                .isEqualTo("rw-------");
    }

    @Test
    void an_existing_file_is_gone_on_with() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (RotatedFile file = new RotatedFile(folder, "audit.log", 1 << 20, 5, moved -> {})) {
                file.write(AuditLine.of(event("s" + i)).json());
            }
        }
        assertThat(Files.readAllLines(log())).hasSize(2);
    }

    @Test
    void closing_writes_all_that_was_taken_each_time() throws Exception {
        for (int round = 1; round <= 20; round++) {
            Audit audit = new Audit(folder, LONG_MILLIS);
            for (int i = 0; i < 500; i++) {
                audit.log(event(i, "s", "bob", "deny", "EXPIRED"));
            }
            audit.close();
            assertThat(Files.readAllLines(log())).hasSize(500 * round);
            assertThat(audit.dropped()).isZero();
        }
    }

    @Test
    void a_disk_that_hangs_costs_lines_which_are_counted_and_never_a_decision() throws Exception {
        Process made = new ProcessBuilder("mkfifo", log().toString()).start();
        assertThat(made.waitFor()).isZero();
        Audit audit = new Audit(folder, LONG_MILLIS);
        for (int i = 0; i < 9_000; i++) {
            audit.log(event(
                    i, "s", "bob" + i, "allow", "GRANTED")); // nobody reads the pipe: its writer hangs in opening it
        }
        assertThat(audit.dropped()).isBetween(807L, 808L);
        assertThat(audit.crowdedOut().lines()).isEqualTo(audit.dropped());
        assertThat(audit.failure()).as("the disk is slow, and fails not").isEmpty();
        Thread reader = new Thread(() -> {
            try (InputStream in = Files.newInputStream(log())) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        reader.start();
        audit.close();
        reader.join();
    }

    @Test
    void a_disk_that_fails_costs_lines_which_are_counted_and_then_goes_on() throws Exception {
        Files.createDirectory(log()); // a folder cannot be written to
        Audit audit = new Audit(folder, LONG_MILLIS);
        for (int i = 0; i < 10; i++) {
            audit.log(event("s"));
        }
        Eventually.eventually(() -> audit.dropped() == 10);
        Eventually.eventually(() ->
                audit.failure().filter(why -> why.startsWith("audit.log: ")).isPresent());
        Files.delete(log());
        audit.log(event("again"));
        audit.close();
        assertThat(audit.failure()).isEmpty();
        assertThat(audit.crowdedOut().lines()).isZero();
        assertThat(Files.readAllLines(log())).hasSize(1);
        assertThat(audit.dropped()).isEqualTo(10);
    }

    @Test
    void each_line_that_a_full_disk_takes_is_counted() throws Exception {
        Files.createSymbolicLink(log(), Path.of("/dev/full"));
        Audit audit = new Audit(folder, LONG_MILLIS);
        for (int i = 0; i < 1000; i++) {
            audit.log(event(i, "s", "bob", "deny", "EXPIRED"));
        }
        Eventually.eventually(() -> audit.dropped() == 1000);
        audit.close();
    }

    private List<String> kept() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("allowed.log"))
                    .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    /** Not faster than lines are written: clients are slower than this loop. */
    private static void logPaced(Audit audit, AuditEvent event) {
        if (audit.waiting() > LineQueue.FOR_REFUSALS / 2) {
            Eventually.eventually(() -> audit.waiting() == 0);
        }
        audit.log(event);
    }

    @Test
    void no_flood_of_refusals_loses_what_was_allowed() throws Exception {
        Audit audit = new Audit(folder, LONG_MILLIS, () -> 0);
        audit.log(event(1, "s1", "alice", "allow", "GRANTED"));
        List<AuditEvent> guesses = IntStream.range(0, 3)
                .mapToObj(client -> event(client, "s", "", "deny", "BAD_SIGNATURE"))
                .toList();
        for (int i = 0; i < 170_000; i++) {
            guesses.forEach(guess -> logPaced(audit, guess));
        }
        audit.log(event(1, "s2", "bob", "allow", "GRANTED"));
        audit.close();

        assertThat(audit.dropped()).isZero();
        assertThat(kept()).hasSize(2);
        List<String> all = Files.readAllLines(log());
        assertThat(json(all.get(0))).containsEntry("subject", "alice");
        assertThat(all)
                .hasSize(2 + 3 * 2000 + 3)
                .anySatisfy(line -> assertThat(json(line)).containsEntry("subject", "bob"));
        assertThat(json(all.get(all.size() - 1)))
                .containsEntry("count", "168000")
                .containsEntry("of", "kind")
                .containsEntry("first", "1970-01-01T00:00:00Z")
                .containsEntry("last", "1970-01-01T00:00:00Z")
                .containsEntry("reason", "BAD_SIGNATURE");
    }

    @Test
    void one_who_comes_again_and_again_rolls_nobody_away() throws Exception {
        Audit audit = new Audit(folder, LONG_MILLIS, () -> 0);
        audit.log(event(1, "s1", "alice", "allow", "GRANTED"));
        AuditEvent again = event(2, "s", "bob", "allow", "GRANTED");
        AuditEvent end = event(3, "s", "bob", "end", "");
        for (int i = 0; i < 100_000; i++) {
            logPaced(audit, again);
            logPaced(audit, end);
        }
        audit.close();
        assertThat(kept()).hasSize(1 + 2 * 5000 + 2);
    }

    @Test
    void whoever_connects_under_ever_other_names_rolls_nobody_away() throws Exception {
        Audit audit = new Audit(folder, LONG_MILLIS, () -> 0);
        for (int i = 0; i < 30_000; i++) {
            logPaced(audit, event(1, "s", "name" + i, "allow", "GRANTED"));
        }
        audit.close();
        assertThat(kept()).hasSize(20_000 + 1);
    }

    @Test
    void whoever_is_in_without_proof_takes_no_place_of_what_was_granted_under_any_name() throws Exception {
        Audit audit = new Audit(folder, LONG_MILLIS, () -> 0);
        for (int i = 0; i < 30_000; i++) {
            logPaced(audit, event(i % 4, "", "", "name" + i, "allow", "GRANTED"));
            logPaced(audit, event(i % 4, "", "", "name" + i, "end", ""));
        }
        audit.log(event(5, "", "", "alice", "allow", "GRANTED"));
        audit.log(event(5, "s", "alice", "", "allow", "GRANTED"));
        audit.close();
        assertThat(kept())
                .singleElement()
                .satisfies(line -> assertThat(json(line)).containsEntry("subject", "alice"));
        assertThat(Files.readAllLines(log()))
                .hasSizeLessThan(20_000)
                .anySatisfy(line -> assertThat(json(line)).containsEntry("claimed", "alice"));
    }

    @Test
    void who_is_in_without_having_been_asked_takes_no_place_of_what_was_granted() throws Exception {
        Audit audit = new Audit(folder, LONG_MILLIS, () -> 0);
        for (int i = 0; i < 60_000; i++) {
            logPaced(audit, event(i, "s", "", "allow", "PROVISIONAL"));
            logPaced(audit, event(i, "s", "", "allow", "OFF"));
        }
        audit.close();
        assertThat(kept()).hasSizeBetween(100, 5_000).noneMatch(line -> line.contains("PROVISIONAL"));
    }

    @Test
    void refusals_take_half_of_the_queue_at_most() {
        LineQueue queue = new LineQueue();
        AuditLine refusal = AuditLine.of(event("s"));
        AuditLine allowed = AuditLine.of(event(1, "s", "bob", "allow", "GRANTED"));
        for (int i = 0; i < LineQueue.FOR_REFUSALS; i++) {
            assertThat(queue.offer(refusal)).isTrue();
        }
        assertThat(queue.offer(refusal)).isFalse();
        for (int i = LineQueue.FOR_REFUSALS; i < LineQueue.CAPACITY; i++) {
            assertThat(queue.offer(allowed)).isTrue();
        }
        assertThat(queue.offer(allowed)).isFalse();
    }

    @Test
    void each_cause_of_an_outage_is_said_at_once_and_no_more_than_some() {
        RefusalSummary summary = new RefusalSummary();
        try (Lines lines = Lines.of(RefusalSummary.class)) {
            summary.count(outage("no such file"));
            summary.count(outage("no such file"));
            summary.count(outage("its bundle is missing"));
            assertThat(lines.next())
                    .containsExactly(
                            "WARN Clients of 'live' are refused: no such file.",
                            "WARN Clients of 'live' are refused: its bundle is missing.");
            for (int i = 0; i < 100; i++) {
                summary.count(outage("port " + i));
            }
            assertThat(lines.next()).hasSize(RefusalSummary.MOST_CAUSES - 2);
            summary.report();
            lines.next();
            summary.count(outage("no such file"));
            assertThat(lines.next()).hasSize(1);
        }
    }

    private static AuditEvent outage(String detail) {
        return new AuditEvent(
                Instant.EPOCH,
                "C",
                "",
                "RTMP",
                "live",
                "",
                "",
                "connect",
                "",
                "",
                "jwt",
                1,
                "",
                "unavailable",
                "UNAVAILABLE",
                detail,
                1);
    }

    @Test
    void an_end_is_no_decision() throws Exception {
        Audit audit = new Audit(folder, LONG_MILLIS);
        audit.log(event(1, "s", "bob", "allow", "GRANTED"));
        audit.log(event(1, "s", "bob", "end", ""));
        audit.close();
        assertThat(Files.readAllLines(log())).hasSize(1);
        assertThat(kept()).hasSize(2);
    }

    @Test
    void what_was_allowed_is_kept_while_the_other_file_cannot_be_written() throws Exception {
        Files.createDirectory(log());
        Audit audit = new Audit(folder, LONG_MILLIS);
        audit.log(event(1, "s", "bob", "allow", "GRANTED"));
        audit.close();
        assertThat(kept()).hasSize(1);
        assertThat(audit.dropped()).isEqualTo(1);
    }

    @Test
    void an_event_holds_no_secret() {
        AuditEvent event = new AuditEvent(
                Instant.EPOCH,
                "C1",
                "1.2.3.4;token=secret",
                "RTMP",
                "live;password=secret",
                "room1&token=secret",
                "s1?username=secret",
                "publish",
                "a&token=secret",
                "b&token=secret",
                "jwt",
                3,
                "17.2",
                "deny",
                "EXPIRED",
                "remoteMethods: x?password=secret",
                12);
        assertThat(event.toString()).doesNotContain("secret").contains("1.2.3.4", "live", "room1", "remoteMethods: x");
    }

    @Test
    void a_password_with_a_slash_is_no_stream() {
        String room = "s1&username=a&password=p";
        AuditEvent publish = at(room, "q");
        assertThat(publish.room()).isEqualTo("s1&username=***&password=***");
        assertThat(publish.stream()).isEqualTo("***");
        assertThat(at(room, "").stream()).isEmpty();
        assertThat(at("auth;token=" + "A".repeat(20), "token=b").stream()).isEqualTo("token=***");
        assertThat(at("room1", "s1").stream()).isEqualTo("s1");
    }

    private static AuditEvent at(String room, String stream) {
        return new AuditEvent(
                Instant.EPOCH,
                "C1",
                "",
                "RTMP",
                "live",
                room,
                stream,
                "publish",
                "",
                "",
                "",
                0,
                "",
                "deny",
                "BAD_PATH",
                "",
                0);
    }

    @Test
    void names_decisions_and_reasons() {
        Outcome allow = new Outcome(new Decision.Allow(Grant.everything("bob")), "jwt", 1, "17.3");
        Outcome deny = Outcome.deny(Reason.EXPIRED, "exp", 1);
        Outcome unavailable = new Outcome(new Decision.Unavailable("backend"), "jwt", 1, "17.3");
        assertThat(List.of(allow, deny, unavailable))
                .extracting(AuditEvent::decision, AuditEvent::reason, AuditEvent::detail)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("allow", "GRANTED", ""),
                        org.assertj.core.groups.Tuple.tuple("deny", "EXPIRED", "exp"),
                        org.assertj.core.groups.Tuple.tuple("unavailable", "UNAVAILABLE", "backend"));
    }

    @Test
    void a_client_that_was_let_through_because_nobody_could_tell_is_told_from_one_that_was_granted() {
        Decision through = new Decision.Allow(Grant.everything("bob")).withFailOpen("the backend did not answer");
        Outcome outcome = new Outcome(through, "backend", 1, "");
        assertThat(AuditEvent.decision(outcome)).isEqualTo("allow");
        assertThat(AuditEvent.reason(outcome)).isEqualTo("FAIL_OPEN");
        assertThat(AuditEvent.detail(outcome)).isEqualTo("the backend did not answer");
    }
}
