package io.stagedoor.auth.jwt.internal;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says, once a minute at most, that clients still come with tokens of a secret that was replaced. Thread-safe. */
final class PreviousUse {

    private static final Logger LOG = LoggerFactory.getLogger(PreviousUse.class);
    private static final long PERIOD_SECONDS = 60;
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final String authenticator;
    private final String secretName;
    private final Instant end;
    private final LongAdder clients = new LongAdder();
    private final AtomicLong told = new AtomicLong(NEVER);

    PreviousUse(String authenticator, String secretName, Instant end) {
        this.authenticator = authenticator;
        this.secretName = secretName;
        this.end = end;
    }

    String secretName() {
        return secretName;
    }

    void count(Instant now) {
        clients.increment();
        long second = now.getEpochSecond();
        long last = told.get();
        if (second - last >= PERIOD_SECONDS && told.compareAndSet(last, second)) {
            tellRest();
        }
    }

    void tellRest() {
        long count = clients.sumThenReset();
        if (count > 0) {
            LOG.info(
                    "{}: {} client(s) used the previous secret '{}', which is accepted until {}",
                    authenticator,
                    count,
                    secretName,
                    end);
        }
    }
}
