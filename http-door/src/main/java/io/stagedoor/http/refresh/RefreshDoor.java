package io.stagedoor.http.refresh;

import io.stagedoor.auth.Secret;
import io.stagedoor.core.carrier.AuthorizationHeader;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.refresh.Refreshed;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.HttpSettings;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Form;
import io.stagedoor.http.request.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Takes new tokens that somebody posts for a client that is in, such as the backend of the application for an encoder; instead of the web application, which never
 * sees them. The id of the session is the only thing that names it, so whoever knows no id learns and changes nothing.
 */
public final class RefreshDoor {

    /** Its path below the web application. */
    public static final String PATH = "/stagedoor/refresh";

    /** In an answer: when everything that the client holds ends, in milliseconds since 1970; missing for no end. */
    public static final String ENDS_AT = "Stagedoor-Ends-At";

    /** Of a form with one id. */
    private static final int MOST_BYTES = 1024;

    private static final int MALFORMED = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int METHOD = 405;
    private static final int LENGTH_REQUIRED = 411;
    private static final int TOO_LARGE = 413;
    private static final int MEDIA_TYPE = 415;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final String SESSION = "session";

    private final Receiver receiver;

    /** Who judges the token. */
    @FunctionalInterface
    public interface Receiver {

        /**
         * As {@link io.stagedoor.core.refresh.Refreshes#refresh(String, String, Secret, String)}.
         *
         * @param address of the sender
         */
        Refreshed refresh(String application, String id, Secret token, String address);
    }

    /** @param receiver is told what comes */
    public RefreshDoor(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Whether a request is for it, however its path is spelled. */
    public static boolean isFor(Place place, HttpSettings settings) {
        return settings.refresh() && place.path().equals(PATH);
    }

    /** The answer to such a request. May take as long as a decision takes. */
    public HttpAnswer answer(HttpRequest request, Place place) {
        if (!request.method().equals("POST")) {
            return refuse(METHOD, Map.of("Allow", List.of("POST")));
        }
        // An id in the query would be in the logs of proxies.
        if (!place.isSpelledOut(request) || !request.query().isEmpty()) {
            return refuse(MALFORMED, Map.of());
        }
        if (!Form.isForm(request)) {
            return refuse(MEDIA_TYPE, Map.of());
        }
        Optional<Integer> status = flawOfLength(Form.length(request));
        return status.isPresent() ? refuse(status.get(), Map.of()) : judged(request, place);
    }

    private HttpAnswer judged(HttpRequest request, Place place) {
        List<String> ids = request.parameters(SESSION);
        ClientParameters carried = new ClientParameters();
        request.headers("Authorization").forEach(value -> AuthorizationHeader.read(value, carried));
        Optional<Secret> token = carried.credentials().token();
        if (ids.size() != 1 || carried.refusal().isPresent() || token.isEmpty()) {
            return refuse(MALFORMED, Map.of());
        }
        Refreshed refreshed = receiver.refresh(place.application(), ids.get(0), token.get(), request.remoteAddress());
        return switch (refreshed.result()) {
            case DONE ->
                HttpAnswer.done(headers(refreshed
                        .end()
                        .map(end -> Map.of(ENDS_AT, List.of(Long.toString(SessionState.millis(end)))))
                        .orElse(Map.of())));
            // The same for an id that nobody has: whoever guesses learns nothing.
            case REFUSED -> refuse(UNAUTHORIZED, Map.of("WWW-Authenticate", List.of("Bearer error=\"invalid_token\"")));
            case UNAVAILABLE -> refuse(UNAVAILABLE, Map.of("Retry-After", List.of("5")));
            case TOO_MANY -> refuse(TOO_MANY, Map.of("Retry-After", List.of("60")));
        };
    }

    /** The length is known before anything is read. */
    private static Optional<Integer> flawOfLength(OptionalInt length) {
        if (length.isEmpty()) {
            return Optional.of(LENGTH_REQUIRED);
        }
        return length.getAsInt() > MOST_BYTES ? Optional.of(TOO_LARGE) : Optional.empty();
    }

    private static HttpAnswer refuse(int status, Map<String, List<String>> more) {
        return HttpAnswer.refuse(status, headers(more));
    }

    private static Map<String, List<String>> headers(Map<String, List<String>> more) {
        Map<String, List<String>> headers = new HashMap<>(more);
        headers.put("Cache-Control", List.of("no-store"));
        return headers;
    }
}
