package io.stagedoor.benchmarks;

import static io.stagedoor.benchmarks.report.Figure.judged;
import static io.stagedoor.benchmarks.report.Figure.number;
import static io.stagedoor.benchmarks.report.Figure.plain;
import static io.stagedoor.benchmarks.report.Figure.ratio;
import static io.stagedoor.benchmarks.report.Figure.times;

import io.stagedoor.benchmarks.http.PlaylistRewrite;
import io.stagedoor.benchmarks.jwt.ForgedFlood;
import io.stagedoor.benchmarks.report.Figure;
import io.stagedoor.benchmarks.report.Report;
import io.stagedoor.benchmarks.report.Sample;
import io.stagedoor.benchmarks.session.IndexedSessions;
import io.stagedoor.benchmarks.session.SessionMemory;
import io.stagedoor.benchmarks.simple.FirstLogins;
import io.stagedoor.benchmarks.simple.HashingFlood;
import io.stagedoor.benchmarks.swap.SwapLatency;
import io.stagedoor.core.revocation.BenchedRevoked;
import io.stagedoor.core.revocation.Mark;
import io.stagedoor.core.ticket.BenchedTickets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;

/** Everything that is measured, one table after the other. */
final class Benchmarks {

    private static final double MOST_FOR_A_TOKEN = 3.5;
    private static final double MOST_FOR_A_TOKEN_REVOKED = 4;
    private static final double MOST_FOR_A_GRANT = 0.5;
    private static final double FLAT = 1.5;
    private static final double MOST_FOR_ONE_MARK = 150;
    private static final double MOST_FOR_A_COUNT = 60;
    private static final double MOST_FOR_FIVE_MARKS = 350;
    private static final double MOST_FOR_AN_ENTRY = 64;
    private static final double MOST_FOR_A_PLACE = 1;
    private static final double MOST_FOR_A_TICKET = 1;
    private static final double MOST_BYTES_OF_A_TICKET = 200;
    private static final int TICKETS = 100_000;
    private static final double MOST_WHILE_CHANGING = 1.2;
    private static final double MOST_SWAP_MILLIS = 50;
    private static final double MOST_FOR_A_LOGIN = 3;
    /** Two at once would be twice as many; one at a time leaves gaps that a flood does not. */
    private static final double MOST_FLOOD = 1.5;

    private static final double MOST_BYTES = 1024;
    private static final double LEAST_OF_A_LOOP = 0.8;

    private static final double MOST_FOR_RSA = 1.15;
    private static final double MOST_FOR_A_CURVE = 1.12;
    private static final double MOST_BESIDE_THE_JDK = 0.15;

    private static final int FORGED_A_SECOND = 2000;
    private static final double MOST_FORGED_MILLIS = 50;
    /** Of those that come, this part at least is refused in the same time: nothing piles up. */
    private static final double LEAST_OF_FORGED = 0.95;

    private static final Map<String, String> LIBRARY_NAMES = Map.of(
            "nimbus", "Nimbus: `DefaultJWTProcessor`",
            "jjwt", "jjwt",
            "javaJwt", "auth0 java-jwt",
            "jose4j", "jose4j");

    /** The part that needs a running Red5. */
    static final String SERVER = "server";

    private static final String DECISION = "JwtDecision.whole";
    private static final String FLOOR = "Libraries.floor";

    private final Pace pace;
    private final Predicate<String> wanted;
    private final Report report = new Report();
    private double knownFloor;

    /** One table, or some that belong together. */
    @FunctionalInterface
    private interface Part {
        void measure() throws Exception;
    }

    /** By the names that the command has for them. */
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** @param wanted which parts are measured, by their names */
    Benchmarks(Pace pace, Predicate<String> wanted) {
        this.pace = pace;
        this.wanted = wanted;
        parts.put("tokens", this::tokens);
        parts.put("issuers", this::issuers);
        parts.put("forgeries", this::forgeries);
        parts.put("grants", this::grants);
        parts.put("revocations", this::revocations);
        parts.put("limits", this::limits);
        parts.put("tickets", this::tickets);
        parts.put("swaps", this::swaps);
        parts.put("logins", this::logins);
        parts.put("threads", this::threads);
        parts.put("round-trips", this::roundTrips);
        parts.put("memory", this::memory);
        parts.put("playlists", this::playlists);
        parts.put(SERVER, this::server);
    }

