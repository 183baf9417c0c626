package io.stagedoor.core.oversight;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Insiders;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.LimitSettings;
import io.stagedoor.core.settings.RtmpSettings;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a recorded request by what is in force here, with the code that judges clients: as far as that can be done without what the client showed. What needs that
 * is not guessed. Thread-safe.
 */
final class ReplayJudge {

    private static final String LIVE = "live";

    /** What is refused whatever is configured. */
    private static final Set<String> ALWAYS =
            Set.of(Reason.BAD_PATH.name(), Reason.UNKNOWN_PROTOCOL.name(), "REFUSED_BY_RED5");

    /** What depends on the moment, and not on settings alone. */
    private static final Set<String> OF_THE_MOMENT = Set.of(
            Reason.THROTTLED.name(),
            Reason.TOKEN_USED.name(),
            Reason.REVOKED.name(),
            Reason.GRANT_EXPIRED.name(),
            Reason.UNKNOWN_TICKET.name(),
            Reason.BASIS_CHANGED.name(),
            Reason.TOO_MANY_TICKETS.name(),
            Reason.NOT_ADMITTED.name(),
            Reason.OTHER_HOLDER.name(),
            "UNAVAILABLE");

    private final Router router;
    private final Dispatcher dispatcher;
    private final Revoked revoked;
    private final Clock clock;

    ReplayJudge(Router router, Dispatcher dispatcher, Revoked revoked, Clock clock) {
        this.router = router;
        this.dispatcher = dispatcher;
        this.revoked = revoked;
        this.clock = clock;
    }

    /** A request that is known as far as it is recorded. */
    private record Known(
            RecordedRequest line, Route route, ApplicationSettings settings, Protocol protocol, StreamPath path) {

        private boolean before() {
            return line.wasAllowed();
        }
    }

    Replayed judge(RecordedRequest line) {
        if (line.isOfMany()) {
            return Replayed.unknown("the line stands for requests of several kinds, which are not recorded");
        }
        if (!line.isKnown()) {
            return Replayed.unknown("only connects and the use of streams and shared objects are replayed");
        }
        if (ALWAYS.contains(line.text("reason"))) {
            return Replayed.same("no setting changes it");
        }
        Optional<Protocol> protocol = line.protocol();
        Optional<StreamPath> path = line.path();
        if (protocol.isEmpty() || path.isEmpty()) {
            return Replayed.unknown("the name of the protocol, application, room or stream is not recorded as a whole");
        }
        Optional<Route> route = router.route(path.get().application());
        Optional<Outcome> nobody = NoRoute.refusal(route, router.generation());
        if (nobody.isPresent()) {
            return refused(line.wasAllowed(), nobody.get());
        }
        Route now = route.orElseThrow();
        return judge(new Known(line, now, now.settings().orElseThrow(), protocol.get(), path.get()));
    }

    private static Replayed refused(boolean before, Outcome outcome) {
        return Replayed.refused(before, AuditEvent.reason(outcome), AuditEvent.detail(outcome));
    }

    private Replayed judge(Known known) {
        boolean isStream =
                known.line().action().filter(action -> action != Action.SHARE).isPresent();
        if (isStream && dispatcher.isOut(known.path())) {
            return refused(known.before(), new Outcome(dispatcher.ofStream(known.path()), "", 0, ""));
        }
        String authenticator = known.line().text("authenticator");
        if (Insiders.isInsider(authenticator)) {
            return insider(known, authenticator);
        }
        if (!known.settings().asks(known.protocol())) {
            return Replayed.allowed(
                    known.before(),
                    "OFF",
                    known.route().where() + ": "
                            + (known.settings().active()
                                    ? known.protocol().name().toLowerCase(Locale.ROOT)
                                    : "active")
                            + "=false: nobody is asked");
        }
        return known.before() ? allowed(known, authenticator) : refused(known, authenticator);
    }

    private Replayed insider(Known known, String insider) {
        if (insider.equals(Insiders.CLUSTER)) {
            return Replayed.unknown("the secret of the cluster that it showed is not recorded");
        }
        ConnectRequest request = request(known);
        Outcome outcome = Insiders.judge(known.route(), insider, request, Optional.empty());
        return outcome.allowed()
                ? Replayed.allowed(
                        known.before(),
                        "GRANTED",
                        insider + " of " + known.route().where())
                : Replayed.refused(
                        known.before(),
                        AuditEvent.reason(outcome),
                        known.route().where() + ": " + AuditEvent.detail(outcome));
    }

    private ConnectRequest request(Known known) {
        return known.line()
                .connect(
                        known.protocol(),
                        known.path(),
                        clock.instant().plus(known.settings().timing().decisionTimeout()));
    }

    private Replayed allowed(Known known, String authenticator) {
        switch (known.line().text("reason")) {
            case "OFF" -> {
                return Replayed.unknown("authentication was off: nobody has read what the client showed");
            }
            case "PROVISIONAL" -> {
                return withoutCredentials(known);
            }
            default -> {
                // Somebody was asked.
            }
        }
        Optional<Replayed> rule = rule(known);
        if (rule.isPresent()) {
            return rule.get();
        }
        Optional<Replayed> gone = gone(known, authenticator);
        if (gone.isPresent()) {
            return gone.get();
        }
        Decision.Deny out = known.line().text("subject").isEmpty()
                ? null
                : revoked.refusal(Grant.builder(known.line().text("subject")).build());
        return out == null
                ? Replayed.assumed(authenticator)
                : refused(true, new Outcome(out, authenticator, known.route().generation(), ""));
    }

