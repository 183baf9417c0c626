package io.stagedoor.core.oversight;

import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.audit.Json;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says what would become of recorded requests by the settings that are in force here, with the code that judges clients. Lines of the audit log have no credentials:
 * what needs these is not guessed. Takes memory for a bounded number of groups, however many lines there are. Thread-safe.
 */
@Component(service = Replay.class)
public final class Replay {

    /** Others are counted, and not told apart. */
    static final int MOST_GROUPS = 500;

    /** Progress is told after so many lines. */
    static final int STEP = 10_000;

    private static final String OTHERS = "more kinds than are told apart";

    private final ReplayJudge judge;

    /** Over what is configured. */
    @Activate
    public Replay(@Reference Router router, @Reference Revocations revocations, @Reference Tickets tickets) {
        this(router, revocations.revoked(), tickets, Clock.systemUTC());
    }

    /**
     * Over what is configured.
     *
     * @param revoked who is out
     * @param tickets {@code null} where there are none
     * @param clock what deadlines are measured by
     */
    public Replay(Router router, Revoked revoked, @Nullable Tickets tickets, Clock clock) {
        this.judge = new ReplayJudge(router, new Dispatcher(router, clock, revoked, tickets), revoked, clock);
    }

    private record Key(Replayed replayed, String application, String protocol, String action, String reason) {}

    /** Requests alike. */
    private static final class Group {
        private final RecordedRequest first;
        private long count;

        Group(RecordedRequest first) {
            this.first = first;
        }
    }

    /**
     * Judges lines.
     *
     * @param lines of an audit log: by name, the values as texts
     * @param progress told how many lines there were, from time to time
     * @return {@code requests}: how many decisions there were; {@code skipped}: lines that are none; {@code same}, {@code assumed}, {@code wouldRefuse},
     *     {@code wouldAllow} and {@code cannotTell}: what came of them; and {@code groups} of all but the same
     */
    public Map<String, Object> ask(Iterator<Map<String, String>> lines, LongConsumer progress) {
        Map<Replayed.Verdict, Long> counts = new EnumMap<>(Replayed.Verdict.class);
        Map<Key, Group> groups = new HashMap<>();
        long read = 0;
        long skipped = 0;
        long requests = 0;
        while (lines.hasNext()) {
            RecordedRequest line = new RecordedRequest(lines.next());
            read++;
            if (read % STEP == 0) {
                progress.accept(read);
            }
            if (!line.isDecision()) {
                skipped++;
                continue;
            }
            Replayed replayed = judge.judge(line);
            requests += line.count();
            counts.merge(replayed.verdict(), line.count(), Long::sum);
            if (replayed.verdict() != Replayed.Verdict.SAME) {
                group(groups, replayed, line).count += line.count();
            }
        }
        return answer(requests, skipped, counts, groups);
    }

    /** The answer of {@link #ask} as JSON, for those who know only types of the JDK. */
    public String json(Iterator<Map<String, String>> lines, LongConsumer progress) {
        return Json.text(ask(lines, progress));
    }

    private static Group group(Map<Key, Group> groups, Replayed replayed, RecordedRequest line) {
        Key key = new Key(
                replayed, line.text("application"), line.text("protocol"), line.text("action"), line.text("reason"));
        Group known = groups.get(key);
        if (known == null && groups.size() >= MOST_GROUPS) {
            key = new Key(new Replayed(replayed.verdict(), "", OTHERS), "", "", "", "");
        }
        return groups.computeIfAbsent(key, absent -> new Group(line));
    }

    private static Map<String, Object> answer(
            long requests, long skipped, Map<Replayed.Verdict, Long> counts, Map<Key, Group> groups) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("requests", requests);
        fields.put("skipped", skipped);
        for (Replayed.Verdict verdict : Replayed.Verdict.values()) {
            fields.put(verdict.shown(), counts.getOrDefault(verdict, 0L));
        }
        List<Map<String, Object>> shown = groups.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Key, Group> one) ->
                                one.getKey().replayed().verdict())
                        .thenComparing(one -> -one.getValue().count))
                .map(one -> shown(one.getKey(), one.getValue()))
                .toList();
        fields.put("groups", shown);
        return fields;
    }

    private static Map<String, Object> shown(Key key, Group group) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("verdict", key.replayed().verdict().shown());
        fields.put("count", group.count);
        fields.put("application", AuditEvent.written(key.application()));
        fields.put("protocol", AuditEvent.written(key.protocol()));
        fields.put("action", AuditEvent.written(key.action()));
        fields.put("reason", AuditEvent.written(key.reason()));
        fields.put("newReason", key.replayed().reason());
        fields.put("why", key.replayed().why());
        Map<String, Object> example = new LinkedHashMap<>();
        for (String name : List.of("time", "connection", "address", "room", "stream", "subject", "claimed")) {
            example.put(name, AuditEvent.written(group.first.text(name)));
        }
        fields.put("example", example);
        return fields;
    }
}
