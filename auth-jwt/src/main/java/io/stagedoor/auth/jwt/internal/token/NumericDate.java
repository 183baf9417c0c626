package io.stagedoor.auth.jwt.internal.token;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Seconds since 1970, RFC 7519 §2, as the JSON number that it is: neither rounded through a double nor wrapped in a long, and
 * compared at a cost that does not depend on its exponent.
 */
public final class NumericDate {

    /** Integers of up to so many characters fit a long. */
    private static final int LONG_CHARACTERS = 18;

    private static final int DAYS_OF_YEAR = 365;
    private static final Duration FAR = Duration.ofDays(100 * DAYS_OF_YEAR);
    /** 2001 in milliseconds. */
    private static final Instant EARLIEST_MILLISECONDS = Instant.ofEpochSecond(1_000_000_000_000L);
    /** 2128 in milliseconds. */
    private static final Instant LATEST_MILLISECONDS = Instant.ofEpochSecond(5_000_000_000_000L);

    private final long seconds;
    private final @Nullable BigDecimal exact;

    private NumericDate(long seconds, @Nullable BigDecimal exact) {
        this.seconds = seconds;
        this.exact = exact;
    }

    static NumericDate of(long seconds) {
        return new NumericDate(seconds, null);
    }

    /** The number that the parser stands on; {@code null} if it is none, or its exponent is beyond any computer's reach. */
    public static @Nullable NumericDate read(JsonParser value) throws IOException {
        JsonToken token = value.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && value.getTextLength() <= LONG_CHARACTERS) {
            return of(value.getLongValue());
        }
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            return null;
        }
        try {
            return new NumericDate(0, new BigDecimal(value.getText()));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether this time is later. */
    public boolean isAfter(Instant instant) {
        return compareTo(instant) > 0;
    }

    /** Whether it is a time of our century, had it been written in milliseconds. */
    public boolean looksLikeMilliseconds() {
        return isAfter(EARLIEST_MILLISECONDS) && !isAfter(LATEST_MILLISECONDS);
    }

    /** How long it is between this time and another one, for people: two units at most. */
    public String distance(Instant other) {
        boolean near = isAfter(other.minus(FAR)) && !isAfter(other.plus(FAR));
        return near
                ? text(Duration.between(other, Instant.ofEpochSecond(wholeSeconds()))
                        .abs())
                : "more than " + FAR.toDays() / DAYS_OF_YEAR + " years";
    }

    /** Of a time that is near another one: its exponent may be out of reach only where the number is a nought for people. */
    private long wholeSeconds() {
        if (exact == null) {
            return seconds;
        }
        boolean nothing = exact.signum() == 0 || exact.precision() - (long) exact.scale() <= 0;
        return nothing ? 0 : exact.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    private static String text(Duration distance) {
        if (distance.toDays() > 0) {
            return distance.toDays() + " d " + distance.toHoursPart() + " h";
        }
        if (distance.toHours() > 0) {
            return distance.toHours() + " h " + distance.toMinutesPart() + " min";
        }
        if (distance.toMinutes() > 0) {
            return distance.toMinutes() + " min " + distance.toSecondsPart() + " s";
        }
        return distance.toSeconds() > 0 ? distance.toSeconds() + " s" : "less than 1 s";
    }

    /** This time to the nanosecond, rounded down; only for times that have been found to be near another one. */
    public Instant toInstant() {
        if (exact == null) {
            return Instant.ofEpochSecond(seconds);
        }
        BigDecimal whole = exact.setScale(0, RoundingMode.FLOOR);
        BigDecimal nanos = exact.subtract(whole).movePointRight(9).setScale(0, RoundingMode.FLOOR);
        return Instant.ofEpochSecond(whole.longValueExact(), nanos.longValueExact());
    }

    private int compareTo(Instant instant) {
        if (exact != null) {
            return exact.compareTo(
                    BigDecimal.valueOf(instant.getEpochSecond()).add(BigDecimal.valueOf(instant.getNano(), 9)));
        }
        int bySeconds = Long.compare(seconds, instant.getEpochSecond());
        return bySeconds != 0 || instant.getNano() == 0 ? bySeconds : -1;
    }
}
