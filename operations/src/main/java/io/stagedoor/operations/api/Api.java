package io.stagedoor.operations.api;

import io.stagedoor.auth.support.reason.Reasons;
import io.stagedoor.core.oversight.DryRun;
import io.stagedoor.core.oversight.Filter;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.Revoker;
import io.stagedoor.core.oversight.Session;
import io.stagedoor.core.oversight.ShadowCount;
import io.stagedoor.core.oversight.State;
import io.stagedoor.core.oversight.Tail;
import io.stagedoor.core.oversight.TicketDesk;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.shared.SharedStateException;
import io.stagedoor.operations.health.Figures;
import io.stagedoor.operations.health.Health;
import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Handler;
import io.stagedoor.operations.http.Request;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers each path that there is. What comes out is JSON with all that clients chose escaped. Thread-safe. */
public final class Api implements Handler {

    private static final String LIMIT = "limit";
    private static final String BY = "by";
    private static final String CHANNEL = "operations";
    private static final Set<String> FILTERS =
            Set.of(Filter.ID, Filter.SUBJECT, Filter.APPLICATION, Filter.STREAM, Filter.PROTOCOL);
    private static final int MOST = 10_000;
    private static final int USUAL = 1000;
    private static final int MAX_NAME = 64;

    /** What a dry run may say of a client: in the body, which no log has. */
    private static final Set<String> QUESTION = Set.of(
            DryRun.APPLICATION,
            DryRun.ROOM,
            DryRun.STREAM,
            DryRun.ACTION,
            DryRun.PROTOCOL,
            DryRun.ADDRESS,
            DryRun.TOKEN,
            DryRun.USER,
            DryRun.PASSWORD);
    /** What a revoke may name: in the body, because ids of tokens are personal. */
    private static final Set<String> REVOCATION = Set.of(
            Revoker.TOKEN,
            Revoker.KEY,
            Revoker.SESSION,
            Revoker.SUBJECT,
            Revoker.ISSUER,
            Revoker.USER,
            Revoker.STREAM,
            Revoker.BASIS,
            Revoker.ISSUED_BEFORE,
            Revoker.UNTIL);

    private static final String ID = "id";
    /** As {@code InForce} says it. */
    private static final String LAST_GOOD = "the last good configuration is in force";

    private static final String BLOCK = "block";
    private static final int MAX_BLOCK_DIGITS = 9;
    /** So many at a time: they take places of clients that are judged again. */
    private static final int DRY_RUNS = 2;

    /**
     * A path.
     *
     * @param method that it is for
     * @param parameters that it knows
     * @param form names that it knows in the body; empty for a path without a body
     */
    record Route(String method, Set<String> parameters, Set<String> form, Function<Request, Answer> answer) {

        Route(String method, Set<String> parameters, Function<Request, Answer> answer) {
            this(method, parameters, Set.of(), answer);
        }
    }

    private final Oversight oversight;
    private final Health health;
    private final Instant started =
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    private final Rates decisions = new Rates();
    private final Rates refusals = new Rates();
    private final DryRun dryRun;
    private final Revoker revoker;
    private final TicketDesk tickets;
    private final Supplier<Map<String, Object>> bundles;
    private final Supplier<List<Map<String, Object>>> configurations;
    private final ConsoleDesk console;
    private final String reasons = reasons();
    private final Semaphore dryRuns = new Semaphore(DRY_RUNS);
    private final Map<String, Route> routes;

