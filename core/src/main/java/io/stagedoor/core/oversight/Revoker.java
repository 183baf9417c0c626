package io.stagedoor.core.oversight;

import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.client.EndReason;
import io.stagedoor.core.revocation.Kept;
import io.stagedoor.core.revocation.Mark;
import io.stagedoor.core.revocation.Revocation;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.session.Proof;
import io.stagedoor.core.shared.SharedStateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Revokes for an operator, and says what is revoked. Waits for the store, and not for clients. Each order leaves a line in the audit log. Thread-safe.
 */
@Component(service = Revoker.class)
public final class Revoker {

    /** What an order can name. */
    public static final String TOKEN = "jti";

    public static final String KEY = "kid";
    public static final String SESSION = "sid";
    public static final String SUBJECT = "sub";
    public static final String ISSUER = "iss";
    public static final String USER = "user";
    public static final String STREAM = "stream";
    public static final String BASIS = "basis";
    /** ISO 8601 in UTC, or {@code all}. */
    public static final String ISSUED_BEFORE = "issuedBefore";
    /** ISO 8601 in UTC. */
    public static final String UNTIL = "until";

    private static final String REVOKE = "revoke";
    private static final String UNREVOKE = "unrevoke";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SHOWN_ID = 12;

    private final Admissions admissions;
    private final Revocations revocations;
    private final Audit audit;
    private final Clock clock;
    private final BasisIds bases;

    /** Of the parts of the core. */
    @Activate
    public Revoker(
            @Reference Admissions admissions,
            @Reference Revocations revocations,
            @Reference Router router,
            @Reference Audit audit) {
        this(admissions, revocations, router, audit, Clock.systemUTC());
    }

    /** @param clock what orders are reckoned from */
    public Revoker(Admissions admissions, Revocations revocations, Router router, Audit audit, Clock clock) {
        this.admissions = admissions;
        this.revocations = revocations;
        this.audit = audit;
        this.clock = clock;
        this.bases = new BasisIds(router, admissions);
    }

