package io.stagedoor.core.settings;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How often authenticators are asked again about clients of an application that are in, and what becomes of those about whom nobody answers.
 *
 * @param every how often; nought for those only whose grant says when
 * @param cutsWithoutAnswer whether a client is cut off at once about which nobody answers
 * @param longestWithoutAnswer how long after the last answer such a client stays otherwise
 */
public record RecheckSettings(Duration every, boolean cutsWithoutAnswer, Duration longestWithoutAnswer) {

    private static final String EVERY = "recheckSeconds";
    private static final String ON_FAILURE = "recheckOnFailure";
    private static final String LONGEST = "recheckMaxStaleSeconds";
    /** Of so many parts of the time, the last one is the one in which clients are asked about: those that came at once are not asked about at once. */
    private static final int PARTS = 4;

    /** An odd number whose bits are well mixed: the fraction of the golden ratio. */
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private static final int FRACTION_BITS = 53;

    /** Reads the properties, and throws {@link IllegalArgumentException} naming the one that is wrong. */
    static RecheckSettings of(Properties properties) {
        RecheckSettings settings = new RecheckSettings(
                properties.duration(EVERY), cuts(properties.text(ON_FAILURE)), properties.duration(LONGEST));
        if (!settings.cutsWithoutAnswer() && settings.every().compareTo(settings.longestWithoutAnswer()) >= 0) {
            throw new IllegalArgumentException(
                    ("%s: %d is not longer than %s=%d: the first question without an answer would cut a client off;"
                                    + " set it to a multiple of %s, or set %s=cut")
                            .formatted(
                                    LONGEST,
                                    settings.longestWithoutAnswer().toSeconds(),
                                    EVERY,
                                    settings.every().toSeconds(),
                                    EVERY,
                                    ON_FAILURE));
        }
        return settings;
    }

    private static boolean cuts(String configured) {
        return switch (configured) {
            case "keep" -> false;
            case "cut" -> true;
            default ->
                throw new IllegalArgumentException(
                        ON_FAILURE + ": '" + configured + "' is neither keep nor cut; set it to one of them");
        };
    }

    /**
     * What a session keeps of the answer that let its client in or says that it may stay.
     *
     * @param grant of the answer
     * @param now as of {@link LastAnswer}
     * @return empty if nobody is asked about the client again
     */
    public Optional<LastAnswer> answered(Grant grant, long now) {
        OptionalLong due = grant.recheckAfter()
                .map(time -> OptionalLong.of(now + time.toNanos()))
                .orElse(OptionalLong.empty());
        return every.isZero() && due.isEmpty() ? Optional.empty() : Optional.of(new LastAnswer(now, due));
    }

    /** Whether it is time to ask about a client again: some time in the last quarter of the time between two questions. */
    public boolean isDue(LastAnswer last, long now) {
        long between = between(last);
        if (between < 0) {
            return false;
        }
        double spread = (last.at() * MIXER >>> Long.SIZE - FRACTION_BITS) / (double) (1L << FRACTION_BITS);
        long wait = between - (long) (between * spread / PARTS);
        return now - last.at() >= wait;
    }

    /** Whether a client about which nobody answers has been in for too long since the last answer. One that named its own time is not cut off before that. */
    public boolean isOver(LastAnswer last, long now) {
        return cutsWithoutAnswer || now - last.at() >= Math.max(longestWithoutAnswer.toNanos(), between(last));
    }

    /** How long after an answer there is to be another one, in nanoseconds; below nought for never. */
    private long between(LastAnswer last) {
        return last.due().isPresent()
                ? Math.max(0, last.due().getAsLong() - last.at())
                : every.isZero() ? -1 : every.toNanos();
    }
}
