package io.stagedoor.core.oversight;

import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.audit.Json;
import io.stagedoor.core.audit.LostLines;
import io.stagedoor.core.audit.OutputState;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.meter.Metric;
import io.stagedoor.core.routing.Registered;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Group;
import io.stagedoor.core.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The running core for an operator: who is in, who was refused, what is wrong, and the end of sessions. Works on snapshots. Thread-safe. */
@Component(service = Oversight.class)
public final class Oversight {

    private static final String KICK = "kick";
    private static final String DRY_RUN = "dryRun";
    /** That lines come faster than the disk takes them is a problem for so long after the last one that was lost. */
    private static final Duration CROWDED = Duration.ofMinutes(1);

    private final Admissions admissions;
    private final CoreState core;
    private final Audit audit;
    private final Clock clock;

    /** Of the parts of the core. */
    @Activate
    public Oversight(@Reference Admissions admissions, @Reference CoreState core, @Reference Audit audit) {
        this(admissions, core, audit, Clock.systemUTC());
    }

    Oversight(Admissions admissions, CoreState core, Audit audit, Clock clock) {
        this.admissions = admissions;
        this.core = core;
        this.audit = audit;
        this.clock = clock;
    }

    /** How the core is. Asks authenticators about their problems. */
    public State state() {
        admissions.meetUnderWay();
        LostLines.Loss lost = audit.lost();
        Map<String, Long> clients = new TreeMap<>();
        groups(Filter.of(Map.of()))
                .forEach(group ->
                        clients.merge(group.protocol(), (long) group.members().size(), Long::sum));
        return new State(
                core.generation(),
                core.applicationFiles(),
                List.copyOf(core.authenticators()),
                problems(lost),
                clients,
                audit.decided(),
                audit.refused(),
                List.copyOf(core.lastGood()),
                facts(),
                admissions.held(),
                lost.lines(),
                lost.first().map(Instant::toString).orElse(""),
                audit.outputs().states().stream().map(OutputState::fields).toList());
    }

    /** Why every client is refused, whatever it shows: a sentence each; empty if that is not so. Asks no authenticator. */
    public List<String> closed() {
        return core.closed();
    }

    private List<String> problems(LostLines.Loss lost) {
        List<String> problems = new ArrayList<>(core.problems());
        problems.addAll(admissions.problems());
        admissions.problem().ifPresent(problems::add);
        audit.failure()
                .map(
                        why -> "stagedoor/log/" + why + ". " + lost(lost)
                                + "Make free space, or let Red5's user write there; this ends with the next line that is written")
                .or(() -> audit.crowdedOut()
                        .last()
                        .filter(last -> last.plus(CROWDED).isAfter(clock.instant()))
                        .map(last -> "stagedoor/log/audit.log: lines come faster than the disk takes them. "
                                + lost(lost) + "See why the disk is slow"))
                .ifPresent(problems::add);
        return problems;
    }

    private static String lost(LostLines.Loss lost) {
        return lost.last()
                .map(last -> lost.lines() + (lost.lines() == 1 ? " line is" : " lines are") + " lost since "
                        + shown(lost.first().orElse(last)) + ", the last at " + shown(last) + ". ")
                .orElse("");
    }

    private static Instant shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private Map<String, List<String>> facts() {
        Map<String, List<String>> facts = new TreeMap<>();
        core.registered().stream()
                .filter(one -> !one.facts().isEmpty())
                .forEach(one -> facts.put(one.name(), one.facts()));
        return facts;
    }

    /** Every authenticator that is there: name, file, bundle, applications, problem. Asks each about its problem. */
    public List<Map<String, Object>> authenticators() {
        return core.registered().stream().map(Registered::fields).toList();
    }

    /**
     * Writes down that an operator has made a dry run.
     *
     * @param by the way by which the order came
     * @param claimed who says that he gave it
     * @param asked what was asked, and what came of it: without credentials
     */
    public void tried(String by, String claimed, String asked) {
        audit.log(AuditEvent.act(clock.instant(), DRY_RUN, by, claimed, "", asked, 0));
    }

    /** How many decisions there were since the core started. */
    public long decided() {
        return audit.decided();
    }

    /** How many of them were refusals. */
    public long refused() {
        return audit.refused();
    }

    /**
     * How many decisions there were since the core started, by application, protocol, action, decision and reason: a map of these, and {@code count}, for each
     * that there was. At most some 10,000.
     */
    public List<Map<String, Object>> decisions() {
        Metric metric = audit.meters().decisions();
        return metric.samples().stream()
                .map(sample -> {
                    Map<String, Object> fields = new LinkedHashMap<>();
                    for (int i = 0; i < metric.labels().size(); i++) {
                        fields.put(metric.labels().get(i), sample.values().get(i));
                    }
                    fields.put("count", (long) sample.value());
                    return fields;
                })
                .toList();
    }