    /**
     * Revokes, and ends whoever is in by what is revoked.
     *
     * @param named by the names above: one thing or several
     * @param by the way by which the order came
     * @param claimed the name that the sender of the order gives; nobody has proven it
     * @return {@code revocations}, as {@link #list} has them, and {@code ended}: how many were ended, by {@link Session#kind}
     * @throws IllegalArgumentException for an order that is none: a sentence without any value
     * @throws SharedStateException if it could not be kept: a sentence for operators. Of several revocations, some may be in force
     */
    public Map<String, Object> revoke(Map<String, String> named, String by, String claimed)
            throws SharedStateException {
        List<Revocation> ordered =
                named.containsKey(BASIS) ? ofBasis(named) : RevocationOrder.read(named, clock.instant());
        long began = System.nanoTime();
        Map<String, Long> before = admissions.endedRevoked();
        List<Kept> kept = new ArrayList<>();
        for (Revocation one : ordered) {
            kept.add(waitFor(revocations.add(one, claimed)));
        }
        Map<String, Long> ended = endedSince(before);
        audit.log(AuditEvent.act(
                clock.instant(),
                REVOKE,
                by,
                claimed,
                EndReason.REVOKED.name(),
                kept.stream().map(Revoker::shown).collect(Collectors.joining(", ")) + ": " + Oversight.counted(ended),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("revocations", kept.stream().map(Revoker::fields).toList());
        answer.put("ended", ended);
        return answer;
    }

    private List<Revocation> ofBasis(Map<String, String> named) {
        if (named.size() > 1) {
            throw new IllegalArgumentException("basis goes with no other name");
        }
        BasisIds.Told basis = bases.find(String.valueOf(named.get(BASIS)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no such basis: ids are good as long as the bundle core runs; ask for them again"));
        if (bases.isInForce(basis)) {
            throw new IllegalArgumentException(
                    "the authenticator is still configured so: everybody would be refused. Change its configuration first");
        }
        return bases.upTo(basis).stream()
                .map(text -> Revocation.basis(basis.authenticator(), text))
                .toList();
    }

    private Map<String, Long> endedSince(Map<String, Long> before) {
        return endedSince(admissions, before);
    }

    /** How many were ended since, because they are revoked: all of them, when this returns. */
    static Map<String, Long> endedSince(Admissions admissions, Map<String, Long> before) {
        admissions.endRevoked();
        Map<String, Long> ended = new TreeMap<>();
        admissions.endedRevoked().forEach((kind, count) -> {
            long more = count - before.getOrDefault(kind, 0L);
            if (more > 0) {
                ended.put(kind, more);
            }
        });
        return ended;
    }

    /** Without what is personal: an operator finds it by its id. */
    private static String shown(Kept kept) {
        Revocation revocation = kept.revocation();
        String whom = revocation.mark() == Mark.SUBJECT || revocation.mark() == Mark.STREAM
                ? "=" + AuditEvent.written(revocation.value())
                : "";
        return revocation.mark().shown() + whom + " (" + kept.id().substring(0, SHOWN_ID) + ")";
    }

    static <T> T waitFor(CompletionStage<T> stage) throws SharedStateException {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw cause instanceof SharedStateException why
                    ? why
                    : new SharedStateException("the store failed: the log of the server says more", e);
        } catch (TimeoutException e) {
            throw new SharedStateException(
                    "the store has not answered within " + PATIENCE.toSeconds()
                            + " s: what was ordered may count or not",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SharedStateException("interrupted", e);
        }
    }

    /** By the name of each authenticator, an id of how it is configured at this moment. No secret can be found by it. Good until the core ends. */
    public Map<String, String> bases() {
        return bases.now();
    }

    /**
     * What is revoked by orders, and how many each file revokes.
     *
     * @param limit how many are described at most, the newest first
     * @return {@code matched}, {@code revocations}: objects with {@code id}, {@code by} (which mark), {@code value}, and where they are: {@code issuer},
     *     {@code issuedBefore}, {@code until}; {@code orderedBy}, {@code since}; {@code unreadable}: ids; and {@code files}: a number by name
     * @throws SharedStateException if the store cannot say
     */
    public Map<String, Object> list(int limit) throws SharedStateException {
        Revocations.Listed listed = waitFor(revocations.list(limit));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("matched", listed.count());
        answer.put("revocations", listed.newest().stream().map(Revoker::fields).toList());
        answer.put("unreadable", listed.strange());
        answer.put("files", revocations.files());
        return answer;
    }

    private static Map<String, Object> fields(Kept kept) {
        Revocation revocation = kept.revocation();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", kept.id());
        fields.put("by", revocation.mark().shown());
        fields.put(
                "value",
                revocation.mark() == Mark.BASIS
                        ? revocation.value().lines().findFirst().orElse("")
                        : revocation.value());
        revocation.issuer().ifPresent(issuer -> fields.put("issuer", issuer));
        if (!revocation.isBlock()) {
            fields.put("issuedBefore", revocation.issuedBefore().toString());
        }
        if (!revocation.until().equals(Revocation.FOREVER)) {
            fields.put("until", revocation.until().toString());
        }
        fields.put("orderedBy", kept.by());
        fields.put("since", kept.since().toString());
        return fields;
    }

    /**
     * Takes a revocation out: who was cut by it may come again.
     *
     * @param id or its beginning, of 8 characters or more
     * @param by the way by which the order came
     * @param claimed the name that the sender of the order gives
     * @return its id; empty if there is none
     * @throws SharedStateException if it could not be taken out
     */
    public Optional<String> remove(String id, String by, String claimed) throws SharedStateException {
        Optional<String> removed = waitFor(revocations.remove(id));
        audit.log(AuditEvent.act(
                clock.instant(),
                UNREVOKE,
                by,
                claimed,
                "",
                removed.map(one -> one.substring(0, SHOWN_ID)).orElse("there was none"),
                0));
        return removed;
    }

    /**
     * What a block would mean: the subject that a filter names, or the streams, or the subjects of the clients with the id.
     *
     * @param entries the clients that fit the filter
     * @throws IllegalArgumentException if there is nothing to block: a sentence
     */
    private Set<Revocation> blocks(Filter filter, List<Entry> entries, Duration time) {
        Instant now = clock.instant();
        Set<Revocation> blocks = new LinkedHashSet<>();
        if (filter.subject().isPresent()) {
            blocks.add(Revocation.subject(filter.subject().get(), now));
        } else if (filter.id().isPresent()) {
            entries.stream()
                    .map(entry -> Proof.of(entry.session()))
                    .filter(proof -> !proof.subject().isEmpty())
                    .forEach(proof ->
                            blocks.add(Revocation.subject(proof.subject(), now).by(proof.issuer())));
        } else if (filter.stream().isPresent()) {
            entries.stream()
                    .flatMap(entry -> entry.streams().stream())
                    .filter(path -> filter.fitsStreams(List.of(path)))
                    .forEach(path -> blocks.add(Revocation.stream(path)));
            filter.application()
                    .flatMap(name ->
                            Revocation.streamOf(name + "/" + filter.stream().get()))
                    .ifPresent(blocks::add);
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing can be blocked: name a subject, a stream together with its application, or the id of a client that has a subject");
        }
        return blocks.stream()
                .map(one -> (one.mark() == Mark.SUBJECT ? one.issuedBefore(Revocation.ALL) : one).until(now.plus(time)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Ends clients as {@link Oversight#kick} does, and keeps them out for a while: the subject that the filter names, or else that of the clients with its
     * id, or else its streams.
     *
     * @param time how long
     * @return how many were ended, by {@link Session#kind}
     * @throws IllegalArgumentException if there is nothing that can be blocked; nobody was ended then
     * @throws SharedStateException if the block could not be kept; the clients were ended then
     */
    public Map<String, Long> kick(Oversight oversight, Filter filter, Duration time, String by, String claimed)
            throws SharedStateException {
        Set<Revocation> blocks = blocks(filter, oversight.entries(filter), time);
        Map<String, Long> ended = new TreeMap<>(oversight.kick(filter, by, claimed));
        long began = System.nanoTime();
        Map<String, Long> before = admissions.endedRevoked();
        List<Kept> kept = new ArrayList<>();
        for (Revocation one : blocks) {
            try {
                kept.add(waitFor(revocations.add(one, claimed)));
            } catch (SharedStateException e) {
                throw new SharedStateException("the clients were ended, but not blocked: " + e.getMessage(), e);
            }
        }
        Map<String, Long> more = endedSince(before);
        more.forEach((kind, count) -> ended.merge(kind, count, Long::sum));
        audit.log(AuditEvent.act(
                clock.instant(),
                REVOKE,
                by,
                claimed,
                EndReason.REVOKED.name(),
                kept.stream().map(Revoker::shown).collect(Collectors.joining(", ")) + " for " + time.toSeconds()
                        + " s: " + Oversight.counted(more),
                TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began)));
        return ended;
    }

    /** How many are kept, by mark; there can be {@value io.stagedoor.core.revocation.Revocations#MOST} in all. */
    public Map<String, Long> counts() {
        return revocations.counts();
    }
}
