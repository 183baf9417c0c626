package io.stagedoor.operations.http;

import java.util.Optional;
import org.apache.hc.core5.http.HttpRequest;

/** Who gets in, and who answers him: decided by the head of a request, before its target and its body are read. Thread-safe. */
@FunctionalInterface
public interface Entrance {

    /** What becomes of a request. */
    Passage pass(HttpRequest request);

    /**
     * What becomes of a request.
     *
     * @param refusal the answer to it; empty if the handler is to answer
     * @param proven whether whoever sent it has shown a token: his connection makes no room for others
     * @param handler answers
     */
    record Passage(Optional<Answer> refusal, boolean proven, Handler handler) {

        /** For a request that is not let in. */
        public static Passage refused(Answer answer) {
            return new Passage(Optional.of(answer), false, request -> answer);
        }

        /** For a request of anybody. */
        public static Passage open(Handler handler) {
            return new Passage(Optional.empty(), false, handler);
        }

        /** For a request of somebody who has shown a token. */
        public static Passage proven(Handler handler) {
            return new Passage(Optional.empty(), true, handler);
        }
    }
}
