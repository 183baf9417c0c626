package io.stagedoor.benchmarks.session;

import io.stagedoor.benchmarks.jwt.Tokens;
import io.stagedoor.benchmarks.stage.GateClient;
import io.stagedoor.benchmarks.stage.Stage;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Verdict;
import io.stagedoor.red5.plugin.guard.BenchedSessions;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.red5.server.net.rtmp.RTMPMinaConnection;

/** What clients that are in take of the heap, each with a token of its own, and how long it takes until all have gone. */
public final class SessionMemory {

    private static final int COLLECTIONS = 4;

    /**
     * What was counted.
     *
     * @param bytesEach retained for each session, beside the connection
     * @param millisToEnd until all of them had ended
     */
    public record Result(double bytesEach, double millisToEnd) {}

    private SessionMemory() {}

    /** Lets so many clients in by the real gate. */
    public static Result measure(int count) {
        try (Stage stage = Stage.start()) {
            stage.configure(
                    "stagedoor.authenticator.jwt", "live", Map.of("name", "live-jwt", "jwtSecret", Tokens.SECRET));
            stage.configure(
                    "stagedoor.application", "live", Map.of("application", "live", "authenticator", "live-jwt"));
            stage.authenticator("live-jwt");
            GateClient client = new GateClient("live");
            Gate gate = stage.gate();
            client.awaitAdmission(gate, token(0));
            BenchedSessions sessions = new BenchedSessions();
            sessions.prepare(count);
            // A connection of Red5 keeps its id itself, and those made here do not last: these stand for theirs until
            // all are in.
            List<String> ids = IntStream.range(0, count)
                    .mapToObj(number -> new RTMPMinaConnection().getSessionId())
                    .collect(Collectors.toCollection(ArrayList::new));
            long before = used();
            for (int i = 0; i < count; i++) {
                Verdict verdict = client.connect(gate, token(i));
                if (!verdict.allowed()) {
                    throw new IllegalStateException("a client was refused");
                }
                sessions.admit(i, verdict.session());
            }
            ids.clear();
            double each = (used() - before) / (double) count;
            long began = System.nanoTime();
            sessions.endAll();
            double millis = (System.nanoTime() - began) / (double) TimeUnit.MILLISECONDS.toNanos(1);
            if (sessions.size() != 0) {
                throw new IllegalStateException(sessions.size() + " sessions did not end");
            }
            return new Result(each, millis);
        }
    }

    private static String token(int number) {
        return Tokens.rtmpToken("user" + number);
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
