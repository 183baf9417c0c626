package io.stagedoor.auth.jwt.internal.status;

/** A place on the web that keys are fetched from. Immutable. */
public final class PlaceStatus {

    private final String setting;
    private final String url;
    private final Fetches fetches;
    private final Unknown unknown;

    /**
     * How fetching goes.
     *
     * @param last see {@link PlaceStatus#getLastRefresh}
     * @param ageSeconds see {@link PlaceStatus#getAgeSeconds}
     * @param failures see {@link PlaceStatus#getFailures}
     * @param nextSeconds see {@link PlaceStatus#getNextRefreshSeconds}
     */
    public record Fetches(String last, long ageSeconds, int failures, long nextSeconds) {}

    /**
     * Tokens that none of its keys has signed.
     *
     * @param tokens see {@link PlaceStatus#getUnknownKeys}
     * @param undecided see {@link PlaceStatus#getUndecided}
     */
    public record Unknown(long tokens, long undecided) {}

    /**
     * A place.
     *
     * @param setting see {@link #getSetting}
     * @param url see {@link #getUrl}
     */
    public PlaceStatus(String setting, String url, Fetches fetches, Unknown unknown) {
        this.setting = setting;
        this.url = url;
        this.fetches = fetches;
        this.unknown = unknown;
    }

    /** The property that names it: {@code keys} or {@code keys.NAME}. */
    public String getSetting() {
        return setting;
    }

    /** What is asked first, without a query. */
    public String getUrl() {
        return url;
    }

    /** When the provider last said that these are its keys, by ISO 8601 and in UTC; empty if there are none that may be used. */
    public String getLastRefresh() {
        return fetches.last();
    }

    /** How long ago that was; -1 if there are no keys that may be used. */
    public long getAgeSeconds() {
        return fetches.ageSeconds();
    }

    /** How many fetches have failed since the last good one. */
    public int getFailures() {
        return fetches.failures();
    }

    /** In how many seconds at most the next fetch begins; 0 if it is due. */
    public long getNextRefreshSeconds() {
        return fetches.nextSeconds();
    }

    /** How many tokens so far none of the keys of their time had signed, nor had the name of. */
    public long getUnknownKeys() {
        return unknown.tokens();
    }

    /** How many of these were {@code UNAVAILABLE}, because the provider may have had a new key. */
    public long getUndecided() {
        return unknown.undecided();
    }
}
