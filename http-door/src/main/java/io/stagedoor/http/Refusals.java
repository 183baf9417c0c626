package io.stagedoor.http;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The HTTP form of a refusal: 401 for an unauthenticated client, with one text for all faults of credentials; 403 for
 * an authenticated client without permission; 503 if no authenticator could decide.
 */
final class Refusals {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;
    private static final String RETRY_SECONDS = "5";
    private static final String REALM = "realm=\"stagedoor\"";

    /** Of a client that is known, or that nobody would let do this whoever it is. */
    private static final Set<Reason> KNOWN = EnumSet.of(
            Reason.ROLE_NOT_ALLOWED,
            Reason.TRANSPORT_NOT_ALLOWED,
            Reason.ROOM_NOT_ALLOWED,
            Reason.STREAM_NOT_ALLOWED,
            Reason.BAD_PATH,
            Reason.MODE_NOT_ALLOWED,
            Reason.AGENT_NOT_ALLOWED,
            Reason.METHOD_NOT_ALLOWED,
            Reason.TOO_MANY_SESSIONS,
            Reason.NOT_ADMITTED,
            Reason.UNKNOWN_PROTOCOL,
            Reason.NOT_CONFIGURED);

    private Refusals() {}

    /**
     * The answer of a refusal.
     *
     * @param refusal no allowance
     */
    static HttpAnswer of(Decision refusal, HttpRequest request, Protocol protocol) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("Cache-Control", List.of("no-store"));
        if (!(refusal instanceof Decision.Deny deny) || deny.reason() == Reason.UNAVAILABLE) {
            headers.put("Retry-After", List.of(RETRY_SECONDS));
            return HttpAnswer.refuse(UNAVAILABLE, headers);
        }
        if (KNOWN.contains(deny.reason())) {
            return HttpAnswer.refuse(FORBIDDEN, headers);
        }
        headers.put("WWW-Authenticate", challenges(deny.reason(), request, protocol));
        return HttpAnswer.refuse(UNAUTHORIZED, headers);
    }

    private static List<String> challenges(Reason reason, HttpRequest request, Protocol protocol) {
        List<String> challenges = new ArrayList<>();
        // RFC 6750 §3.1: no error code for a request without credentials.
        challenges.add("Bearer " + REALM + (reason == Reason.NO_CREDENTIALS ? "" : ", error=\"invalid_token\""));
        // Players ask for a password themselves; a page that asks by script would make the browser open a dialogue.
        if (protocol == Protocol.HTTP && request.headers("Sec-Fetch-Mode").isEmpty()) {
            challenges.add("Basic " + REALM + ", charset=\"UTF-8\"");
        }
        return List.copyOf(challenges);
    }
}
