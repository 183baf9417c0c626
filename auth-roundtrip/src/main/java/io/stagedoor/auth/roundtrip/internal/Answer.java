package io.stagedoor.auth.roundtrip.internal;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of a question.
 *
 * @param detail why it is no yes, for the logs
 * @param url what came with a yes, for the application
 * @param ttl how long the backend lets it be used again
 */
record Answer(Kind kind, String detail, Optional<String> url, Optional<Duration> ttl) {

    enum Kind {
        YES,
        NO,
        /** An answer that is not one of the contract: as good as a no, but something is wrong with the backend. */
        ODD,
        /** Nobody knows. */
        NONE
    }

    static Answer yes(Optional<String> url, Optional<Duration> ttl) {
        return new Answer(Kind.YES, "", url, ttl);
    }

    static Answer no(String detail, Optional<Duration> ttl) {
        return new Answer(Kind.NO, detail, Optional.empty(), ttl);
    }

    static Answer odd(String detail) {
        return new Answer(Kind.ODD, detail, Optional.empty(), Optional.empty());
    }

    static Answer none(String detail) {
        return new Answer(Kind.NONE, detail, Optional.empty(), Optional.empty());
    }

    /** The answer with what is behind the signed URL kept to itself. */
    @Override
    public String toString() {
        return "Answer[" + kind + ", " + detail + "]";
    }
}
