package io.stagedoor.http;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.question.Answer;
import io.stagedoor.core.question.Inquiries;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Carried;
import io.stagedoor.http.request.Handshake;
import io.stagedoor.http.request.Origins;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.RequestIds;
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

    private final Inquiries inquiries;

    WebSockets(Inquiries inquiries) {
        this.inquiries = inquiries;
    }

    /** Refuses a request that names a WebSocket and is no handshake, wherever it goes: it reaches neither servlet nor WebSocket. */
    HttpAnswer malformed(HttpRequest request, Place place, String flaw, Door door) {
        inquiry(request, place, door).refuse(Reason.METHOD_NOT_ALLOWED, "not a WebSocket handshake: " + flaw);
        return HttpAnswer.refuse(
                BAD_REQUEST,
                Map.of("Cache-Control", List.of("no-store"), Handshake.VERSION_HEADER, List.of(Handshake.VERSION)));
    }

    private Inquiry inquiry(HttpRequest request, Place place, Door door) {
        return inquiries
                .begin("connect", Protocol.WS, request.remoteAddress(), door)
                .wanted(place.path());
    }

    /** Judges a handshake. */
    HttpAnswer judge(HttpRequest request, Place place, Door door) {
        Inquiry inquiry = inquiry(request, place, door);
        Optional<StreamPath> path = path(request, place);
        Optional<Lasting> lasting = path.map(where -> new Lasting(request, door, Protocol.WS, where, Optional.empty()));
        String id = RequestIds.next("ws");
        if (door.isOff(Protocol.WS)) {
            inquiry.off(Optional.empty());
            return lasting.map(open -> open.unasked(HttpAnswer.upgrade(), id)).orElseGet(HttpAnswer::upgrade);
        }
        path.ifPresent(inquiry::at);
        Optional<Decision> refusal = inquiry.refusal()
                .or(() -> path.isPresent()
                        ? Optional.empty()
                        : Optional.of(inquiry.refuse(Reason.BAD_PATH, "invalid path of a WebSocket")));
        return refusal.isPresent()
                ? Refusals.of(refusal.get(), request, Protocol.WS)
                : ask(lasting.orElseThrow(), id, inquiry);
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

    private static HttpAnswer ask(Lasting webSocket, String id, Inquiry inquiry) {
        HttpRequest request = webSocket.request();
        Set<String> origins = inquiry.door().settings().orElseThrow().http().webSocketOrigins();
        Carried carried = Carried.of(request, Origins.accept(request, origins), true);
        inquiry.as(id).shows(carried.credentials());
        // Before anybody is asked: what changes meanwhile is a change for this client.
        String basis = inquiry.door().basis(Protocol.WS);
        Answer answer =
                inquiry.connect(carried.reading(id, request, Protocol.WS, webSocket.path(), inquiry.deadline()));
        Decision decision = inquiry.log(answer);
        if (!(decision instanceof Decision.Allow allow)) {
            return Refusals.of(decision, request, Protocol.WS);
        }
        Refresh refresh = webSocket.refresh();
        return Lasting.told(
                webSocket.granted(
                        HttpAnswer.upgrade(),
                        new Lasting.Held(answer.authenticator(), allow.grant(), basis, id, Optional.empty(), refresh),
                        carried),
                refresh);
    }
}
