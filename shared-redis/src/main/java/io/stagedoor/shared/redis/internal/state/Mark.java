package io.stagedoor.shared.redis.internal.state;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the changes of a kind are.
 *
 * @param epoch in which they are
 * @param number of the last one
 * @param place of the last one
 */
record Mark(String epoch, long number, String place) {

    private static final Pattern FORM = Pattern.compile("([0-9a-f]+)/(\\d{1,18})/(\\d+-\\d+)");

    /** What {@link #toString} wrote; empty for anything else. */
    static Optional<Mark> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Mark(form.group(1), Long.parseLong(form.group(2)), form.group(3)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return epoch + '/' + number + '/' + place;
    }
}
