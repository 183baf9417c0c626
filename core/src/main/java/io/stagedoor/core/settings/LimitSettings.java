package io.stagedoor.core.settings;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.support.property.Properties;
import java.time.Duration;

/**
 * How many clients of an application publish and play at once.
 *
 * @param publishing how many with the same value of {@code by} may publish; nought for any number
 * @param playing how many may play; nought for any number
 * @param by what those have in common who share the places
 * @param claim the attribute of the grant, for {@link By#CLAIM}; else empty
 * @param tooMany what happens when all places are taken
 * @param reconnect after how long a silence a client gives its place to anybody
 */
public record LimitSettings(int publishing, int playing, By by, String claim, TooMany tooMany, Duration reconnect) {

    /** What those have in common who share places. */
    public enum By {
        /** The same proven identity of the same issuer. */
        SUBJECT,
        /** The same token. */
        TOKEN,
        /** The same value of a claim. */
        CLAIM
    }

    /** The property that says what clients have in common. */
    public static final String BY = "maxSessionsBy";

    private static final String PUBLISHING = "maxSessionsPublishing";
    private static final String PLAYING = "maxSessionsPlaying";
    private static final String ON_TOO_MANY = "onTooMany";
    private static final String CLAIM_PREFIX = "claim:";

    /** Reads the properties, and throws {@link IllegalArgumentException} naming the one that is wrong. */
    static LimitSettings of(Properties properties) {
        String by = properties.text(BY);
        return new LimitSettings(
                properties.count(PUBLISHING),
                properties.count(PLAYING),
                by(by),
                by.startsWith(CLAIM_PREFIX)
                        ? by.substring(CLAIM_PREFIX.length()).strip()
                        : "",
                tooMany(properties.text(ON_TOO_MANY)),
                properties.duration("reconnectSeconds"));
    }

    private static By by(String configured) {
        if (configured.startsWith(CLAIM_PREFIX)
                && !configured.substring(CLAIM_PREFIX.length()).isBlank()) {
            return By.CLAIM;
        }
        return switch (configured) {
            case "subject" -> By.SUBJECT;
            case "token" -> By.TOKEN;
            default ->
                throw new IllegalArgumentException(
                        BY + ": '" + configured + "' is neither subject, token nor claim:NAME; set it to one of them");
        };
    }

    private static TooMany tooMany(String configured) {
        return switch (configured) {
            case "reject" -> TooMany.REJECT;
            case "replace" -> TooMany.REPLACE;
            case "oldest" -> TooMany.OLDEST;
            default ->
                throw new IllegalArgumentException(ON_TOO_MANY + ": '" + configured
                        + "' is neither reject, replace nor oldest; set it to one of them");
        };
    }

    /** Whether there is any limit. */
    public boolean isOn() {
        return publishing > 0 || playing > 0;
    }

    /** How many may do it at once; nought for any number. */
    public int most(Action action) {
        return switch (action) {
            case PUBLISH -> publishing;
            case SUBSCRIBE -> playing;
            case SHARE -> 0;
        };
    }

    /** The name of the property that limits an action. */
    public static String property(Action action) {
        return action == Action.PUBLISH ? PUBLISHING : PLAYING;
    }

    /** The property {@link #BY} as it is configured. */
    public String shownBy() {
        return switch (by) {
            case SUBJECT -> "subject";
            case TOKEN -> "token";
            case CLAIM -> CLAIM_PREFIX + claim;
        };
    }
}
