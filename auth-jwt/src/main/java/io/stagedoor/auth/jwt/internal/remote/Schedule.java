package io.stagedoor.auth.jwt.internal.remote;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When to fetch again by oneself. The times vary by a tenth, so that not all servers ask at once. */
final class Schedule {

    static final Duration SHORTEST = Duration.ofMinutes(5);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[,\\s])max-age\\s*=\\s*\"?(\\d{1,9})");
    private static final Pattern NOT_KEPT = Pattern.compile("(?i)(?:^|[,\\s])no-(?:store|cache)(?:[,\\s=]|$)");
    private static final int MOST_DOUBLINGS = 20;

    private final Duration longest;

    /** @param longest the longest time between two fetches; at least {@link #SHORTEST} */
    Schedule(Duration longest) {
        this.longest = longest;
    }

    /**
     * After a fetch.
     *
     * @param cacheControl what the answer said, RFC 9111 §5.2.2; within bounds
     */
    Duration afterSuccess(Optional<String> cacheControl) {
        return varied(cacheControl.map(this::said).orElse(longest));
    }

    private Duration said(String cacheControl) {
        if (NOT_KEPT.matcher(cacheControl).find()) {
            return SHORTEST;
        }
        Matcher maxAge = MAX_AGE.matcher(cacheControl);
        return maxAge.find() ? clamped(Duration.ofSeconds(Long.parseLong(maxAge.group(1)))) : longest;
    }

    private Duration clamped(Duration said) {
        Duration atLeast = said.compareTo(SHORTEST) < 0 ? SHORTEST : said;
        return atLeast.compareTo(longest) > 0 ? longest : atLeast;
    }

    /**
     * After a fetch that failed: a second, and twice as long each time, up to {@link #SHORTEST}; or later, if the provider asks for that, but never
     * later than the timer fetches at the latest.
     *
     * @param failures how many in a row; at least 1
     * @param asked how long the provider wants to be left alone; zero if it does not say
     */
    Duration afterFailure(int failures, Duration asked) {
        Duration retry = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration usual = varied(retry.compareTo(SHORTEST) > 0 ? SHORTEST : retry);
        Duration wanted = asked.compareTo(longest) > 0 ? longest : asked;
        return wanted.compareTo(usual) > 0 ? wanted : usual;
    }

    private static Duration varied(Duration duration) {
        return Duration.ofNanos(
                (long) (duration.toNanos() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }
}
