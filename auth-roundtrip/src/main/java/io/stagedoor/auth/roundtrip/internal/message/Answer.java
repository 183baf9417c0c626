package io.stagedoor.auth.roundtrip.internal.message;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of a question.
 *
 * @param detail why it is no yes, for the logs
 * @param url what came with a yes, for the application
 * @param ttl how long the backend lets it be used again
 * @param recheck after which time the backend wants to be asked again whether the client may stay; with a yes only
 * @param useOnce the id of what one client may use; with a yes only
 * @param pause how long the backend wants to be left alone with this question
 */
public record Answer(
        Kind kind,
        String detail,
        Optional<String> url,
        Optional<Duration> ttl,
        Optional<Duration> recheck,
        Optional<String> useOnce,
        Optional<Duration> pause) {

    public enum Kind {
        YES,
        NO,
        /** An answer that is not one of the contract: as good as a no, but something is wrong with the backend. */
        ODD,
        /** The backend answers, but has not looked at the question. */
        NOT_NOW,
        /** Nobody knows. */
        NONE
    }

    static Answer yes(
            Optional<String> url, Optional<Duration> ttl, Optional<Duration> recheck, Optional<String> useOnce) {
        return new Answer(Kind.YES, "", url, ttl, recheck, useOnce, Optional.empty());
    }

    static Answer no(String detail, Optional<Duration> ttl) {
        return no(Kind.NO, detail, ttl, Optional.empty());
    }

    static Answer odd(String detail) {
        return no(Kind.ODD, detail, Optional.empty(), Optional.empty());
    }

    static Answer notNow(String detail, Optional<Duration> pause) {
        return no(Kind.NOT_NOW, detail, Optional.empty(), pause);
    }

    /** Nobody knows. */
    public static Answer none(String detail) {
        return no(Kind.NONE, detail, Optional.empty(), Optional.empty());
    }

    private static Answer no(Kind kind, String detail, Optional<Duration> ttl, Optional<Duration> pause) {
        return new Answer(kind, detail, Optional.empty(), ttl, Optional.empty(), Optional.empty(), pause);
    }

    /** The answer with what is behind the signed URL kept to itself. */
    @Override
    public String toString() {
        return "Answer[" + kind + ", " + detail + "]";
    }
}
