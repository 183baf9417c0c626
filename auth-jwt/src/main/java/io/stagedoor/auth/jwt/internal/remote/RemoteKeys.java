package io.stagedoor.auth.jwt.internal.remote;

import io.stagedoor.auth.support.http.NoAnswer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one place, as they were fetched. They serve until they are too old, however often a fetch fails, and are replaced only by a set that
 * can be used. A decision reads, and never waits; whatever tokens say, they cause no more than one fetch for each time of cooldown, and make
 * nothing grow.
 */
public final class RemoteKeys implements Task {

    private final KeyPlace place;
    private final Access.Pace pace;
    private final Retrieval retrieval;
    private final KeyFile file;
    private final Consumer<String> check;
    private final Times times;
    private final Schedule schedule;
    private final Bucket bucket;
    private final LongAdder unknown = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder fetched = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile Runnable wake = () -> {};
    private volatile Runnable told = () -> {};

    private volatile State state;
    private volatile boolean hasServed;
    private volatile boolean wished;
    private volatile boolean fetching;
    private volatile boolean rests;

    /**
     * What is known at one moment.
     *
     * @param held {@code null} if there are no keys
     * @param failures how many fetches have failed since the last good one
     * @param trouble what was wrong with the last one; {@code null} for nothing
     * @param due when the timer fetches
     */
    private record State(
            @Nullable Held held, int failures, @Nullable String trouble, long due) {}

    /**
     * Keys, and when they were known to be those of the provider.
     *
     * @param isFetched false if they come from the disk
     */
    private record Held(KeySet keys, String etag, Instant at, long atNanos, boolean isFetched) {

        /** By both clocks: one does not run while the machine sleeps, the other one may be set. */
        Duration age(Times times) {
            Duration byWall = Duration.between(at, times.wall().instant());
            Duration byNanos = Duration.ofNanos(times.now() - atNanos);
            return byWall.compareTo(byNanos) > 0 ? byWall : byNanos;
        }
    }

    /**
     * Has keys at once if the disk has some; fetches nothing yet.
     *
     * @param folder where the last good sets are; may not exist yet
     * @param check throws {@link IllegalArgumentException}, saying of the document what is wrong with it, if no key in it can be used
     */
    RemoteKeys(
            KeyPlace place, Access.Pace pace, Retrieval retrieval, Path folder, Consumer<String> check, Times times) {
        this.place = place;
        this.pace = pace;
        this.retrieval = retrieval;
        this.file = new KeyFile(folder, place);
        this.check = check;
        this.times = times;
        this.schedule = new Schedule(pace.refresh());
        long now = times.now();
        this.bucket = new Bucket(pace.cooldown(), now);
        this.state = new State(kept(now), 0, null, now);
        this.hasServed = state.held() != null;
    }

    private @Nullable Held kept(long now) {
        Instant wall = times.wall().instant();
        return file.read(place, pace.longestStale(), wall)
                .filter(kept -> unusable(kept.keys().text()).isEmpty())
                .map(kept -> {
                    Duration age = Duration.between(kept.fetched(), wall);
                    long at = now - Math.max(0, age.toNanos());
                    return new Held(kept.keys(), kept.etag(), kept.fetched(), at, false);
                })
                .orElse(null);
    }