    void run(Path file) throws Exception {
        long began = System.nanoTime();
        for (Map.Entry<String, Part> part : parts.entrySet()) {
            if (wanted.test(part.getKey())) {
                part.getValue().measure();
            }
        }
        report.write(file, Versions.ofLibraries(), TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - began));
    }

    /** The names of the parts, in the order in which they are measured. */
    List<String> names() {
        return List.copyOf(parts.keySet());
    }

    private void server() throws Exception {
        report.table(
                "The server",
                "A real Red5 1.3 over RTMP, the clients in a process of their own, eight at a time; beside the same"
                        + " server without Stagedoor, by turns. Each has served "
                        + pace.server().warmUp() + " clients before.",
                "÷ without us",
                pace.server().measure());
    }

    private double floor() throws RunnerException {
        if (knownFloor == 0) {
            knownFloor = new JmhSet(pace.compared())
                    .run(1, List.of(), Map.of(), FLOOR)
                    .get(FLOOR)
                    .nanos();
        }
        return knownFloor;
    }

    private void tokens() throws RunnerException {
        JmhSet.Costs costs =
                new JmhSet(pace.compared()).run(1, List.of(), Map.of(), "JwtDecision.whole.*", "Libraries.*");
        double floor = costs.get(FLOOR).nanos();
        knownFloor = floor;
        Map<String, String> libraries = Map.of(
                "Libraries.nimbusParse", "Nimbus: parse, verify, claims",
                "Libraries.nimbusProcessor", "Nimbus: `DefaultJWTProcessor`",
                "Libraries.javaJwt", "auth0 java-jwt",
                "Libraries.jjwt", "jjwt",
                "Libraries.jose4j", "jose4j",
                "Libraries.fusionAuth", "fusionauth-jwt");
        double fastest = libraries.keySet().stream()
                .mapToDouble(key -> costs.get(key).nanos())
                .min()
                .orElseThrow();
        JmhSet.Cost ours = costs.get(DECISION);
        List<Figure> figures = new ArrayList<>();
        figures.add(cost("floor", costs.get(FLOOR)));
        figures.add(ratio(
                "**a whole decision**", value(ours), ours.nanos() / floor, "≤ 3.5 ×", it -> it <= MOST_FOR_A_TOKEN));
        figures.add(judged(
                "… beside the fastest library",
                "",
                times(ours.nanos() / fastest),
                "below each",
                ours.nanos() < fastest));
        figures.add(cost("… with the request made for it", costs.get("JwtDecision.wholeWithRequest")));
        libraries.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        each -> costs.get(each.getKey()).nanos()))
                .forEach(each -> figures.add(cost(each.getValue(), costs.get(each.getKey()))));
        report.table(
                "A decision on a token",
                "HS256, the claims of Red5 Pro's documentation. Ours goes from the request over routing, signature and all"
                        + " rules for claims to the grant; the libraries verify signature, `exp` and `iss`. Floor: an HMAC"
                        + " by a `Mac` that is used again, the signature decoded and compared in constant time. Here and below the fastest of many"
                        + " iterations of a second counts.",
                "÷ floor",
                figures);
    }

    private void issuers() throws RunnerException {
        JmhSet.Costs costs = new JmhSet(pace.compared())
                .run(1, List.of(), Map.of(), FLOOR, "IssuerDecision.*", "BareSignatures.*", "PublicKeyLibraries.*");
        JmhSet.Cost secret = costs.get("IssuerDecision.hs256");
        List<Figure> figures = new ArrayList<>();
        figures.add(ratio(
                "HS256, beside 20 issuers",
                value(secret),
                secret.nanos() / costs.get(FLOOR).nanos(),
                "≤ 3.5 × the HMAC's floor",
                it -> it <= MOST_FOR_A_TOKEN));
        double jdk = costs.get("BareSignatures.es256Jdk").nanos();
        addIssuer("RS256", "rs256", MOST_FOR_RSA, costs, figures);
        addIssuer("ES256", "es256", MOST_FOR_A_CURVE, costs, figures);
        figures.add(ratio(
                "… beside the JDK's bare signature of ES256",
                number(jdk) + " ns",
                costs.get("IssuerDecision.es256").nanos() / jdk,
                "≤ 0.15 × on JDK 17",
                it -> it <= MOST_BESIDE_THE_JDK || Runtime.version().feature() > 17));
        addIssuer("EdDSA", "edDsa", MOST_FOR_A_CURVE, costs, figures);
        for (String algorithm : List.of("Rs256", "Es256")) {
            double bare = costs.get("BareSignatures." + algorithm.toLowerCase(java.util.Locale.ROOT))
                    .nanos();
            for (String library : List.of("nimbus", "jjwt", "javaJwt", "jose4j")) {
                JmhSet.Cost cost = costs.get("PublicKeyLibraries." + library + algorithm);
                figures.add(plain(
                        LIBRARY_NAMES.get(library) + ", " + algorithm.toUpperCase(java.util.Locale.ROOT),
                        value(cost),
                        times(cost.nanos() / bare)));
            }
        }
        report.table(
                "Decisions on tokens of issuers",
                "Twenty issuers are configured; the token has an identity provider's claims, its kid names a key. Beside the bare"
                        + " signature of the same kind, by an object that is used again: RSA by the JDK, curves by Bouncy"
                        + " Castle. The libraries verify signature, `exp`, `iss` and `aud`.",
                "÷ bare signature",
                figures);
    }

    private void forgeries() throws Exception {
        long millis = pace.size().forgedMillis();
        List<Figure> figures = new ArrayList<>();
        try (ForgedFlood flood = new ForgedFlood()) {
            flood.measure(FORGED_A_SECOND, false, millis / 2); // until the compiler has seen to it
            double quiet = flood.measure(0, true, millis / 2).goodMillis().quantile(0.99);
            figures.add(plain("99 % of good ones are let in within, while nobody forges", number(quiet) + " ms", ""));
            figures.add(flooded(
                    "… while 2,000 forged ones come a second", flood.measure(FORGED_A_SECOND, true, millis), quiet));
            figures.add(flooded(
                    "… while these name no key, and are tried with four",
                    flood.measure(FORGED_A_SECOND, false, millis),
                    quiet));
        }
        report.table(
                "Forged tokens",
                "50 clients a second with good tokens, and beside them strangers with forged ones, signed by ES256 for all that"
                        + " can be seen before the signature is verified; at the gate, so that the bridge, the core's admission, the"
                        + " authenticator and the audit log have their part, without sockets. Each client comes at its time on a thread of its own,"
                        + " and waits from then on. In brackets how many forged ones a second were refused.",
                "÷ while nobody forges",
                figures);
    }

    private static Figure flooded(String what, ForgedFlood.Seen seen, double quiet) {
        double millis = seen.goodMillis().quantile(0.99);
        return judged(
                what,
                number(millis) + " ms (" + number(seen.forgedPerSecond()) + " /s)",
                times(millis / quiet),
                "≤ 50 ms",
                millis <= MOST_FORGED_MILLIS
                        && seen.goodRefused() == 0
                        && seen.forgedPerSecond() >= LEAST_OF_FORGED * FORGED_A_SECOND);
    }

    private void addIssuer(String algorithm, String name, double most, JmhSet.Costs costs, List<Figure> figures) {
        JmhSet.Cost bare = costs.get("BareSignatures." + name);
        JmhSet.Cost ours = costs.get("IssuerDecision." + name);
        figures.add(plain(algorithm + ", the bare signature", value(bare), times(1)));
        figures.add(ratio(
                "**" + algorithm + ", a whole decision**",
                value(ours),
                ours.nanos() / bare.nanos(),
                "≤ " + number(most) + " ×",
                it -> it <= most));
    }

    private Figure cost(String what, JmhSet.Cost cost) {
        return plain(what, value(cost), times(cost.nanos() / knownFloor));
    }

    private static String value(JmhSet.Cost cost) {
        return number(cost.nanos()) + " ns, " + number(cost.bytes()) + " B";
    }

    private void grants() throws RunnerException {
        String sessions = String.valueOf(pace.size().sessions());
        String applications = String.valueOf(pace.size().applications());
        JmhSet.Costs costs = new JmhSet(pace.growing())
                .run(
                        1,
                        List.of(),
                        Map.of(
                                "sessions", List.of("1", "1000", sessions),
                                "applications", List.of("1", applications)),
                        "Authorize.publish");
        double one = costs.get("Authorize.publish:1:1").nanos();
        List<Figure> figures = new ArrayList<>();
        for (String many : List.of("1", applications)) {
            for (String in : Stream.of("1", "1000", sessions).distinct().toList()) {
                JmhSet.Cost cost = costs.get("Authorize.publish:" + many + ":" + in);
                String growth = ", " + times(cost.nanos() / one) + " the first";
                figures.add(judged(
                        in + " session(s), " + many + " application(s)",
                        value(cost),
                        times(cost.nanos() / floor()) + growth,
                        "≤ 0.5 ×, flat",
                        cost.nanos() <= floor() * MOST_FOR_A_GRANT && cost.nanos() <= one * FLAT));
            }
        }
        report.table(
                "Publish and play on a grant",
                "The session is looked up, the application routed, the authenticator asked. Flat: at most half more than"
                        + " with one of each, which is what memory that is farther away costs.",
                "÷ floor",
                figures);
    }

    private void revocations() throws RunnerException {
        floor(); // others are compared with it
        int many = pace.size().sessions();
        String entries = String.valueOf(many);
        JmhSet.Costs costs = new JmhSet(pace.compared())
                .run(1, List.of(), Map.of("entries", List.of("0", entries)), "RevokedLookup.*", "RevokedDecision.*");
        JmhSet.Cost names = costs.get("RevokedLookup.names:" + entries);
        JmhSet.Cost token = costs.get("RevokedDecision.token:" + entries);
        JmhSet.Cost publish = costs.get("RevokedDecision.publish:" + entries);
        JmhSet.Cost counted = costs.get("RevokedDecision.tokenCounted:" + entries);
        double floor = floor();
        double bytes = new BenchedRevoked(List.of(Mark.SUBJECT), many).bytesEach(many);
        report.table(
                "Revocations",
                "Looks up somebody who is not revoked, each time another one: id of the token, key, session, subject, stream. The longest"
                        + " of these are 23 characters. To make these names is taken off. Then whole decisions, on a token with an id and a session.",
                "÷ floor",
                List.of(
                        cost(
                                "nobody is revoked",
                                costs.get("RevokedLookup.fiveMarks:0").without(names)),
                        lookup(
                                entries + " subjects",
                                costs.get("RevokedLookup.oneMark:" + entries).without(names),
                                MOST_FOR_ONE_MARK),
                        lookup(
                                entries + " of each of five",
                                costs.get("RevokedLookup.fiveMarks:" + entries).without(names),
                                MOST_FOR_FIVE_MARKS),
                        cost("a decision on a token, nobody is revoked", costs.get("RevokedDecision.token:0")),
                        ratio(
                                "… " + entries + " of each of five",
                                value(token),
                                token.nanos() / floor,
                                "≤ 4 ×",
                                it -> it <= MOST_FOR_A_TOKEN_REVOKED),
                        ratio(
                                "… and counted for metrics",
                                value(counted),
                                counted.nanos() / floor,
                                "≤ 4 ×",
                                it -> it <= MOST_FOR_A_TOKEN_REVOKED),
                        lookup(
                                "the count of a decision alone",
                                costs.get("RevokedDecision.count:" + entries),
                                MOST_FOR_A_COUNT),
                        cost("a publish on a grant, nobody is revoked", costs.get("RevokedDecision.publish:0")),
                        ratio(
                                "… " + entries + " of each of five",
                                value(publish),
                                publish.nanos() / floor,
                                "≤ 0.5 ×",
                                it -> it <= MOST_FOR_A_GRANT),
                        judged(
                                "memory of a revocation",
                                number(bytes) + " B",
                                "",
                                "≤ 64 B",
                                bytes <= MOST_FOR_AN_ENTRY)));
    }

    private Figure lookup(String what, JmhSet.Cost cost, double most) {
        return judged(
                what, value(cost), times(cost.nanos() / knownFloor), "≤ " + number(most) + " ns", cost.nanos() <= most);
    }

    private void limits() throws RunnerException {
        floor(); // others are compared with it
        JmhSet.Costs costs =
                new JmhSet(pace.compared()).run(1, List.of(), Map.of("limit", List.of("0", "1")), "LimitedStart.*");
        report.table(
                "Places",
                "The first publish or play of a client on its grant, with the store of a server on its own. Each client has another account, and"
                        + " so takes a place that was not there before. 4,096 begin, then all end, which is not in the time but in the bytes.",
                "÷ floor",
                List.of(
                        cost("a publish, nothing is limited", costs.get("LimitedStart.publish:0")),
                        place("… `maxSessionsPublishing = 1`", costs.get("LimitedStart.publish:1")),
                        cost("a play, nothing is limited", costs.get("LimitedStart.play:0")),
                        place("… `maxSessionsPlaying = 1`", costs.get("LimitedStart.play:1"))));
    }

    private Figure place(String what, JmhSet.Cost cost) {
        return ratio(what, value(cost), cost.nanos() / knownFloor, "≤ 1 ×", it -> it <= MOST_FOR_A_PLACE);
    }

    private void tickets() throws RunnerException {
        JmhSet.Costs costs = new JmhSet(pace.compared()).run(1, List.of(), Map.of(), DECISION, "TicketDecision.ticket");
        JmhSet.Cost token = costs.get(DECISION);
        JmhSet.Cost ticket = costs.get("TicketDecision.ticket:" + TICKETS);
        double bytes = BenchedTickets.bytesEach(TICKETS);
        report.table(
                "Tickets",
                "A decision on a ticket, each time another of " + TICKETS
                        + ", beside one on a token with HS256 that grants the same. What a ticket takes of the heap is that of an identity provider's"
                        + " token, with an id, a session, a key and a stream.",
                "÷ the token's",
                List.of(
                        plain("a decision on a token", value(token), times(1)),
                        ratio(
                                "**a decision on a ticket**",
                                value(ticket),
                                ticket.nanos() / token.nanos(),
                                "≤ 1 ×",
                                it -> it <= MOST_FOR_A_TICKET),
                        judged(
                                "memory of a ticket",
                                number(bytes) + " B",
                                "",
                                "≤ 200 B",
                                bytes <= MOST_BYTES_OF_A_TICKET)));
    }

    private void swaps() throws Exception {
        JmhSet.Costs costs = new JmhSet(pace.compared()).run(1, List.of(), Map.of(), DECISION, "WhileChanging.whole");
        JmhSet.Cost changing = costs.get("WhileChanging.whole");
        List<Figure> figures = new ArrayList<>();
        figures.add(ratio(
                "a decision while the configuration changes 100 times a second",
                value(changing),
                changing.nanos() / costs.get(DECISION).nanos(),
                "≤ 1.2 ×",
                it -> it <= MOST_WHILE_CHANGING));
        try (SwapLatency latency = new SwapLatency()) {
            Sample millis = latency.measure(pace.size().swaps());
            figures.add(judged(
                    "from `update` to the last decision by the old secret, 99 % of "
                            + pace.size().swaps(),
                    number(millis.quantile(0.99)) + " ms",
                    "median " + number(millis.median()) + " ms",
                    "≤ 50 ms",
                    millis.quantile(0.99) <= MOST_SWAP_MILLIS));
        }
        report.table("Changes", "Through Config Admin, as an operator's file does it.", "÷ quiet", figures);
    }

    private void logins() throws Exception {
        JmhSet.Costs costs = new JmhSet(pace.other()).run(1, List.of(), Map.of(), "SimpleLogin.*");
        JmhSet.Cost remembered = costs.get("SimpleLogin.remembered");
        List<Figure> figures = new ArrayList<>();
        figures.add(ratio(
                "a login that is remembered",
                value(remembered),
                remembered.nanos() / floor(),
                "≤ 3 ×",
                it -> it <= MOST_FOR_A_LOGIN));
        figures.add(cost(
                "… with routing, which asks this authenticator on a thread of its own",
                costs.get("SimpleLogin.routed")));
        try (HashingFlood flood = new HashingFlood()) {
            HashingFlood.Seen seen = flood.measure(pace.size().floodMillis());
            figures.add(judged(
                    "passwords hashed while 16 strangers come at once, `maxConcurrentHashes=1`",
                    number(seen.flooded()) + " /s",
                    times(seen.flooded() / seen.alone()) + " of one at a time",
                    "as configured",
                    seen.flooded() <= seen.alone() * MOST_FLOOD));
            figures.add(judged(
                    "99 % of decisions on tokens meanwhile within",
                    number(seen.tokenP99Millis()) + " ms", "", "≤ 5 ms", seen.tokenP99Millis() <= 5));
        }
        try (FirstLogins logins = new FirstLogins()) {
            FirstLogins.Seen seen = logins.measure();
            figures.add(judged(
                    FirstLogins.USERS + " users log in for the first time, while another address tries "
                            + FirstLogins.GUESSES + " passwords at a time: let in within",
                    number(seen.longestMillis()) + " ms",
                    seen.letIn() + " of " + FirstLogins.USERS,
                    "all",
                    seen.letIn() == FirstLogins.USERS));
        }
        report.table("Users and passwords", "Argon2id, 19 MiB, two passes.", "÷ floor", figures);
    }

    private void threads() throws RunnerException {
        List<Figure> figures = new ArrayList<>();
        figures.addAll(throughput("platform threads", 4, List.of()));
        if (Runtime.version().feature() >= 21 && pace.other().forks()) {
            // More than there are processors take turns: each would be measured while the others wait.
            int processors = Runtime.getRuntime().availableProcessors();
            figures.addAll(throughput("virtual threads", processors, List.of("-Djmh.executor=VIRTUAL")));
        }
        report.table(
                "Threads",
                "The decision on a token by several threads at once, on as many processors as the machine has: nothing"
                        + " that they read is locked.",
                "÷ one thread",
                figures);
    }

    private List<Figure> throughput(String kind, int most, List<String> jvmArguments) throws RunnerException {
        List<Figure> figures = new ArrayList<>();
        double one = 0;
        for (int threads = 1; threads <= Math.min(most, 4); threads *= 2) {
            double nanos = new JmhSet(pace.other())
                    .run(threads, jvmArguments, Map.of(), DECISION)
                    .get(DECISION)
                    .nanos();
            double perSecond = threads * (double) TimeUnit.SECONDS.toNanos(1) / nanos;
            one = threads == 1 ? perSecond : one;
            figures.add(plain(threads + " " + kind, number(perSecond) + " /s", times(perSecond / one)));
        }
        return figures;
    }

    private void roundTrips() throws Exception {
        report.table(
                "Round trip",
                "A publish that a backend on this machine decides on, after so many milliseconds; beside a bare `HttpClient`"
                        + " that keeps its connections, by turns. Ours goes through routing, bulkhead, breaker and"
                        + " deadline, on a thread that the server can leave behind.",
                "time ÷ bare client's",
                pace.roundTrips().measure(List.of(0, 1, 10, 100), List.of(1, 16, 64)));
    }

    private void memory() {
        SessionMemory.Result result = SessionMemory.measure(pace.size().kept());
        report.table(
                "Clients that are in",
                "What the hook, the bridge and the core keep of a client, counted over "
                        + pace.size().kept() + ".",
                "",
                List.of(
                        judged(
                                "memory of a session, beside Red5's connection",
                                number(result.bytesEach()) + " B",
                                "",
                                "≤ 1 KiB",
                                result.bytesEach() <= MOST_BYTES),
                        plain("until all of them have ended", number(result.millisToEnd()) + " ms", ""),
                        plain(
                                "until all of them are in the index again, after an update of the core",
                                number(IndexedSessions.measure(pace.size().kept())) + " ms",
                                "")));
    }

    private void playlists() throws RunnerException {
        JmhSet.Costs costs = new JmhSet(pace.compared()).run(1, List.of(), Map.of(), "PlaylistRewrite.(ours|floor)");
        JmhSet.Cost loop = costs.get("PlaylistRewrite.floor");
        JmhSet.Cost ours = costs.get("PlaylistRewrite.ours");
        report.table(
                "Playlists",
                "A playlist of HLS of 1 MiB with " + PlaylistRewrite.URIS
                        + " URIs, which get the session and a signature each,"
                        + " through the plugin and the bridge. Beside a bare loop that copies the lines and appends an HMAC to"
                        + " each URI, by a `Mac` that is used again.",
                "pace ÷ the loop's",
                List.of(
                        plain("the loop", value(loop), ""),
                        ratio(
                                "a playlist",
                                value(ours),
                                loop.nanos() / ours.nanos(),
                                "≥ 0.8 ×",
                                it -> it >= LEAST_OF_A_LOOP)));
    }

    /** What stands beside us. */
    private static final class Versions {
        private static final List<String> LIBRARIES = List.of(
                "nimbus-jose-jwt", "java-jwt", "jjwt-impl", "jose4j", "fusionauth-jwt", "jackson-core", "jmh-core");

        static Map<String, String> ofLibraries() {
            String path = System.getProperty("java.class.path");
            return Map.of(
                    "versions",
                    LIBRARIES.stream()
                            .flatMap(library -> java.util.regex.Pattern.compile(library + "-([\\d.]+)\\.jar")
                                    .matcher(path)
                                    .results()
                                    .limit(1)
                                    .map(match -> library + " " + match.group(1)))
                            .collect(Collectors.joining(", ")));
        }
    }
}
