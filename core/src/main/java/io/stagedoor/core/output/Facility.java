package io.stagedoor.core.output;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The facilities of syslog that a program of its own may use, RFC 5424 section 6.2.1, table 1. */
enum Facility {
    USER(1),
    DAEMON(3),
    AUTH(4),
    AUTHPRIV(10),
    LOCAL0(16),
    LOCAL1(17),
    LOCAL2(18),
    LOCAL3(19),
    LOCAL4(20),
    LOCAL5(21),
    LOCAL6(22),
    LOCAL7(23);

    private static final int SEVERITIES = 8;

    private final int code;

    Facility(int code) {
        this.code = code;
    }

    /** PRIVAL of a message with a severity. */
    int priority(int severity) {
        return code * SEVERITIES + severity;
    }

    /** By its name in small letters. */
    static Optional<Facility> of(String name) {
        return Arrays.stream(values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** All names, for messages. */
    static String names() {
        return Stream.of(values())
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