    /** What holds whoever decides, and is not recorded. */
    private static Optional<Replayed> rule(Known known) {
        boolean publishes = known.line().action().filter(Action.PUBLISH::equals).isPresent();
        if (publishes && !known.settings().rtmp().publishModes().contains(LIVE)) {
            return Optional.of(Replayed.unknown(known.route().where() + ": publishModes does not list " + LIVE
                    + ", and the mode of a publisher is not recorded"));
        }
        if (known.protocol() == Protocol.RTMP && !known.settings().rtmp().allowsAgent("")) {
            return Optional.of(Replayed.unknown(
                    known.route().where() + ": " + RtmpSettings.AGENTS + " is set, and user agents are not recorded"));
        }
        return Optional.empty();
    }

    /** Whether the one that decided is not asked, or is not there; empty if it is. */
    private Optional<Replayed> gone(Known known, String authenticator) {
        if (authenticator.isEmpty() || !known.route().names(known.protocol()).contains(authenticator)) {
            return Optional.of(Replayed.unknown(
                    "'" + authenticator + "' decided, and " + known.route().where()
                            + " asks " + String.join(", ", known.route().names(known.protocol()))
                            + " about clients of " + known.protocol() + "; what the client showed is not recorded"));
        }
        return router.registered().contains(authenticator)
                ? Optional.empty()
                : Optional.of(Replayed.refused(
                        known.before(),
                        "UNAVAILABLE",
                        known.route().where() + ": no authenticator has the name '" + authenticator + "'"));
    }

    private Replayed refused(Known known, String authenticator) {
        String reason = known.line().text("reason");
        if (reason.equals(Reason.NOT_CONFIGURED.name())) {
            return Replayed.unknown("the application was not configured: nobody has read what the client showed");
        }
        if (reason.equals(Reason.NO_CREDENTIALS.name()) && authenticator.isEmpty()) {
            return withoutCredentials(known);
        }
        if (reason.equals(Reason.TOO_MANY_SESSIONS.name())) {
            return limited(known, authenticator);
        }
        if (reason.equals(Reason.MODE_NOT_ALLOWED.name())) {
            String detail = known.line().text("detail");
            String mode = detail.substring(detail.lastIndexOf(' ') + 1);
            return known.settings().rtmp().publishModes().contains(mode)
                    ? Replayed.unknown(known.route().where() + ": publishModes lists " + mode
                            + "; nobody has asked then whether the client may publish")
                    : Replayed.same(known.route().where() + ": publishModes does not list " + mode);
        }
        if (OF_THE_MOMENT.contains(reason)) {
            return Replayed.unknown(reason + " was of that moment");
        }
        if (authenticator.isEmpty()) {
            return Replayed.unknown("what the client showed is not recorded");
        }
        return gone(known, authenticator).orElseGet(() -> Replayed.assumed(authenticator));
    }

    private Replayed limited(Known known, String authenticator) {
        Action action = known.line().action().orElse(Action.SUBSCRIBE);
        LimitSettings limits = known.settings().limits();
        if (limits.most(action) > 0) {
            return Replayed.unknown(known.route().where() + ": " + LimitSettings.property(action) + "="
                    + limits.most(action) + "; who had a place then is not recorded");
        }
        return gone(known, authenticator)
                .orElseGet(() -> Replayed.allowed(
                        false,
                        "GRANTED",
                        known.route().where() + ": " + LimitSettings.property(action) + "=0, and '" + authenticator
                                + "' had allowed it"));
    }

    /** A client that showed nothing can be asked about, as it was. */
    private Replayed withoutCredentials(Known known) {
        ConnectRequest request = request(known);
        if (known.line().isConnect() && Admissions.isAskedLater(request, known.settings())) {
            return Replayed.allowed(known.before(), "PROVISIONAL", "it is asked who it is when it publishes or plays");
        }
        if (known.protocol() == Protocol.RTMP && !known.line().isConnect()) {
            return Replayed.unknown("what the client showed with the name of the stream is not recorded");
        }
        for (String name : known.route().names(known.protocol())) {
            Outcome outcome = dispatcher.tried(known.route(), name, request);
            if (outcome.decision() instanceof Decision.Allow allow) {
                return admitted(known, request, name, allow.grant());
            }
            if (outcome.decision() instanceof Decision.Unavailable) {
                return Replayed.unknown(AuditEvent.detail(outcome));
            }
            if (!(outcome.decision() instanceof Decision.Abstain)) {
                return refused(known.before(), outcome);
            }
        }
        return refused(known.before(), Dispatcher.nobody(known.route(), request));
    }

    private Replayed admitted(Known known, ConnectRequest request, String name, Grant grant) {
        Optional<Action> action = known.line().action();
        Outcome outcome = action.isEmpty()
                ? new Outcome(new Decision.Allow(grant), name, known.route().generation(), "")
                : dispatcher.tried(
                        known.route(),
                        name,
                        StreamRequest.builder(request, grant, action.get(), known.path(), request.deadline())
                                .mode(
                                        action.get() == Action.PUBLISH
                                                ? LIVE
                                                : known.line().mode())
                                .build());
        if (outcome.decision() instanceof Decision.Unavailable) {
            return Replayed.unknown(AuditEvent.detail(outcome));
        }
        return outcome.allowed()
                ? Replayed.allowed(known.before(), "GRANTED", "'" + name + "' admits it without credentials")
                : refused(known.before(), outcome);
    }
}
