package io.stagedoor.benchmarks.jwt;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.benchmarks.stage.Deciding;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.Audits;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.question.Inquiries;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.shadow.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Decisions with their line in the audit log, without an authenticator that is asked beside, and with one: it gets the same token and the same key. */
@State(Scope.Benchmark)
public class ShadowedDecision {

    private static final String APPLICATION = "shadowed";
    private static final String SHADOW = "new-jwt";
    private static final int SHARE = 64;
    private static final int PAIRS = 200;
    private static final int OF_A_PAIR = 200;
    private static final long PAUSE_NANOS = 500_000;
    private static final double NANOS = 1000;

    /** Whether one is asked beside. */
    @Param({"false", "true"})
    public boolean shadow;

    private Deciding deciding;
    private Path home;
    private Audit audit;
    private Admissions admissions;
    private Inquiries inquiries;
    private ConnectRequest connect;
    private String application;

    /** Sees that decisions are right. */
    @Setup
    public void start() throws IOException {
        deciding = new Deciding();
        deciding.stage()
                .configure(
                        "stagedoor.authenticator.jwt",
                        SHADOW,
                        Map.of("name", SHADOW, "jwtSecret", Tokens.SECRET, "expectedIssuer", Tokens.ISSUER));
        deciding.routes().authenticator(SHADOW);
        for (boolean beside : new boolean[] {false, true}) {
            Map<String, Object> properties =
                    new HashMap<>(Map.of("application", name(beside), "authenticator", Deciding.AUTHENTICATOR));
            if (beside) {
                properties.put("authenticator.shadow", SHADOW);
            }
            deciding.routes().application(properties);
        }
        home = Files.createTempDirectory("stagedoor-bench");
        audit = Audits.in(home);
        admissions = Admissions.withoutRevocations(deciding.routes().router(), audit, Clock.systemUTC());
        inquiries = admissions.inquiries(() -> SHARE);
        use(shadow);
    }

    private void use(boolean beside) {
        application = name(beside);
        connect = Deciding.request(Credentials.of("jwt", "jwt", Tokens.token()), application);
        if (!(decide() instanceof Decision.Allow)) {
            throw new IllegalStateException("not the right decision");
        }
    }

    private static String name(boolean beside) {
        return beside ? APPLICATION : APPLICATION + "-not";
    }

    /** Stops the bundles. */
    @TearDown
    public void stop() throws InterruptedException {
        admissions.shadows().close();
        Audits.close(audit);
        deciding.close();
    }

    /** One after the other as fast as they can be: most questions to the one beside are dropped. */
    @Benchmark
    public Decision decide() {
        Inquiry inquiry = inquiries.begin("connect", Protocol.RTC, "192.0.2.1", admissions.door(application));
        return inquiry.log(inquiry.connect(new Reading(connect, "", null, "", connect.credentials())));
    }

    /** Pairs of two thousand decisions a second, in turn without and with one that is asked beside: prints the median of each, and of their ratios. */
    public static void main(String[] arguments) throws Exception {
        ShadowedDecision decision = new ShadowedDecision();
        decision.start();
        double[] without = new double[PAIRS];
        double[] with = new double[PAIRS];
        double[] ratios = new double[PAIRS];
        for (int pair = -PAIRS / 4; pair < PAIRS; pair++) {
            double[] both = new double[2];
            for (int turn = 0; turn < 2; turn++) {
                int which = (turn + pair + PAIRS) % 2;
                decision.use(which == 1);
                both[which] = decision.median();
            }
            if (pair >= 0) {
                without[pair] = both[0];
                with[pair] = both[1];
                ratios[pair] = both[1] / both[0];
            }
        }
        List<Comparison> compared = decision.admissions.shadows().all();
        System.out.printf(
                "without: %.2f us, with: %.2f us, ratio of pairs: %.3f (quarters %.3f to %.3f); %d agreed, %d dropped%n",
                at(without, 2),
                at(with, 2),
                at(ratios, 2),
                at(ratios, 1),
                at(ratios, 3),
                compared.get(0).agree(),
                compared.get(0).dropped());
        decision.stop();
        System.exit(0);
    }

    private double median() {
        double[] micros = new double[OF_A_PAIR];
        for (int i = 0; i < OF_A_PAIR; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            long began = System.nanoTime();
            decide();
            micros[i] = (System.nanoTime() - began) / NANOS;
        }
        return at(micros, 2);
    }

    /** The value at a quarter. */
    private static double at(double[] values, int quarter) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length * quarter / 4];
    }
}
