package io.stagedoor.core.revocation;

import io.stagedoor.auth.StreamPath;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** What is revoked, in any number: without a store. */
public final class BenchedRevoked {

    private final Revoked revoked = new Revoked(Clock.systemUTC());
    private final SplittableRandom random = new SplittableRandom(1);

    /**
     * Revokes.
     *
     * @param marks of each of which there are so many
     */
    public BenchedRevoked(Collection<Mark> marks, int each) {
        for (Mark mark : marks) {
            for (int i = 0; i < each; i++) {
                revoked.put(one(mark));
            }
        }
    }

    private Revocation one(Mark mark) {
        return switch (mark) {
            case TOKEN -> Revocation.token(name());
            case KEY -> Revocation.key(name());
            case SESSION -> Revocation.session(name());
            case SUBJECT -> Revocation.subject(name(), Instant.EPOCH);
            case STREAM -> Revocation.stream(new StreamPath("live", "room1", name()));
            case BASIS -> Revocation.basis("live-jwt", name());
        };
    }

    /** The lookup. */
    public Revoked revoked() {
        return revoked;
    }

    /** A name of 22 characters that nobody has had before, by far. */
    public String name() {
        return HexFormat.of().toHexDigits(random.nextLong()) + "-" + random.nextInt(10_000, 100_000);
    }

    /** The bytes of the tables for each entry. */
    public double bytesEach(int entries) {
        return (double) revoked.bytes() / entries;
    }
}
