package io.stagedoor.core.client;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What is known of a client once an authenticator has answered again. */
public final class Known {

    private Known() {}

    /**
     * What the client holds from now on: what it held, proven and of the holder that the answer names if it proves that, with no later end, no later time to
     * ask again, and for one use if either says so.
     *
     * @param answered what a later answer allowed
     */
    public static Grant of(Grant held, Grant answered) {
        Grant known = answered.isProven() ? held.proven() : held;
        boolean named = answered.isProven()
                && !answered.holder().equals(Holder.UNKNOWN)
                && !answered.holder().equals(known.holder());
        if (named) {
            known = known.toBuilder().holder(answered.holder()).build();
        }
        if (answered.use().isPresent() && !answered.use().equals(known.use())) {
            known = known.toBuilder().use(answered.use().get()).build();
        }
        return known.endingBy(answered.endsAt()).recheckedAfter(sooner(held.recheckAfter(), answered.recheckAfter()));
    }

    private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
        return Stream.concat(one.stream(), other.stream()).min(Comparator.naturalOrder());
    }
}