    /**
     * Over the core.
     *
     * @param bundles what runs and what does not, as the answer has it
     * @param configurations what is configured, without secrets
     * @param console lets operators into it
     */
    public Api(
            Oversight oversight,
            DryRun dryRun,
            Revoker revoker,
            TicketDesk tickets,
            Figures figures,
            Supplier<Map<String, Object>> bundles,
            Supplier<List<Map<String, Object>>> configurations,
            ConsoleDesk console) {
        this.health = figures.health();
        this.tickets = tickets;
        this.oversight = oversight;
        this.dryRun = dryRun;
        this.revoker = revoker;
        this.bundles = bundles;
        this.configurations = configurations;
        this.console = console;
        this.routes = Map.ofEntries(
                Map.entry("/metrics", new Route("GET", Set.of(), figures::metrics)),
                Map.entry(
                        "/v1/status",
                        new Route("GET", Set.of(), request -> Answer.json(200, Oversight.json(status())))),
                Map.entry("/v1/sessions", new Route("GET", with(LIMIT), this::sessions)),
                Map.entry("/v1/kick", new Route("POST", with(BY, BLOCK), this::kick)),
                Map.entry("/v1/revoke", new Route("POST", Set.of(BY), REVOCATION, this::revoke)),
                Map.entry("/v1/revocations", new Route("GET", Set.of(LIMIT), this::revocations)),
                Map.entry("/v1/unrevoke", new Route("POST", Set.of(BY), Set.of(ID), this::unrevoke)),
                Map.entry("/v1/tickets", new Route("GET", Set.of(LIMIT), this::tickets)),
                Map.entry("/v1/ticket", new Route("POST", Set.of(), TicketDesk.ORDER, this::ticket)),
                Map.entry("/v1/unticket", new Route("POST", Set.of(BY), Set.of(ID), this::unticket)),
                Map.entry("/v1/bases", new Route("GET", Set.of(), request -> bases())),
                Map.entry("/v1/decisions", new Route("GET", Set.of(), request -> decisions())),
                Map.entry("/v1/refusals", new Route("GET", with(LIMIT), this::refusals)),
                Map.entry("/v1/shadow", new Route("GET", Set.of(LIMIT), this::shadow)),
                Map.entry("/v1/tail", new Route("GET", Set.of(), request -> tail())),
                Map.entry("/v1/bundles", new Route("GET", Set.of(), request -> bundles())),
                Map.entry("/v1/reasons", new Route("GET", Set.of(), request -> Answer.json(200, reasons))),
                Map.entry("/v1/configuration", new Route("GET", Set.of(), request -> configuration())),
                Map.entry("/v1/console", new Route("POST", Set.of(BY), this::console)),
                Map.entry("/v1/dry-run", new Route("POST", Set.of(BY), QUESTION, this::dryRun)));
    }

    private static Set<String> with(String... more) {
        return Stream.concat(FILTERS.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }

    Map<String, Route> routes() {
        return routes;
    }

    /** Counts what has been decided. Once a second. */
    public void sample() {
        decisions.sample(oversight.decided());
        refusals.sample(oversight.refused());
    }

    @Override
    public boolean takesForm(Request request) {
        Route route = routes.get(request.path());
        return route != null
                && route.method().equals(request.method())
                && !route.form().isEmpty();
    }

    @Override
    public Answer answer(Request request) {
        Route route = routes.get(request.path());
        if (route == null) {
            return Answer.error(404, "no such path");
        }
        if (!route.method().equals(request.method())) {
            return Answer.error(405, "this path is for " + route.method()).with("Allow", route.method());
        }
        if (!route.parameters().containsAll(request.parameters().keySet())) {
            return Answer.error(400, "unknown parameter; this path knows " + named(route.parameters()));
        }
        if (!route.form().containsAll(request.form().keySet())) {
            return Answer.error(400, "unknown name in the body; this path knows " + named(route.form()));
        }
        return route.answer().apply(request);
    }

    private static String named(Set<String> names) {
        return names.isEmpty() ? "none" : names.stream().sorted().collect(Collectors.joining(", "));
    }

    /** How the server is, as the answer to {@code /v1/status} has it. Asks authenticators about their problems. */
    public Map<String, Object> status() {
        State state = oversight.state();
        Health.Verdict verdict = health.of(state);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("healthy", verdict.isHealthy());
        fields.put("ready", verdict.isReady());
        fields.put("outage", verdict.outage());
        fields.put("refusing", verdict.refusing());
        fields.put("problems", verdict.problems());
        fields.put(
                "applications",
                state.applications().entrySet().stream()
                        .map(one -> Map.of("name", one.getKey(), "file", one.getValue()))
                        .toList());
        fields.put("authenticators", state.authenticators());
        fields.put("generation", state.generation());
        fields.put("clients", state.clients());
        fields.put("decisionsPerMinute", decisions.perMinute(state.decisions()));
        fields.put("refusalsPerMinute", refusals.perMinute(state.refusals()));
        fields.put("lastGood", state.lastGood());
        fields.put("facts", state.facts());
        fields.put("held", state.held());
        fields.put("lostLines", state.lostLines());
        fields.put("lostSince", state.lostSince());
        fields.put("outputs", state.outputs());
        fields.put(
                "shadows", oversight.shadows().stream().map(ShadowCount::fields).toList());
        fields.put("revocations", revoker.counts());
        fields.put("revocationLimit", Revocations.MOST);
        fields.put("started", started.toString());
        return fields;
    }

    private static Answer filtered(Request request, Function<Filter, Answer> answer) {
        Filter filter;
        try {
            filter = Filter.of(request.parameters());
        } catch (IllegalArgumentException e) { // a sentence without any value
            return Answer.error(400, Objects.requireNonNullElse(e.getMessage(), "not a filter"));
        }
        return answer.apply(filter);
    }

    private Answer sessions(Request request) {
        return filtered(
                request,
                filter -> limited(request, limit -> {
                    Oversight.Found found = oversight.find(filter, limit);
                    Map<String, Object> fields = new LinkedHashMap<>();
                    fields.put("matched", found.matched());
                    fields.put(
                            "sessions",
                            found.sessions().stream().map(Session::fields).toList());
                    return Answer.json(200, Oversight.json(fields));
                }));
    }

    private Answer decisions() {
        return Answer.json(200, Oversight.json(Map.of("decisions", oversight.decisions())));
    }

    private Answer refusals(Request request) {
        return filtered(
                request,
                filter -> limited(
                        request,
                        limit -> Answer.json(
                                200, Oversight.json(Map.of("refusals", oversight.troubles(filter, limit))))));
    }

    private Answer shadow(Request request) {
        return limited(request, limit -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put(
                    "shadows",
                    oversight.shadows().stream().map(ShadowCount::fields).toList());
            fields.put("notes", oversight.shadowNotes());
            fields.put("differences", oversight.differences(limit));
            return Answer.json(200, Oversight.json(fields));
        });
    }

