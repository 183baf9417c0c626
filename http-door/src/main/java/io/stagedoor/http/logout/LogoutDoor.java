package io.stagedoor.http.logout;

import io.stagedoor.auth.Secret;
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
 * Answers identity providers that send logout tokens, OpenID Connect Back-Channel Logout 1.0, section 2.5, instead of the web application, which never
 * sees them.
 */
public final class LogoutDoor {

    /** Of a form with one token; a token has 8 KiB at most. */
    private static final int MOST_BYTES = 16 << 10;

    private static final int MALFORMED = 400;
    private static final int METHOD = 405;
    private static final int TOO_LARGE = 413;
    private static final int LENGTH_REQUIRED = 411;
    private static final int MEDIA_TYPE = 415;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final String TOKEN = "logout_token";
    private static final String RETRY_SECONDS = "5";

    private final LogoutReceiver receiver;

    /** @param receiver is told what comes */
    public LogoutDoor(LogoutReceiver receiver) {
        this.receiver = receiver;
    }

    /** Whether a request is for it, however its path is spelled. */
    public static boolean isFor(Place place, HttpSettings settings) {
        return settings.backchannelLogout().filter(place.path()::equals).isPresent();
    }

    /** The answer to such a request. May wait for the store for some seconds. */
    public HttpAnswer answer(HttpRequest request, Place place) {
        if (!request.method().equals("POST")) {
            return refuse(METHOD, Map.of("Allow", List.of("POST")));
        }
        // A token in the query would be in the logs of proxies.
        if (!place.isSpelledOut(request) || !request.query().isEmpty()) {
            return refuse(MALFORMED, Map.of());
        }
        if (!Form.isForm(request)) {
            return refuse(MEDIA_TYPE, Map.of());
        }
        Optional<Integer> status = flawOfLength(Form.length(request));
        return status.isPresent() ? refuse(status.get(), Map.of()) : told(request, place);
    }

    private HttpAnswer told(HttpRequest request, Place place) {
        List<String> tokens = request.parameters(TOKEN);
        Optional<Secret> token = tokens.size() == 1 ? Optional.of(Secret.of(tokens.get(0))) : Optional.empty();
        return switch (receiver.logout(place.application(), request.remoteAddress(), token)) {
            case DONE -> HttpAnswer.done(headers(Map.of()));
            case REFUSED -> refuse(MALFORMED, Map.of());
            case UNAVAILABLE -> refuse(UNAVAILABLE, Map.of("Retry-After", List.of(RETRY_SECONDS)));
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
