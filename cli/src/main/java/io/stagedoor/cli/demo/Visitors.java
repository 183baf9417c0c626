package io.stagedoor.cli.demo;

import io.stagedoor.cli.rtmp.Answer;
import io.stagedoor.cli.rtmp.RtmpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Clients that connect, one after the other, see what comes of it, and leave. */
final class Visitors {

    private static final Duration TO_BE_IN_FORCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 50;

    private final AuditLog audit;
    private final Duration patience;

    /**
     * One of them.
     *
     * @param audited what the audit log says of it, if it says anything
     */
    record Visit(Answer answer, Optional<Audited> audited) {

        boolean allowed(String authenticator) {
            return answer.accepted()
                    && audited.filter(line -> line.reason().equals("GRANTED"))
                            .filter(line -> line.authenticator().equals(authenticator))
                            .isPresent();
        }

        boolean refused(String reason) {
            return answer.code().equals("NetConnection.Connect.Rejected")
                    && audited.filter(line -> !line.allowed() && line.reason().equals(reason))
                            .isPresent();
        }

        String outcome() {
            String why = audited.map(line -> line.allowed() ? " by " + line.authenticator() : ": " + line.reason())
                    .orElse(": not in the audit log");
            return answer.code() + why;
        }
    }

    /**
     * How a change came into force.
     *
     * @param first the visit that was judged by it, the last of all; empty if none was in time
     * @param before how many were judged by what was before it
     * @param refused how many of those were refused
     */
    record Change(Optional<Audited> first, long millis, int before, int refused) {}

    Visitors(AuditLog audit, Duration patience) {
        this.audit = audit;
        this.patience = patience;
    }

    Visit connect(String url) throws IOException, InterruptedException {
        audit.skip();
        try (RtmpClient client = new RtmpClient(patience)) {
            Answer answer = client.connect(url);
            return new Visit(answer, audit.next());
        }
    }

    /** Lets one after the other come until one is judged by what has been changed. */
    Change connectUntil(String url, Predicate<Audited> changed) throws IOException, InterruptedException {
        long began = System.nanoTime();
        int before = 0;
        int refused = 0;
        while (true) {
            Visit visit = connect(url);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            if (visit.audited().filter(changed).isPresent()) {
                return new Change(visit.audited(), millis, before, refused);
            }
            before++;
            refused += visit.answer().accepted() ? 0 : 1;
            if (millis > TO_BE_IN_FORCE.toMillis()) {
                return new Change(Optional.empty(), millis, before, refused);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