    private static Answer limited(Request request, Function<Integer, Answer> answer) {
        String text = request.parameters().getOrDefault(LIMIT, String.valueOf(USUAL));
        int limit = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        return limit < 1 || limit > MOST
                ? Answer.error(400, "limit must be a number of 1 to " + MOST)
                : answer.apply(limit);
    }

    private Answer kick(Request request) {
        return filtered(
                request,
                filter -> filter.isEmpty()
                        ? Answer.error(400, "kick needs at least one of " + named(FILTERS))
                        : orderedBy(request, by -> kick(request, filter, by)));
    }

    private Answer kick(Request request, Filter filter, String by) {
        String block = request.parameters().get(BLOCK);
        if (block == null) {
            return ended(oversight.kick(filter, CHANNEL, by));
        }
        if (!block.matches("[1-9][0-9]{0," + (MAX_BLOCK_DIGITS - 1) + "}")) {
            return Answer.error(400, "block must be a number of seconds, 1 or more");
        }
        return ordered(
                () -> ended(revoker.kick(oversight, filter, Duration.ofSeconds(Long.parseLong(block)), CHANNEL, by)));
    }

    private static Answer ended(Map<String, Long> ended) {
        return Answer.json(200, Oversight.json(Map.of("ended", ended)));
    }

    /** Something that is kept, or read from where it is kept. */
    @FunctionalInterface
    private interface Order {
        Answer give() throws SharedStateException;
    }

    private static Answer ordered(Order order) {
        try {
            return order.give();
        } catch (IllegalArgumentException e) { // a sentence without any value
            return Answer.error(400, Objects.requireNonNullElse(e.getMessage(), "not an order"));
        } catch (SharedStateException e) {
            return Answer.json(503, Oversight.json(Map.of("error", String.valueOf(e.getMessage()))));
        }
    }

    private Answer revoke(Request request) {
        return orderedBy(
                request,
                by -> ordered(() -> Answer.json(200, Oversight.json(revoker.revoke(request.form(), CHANNEL, by)))));
    }

    private Answer revocations(Request request) {
        return limited(request, limit -> ordered(() -> Answer.json(200, Oversight.json(revoker.list(limit)))));
    }

