package io.stagedoor.shared.redis.internal.link;

import io.stagedoor.auth.support.text.Redacted;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Redis that does not answer from costing everybody the time that an answer may take. It opens after a few failures one after another, and closes when
 * whoever tries has got an answer. Thread-safe.
 */
public final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    /** A pause of this machine makes one or two fail. */
    private static final int FAILURES = 3;

    private final String where;
    private final Clock clock;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile @Nullable String why;

    /** @param where Redis is, for operators */
    public Breaker(String where, Clock clock) {
        this.where = where;
        this.clock = clock;
        this.why = where + ": there is no connection yet";
    }

    /** Why nobody is to ask; empty if Redis answers. */
    public Optional<String> open() {
        return Optional.ofNullable(why);
    }

    /** Redis has answered whoever tries. */
    public void answered() {
        failures.set(0);
        String before = why;
        why = null;
        if (before != null) {
            LOG.info("{} answers.", where);
        }
    }

    /**
     * Redis answers, and this server must not use what lies there, until {@link #answered}.
     *
     * @param reason a sentence without a full stop
     */
    public synchronized void refuse(String reason) {
        if (!reason.equals(why)) {
            why = reason;
            LOG.error("{}.", reason);
        }
    }

    /** Redis has answered somebody. It stays open if it is, since not all is known yet. */
    public void worked() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /**
     * Redis has not answered.
     *
     * @param isSure whether the next one will not be answered either
     */
    public void failed(Throwable thrown, boolean isSure) {
        int count = failures.incrementAndGet();
        if (isSure || count >= FAILURES) {
            opened(Redacted.message(root(thrown)));
        }
    }

    private synchronized void opened(String reason) {
        if (why == null || why.endsWith(" yet")) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
            why = where + " has not answered since " + now + ": " + reason;
            LOG.error("{}. Stagedoor goes on without what other servers know, and tries again.", why);
        }
    }

    /** The reason is at the bottom: a name that is not known, a certificate that is not trusted, a password that is wrong. */
    private static Throwable root(Throwable thrown) {
        Throwable one = thrown;
        for (int i = 0; i < 8 && one.getCause() != null; i++) {
            one = one.getCause();
        }
        return one;
    }
}
