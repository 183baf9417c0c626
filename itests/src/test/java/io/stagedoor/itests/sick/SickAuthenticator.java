package io.stagedoor.itests.sick;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamRequest;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Answers as no authenticator may. */
public enum SickAuthenticator implements Authenticator {

    /** What happens when a bundle is taken away under its callers. */
    THROWS_ERROR(false) {
        @Override
        Decision decide() {
            throw new NoClassDefFoundError("a class that is gone");
        }
    },
    /** A bug. */
    THROWS_EXCEPTION(false) {
        @Override
        Decision decide() {
            throw new IllegalStateException("a bug");
        }
    },
    /** Another bug. */
    RETURNS_NULL(false) {
        @Override
        Decision decide() {
            return null;
        }
    },
    /** Waits for something that never comes. */
    HANGS(false) {
        @Override
        Decision decide() {
            return hang();
        }
    },
    /** Lets everyone in, and is ill when a stream is asked for. */
    THROWS_ERROR_AT_STREAMS(true) {
        @Override
        Decision decide() {
            return THROWS_ERROR.decide();
        }
    },
    /** Lets everyone in, and is ill when a stream is asked for. */
    RETURNS_NULL_AT_STREAMS(true) {
        @Override
        Decision decide() {
            return null;
        }
    },
    /** Lets everyone in, and is ill when a stream is asked for. */
    HANGS_AT_STREAMS(true) {
        @Override
        Decision decide() {
            return hang();
        }
    },
    /** Answers with more than anybody can keep. */
    FLOODS(true) {
        @Override
        public Decision authenticate(ConnectRequest request) {
            String much = "x".repeat(1 << 20);
            return new Decision.Allow(Grant.everything(much).toBuilder()
                    .attributes(Map.of("much", much))
                    .build());
        }

        @Override
        Decision decide() {
            return new Decision.Deny(Reason.BAD_CREDENTIALS, "y".repeat(1 << 20));
        }
    },
    /** Not ill: lets everyone in. */
    ADMITS(true) {
        @Override
        public Decision authorize(StreamRequest request) {
            return request.grant().decide(request);
        }

        @Override
        Decision decide() {
            throw new IllegalStateException("nobody asks");
        }
    },
    /** Not ill: lets everyone in who says for how many seconds, by its token. */
    ENDS_SOON(true) {
        @Override
        public Decision authenticate(ConnectRequest request) {
            long seconds =
                    Long.parseLong(request.credentials().token().orElseThrow().reveal());
            return new Decision.Allow(Grant.everything("anyone").toBuilder()
                    .endsAt(Instant.now().plusSeconds(seconds))
                    .build());
        }

        @Override
        public Decision authorize(StreamRequest request) {
            return request.grant().decide(request);
        }

        @Override
        Decision decide() {
            throw new IllegalStateException("nobody asks");
        }
    };

    private final boolean letsIn;

    SickAuthenticator(boolean letsIn) {
        this.letsIn = letsIn;
    }

    abstract Decision decide();

    /** What configuration calls it. */
    public String authenticatorName() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    @Override
    public Decision authenticate(ConnectRequest request) {
        return letsIn ? new Decision.Allow(Grant.everything("anyone")) : decide();
    }

    @Override
    public Decision authorize(StreamRequest request) {
        return decide();
    }

    private static Decision hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Decision.Allow(Grant.everything("much too late"));
    }
}
