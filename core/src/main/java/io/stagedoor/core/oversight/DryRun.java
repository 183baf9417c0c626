package io.stagedoor.core.oversight;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.audit.Json;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LimitSettings;
import io.stagedoor.core.ticket.Tickets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says what would become of a client: which checks would hold, in order, and what the decision would be. Nobody is let in, and nothing is
 * counted, throttled, used up, logged or kept. The authenticators are asked as for a client, for the purpose {@code DRY_RUN}. Thread-safe.
 */
@Component(service = DryRun.class)
public final class DryRun {

    /** The names by which {@link #ask} finds what is asked. */
    public static final String APPLICATION = "app";

    public static final String ROOM = "room";
    public static final String STREAM = "stream";
    public static final String ACTION = "action";
    public static final String PROTOCOL = "protocol";
    public static final String ADDRESS = "address";
    public static final String TOKEN = "token";
    public static final String USER = "user";
    public static final String PASSWORD = "password";

    private static final String LIVE = "live";
    private static final String TICKETS = "tickets";

    private final Router router;
    private final Dispatcher dispatcher;
    private final Clock clock;
    /** Null in tests of something else. */
    private volatile @Nullable Admissions admissions;

    /** Over what is configured. */
    @Activate
    public DryRun(@Reference Router router, @Reference Revocations revocations, @Reference Tickets tickets) {
        this(router, revocations.revoked(), tickets, Clock.systemUTC());
    }

    /**
     * Over what is configured.
     *
     * @param revoked who is out
     * @param tickets {@code null} where there are none
     * @param clock what deadlines and ends are measured by
     */
    public DryRun(Router router, Revoked revoked, @Nullable Tickets tickets, Clock clock) {
        this.router = router;
        this.dispatcher = new Dispatcher(router, clock, revoked, tickets);
        this.clock = clock;
    }

    /** By which it is known who has a place already. */
    @Reference
    public void bindAdmissions(Admissions now) {
        admissions = now;
    }

    /**
     * Asks. Waits for authenticators as a client would, at most twice the decision timeout of the application.
     *
     * @param asked by the names above: {@code app}, and what else is known of the client. A {@code stream} without {@code action} is played;
     *     without a stream the client only connects
     * @return names and values, without credentials: {@code question}, {@code allowed}, {@code decision} ({@code allow}, {@code deny} or {@code
     *     unavailable}), {@code reason}, {@code detail}, {@code subject}, {@code claimed}, {@code authenticator}, and {@code checks}: objects with
     *     {@code by}, {@code check}, {@code held} and {@code detail}
     * @throws IllegalArgumentException if it cannot be asked: a sentence without any value of a client
     */
    public Map<String, Object> ask(Map<String, String> asked) {
        Question question = Question.of(asked);
        Trail trail = new Trail(question.secrets());
        return answer(question, decide(question, trail), trail);
    }

    /** The answer of {@link #ask} as JSON, for those who know only types of the JDK. */
    public String json(Map<String, String> asked) {
        return Json.text(ask(asked));
    }

    private Outcome decide(Question question, Trail trail) {
        String application = question.path().application();
        Optional<Route> route = router.route(application);
        Optional<Outcome> refusal = NoRoute.refusal(route, router.generation());
        if (refusal.isPresent()) {
            return failed(APPLICATION, refusal.get(), trail);
        }
        Route now = route.orElseThrow();
        trail.held(APPLICATION, "configuration", now.where());
        ApplicationSettings settings = now.settings().orElseThrow();
        if (question.action().isPresent()
                && question.stream().filter(dispatcher::isOut).isPresent()) {
            return failed(
                    APPLICATION,
                    new Outcome(dispatcher.ofStream(question.stream().get()), "", now.generation(), ""),
                    trail);
        }
        if (!settings.asks(question.protocol())) {
            trail.held(
                    APPLICATION,
                    "authentication is off",
                    settings.active() ? "for " + question.protocol() : "active=false: everybody is let in");
            return new Outcome(new Decision.Allow(Grant.everything("")), "", now.generation(), "");
        }
        trail.held(
                APPLICATION,
                "authentication is on",
                question.protocol() + ": " + String.join(", ", now.names(question.protocol())));
        Outcome connected = connect(question, now, settings, trail);
        return connected.decision() instanceof Decision.Allow allow
                        && question.action().isPresent()
                ? stream(question, now, settings, connected, allow.grant(), trail)
                : connected;
    }

    private Instant deadline(ApplicationSettings settings) {
        return clock.instant().plus(settings.timing().decisionTimeout());
    }

    private Outcome connect(Question question, Route route, ApplicationSettings settings, Trail trail) {
        ConnectRequest request = question.connect(deadline(settings));
        Optional<Outcome> ticket = dispatcher.triedTicket(
                route,
                request.toBuilder()
                        .trail(check -> trail.held(TICKETS, check, ""))
                        .build());
        if (ticket.isPresent()) {
            Outcome outcome = ticket.get();
            if (!(outcome.decision() instanceof Decision.Allow allow)) {
                return failed(TICKETS, outcome, trail);
            }
            trail.held(TICKETS, "connect", granted(allow));
            return outcome;
        }
        for (String name : route.names(question.protocol())) {
            String by = router.shown(name);
            ConnectRequest told = request.toBuilder()
                    .trail(check -> trail.held(by, check, ""))
                    .build();
            Outcome outcome = dispatcher.tried(route, name, told);
            if (outcome.decision() instanceof Decision.Allow allow) {
                trail.held(by, "connect", granted(allow));
                return outcome;
            }
            if (!(outcome.decision() instanceof Decision.Abstain)) {
                return failed(by, outcome, trail);
            }
            trail.held(by, "abstains", "it finds no credentials of its kind; the next one is asked");
        }
        return failed(APPLICATION, Dispatcher.nobody(route, request), trail);
    }

