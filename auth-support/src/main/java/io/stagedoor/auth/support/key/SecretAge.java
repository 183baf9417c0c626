package io.stagedoor.auth.support.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How old a secret is, as far as a server can tell: nothing in a secret says when it was made. One in a file is as old as the file when the secret was read; of one
 * that stands in the configuration itself, only since when this server uses it. Immutable.
 *
 * @param property the property that says where the secret is
 * @param since when the file was written, or when the secret came into force
 * @param isWritten whether it is of a file
 */
public record SecretAge(String property, Instant since, boolean isWritten) {

    private static final long MOST_MINUTES = 100;
    private static final long MOST_HOURS = 48;

    /**
     * Of a secret that comes into force now. Looks at its file.
     *
     * @param now when it comes into force: its age if the file does not tell
     */
    public static SecretAge of(SecretSource source, Instant now) {
        return source.path()
                .flatMap(SecretAge::written)
                .map(written -> new SecretAge(source.property(), written, true))
                .orElseGet(() -> new SecretAge(source.property(), now, false));
    }

    private static Optional<Instant> written(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException e) { // it has just gone
            return Optional.empty();
        }
    }

    /** A sentence for operators, without a full stop and without the secret. */
    public String shown(Instant now) {
        String age = shown(Duration.between(since, now));
        return isWritten
                ? property + ": the secret in use was written " + age + " ago"
                : property + ": this server has used its secret for " + age + "; it may be older";
    }

    /** Of a clock that was put back, no age at all. */
    private static String shown(Duration age) {
        long minutes = Math.max(0, age.toMinutes());
        if (minutes < MOST_MINUTES) {
            return minutes + " min";
        }
        long hours = age.toHours();
        return hours < MOST_HOURS ? hours + " h" : age.toDays() + " d";
    }
}
