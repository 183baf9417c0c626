package io.stagedoor.benchmarks.session;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.revocation.BenchedRevoked;
import io.stagedoor.core.revocation.Mark;
import io.stagedoor.core.revocation.Revoked;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Whether somebody is revoked who is not: each time another one, so that no two in a row are at one place of the tables. Their tokens are of one issuer, and
 * signed by its key. The names are made for each, as they are read from a token just before: what that takes is measured alone, too.
 */
@State(Scope.Benchmark)
public class RevokedLookup {

    private static final String ISSUER = "https://issuer.example/realms/media";
    private static final String KEY = "xq3v7wPZ0c1uT6yRj9bL2kA8";

    private static final long STEP = 0x9e3779b97f4a7c15L;
    private static final int LETTERS = 16;
    private static final int BITS = 4;

    /** How many there are of each mark. */
    @Param({"0", "1000000"})
    public int entries;

    private Revoked one;
    private Revoked all;
    /** 23 characters, of which the last ones tell one from another. */
    private final byte[] name = "x-12345abcdefghijklmnop".getBytes(StandardCharsets.ISO_8859_1);

    private long next;

    /** Revokes others. */
    @Setup
    public void start() {
        one = new BenchedRevoked(List.of(Mark.SUBJECT), entries).revoked();
        all = new BenchedRevoked(List.of(Mark.TOKEN, Mark.KEY, Mark.SESSION, Mark.SUBJECT, Mark.STREAM), entries)
                .revoked();
        System.gc(); // or the collector is still busy with what was revoked when the measurement begins
    }

    /** One that nobody has had before, by far. */
    private String name() {
        next += STEP;
        long rest = next;
        for (int i = name.length - LETTERS; i < name.length; i++) {
            name[i] = (byte) ('a' + (rest & LETTERS - 1));
            rest >>>= BITS;
        }
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private StreamPath stream() {
        return new StreamPath("live", "room1", name());
    }

    private boolean isRevoked(Revoked revoked) {
        return revoked.find(ISSUER, name(), KEY, name(), name(), 1_700_000_000L) != null || revoked.isOut(stream());
    }

    /** Their names alone. */
    @Benchmark
    public void names(Blackhole hole) {
        hole.consume(name());
        hole.consume(name());
        hole.consume(name());
        hole.consume(stream());
    }

    /** Where there are subjects only. */
    @Benchmark
    public boolean oneMark() {
        return isRevoked(one);
    }

    /** Where there are tokens, keys, sessions, subjects and streams. */
    @Benchmark
    public boolean fiveMarks() {
        return isRevoked(all);
    }
}