    private Answer unrevoke(Request request) {
        return orderedBy(
                request,
                by -> ordered(() -> Answer.json(
                        200,
                        Oversight.json(Map.of(
                                "removed",
                                revoker.remove(request.form().getOrDefault(ID, ""), CHANNEL, by)
                                        .orElse(""))))));
    }

    private Answer tickets(Request request) {
        return limited(request, limit -> ordered(() -> Answer.json(200, Oversight.json(tickets.list(limit)))));
    }

    private Answer ticket(Request request) {
        if (!dryRuns.tryAcquire()) {
            return Answer.error(503, "too many orders of this kind at a time; try again");
        }
        try {
            return ordered(() -> {
                Map<String, Object> answer = tickets.make(request.form());
                return answer.containsKey(TicketDesk.REFUSED)
                        ? Answer.json(403, Oversight.json(Map.of("error", answer.get(TicketDesk.REFUSED))))
                        : Answer.json(200, Oversight.json(answer));
            });
        } finally {
            dryRuns.release();
        }
    }

    private Answer unticket(Request request) {
        return orderedBy(
                request,
                by -> ordered(() -> Answer.json(
                        200, Oversight.json(tickets.takeBack(request.form().getOrDefault(ID, ""), CHANNEL, by)))));
    }

    private Answer bases() {
        return Answer.json(200, Oversight.json(Map.of("bases", revoker.bases())));
    }

    private static Answer orderedBy(Request request, Function<String, Answer> answer) {
        String by = request.parameters().getOrDefault(BY, "");
        return by.length() > MAX_NAME
                ? Answer.error(400, "by has at most " + MAX_NAME + " characters")
                : answer.apply(by);
    }

    private Answer bundles() {
        Map<String, Object> fields = new LinkedHashMap<>(bundles.get());
        fields.put("authenticators", oversight.authenticators());
        return Answer.json(200, Oversight.json(fields));
    }

    private Answer dryRun(Request request) {
        return orderedBy(request, by -> {
            if (!dryRuns.tryAcquire()) {
                return Answer.error(503, "too many dry runs at a time; try again");
            }
            try {
                Map<String, Object> answer = dryRun.ask(request.form());
                oversight.tried(CHANNEL, by, answer.get("question") + ": " + answer.get("reason"));
                return Answer.json(200, Oversight.json(answer));
            } catch (IllegalArgumentException e) { // a sentence without any value
                return Answer.error(400, Objects.requireNonNullElse(e.getMessage(), "not a question"));
            } finally {
                dryRuns.release();
            }
        });
    }

    private Answer tail() {
        Optional<Tail> tail = oversight.tail();
        return tail.map(lines -> Answer.lines(new Lines(lines)))
                .orElseGet(() -> Answer.error(503, "too many read the log already"));
    }

    private static String reasons() {
        Reasons reasons = Reasons.read();
        return Oversight.json(Map.of("refusals", reasons.ofRefusals(), "ends", reasons.ofEnds()));
    }

    private Answer console(Request request) {
        return orderedBy(request, by -> console.invite(this, by));
    }

    private Answer configuration() {
        State state = oversight.state();
        List<String> problems = List.copyOf(health.of(state).problems());
        Set<String> lastGood = state.lastGood().stream()
                .map(name -> state.applications().getOrDefault(name, ""))
                .collect(Collectors.toSet());
        oversight.authenticators().stream()
                .filter(one -> one.get("facts") instanceof List<?> facts && facts.contains(LAST_GOOD))
                .forEach(one -> lastGood.add(String.valueOf(one.get("file"))));
        List<Map<String, Object>> told = configurations.get();
        for (Map<String, Object> one : told) {
            String file = String.valueOf(one.get("file"));
            boolean isFile = !file.isEmpty();
            one.put("lastGood", isFile && lastGood.stream().anyMatch(path -> path.endsWith(file)));
            one.put(
                    "problems",
                    problems.stream()
                            .filter(text -> isFile && text.contains(file))
                            .toList());
        }
        return Answer.json(200, Oversight.json(Map.of("generation", state.generation(), "configurations", told)));
    }
}
