package io.stagedoor.red5.bridge.http;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.admission.Requests;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.red5.bridge.http.request.Carried;
import io.stagedoor.red5.bridge.http.request.Handshake;
import io.stagedoor.red5.bridge.http.request.Origins;
import io.stagedoor.red5.bridge.http.request.Place;
import io.stagedoor.red5.bridge.http.request.RequestIds;
import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges requests that begin a WebSocket. Red5 chooses application and room by the path as the client spelled it, up to its last slash,
 * and not by the path as the container resolved it: only one that is spelled out in full is let through, so that both are the same.
 */
final class WebSockets {

    private static final int BAD_REQUEST = 400;
    /** Red5 passes over this name at the beginning of a path. */
    private static final String PASSED_OVER = "/default";

    private final Requests requests;
    private final Audit audit;
    private final Clock clock;

    WebSockets(Requests requests, Audit audit, Clock clock) {
        this.requests = requests;
        this.audit = audit;
        this.clock = clock;
    }

    /** Refuses a request that names a WebSocket and is no handshake, wherever it goes: it reaches neither servlet nor WebSocket. */
    HttpAnswer malformed(HttpRequest request, Place place, String flaw, long generation) {
        AuditEntry judgement = judgement(request, place);
        judgement.log(audit, Outcome.deny(Reason.METHOD_NOT_ALLOWED, "not a WebSocket handshake: " + flaw, generation));
        return HttpAnswer.refuse(
                BAD_REQUEST,
                Map.of("Cache-Control", List.of("no-store"), Handshake.VERSION_HEADER, List.of(Handshake.VERSION)));
    }

    private AuditEntry judgement(HttpRequest request, Place place) {
        return new AuditEntry(clock, "connect")
                .over(Protocol.WS)
                .from(request.remoteAddress())
                .in(place.application())
                .wanted(place.path());
    }

    /** Judges a handshake. */
    HttpAnswer judge(HttpRequest request, Place place, Optional<Route> route, long generation) {
        AuditEntry judgement = judgement(request, place);
        if (isOff(route)) {
            judgement.off(audit, generation);
            return HttpAnswer.upgrade();
        }
        Optional<StreamPath> path = path(request, place);
        path.ifPresent(judgement::at);
        Outcome outcome = NoRoute.refusal(route, generation)
                .or(() -> refusal(path, generation))
                .orElseGet(() -> ask(request, path.get(), route.get(), judgement));
        judgement.log(audit, outcome);
        return outcome.allowed() ? HttpAnswer.upgrade() : Refusals.of(outcome, request, Protocol.WS);
    }

    private static boolean isOff(Optional<Route> route) {
        return route.flatMap(Route::settings)
                .map(settings -> !settings.asks(Protocol.WS))
                .orElse(false);
    }

    private static Optional<Outcome> refusal(Optional<StreamPath> path, long generation) {
        return path.isPresent()
                ? Optional.empty()
                : Optional.of(Outcome.deny(Reason.BAD_PATH, "invalid path of a WebSocket", generation));
    }

    /** Application and room as Red5 will choose them. */
    private static Optional<StreamPath> path(HttpRequest request, Place place) {
        String spelled = request.uri();
        boolean other = (spelled + "/").startsWith(PASSED_OVER + "/");
        if (!place.isSpelledOut(request) || other) {
            return Optional.empty();
        }
        String scope = spelled.substring(0, spelled.lastIndexOf('/'));
        if (place.contextPath().isEmpty()) {
            // Below the application without a name, Red5 would take the first name for the application's.
            return scope.isEmpty() ? StreamPath.of(place.application(), "") : Optional.empty();
        }
        String below = scope.length() < place.contextPath().length()
                ? ""
                : scope.substring(place.contextPath().length());
        return StreamPath.of(place.application(), below.isEmpty() ? "" : below.substring(1));
    }

    private Outcome ask(HttpRequest request, StreamPath path, Route route, AuditEntry judgement) {
        Set<String> origins = route.settings().orElseThrow().http().webSocketOrigins();
        Carried carried = Carried.of(request, Origins.accept(request, origins), true);
        String id = RequestIds.next("ws");
        judgement.as(id).shows(carried.credentials());
        Requests.Answer result =
                requests.connect(carried.reading(id, request, Protocol.WS, path, requests.deadline(route)), route);
        judgement.holds(result.grant());
        return result.grant()
                .filter(grant -> result.allowed() && !grant.coversRoom(path))
                .map(grant -> new Outcome(
                        new Decision.Deny(Reason.ROOM_NOT_ALLOWED, "a WebSocket is for " + roomOf(path)),
                        result.outcome().authenticator(),
                        result.outcome().generation(),
                        result.outcome().settings()))
                .orElse(result.outcome());
    }

    private static String roomOf(StreamPath path) {
        return path.room().isEmpty() ? "the whole application" : "the room '" + path.room() + "'";
    }
}
