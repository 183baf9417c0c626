package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.Secret;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.refresh.Refreshed;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.settings.Refresh;
import io.stagedoor.red5.hook.Reply;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Answers clients that call methods of Stagedoor's own. A client can name no session but that of its own connection. */
final class Commands {

    /** Sends a new token; answers when everything ends that the client holds now. */
    private static final String REFRESH = "stagedoorRefresh";

    /** Answers the same of what it holds, and by which id its application may send a new token for it. */
    private static final String SESSION = "stagedoorSession";

    private static final String ENDS_AT = "endsAt";
    private static final String SECONDS = "seconds";

    /** Whatever was wrong. */
    private static final Reply FAILED = Reply.failure(Map.of("description", "The session was not refreshed."));

    private final Refresher refresher;
    private final Clock clock;

    /** Who judges a new token: as {@link io.stagedoor.core.admission.Admissions#refresh}. */
    @FunctionalInterface
    interface Refresher {
        Refreshed refresh(Client client, Map<String, Object> session, Secret token);
    }

    Commands(Refresher refresher, Clock clock) {
        this.refresher = refresher;
        this.clock = clock;
    }

    /** The answer to a call; may take as long as a decision takes. */
    Reply answer(Client client, Map<String, Object> session, String method, List<Object> arguments) {
        return switch (method) {
            case REFRESH -> refresh(client, session, arguments);
            case SESSION -> session(session);
            default -> Reply.unknown();
        };
    }

    private Reply refresh(Client client, Map<String, Object> session, List<Object> arguments) {
        if (arguments.size() != 1 || !(arguments.get(0) instanceof String token) || token.isEmpty()) {
            return FAILED;
        }
        Refreshed refreshed = refresher.refresh(client, session, Secret.of(token));
        return refreshed.isDone()
                ? Reply.result(end(refreshed.end().map(SessionState::millis).orElse(SessionState.NO_END)))
                : FAILED;
    }

    private Reply session(Map<String, Object> session) {
        Map<String, Object> content = end(SessionState.peekEnd(session));
        Refresh.of(session).told().ifPresent(id -> content.put("refreshId", id));
        return Reply.result(content);
    }

    /** In milliseconds since 1970, and in how many seconds; nothing for no end. */
    private Map<String, Object> end(long millis) {
        Map<String, Object> content = new HashMap<>();
        if (millis != SessionState.NO_END) {
            content.put(ENDS_AT, millis);
            content.put(SECONDS, Math.max(0, TimeUnit.MILLISECONDS.toSeconds(millis - clock.millis())));
        }
        return content;
    }
}
