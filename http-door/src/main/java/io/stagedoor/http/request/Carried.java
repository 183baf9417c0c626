package io.stagedoor.http.request;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.AuthorizationHeader;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.carrier.CookieHeader;
import io.stagedoor.core.carrier.QueryString;
import io.stagedoor.core.carrier.WebSocketProtocols;
import io.stagedoor.core.client.Reading;
import io.stagedoor.hook.HttpRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials of a request, from its query, headers and cookies, never from its body. Cookies do
 * not count beside what a client sends on purpose, see {@link ClientParameters}.
 *
 * @param credentials {@link Credentials#NONE} for none
 * @param others further parameters of the query
 * @param refusal why nobody can be asked about it, if that is so
 * @param flaw what is wrong with it, for the audit log; empty if nothing is
 */
public record Carried(Credentials credentials, Map<String, String> others, Optional<Reason> refusal, String flaw) {

    /** The parameter by which players show their session: the server itself writes it, and no authenticator sees it. */
    public static final String SESSION = "stagedoor";

    /**
     * A request of a client, with what it carries.
     *
     * @param id of the request
     */
    public Reading reading(String id, HttpRequest request, Protocol protocol, StreamPath path, Instant deadline) {
        if (refusal.isPresent()) {
            return new Reading(null, "", refusal.get(), flaw, credentials);
        }
        ConnectRequest connect = ConnectRequest.builder(id, protocol, path, deadline)
                .credentials(credentials)
                .remoteAddress(request.remoteAddress())
                .userAgent(String.join(", ", request.headers("User-Agent")))
                .parameters(others)
                .build();
        return new Reading(connect, "", null, "", credentials);
    }

    /**
     * Reads a request.
     *
     * @param cookies whether its cookies count
     * @param webSocket whether it begins a WebSocket
     */
    public static Carried of(HttpRequest request, boolean cookies, boolean webSocket) {
        ClientParameters parameters = new ClientParameters();
        QueryString.read(request.query(), parameters);
        request.headers("Authorization").forEach(value -> AuthorizationHeader.read(value, parameters));
        if (webSocket) {
            WebSocketProtocols.read(String.join(",", request.headers("Sec-WebSocket-Protocol")), parameters);
        }
        if (cookies) {
            request.headers("Cookie").forEach(value -> CookieHeader.read(value, parameters));
        }
        Map<String, String> others = new HashMap<>(parameters.others());
        others.remove(SESSION);
        return new Carried(parameters.credentials(), Map.copyOf(others), parameters.refusal(), parameters.flaw());
    }
}
