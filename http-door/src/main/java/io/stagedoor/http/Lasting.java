package io.stagedoor.http;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.LastAnswer;
import io.stagedoor.core.settings.OnChange;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Carried;
import io.stagedoor.http.session.Kept;
import io.stagedoor.http.session.UnderWay;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lasts once it is let through: a response, or a WebSocket. Its answer has what is needed to judge the client again.
 *
 * @param path of the stream; of the application or the room for a WebSocket
 * @param use of the stream; empty for a WebSocket
 */
record Lasting(HttpRequest request, Door door, Protocol protocol, StreamPath path, Optional<Holder.Use> use) {

    /** The header by which a client is told the id of its session, see {@link Refresh#id}. */
    static final String SESSION = "Stagedoor-Session";

    /**
     * What a client holds that was let through.
     *
     * @param authenticator that let it through
     * @param basis what the decision rests on
     * @param id of the client in the audit log
     * @param kept what its session keeps to ask about it again; empty for a client without a session, or about which nobody is asked
     * @param refresh by what its grant may be replaced
     */
    record Held(String authenticator, Grant grant, String basis, String id, Optional<Kept> kept, Refresh refresh) {}

    /**
     * By what the grant of a client without a session may be replaced: by an id of its own, if the application has others replace it. Each request of WHIP and WHEP
     * is judged by the token that it has, and does not last.
     */
    Refresh refresh() {
        return protocol != Protocol.RTC && door.settings().orElseThrow().http().refresh()
                ? Refresh.next()
                : Refresh.NONE;
    }

    /** An answer that tells the client its id, if it has one. */
    static HttpAnswer told(HttpAnswer answer, Refresh refresh) {
        return refresh.told()
                .map(id -> answer.with(Map.of(SESSION, List.of(id))))
                .orElse(answer);
    }

    /**
     * The answer for a client that was let through by an authenticator.
     *
     * @param carried what the client has shown; kept if it will be needed
     */
    HttpAnswer granted(HttpAnswer answer, Held held, Carried carried) {
        Optional<LastAnswer> answered = held.kept().map(Kept::answered).or(() -> door.answered(held.grant()));
        boolean keeps = (answered.isPresent() || door.settings().orElseThrow().onChange() == OnChange.REAUTHENTICATE)
                && carried.refusal().isEmpty();
        // Who shows a session shows no credentials any more.
        Optional<Kept> kept =
                held.kept().filter(known -> !keeps || carried.credentials().equals(Credentials.NONE));
        Credentials shown = keeps ? carried.credentials() : Credentials.NONE;
        ConnectRequest connect = ConnectRequest.builder("", protocol, path, Instant.MAX)
                .credentials(kept.map(Kept::credentials).orElse(shown))
                .remoteAddress(request.remoteAddress())
                .userAgent(userAgent())
                .build();
        SessionState client = SessionState.granted(
                        connect, held.authenticator(), new Decision.Allow(held.grant()), held.basis(), true)
                .answered(answered)
                .refreshed(held.refresh());
        Map<String, String> parameters = keeps ? carried.others() : Map.of();
        return watched(answer, client, kept.map(Kept::parameters).orElse(parameters), held.id());
    }

    /**
     * The answer for a client that was let through unasked, because authentication is off for its protocol.
     *
     * @param id of the client in the audit log
     */
    HttpAnswer unasked(HttpAnswer answer, String id) {
        SessionState client = new SessionState(
                path,
                "",
                Optional.empty(),
                protocol,
                request.remoteAddress(),
                userAgent(),
                Credentials.NONE,
                door.basis(protocol),
                false,
                false,
                Optional.empty(),
                Refresh.NONE);
        return watched(answer, client, Map.of(), id);
    }

    private String userAgent() {
        return String.join(", ", request.headers("User-Agent"));
    }

    private HttpAnswer watched(HttpAnswer answer, SessionState client, Map<String, String> parameters, String id) {
        UnderWay underWay = new UnderWay(
                client,
                path.stream(),
                use.map(Holder.Use::action),
                use.map(Holder.Use::mode).orElse(""),
                parameters,
                id);
        return answer.watched(underWay.toMap());
    }
}