    private static String granted(Decision.Allow allow) {
        Grant grant = allow.grant();
        return "as '" + grant.subject() + "'"
                + grant.expiresAt()
                        .or(grant::endsAt)
                        .map(end -> ", until " + end)
                        .orElse("")
                + allow.failOpen()
                        .map(why -> ", because nobody can tell: " + why)
                        .orElse("")
                + allow.confirmation().map(later -> ", to be confirmed later").orElse("");
    }

    private Outcome stream(
            Question question, Route route, ApplicationSettings settings, Outcome connected, Grant grant, Trail trail) {
        Action action = question.action().orElseThrow();
        if (action == Action.PUBLISH && !settings.rtmp().publishModes().contains(LIVE)) {
            return failed(
                    APPLICATION,
                    Outcome.deny(Reason.MODE_NOT_ALLOWED, "publishModes does not list " + LIVE, route.generation()),
                    trail);
        }
        String by = router.shown(connected.authenticator());
        Instant deadline = deadline(settings);
        ConnectRequest connect = question.connect(deadline).toBuilder()
                .trail(check -> trail.held(by, check, ""))
                .build();
        StreamRequest request = StreamRequest.builder(
                        grant.keepsCredentials() ? connect : connect.with(Credentials.NONE),
                        grant,
                        action,
                        question.stream().orElseThrow(),
                        deadline)
                .mode(action == Action.PUBLISH ? LIVE : "")
                .build();
        Outcome outcome = dispatcher.tried(route, connected.authenticator(), request);
        if (!outcome.allowed()) {
            return failed(by, known(outcome, grant), trail);
        }
        trail.held(by, action == Action.PUBLISH ? "publish" : "play", "");
        return begins(request, settings, grant, outcome, trail);
    }

    /** Whether the client could begin at this moment: others may have its place. */
    private Outcome begins(
            StreamRequest request, ApplicationSettings settings, Grant held, Outcome allowed, Trail trail) {
        Admissions known = admissions;
        if (known == null) {
            return allowed;
        }
        Outcome outcome = known.wouldBegin(allowed, settings, held, request);
        if (!outcome.allowed()) {
            return failed(APPLICATION, known(outcome, held), trail);
        }
        Grant now = outcome.decision() instanceof Decision.Allow allow ? allow.grant() : held;
        if (isForOneUse(held) || isForOneUse(now)) {
            trail.held(
                    APPLICATION,
                    "one use",
                    "nobody has used it, or who has may be followed; this question does not use it");
        }
        LimitSettings limits = settings.limits();
        if (limits.most(request.action()) > 0) {
            trail.held(
                    APPLICATION,
                    "a place is free",
                    LimitSettings.property(request.action()) + "=" + limits.most(request.action()) + ", "
                            + LimitSettings.BY + "=" + limits.shownBy());
        }
        return outcome;
    }

    private static boolean isForOneUse(Grant grant) {
        return grant.use().filter(use -> use.times() == TokenUse.Times.ONCE).isPresent();
    }

    /** The refusal of a stream says who was let in before. */
    private static Outcome known(Outcome outcome, Grant grant) {
        if (!(outcome.decision() instanceof Decision.Deny deny)
                || !deny.subject().isEmpty()
                || !deny.claimed().isEmpty()) {
            return outcome;
        }
        Decision named = grant.isProven() ? deny.withSubject(grant.subject()) : deny.withClaimed(grant.subject());
        return new Outcome(named, outcome.authenticator(), outcome.generation(), outcome.settings());
    }

    private static Outcome failed(String by, Outcome outcome, Trail trail) {
        trail.failed(by, AuditEvent.reason(outcome), AuditEvent.detail(outcome));
        return outcome;
    }

    private static Map<String, Object> answer(Question question, Outcome outcome, Trail trail) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("question", trail.shown(question.shown()));
        fields.put("allowed", outcome.allowed());
        fields.put("decision", AuditEvent.decision(outcome));
        boolean isOff = outcome.allowed() && outcome.authenticator().isEmpty();
        fields.put("reason", isOff ? "OFF" : AuditEvent.reason(outcome));
        fields.put("detail", trail.shown(AuditEvent.detail(outcome)));
        fields.put("subject", trail.shown(subject(outcome.decision())));
        fields.put("claimed", trail.shown(claimed(outcome.decision())));
        fields.put("authenticator", outcome.authenticator());
        fields.put("checks", List.copyOf(trail.checks()));
        return fields;
    }

    private static String subject(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            return allow.grant().isProven() ? allow.grant().subject() : "";
        }
        return decision instanceof Decision.Deny deny ? deny.subject() : "";
    }

    private static String claimed(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            return allow.grant().isProven() ? "" : allow.grant().subject();
        }
        return decision instanceof Decision.Deny deny ? deny.claimed() : "";
    }
}
