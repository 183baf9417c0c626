package io.stagedoor.core.start;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.settings.ApplicationSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A client that may publish or play, and is about to begin. Immutable.
 *
 * @param settings in force for the application
 * @param authenticator that let the client in
 * @param grant that the client holds
 * @param action to publish, or to play
 * @param stream that it publishes or plays
 * @param who begins
 * @param deadline by which it has to be said whether the client may begin
 * @param goesOn whether this is the next request of a player that has begun before, and was found again by its session
 */
public record Start(
        ApplicationSettings settings,
        String authenticator,
        Grant grant,
        Action action,
        StreamPath stream,
        Who who,
        Instant deadline,
        boolean goesOn) {

    /**
     * A client, for the time of a question.
     *
     * @param id as of {@link Client#id}; of a player over HTTP, the one by which it is found again
     * @param handle as of {@link Client#handle}; of a player over HTTP its id, which is the same with each of its requests
     * @param address in text form; empty if it is not known
     * @param mayWait as of {@link Client#mayWait}
     * @param session of a connection; empty for a player over HTTP
     * @param holds for how long a player over HTTP counts as one that plays, after this request
     * @param device by which the client is known whatever it publishes or plays: the id of a connection; of a client over HTTP another one than its players
     *     have, which begins with {@value #DEVICE}
     */
    public record Who(
            String id,
            Object handle,
            String address,
            boolean mayWait,
            Map<String, Object> session,
            Duration holds,
            String device) {

        /** What the device of a client over HTTP begins with, and no other one. */
        static final String DEVICE = "http:";

        /** A connection: it is the same whatever it publishes or plays. */
        Who(String id, Object handle, String address, boolean mayWait, Map<String, Object> session, Duration holds) {
            this(id, handle, address, mayWait, session, holds, id);
        }

        /** @param session that it has, or had before */
        public static Who of(Client client, Map<String, Object> session) {
            return new Who(client.id(), client.handle(), client.address(), client.mayWait(), session, Duration.ZERO);
        }

        /** A player over HTTP. */
        public static Who player(String id, String address, Duration holds, String device) {
            return new Who(id, id, address, true, Map.of(), holds, DEVICE + device);
        }

        /** Shows nothing of the client. */
        @Override
        public String toString() {
            return "Who[***]";
        }
    }

    /** Shows nothing that the client holds. */
    @Override
    public String toString() {
        return "Start[" + action + " " + stream + "]";
    }
}
