package io.stagedoor.benchmarks.jwt;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.benchmarks.stage.Deciding;
import io.stagedoor.core.routing.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whole decisions where twenty issuers are configured beside the secret. */
@State(Scope.Benchmark)
public class IssuerDecision {

    private static final int ISSUERS = 20;
    private static final int DAY_MINUTES = 24 * 60;

    private Path keys;
    private Deciding deciding;
    private ConnectRequest bySecret;
    private ConnectRequest rs256;
    private ConnectRequest es256;
    private ConnectRequest edDsa;

    /** Starts the bundles, and sees that decisions are right. */
    @Setup
    public void start() {
        try {
            keys = Files.createTempDirectory("stagedoor-benchmark-keys");
            deciding = new Deciding();
            deciding.configure(Map.of(
                    "issuers",
                    IntStream.range(0, ISSUERS).mapToObj(IssuerDecision::name).collect(Collectors.joining(","))));
            rs256 = Deciding.request(configure(0, KeyHolder.rs256()));
            es256 = Deciding.request(configure(1, KeyHolder.es256()));
            edDsa = Deciding.request(configure(2, KeyHolder.edDsa()));
            for (int i = 3; i < ISSUERS; i++) {
                configure(i, i % 2 == 0 ? KeyHolder.rs256() : KeyHolder.es256());
            }
            bySecret = Deciding.request(Tokens.token());
            requireAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(int issuer) {
        return "issuer" + issuer;
    }

    /** Says a token of the issuer. */
    private String configure(int issuer, KeyHolder holder) throws IOException {
        String iss = "https://" + name(issuer) + ".example/";
        Path file = Files.writeString(keys.resolve(name(issuer)), holder.pem());
        deciding.stage()
                .configure(
                        "stagedoor.issuer",
                        name(issuer),
                        Map.of(
                                "name",
                                name(issuer),
                                "issuer",
                                iss,
                                "keys." + name(issuer),
                                file.toString(),
                                "audiences",
                                KeyHolder.AUDIENCE,
                                "publisherIf",
                                "https://media.example.com/roles=streamers",
                                "subscriberIf",
                                "permissions=play:live",
                                "ttlMinutes",
                                DAY_MINUTES));
        return holder.token(iss, name(issuer));
    }

    /** Each configuration is in force a little later than Config Admin has it. */
    private void requireAll() {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!isRight()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not the right decision: " + rs256() + es256() + edDsa() + hs256());
            }
            Thread.onSpinWait();
        }
    }

    private boolean isRight() {
        return rs256().allowed() && es256().allowed() && edDsa().allowed() && hs256().allowed();
    }

    /** Stops them. */
    @TearDown
    public void stop() throws IOException {
        deciding.close();
        try (var files = Files.list(keys)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(keys);
    }

    /** The decision on a token that is signed with the secret. */
    @Benchmark
    public Outcome hs256() {
        return deciding.decide(bySecret);
    }

    /** On one of an issuer, by RSA. */
    @Benchmark
    public Outcome rs256() {
        return deciding.decide(rs256);
    }

    /** By ECDSA. */
    @Benchmark
    public Outcome es256() {
        return deciding.decide(es256);
    }

    /** By EdDSA. */
    @Benchmark
    public Outcome edDsa() {
        return deciding.decide(edDsa);
    }
}