    private Optional<String> unusable(String text) {
        try {
            check.accept(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * What follows from fetches.
     *
     * @param waking makes the fetching thread look at once whether something is due
     * @param tell told on that thread after each fetch, and when the keys have become too old
     */
    void follow(Runnable waking, Runnable tell) {
        wake = waking;
        told = tell;
    }

    /** Takes note that nobody will fetch them. */
    void rest() {
        rests = true;
    }

    /** The keys of this moment; empty if there are none that may be used. */
    public Optional<KeySet> keys() {
        Held held = state.held();
        return held == null ? Optional.empty() : Optional.of(held.keys());
    }

    /**
     * To be asked for a token that none of the keys has signed, unless one has its name. Has the keys fetched, if that was not done lately.
     *
     * @param judged the keys that the token was judged by; {@code null} for none
     * @return whether the provider may have a key for it that Stagedoor has not fetched yet, so that nobody can say yet whether it signed a token
     */
    public boolean mayHaveMore(@Nullable KeySet judged) {
        unknown.increment();
        if (!wished) {
            wished = true;
            wake.run();
        }
        boolean mayHaveMore = mightHaveMore(judged);
        if (mayHaveMore) {
            unanswered.increment();
        }
        return mayHaveMore;
    }

    /** As {@link #mayHaveMore}, for somebody who only wants to know: nothing is fetched or counted. */
    public boolean mightHaveMore(@Nullable KeySet judged) {
        // In this order: a fetch says that it is under way before it takes from the bucket, and that it is over after
        // the state is the new one.
        long now = times.now();
        return bucket.hasOne(now) || fetching || mayBeOld(state, judged, now);
    }

    private boolean mayBeOld(State known, @Nullable KeySet judged, long now) {
        Held held = known.held();
        return held == null
                || known.trouble() != null
                || !held.keys().equals(judged)
                || !held.isFetched()
                || now - held.atNanos() >= pace.cooldown().toNanos();
    }

    /** How many tokens none of the keys of their time had signed, nor had the name of. */
    public long unknown() {
        return unknown.sum();
    }

    /** For how many tokens nobody could tell whether the provider has their key. */
    public long unanswered() {
        return unanswered.sum();
    }

    /** How many fetches were good. */
    public long fetched() {
        return fetched.sum();
    }

    /** How many fetches have failed. */
    public long failed() {
        return failed.sum();
    }

    /** When the provider last said that the keys of this moment are its own; empty if there are none that may be used. */
    public Optional<Instant> lastRefresh() {
        return Optional.ofNullable(state.held()).map(Held::at);
    }

    /** How long ago that was. */
    public Optional<Duration> age() {
        return Optional.ofNullable(state.held()).map(held -> held.age(times));
    }

    /** How many fetches have failed since the last good one. */
    public int failures() {
        return state.failures();
    }

    /** How long it is until the next fetch; zero if it is due. */
    public Duration untilNext() {
        return Duration.ofNanos(Math.max(0, due() - times.now()));
    }

    /** Whether there have been keys that could be used. */
    public boolean hasServed() {
        return hasServed;
    }

    /** Whether there are no keys yet, because the first fetch is not over. */
    public boolean isComing() {
        State now = state;
        return !rests && now.held() == null && now.trouble() == null;
    }

    /** What is wrong with the latest fetch, the same text as long as it is the same; empty if it was good, or there was none yet. */
    public Optional<String> trouble() {
        return Optional.ofNullable(state.trouble());
    }

    /**
     * What is wrong, and how long the keys serve: the same text as long as nothing else is wrong. Empty if nothing is wrong, or only one
     * fetch has failed and there are keys.
     */
    public Optional<String> lastingProblem() {
        State now = state;
        if (now.trouble() == null || now.failures() < 2 && now.held() != null) {
            return Optional.empty();
        }
        return Optional.of(now.trouble()
                + (now.held() == null
                        ? "; there are no keys that may be used"
                        : "; the keys in use serve until "
                                + now.held().at().plus(pace.longestStale()).truncatedTo(ChronoUnit.SECONDS)));
    }

    /** What is wrong, how old the keys are, how long they serve, and when the next fetch is due; empty if nothing is wrong. */
    public Optional<String> problem() {
        State now = state;
        if (now.held() != null && now.trouble() == null) {
            return Optional.empty();
        }
        String what = now.trouble() == null ? KeyPlace.shown(place.first()) + ": not fetched yet" : now.trouble();
        return Optional.of(what + "; " + prospect());
    }

    /** How old the keys are, how long they serve, and when the next fetch is due. */
    public String prospect() {
        long puzzles = unanswered();
        return keysOf(state.held()) + "; next try " + nextTry()
                + (puzzles == 0 ? "" : "; tokens of unknown keys so far: " + puzzles);
    }

    private String keysOf(@Nullable Held held) {
        if (held == null) {
            return "there are no keys that may be used";
        }
        Duration age = held.age(times);
        return "the keys in use are " + shown(age) + " old, and serve for "
                + shown(pace.longestStale().minus(age)) + " more";
    }

    private String nextTry() {
        Duration left = untilNext();
        return left.isZero() ? "now" : "in " + shown(left);
    }

    private static String shown(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 100) {
            return seconds + " s";
        }
        long minutes = duration.toMinutes();
        return minutes < 100 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }

    @Override
    public long due() {
        State now = state;
        long earliest = bucket.next();
        return !wished && now.due() - earliest > 0 ? now.due() : earliest;
    }

    @Override
    public boolean isWell() {
        return state.trouble() == null;
    }

    @Override
    public void look() {
        State now = state;
        if (now.held() != null && now.held().age(times).compareTo(pace.longestStale()) > 0) {
            // What is too old by the clock that somebody has set may be fetched anew: not in a minute, but now.
            state = new State(null, now.failures(), now.trouble(), now.trouble() == null ? times.now() : now.due());
            told.run();
        }
    }

    @Override
    public void run() {
        long start = times.now();
        fetching = true;
        // What is wished for from now on may have been published after this fetch.
        wished = false;
        bucket.take(start);
        try {
            state = fetched(start);
            hasServed = true;
            fetched.increment();
        } catch (NoAnswer e) {
            state = failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // A document that trips a reader must not end the fetching.
            state = failed(KeyPlace.shown(place.first()) + ": cannot be read ("
                    + e.getClass().getSimpleName() + ")");
        }
        try {
            told.run();
        } finally {
            // Not before: whoever is told makes the new keys those that tokens are judged by.
            fetching = false;
        }
        Held held = state.held();
        if (held != null && held.isFetched() && state.trouble() == null) {
            file.write(held.keys(), held.etag(), held.at());
        }
    }

    private State fetched(long start) throws NoAnswer {
        Held before = state.held();
        URI have = before == null ? null : before.keys().from();
        Instant at = times.wall().instant();
        Retrieval.Fetched fetched = retrieval.fetch(have, before == null ? "" : before.etag());
        KeySet keys = adopted(before, fetched);
        long due = times.now() + schedule.afterSuccess(fetched.cacheControl()).toNanos();
        return new State(new Held(keys, fetched.etag(), at, start, true), 0, null, due);
    }

    private KeySet adopted(@Nullable Held before, Retrieval.Fetched fetched) throws NoAnswer {
        if (before != null && fetched.text().isEmpty()) {
            return before.keys();
        }
        KeySet keys = new KeySet(fetched.from(), fetched.text().orElseThrow());
        if (before != null && keys.equals(before.keys())) {
            return before.keys();
        }
        Optional<String> unusable = unusable(keys.text());
        if (unusable.isPresent()) {
            retrieval.lookAnew();
            throw new NoAnswer(KeyPlace.shown(keys.from()) + ": " + unusable.get());
        }
        return keys;
    }

    private State failed(String trouble) {
        failed.increment();
        State before = state;
        int failures = before.failures() + 1;
        long due = times.now()
                + schedule.afterFailure(failures, retrieval.askedToWait()).toNanos();
        return new State(before.held(), failures, trouble, due);
    }
}
