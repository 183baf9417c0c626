package io.stagedoor.auth.simple.internal;

import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.simple.file.CredentialsFile;
import io.stagedoor.auth.support.Report;
import io.stagedoor.auth.support.file.Exposure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what became of the configuration and the file; the same problem at most once a minute. For one thread at a time. */
final class Complaints implements Report {

    private static final Logger LOG = LoggerFactory.getLogger(SimpleAuthenticator.class);
    private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

    /** A file that is another wrong one again and again would fill the log. */
    private static final int MOST_IN_A_PAUSE = 10;

    private final Ticker ticker;
    /** When each problem was logged last. */
    private final Map<String, Long> said = new HashMap<>();

    Complaints(Ticker ticker) {
        this.ticker = ticker;
    }

    @Override
    public void tell(String where, @Nullable String before, @Nullable String problem, Effect effect) {
        if (problem == null) {
            LOG.info("{}: {}", where, before == null ? "applied" : "fixed and applied");
            return;
        }
        long now = ticker.read();
        said.values().removeIf(at -> now - at >= PAUSE_NANOS);
        if (Objects.equals(problem, before) || said.containsKey(problem) || said.size() == MOST_IN_A_PAUSE) {
            return;
        }
        said.put(problem, now);
        LOG.error(
                "{}. {}",
                problem,
                effect == Effect.LAST_GOOD
                        ? "The last good configuration and users stay in force."
                        : "Clients are refused until it is fixed.");
    }

    /** What is allowed, and not good. */
    void remark(String where, Path path, CredentialsFile file) {
        Exposure.of(path).ifPresent(exposed -> LOG.warn("{}: credentialsFile: {}", where, exposed));
        if (file.plainCount() > 0) {
            LOG.warn(
                    "{}: {} of {} passwords in the credentials file are not hashed. To hash them, run in RED5_HOME: stagedoor/bin/stagedoor user hash-all --file {}",
                    where,
                    file.plainCount(),
                    file.users().size(),
                    path);
        }
        file.plainWithOptions()
                .forEach((line, option) -> LOG.warn(
                        "{}: line {} of the credentials file: '{}=' is part of the password, because options may follow only a"
                                + " hash. Hash the password, or write a backslash before it if this is meant",
                        where,
                        line,
                        option));
        if (file.blankCount() > 0) {
            LOG.warn(
                    "{}: {} password(s) in the credentials file begin or end with a blank, which is part of the password",
                    where,
                    file.blankCount());
        }
        if (!file.overriddenLines().isEmpty()) {
            LOG.warn(
                    "{}: lines {} of the credentials file have no effect: a later line has the same user",
                    where,
                    file.overriddenLines().stream().limit(10).toList());
        }
    }
}
