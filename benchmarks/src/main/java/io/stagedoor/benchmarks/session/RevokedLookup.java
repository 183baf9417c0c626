package io.stagedoor.benchmarks.session;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.revocation.BenchedRevoked;
import io.stagedoor.core.revocation.Mark;
import io.stagedoor.core.revocation.Revoked;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Whether somebody is revoked who is not: each time another of 65,536, so that no two in a row are at one place of the tables. Their tokens are of one issuer,
 * and signed by its key.
 */
@State(Scope.Benchmark)
public class RevokedLookup {

    private static final int ASKING = 1 << 16;
    private static final String ISSUER = "https://issuer.example/realms/media";
    private static final String KEY = "xq3v7wPZ0c1uT6yRj9bL2kA8";

    /** How many there are of each mark. */
    @Param({"0", "1000000"})
    public int entries;

    private Revoked one;
    private Revoked all;
    private final String[] names = new String[3 * ASKING];
    private final StreamPath[] streams = new StreamPath[ASKING];
    private int next;

    /** Revokes others. */
    @Setup
    public void start() {
        BenchedRevoked subjects = new BenchedRevoked(List.of(Mark.SUBJECT), entries);
        BenchedRevoked five =
                new BenchedRevoked(List.of(Mark.TOKEN, Mark.KEY, Mark.SESSION, Mark.SUBJECT, Mark.STREAM), entries);
        one = subjects.revoked();
        all = five.revoked();
        for (int i = 0; i < names.length; i++) {
            names[i] = "x" + five.name();
        }
        for (int i = 0; i < ASKING; i++) {
            streams[i] = new StreamPath("live", "room1", "x" + five.name());
        }
        // Or the names lie among the garbage of so many others, and are what is waited for: those of a client have just
        // been read.
        System.gc();
    }

    private boolean isRevoked(Revoked revoked) {
        int at = next++ & ASKING - 1;
        int name = 3 * at;
        return revoked.find(ISSUER, names[name], KEY, names[name + 1], names[name + 2], 1_700_000_000L) != null
                || revoked.isOut(streams[at]);
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
