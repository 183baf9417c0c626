package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.SwapOracle;
import io.stagedoor.itests.SwapOracle.State;
import io.stagedoor.itests.Token;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.plugin.guard.WaitingGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.ProbeBuilder;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Everything that can be changed is changed, again and again, while clients ask: nobody is let in or refused who should not be,
 * and nobody waits for ever.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapStressIT {

    private static final int THREADS = 4;
    private static final int ROUNDS = Integer.getInteger("stagedoor.swaps", 250);
    /** Of gates and authenticators, and for a decision: what counts is the answer, however long a busy machine takes for a swap. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** By name: a bundle that uses the API's classes is refreshed with it, and this test is one. */
    private static final String AUTHENTICATOR = "io.stagedoor.auth.Authenticator";

    /** Others use their classes: updated without a refresh, they would be known to nobody. */
    private static final List<String> EXPORTING = List.of("auth-api", "core");

    private static final String LIVE = "live";
    private static final List<String> JWTS = List.of("a", "b");
    private static final List<List<String>> CHAINS = List.of(
            List.of("a"),
            List.of("b"),
            List.of("a", State.USERS),
            List.of("b", State.USERS),
            List.of(State.USERS, "a"),
            List.of(State.USERS, "b"));

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin admin;

    private final List<String> secrets =
            Stream.generate(Token::newSecret).limit(6).toList();
    private final WaitingGate gate = new WaitingGate(PATIENCE);
    private final Map<String, Integer> done = new HashMap<>();
    private ServiceTracker<Gate, Gate> gates;
    private SwapOracle oracle;
    private SwapBundles bundles;
    private Path work;

    @Configuration
    public Option[] config() {
        return Shipped.inFelix();
    }

    /** What stands in for Red5's side is on Red5's side. */
    @ProbeBuilder
    public TestProbeBuilder probe(TestProbeBuilder probe) {
        return probe.setHeader("Import-Package", "io.stagedoor.red5.plugin.guard");
    }

    @Before
    public void configured() throws Exception {
        work = Files.createTempDirectory("swaps");
        bundles = new SwapBundles(context, work);
        gates = new ServiceTracker<>(context, Gate.class, null) {
            private final ConcurrentSkipListMap<ServiceReference<Gate>, Gate> offered = new ConcurrentSkipListMap<>();

            @Override
            public Gate addingService(ServiceReference<Gate> reference) {
                Gate added = super.addingService(reference);
                offered.put(reference, added);
                publish();
                return added;
            }

            @Override
            public void removedService(ServiceReference<Gate> reference, Gate removed) {
                offered.remove(reference);
                publish();
                super.removedService(reference, removed);
            }

            private synchronized void publish() {
                Map.Entry<ServiceReference<Gate>, Gate> best = offered.lastEntry();
                gate.set(best == null ? null : best.getValue());
            }
        };
        gates.open();
        Path users = Files.writeString(work.resolve("users"), "bob " + State.PASSWORD + "\n");
        update(
                "stagedoor.authenticator.simple",
                State.USERS,
                Map.of(
                        "name",
                        State.USERS,
                        "credentialsFile",
                        users.toString(),
                        "throttleFailures",
                        "0",
                        "throttleAccountFailures",
                        "0"));
        State first = new State(CHAINS.get(0), Map.of("a", secrets.get(0), "b", secrets.get(1)));
        oracle = new SwapOracle(first, 2 * ROUNDS + 2);
        for (String name : JWTS) {
            secret(name, first.secrets().get(name));
            application("only-" + name, name);
        }
        chain(first.chain());
        eventually(() -> assertThat(admits(GateClient.withToken(LIVE, secrets.get(0), GateClient.Role.ANY)))
                .isTrue());
        eventually(() -> assertThat(authenticators()).isEqualTo(JWTS.size() + 1));
    }

    @After
    public void removed() throws Exception {
        gates.close();
        for (org.osgi.service.cm.Configuration each : admin.listConfigurations("(service.factoryPid=stagedoor.*)")) {
            each.delete();
        }
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(work);
    }

    @Test
    public void nobody_is_wrongly_answered_whatever_is_changed() throws Exception {
        bundles.updateAndRefresh("auth-jwt");
        awaitEverything();
        Map<String, Long> threads = Threads.count();
        int services = services();
        try (SwapLoad load = new SwapLoad(gate, oracle, THREADS, this::clients)) {
            for (int round = 0; round < ROUNDS && load.wrong() == 0; round++) {
                switchTo(CHAINS.get((round + 1) % CHAINS.size()));
                replaceSecret(JWTS.get(round % JWTS.size()), secrets.get((round + 2) % secrets.size()));
                if (round % 5 == 0) {
                    swapBundle(round / 5);
                }
            }
            load.stop();
            System.out.println("SwapStressIT: " + load.figures() + "; " + done + "; last decision under the old state: "
                    + lag(oracle.lags()));
            assertThat(load.mistakes()).isEmpty();
            assertThat(load.wrong()).isZero();
            assertThat(load.admitted()).as("let in").isGreaterThan(ROUNDS);
        }
        assertThat(done).containsEntry("switch", ROUNDS).containsEntry("secret", ROUNDS);
        bundles.assertNothingIsLeft();
        awaitEverything();
        eventually(() -> assertThat(services()).as("services").isLessThanOrEqualTo(services));
        eventually(Duration.ofSeconds(30), () -> Threads.assertNoMoreThan(threads));
    }

    private List<GateClient> clients(int thread) {
        List<GateClient> clients = new ArrayList<>();
        for (String secret : secrets) {
            for (GateClient.Role role : GateClient.Role.values()) {
                clients.add(GateClient.withLongToken(LIVE, secret, role));
            }
        }
        clients.add(GateClient.withPassword(LIVE, State.PASSWORD));
        clients.add(GateClient.withPassword(LIVE, "wrong"));
        clients.add(GateClient.withNothing(LIVE));
        return clients;
    }

    private void switchTo(List<String> chain) throws Exception {
        State before = oracle.state();
        State next = new State(chain, before.secrets());
        oracle.announce(next);
        chain(chain);
        oracle.handedOver();
        settle(before, next, LIVE);
        count("switch");
    }

    private void replaceSecret(String name, String secret) throws Exception {
        State before = oracle.state();
        Map<String, String> all = new HashMap<>(before.secrets());
        all.put(name, free(secret, all));
        State next = new State(before.chain(), Map.copyOf(all));
        oracle.announce(next);
        secret(name, all.get(name));
        oracle.handedOver();
        settle(new State(List.of(name), before.secrets()), new State(List.of(name), next.secrets()), "only-" + name);
        count("secret");
    }

    /** No two authenticators have one secret: their answers could not be told apart. */
    private String free(String wanted, Map<String, String> taken) {
        int from = secrets.indexOf(wanted);
        for (int i = 0; i < secrets.size(); i++) {
            String secret = secrets.get((from + i) % secrets.size());
            if (!taken.containsValue(secret)) {
                return secret;
            }
        }
        throw new IllegalStateException("too few secrets");
    }

    /** Waits until a client that the change makes a difference to is answered as the new configuration says. */
    private void settle(State before, State next, String application) {
        List<GateClient> different = Stream.concat(
                        secrets.stream().map(secret -> GateClient.withToken(application, secret, GateClient.Role.ANY)),
                        Stream.of(GateClient.withPassword(application, State.PASSWORD)))
                .filter(client -> before.admits(client.credentials()) != next.admits(client.credentials()))
                .toList();
        assertThat(different).isNotEmpty();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (different.stream().anyMatch(client -> admits(client) != next.admits(client.credentials()))) {
            assertThat(System.nanoTime()).as("in force").isLessThan(end);
        }
        oracle.settled();
    }

    private void swapBundle(int turn) throws Exception {
        String name = next(turn);
        String how = "update+refresh";
        if (EXPORTING.contains(name)) {
            bundles.updateAndRefresh(name);
        } else {
            how = bundles.swap(name, name.equals("auth-jwt") ? turn : turn / 10);
        }
        count(name + " " + how);
        awaitEverything();
    }

    private static String next(int turn) {
        if (turn % 20 == 13) {
            return "auth-api";
        }
        return switch (turn % 10) {
            case 1 -> "core";
            case 9 -> "config-keeper";
            case 7 -> "red5-bridge";
            case 4 -> "auth-simple";
            default -> "auth-jwt";
        };
    }

    private void awaitEverything() {
        eventually(() -> {
            assertThat(authenticators()).isEqualTo(JWTS.size() + 1);
            assertThat(gates.getServiceReferences()).hasSize(1);
        });
    }

    private int authenticators() throws Exception {
        return all(AUTHENTICATOR).length;
    }

    private int services() throws Exception {
        return all(null).length;
    }

    private ServiceReference<?>[] all(String type) throws Exception {
        ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
        return found == null ? new ServiceReference<?>[0] : found;
    }

    private boolean admits(GateClient client) {
        return gate.ask(client::connect).allowed();
    }

    private void count(String what) {
        done.merge(what, 1, Integer::sum);
    }

    private void chain(List<String> chain) throws Exception {
        application(LIVE, String.join(",", chain));
    }

    private void application(String name, String chain) throws Exception {
        String millis = String.valueOf(PATIENCE.toMillis());
        update(
                "stagedoor.application",
                name,
                Map.of(
                        "application",
                        name,
                        "authenticator",
                        chain,
                        "swapGraceMillis",
                        millis,
                        "decisionTimeoutMillis",
                        millis));
    }

    private void secret(String name, String secret) throws Exception {
        update("stagedoor.authenticator.jwt", name, Map.of("name", name, "jwtSecret", secret));
    }

    private void update(String pid, String name, Map<String, String> properties) throws Exception {
        Dictionary<String, Object> dictionary = new Hashtable<>(properties);
        admin.getFactoryConfiguration(pid, name, "?").update(dictionary);
    }

    private static String lag(long[] sorted) {
        return "p50 %d us, p99 %d us, longest %d us"
                .formatted(
                        TimeUnit.NANOSECONDS.toMicros(sorted[sorted.length / 2]),
                        TimeUnit.NANOSECONDS.toMicros(sorted[sorted.length * 99 / 100]),
                        TimeUnit.NANOSECONDS.toMicros(sorted[sorted.length - 1]));
    }
}
