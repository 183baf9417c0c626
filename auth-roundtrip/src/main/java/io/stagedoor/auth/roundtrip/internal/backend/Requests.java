package io.stagedoor.auth.roundtrip.internal.backend;

import io.stagedoor.auth.Measure;
import io.stagedoor.auth.roundtrip.internal.message.Answer;
import io.stagedoor.auth.support.measure.Durations;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts questions to a backend by what came of them, and how long it took to answer. Thread-safe; takes no lock. */
final class Requests {

    private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
    private final Durations durations = new Durations();

    /** What came of a question. */
    private enum Outcome {
        YES("yes"),
        NO("no"),
        /** Neither yes nor no. */
        ODD("odd"),
        OVERLOADED("overloaded"),
        /** A status of 500 or more, a broken answer, or none in time. */
        UNANSWERED("unanswered"),
        UNREACHABLE("unreachable"),
        NOT_SENT("not_sent");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        private static Outcome of(Answer.Kind kind) {
            return switch (kind) {
                case YES -> YES;
                case NO -> NO;
                case ODD -> ODD;
                case NOT_NOW -> OVERLOADED;
                case NONE -> UNANSWERED;
            };
        }
    }

    Requests() {
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new LongAdder());
        }
    }

    void answered(Answer.Kind kind, long nanos) {
        count(Outcome.of(kind));
        durations.add(nanos);
    }

    void failed(boolean isUnreachable, long nanos) {
        count(isUnreachable ? Outcome.UNREACHABLE : Outcome.UNANSWERED);
        durations.add(nanos);
    }

    /** It was not even sent: the breaker is open, or too many were running. */
    void notSent() {
        count(Outcome.NOT_SENT);
    }

    private void count(Outcome outcome) {
        LongAdder count = counts.get(outcome);
        if (count != null) {
            count.increment();
        }
    }

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        counts.forEach((outcome, count) -> measures.add(
                Measure.counter("backend_requests_total", "Questions to the backend, by what came of them.", (double)
                                count.sum())
                        .with("outcome", outcome.label)));
        measures.add(durations.measure(
                "backend_request_duration_seconds", "How long requests to the backend took that were sent."));
        return measures;
    }
}
