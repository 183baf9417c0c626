package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.TimeSpan;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time that has passed: so long ago ({@code 90s}, {@code 10m}, {@code 2h}, {@code 1d}), or as ISO 8601 writes it. */
final class Since implements ITypeConverter<Instant> {

    private final Clock clock;

    Since() {
        this(Clock.systemUTC());
    }

    /** @param clock what spans are reckoned from */
    Since(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Instant convert(String text) {
        if (text.length() > 1 && text.indexOf('T') < 0) {
            return clock.instant().minus(new TimeSpan().convert(text));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "no time '" + text + "' (use 90s, 10m, 2h, 1d, or a time such as 2026-11-29T21:00:00Z)");
        }
    }
}