    /**
     * Clients that are in.
     *
     * @param matched how many there are
     * @param sessions some of them
     */
    public record Found(long matched, List<Session> sessions) {}

    /**
     * Finds clients. One that comes or goes meanwhile may be left out.
     *
     * @param limit how many are described at most
     */
    public Found find(Filter filter, int limit) {
        admissions.meetUnderWay();
        List<Session> found = new ArrayList<>();
        long[] matched = new long[1];
        forEach(filter, (group, entry) -> {
            matched[0]++;
            if (found.size() < limit) {
                admissions
                        .holder(entry)
                        .ifPresentOrElse(
                                holder -> found.add(Session.of(group, entry, holder, clock.millis())),
                                () -> matched[0]--);
            }
        });
        return new Found(matched[0], found);
    }

    /** The clients that a filter means. */
    List<Entry> entries(Filter filter) {
        admissions.meetUnderWay();
        List<Entry> entries = new ArrayList<>();
        forEach(filter, (group, entry) -> entries.add(entry));
        return entries;
    }

    private List<Group> groups(Filter filter) {
        Sessions sessions = admissions.sessions();
        return sessions.applications().stream()
                .filter(filter::fitsApplication)
                .flatMap(application -> sessions.in(application).stream())
                .filter(group -> filter.fitsProtocol(group.protocol()))
                .toList();
    }

    private void forEach(Filter filter, BiConsumer<Group, Entry> visitor) {
        for (Group group : groups(filter)) {
            for (Entry entry : group.members()) {
                if (filter.fitsId(entry.id())
                        && filter.fitsSubject(Session.subjectOf(entry.session()))
                        && filter.fitsStreams(entry.streams())) {
                    visitor.accept(group, entry);
                }
            }
        }
    }

    /**
     * Ends everything that clients have, and writes down who said so. Does not wait for clients. Those whose credentials are still good may
     * come again.
     *
     * @param filter names at least one thing
     * @param by the way by which the order came
     * @param claimed the name that the sender of the order gives; nobody has proven it
     * @return how many were ended, by {@link Session#kind}
     * @throws IllegalArgumentException if the filter means everybody
     */
    public Map<String, Long> kick(Filter filter, String by, String claimed) {
        if (filter.isEmpty()) {
            throw new IllegalArgumentException("a kick needs at least one filter");
        }
        long began = System.nanoTime();
        admissions.meetUnderWay();
        Map<String, Long> ended = new TreeMap<>();
        forEach(
                filter,
                (group, entry) -> admissions
                        .end(entry, EndReason.KICKED, "by " + by + (claimed.isEmpty() ? "" : " of " + claimed))
                        .ifPresent(gone -> ended.merge(gone.shown(), 1L, Long::sum)));
        audit.log(AuditEvent.act(
                clock.instant(),
                KICK,
                by,
                claimed,
                EndReason.KICKED.name(),
                filter.shown() + ": " + counted(ended),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began)));
        return ended;
    }

    static String counted(Map<String, Long> ended) {
        return ended.isEmpty()
                ? "nobody was in"
                : ended.entrySet().stream()
                        .map(one -> one.getValue() + " " + one.getKey() + (one.getValue() == 1 ? "" : "s"))
                        .collect(Collectors.joining(", ", "", " ended"));
    }

    /**
     * The last refusals, and the last ends that Stagedoor brought about, the newest first: the lines of the audit log. Of many of a kind one stands for
     * all, with {@code count}.
     *
     * @param limit how many at most
     */
    public List<Map<String, Object>> troubles(Filter filter, int limit) {
        return audit.troubles(filter::fitsLine).limit(limit).toList();
    }

    /** How often those who decide agreed with those that are asked beside, for each application that has some. */
    public List<ShadowCount> shadows() {
        return admissions.shadows().all().stream().map(ShadowCount::of).toList();
    }

    /** Settings about those that are asked beside that are without effect: a sentence for each. */
    public List<String> shadowNotes() {
        return admissions.shadows().notes();
    }

    /**
     * The last clients whom those that are asked beside would treat otherwise, the newest first. Of many of a kind one stands for all, with {@code count}.
     *
     * @param limit how many at most
     * @return names and values of each, texts and numbers, as {@link Difference#fields} has them
     */
    public List<Map<String, Object>> differences(int limit) {
        return audit.differences().limit(limit).map(Difference::fields).toList();
    }

    /** Begins to read the audit log as it comes; empty if there are as many readers as there may be. */
    public Optional<Tail> tail() {
        return audit.follow().map(Tail::new);
    }

    /**
     * A value as JSON in one line, with control characters and everything outside ASCII escaped.
     *
     * @param value a map by text, a list, a text, a whole number, or a boolean
     */
    public static String json(Object value) {
        return Json.text(value);
    }
}
