package io.stagedoor.http.refresh;

import io.stagedoor.auth.Secret;
import io.stagedoor.core.refresh.Refreshed;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Carried;
import io.stagedoor.http.session.HttpSession;
import io.stagedoor.http.session.HttpSessions;
import io.stagedoor.http.session.Origin;
import java.util.Map;
import java.util.Optional;

/**
 * Sees new tokens that players send together with their session, as hls.js does whose page sets another {@code Authorization}. Each is judged once, whatever comes of
 * it: the old one may be in the query of each request still.
 */
public final class PlayerTokens {

    private final Receiver receiver;

    /** Who judges a token. */
    @FunctionalInterface
    public interface Receiver {

        /** As {@link io.stagedoor.core.refresh.Refreshes#refresh(Object, Map, Secret, Map, String, String)}. */
        Refreshed refresh(
                Object handle,
                Map<String, Object> session,
                Secret token,
                Map<String, String> parameters,
                String device,
                String address);
    }

    /** @param receiver is told what comes */
    public PlayerTokens(Receiver receiver) {
        this.receiver = receiver;
    }

    /**
     * The session of a player once the token that it sends was judged, if that is a new one. May take as long as a decision takes.
     *
     * @param shown the session that the player shows
     * @param carried what it sends with that
     * @param request with which it sends that
     * @return empty if the player has none any more: the token does not cover the stream
     */
    public Optional<HttpSession> session(
            HttpSessions sessions, HttpSession shown, Carried carried, HttpRequest request) {
        Optional<Secret> token = carried.credentials().token();
        if (carried.refusal().isPresent() || token.isEmpty()) {
            return Optional.of(shown);
        }
        String digest = Origin.credentials(sessions.salt(), carried.credentials());
        long mark = HttpSession.mark(digest);
        long before = shown.tried().get();
        // The other requests that come with it go on by the session that there is.
        if (digest.equals(shown.origin().credentials())
                || mark == before
                || !shown.tried().compareAndSet(before, mark)) {
            return Optional.of(shown);
        }
        Optional<Map<String, Object>> held = sessions.held(shown);
        if (held.isEmpty()) {
            return Optional.of(shown);
        }
        Refreshed refreshed = receiver.refresh(
                HttpSessions.handleOf(shown),
                held.get(),
                token.get(),
                carried.others(),
                Origin.device(sessions.salt(), request),
                request.remoteAddress());
        if (refreshed.result() == Refreshed.Result.UNAVAILABLE) { // to be asked about with a later request
            shown.tried().compareAndSet(mark, before);
        }
        return sessions.find(shown.id());
    }
}
