package io.stagedoor.cli.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as people write it: {@code 90s}, {@code 5m}, {@code 2h}, {@code 1d}. */
public final class TimeSpan implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("invalid duration '" + text + "' (use 90s, 5m, 2h, 1d)");
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** The same, and {@code 0s} for at once. */
    public static final class OrNone implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            return text.matches("0[smhd]?") ? Duration.ZERO : new TimeSpan().convert(text);
        }
    }
}
