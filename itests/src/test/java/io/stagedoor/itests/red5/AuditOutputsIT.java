package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.stagedoor.cli.server.FreePorts;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.red5.Rsyslog.Seen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * A real syslog server and the reader of a real server's standard output get what the files of the audit log get. While they take nothing, or are gone, clients
 * are answered; what is lost is counted. Skipped where rsyslog is not installed.
 */
public class AuditOutputsIT {

    private static final String FILE = "stagedoor.audit.cfg";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    /** So many refusals wait for an output that takes none; the rest is lost. */
    private static final int WAITING = 4096;

    private static final int FLOOD = WAITING + 1500;
    /** Of one address, so many refusals are a line each. */
    private static final int OF_ONE_ADDRESS = 1500;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private StagedoorServer server;
    private Rsyslog syslog;
    private int metrics;

    @Before
    public void start() throws Exception {
        if (!Rsyslog.isInstalled()) {
            System.out.println("SKIPPED: AuditOutputsIT, because rsyslog is not installed");
        }
        assumeTrue("needs rsyslog", Rsyslog.isInstalled());
        metrics = FreePorts.ofLoopback();
        server = StagedoorServer.prepared().withJwt();
        // Red5 writes to its console itself, and waits when nobody reads it; as docs/audit.md says.
        server.installation().replace("conf/logback.xml", "<appender-ref ref=\"CONSOLE\"/>", "");
        server.configure("stagedoor.operations.cfg", "metricsListen=127.0.0.1:" + metrics);
        syslog = Rsyslog.overTcp(server.home().resolveSibling("syslog"));
        server.configure(FILE, "syslog=tcp://" + syslog.address(), "stdout=true");
        server.start();
        Path hls = Files.createDirectories(server.home().resolve("webapps/live/hls"));
        Files.writeString(hls.resolve("s1.m3u8"), "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-ENDLIST\n");
    }

    @After
    public void stop() throws Exception {
        Threads.stop(threads);
        if (server != null) {
            server.close();
        }
        if (syslog != null) {
            syslog.close();
        }
    }

    private String good(String subject) {
        return token().claim("sub", subject).signedWith(server.secret());
    }

    private static String bad() {
        return token().signedWith("another secret of 32 characters or more");
    }

    /** Some of each kind, with names that are hard to write down. */
    private void decisions(int rounds, String subject) throws Exception {
        for (int i = 0; i < rounds; i++) {
            String hostile = "\u2028 \u00e9 \"\\ " + subject + i;
            assertThat(Clients.connect(server, "live/room-" + i, good(hostile))).isEqualTo(CONNECTED);
            assertThat(Clients.connect(server, "live/" + hostile, bad())).isEqualTo(REJECTED);
            assertThat(Clients.publish(server, "live", good(subject), "s" + i)).isEqualTo(PUBLISHED);
            assertThat(RawHttp.get(server, "/live/hls/s1.m3u8?token=" + good(subject + i))
                            .status())
                    .isEqualTo(200);
        }
    }

    /** All lines that the files have, whichever has them. */
    private Set<String> logged() throws IOException {
        Set<String> lines = new TreeSet<>();
        for (String name : List.of("audit.log", "allowed.log")) {
            String text = Files.readString(server.stagedoor().resolve("log").resolve(name), StandardCharsets.US_ASCII);
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(lines::add);
        }
        return lines;
    }

    /** Lines of the audit log that came by the standard output of Red5's process, in their order. */
    private List<String> printed() {
        return server.printed()
                .lines()
                .filter(line -> line.startsWith("{\"time\":"))
                .toList();
    }

    private static List<String> texts(List<Seen> seen) {
        return seen.stream().map(Seen::text).toList();
    }

    private static long events(Iterable<String> lines) throws IOException {
        long events = 0;
        for (String line : lines) {
            events += JSON.readTree(line).path("count").asLong(1);
        }
        return events;
    }

    /** What is counted as lost for an output; -1 if there is no such output. */
    private long lost(String output) throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metrics + "/metrics"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        Matcher found = Pattern.compile(
                        "(?m)^stagedoor_audit_output_lost_lines_total\\{output=\"" + output + "\"\\} ([\\d.E]+)$")
                .matcher(answer.body());
        return found.find() ? (long) Double.parseDouble(found.group(1)) : -1;
    }

    /** Everything has come that the files have, once, whichever way. */
    private void assertAllHaveCome() {
        eventually(PATIENCE, () -> {
            Set<String> logged = logged();
            assertThat(texts(syslog.seen())).containsExactlyInAnyOrderElementsOf(logged);
            assertThat(printed()).containsExactlyInAnyOrderElementsOf(logged);
        });
    }

    @Test
    public void each_decision_comes_once_also_after_the_server_stood_still() throws Exception {
        decisions(60, "ann");
        assertAllHaveCome();
        assertThat(logged()).hasSizeGreaterThan(60 * 5);
        assertThat(syslog.seen().stream().mapToLong(Seen::number).toArray())
                .containsExactly(LongStream.rangeClosed(1, syslog.seen().size()).toArray());
        syslog.freeze();
        int before = syslog.seen().size();
        try {
            decisions(40, "bob"); // all are answered while nobody takes a line
            eventually(() -> assertThat(logged()).hasSizeGreaterThan(before + 40 * 5 - 1));
            assertThat(syslog.seen()).hasSize(before);
        } finally {
            syslog.thaw();
        }
        assertAllHaveCome();
        assertThat(lost("syslog")).isZero();
        assertThat(lost("stdout")).isZero();
        assertThat(server.ownLog()).doesNotContain("audit lines cannot be sent");
    }

    /** Refusals from several addresses: of one alone they would be told together. */
    private void flood() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int from = 0; from * OF_ONE_ADDRESS < FLOOD; from++) {
            String address = "127.0.0." + (from + 2);
            int many = Math.min(OF_ONE_ADDRESS, FLOOD - from * OF_ONE_ADDRESS);
            all.add(threads.submit(() -> {
                for (int i = 0; i < many; i++) {
                    assertThat(RawHttp.getFrom(address, server, "/live/hls/s1.m3u8?token=" + bad())
                                    .status())
                            .isEqualTo(401);
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private String status() throws Exception {
        List<String> command = new ArrayList<>(StagedoorServer.command("status"));
        command.addAll(List.of("--home", server.home().toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }

    private static int times(String text, String in) {
        return in.split(Pattern.quote(text), -1).length - 1;
    }

    @Test
    public void what_is_lost_while_nobody_takes_lines_is_counted_and_the_rest_comes() throws Exception {
        decisions(5, "ann");
        assertAllHaveCome();
        ProcessHandle reader = server.process().toHandle();
        Signals.send("STOP", reader);
        try {
            syslog.kill();
            eventually(() -> assertThat(server.ownLog()).contains("audit lines cannot be sent"));
            flood();
            decisions(10, "bob");
            eventually(() -> assertThat(lost("syslog")).isGreaterThan(1000));
            eventually(() -> assertThat(lost("stdout")).isGreaterThan(1000));
            assertThat(status())
                    .contains(
                            "syslog tcp://" + syslog.address(),
                            "nobody listens there",
                            "stdout",
                            "audit line(s) are lost there since");
            assertThat(texts(syslog.seen())).hasSizeLessThan(100);
            syslog.start();
        } finally {
            Signals.send("CONT", reader);
        }
        eventually(PATIENCE, () -> assertThat(server.ownLog()).contains("audit lines can be sent again"));
        decisions(5, "eve");
        eventually(PATIENCE, () -> {
            Set<String> logged = logged();
            long events = events(logged);
            assertThat(events).isGreaterThan(FLOOD);
            assertThat(texts(syslog.seen())).doesNotHaveDuplicates().isSubsetOf(logged);
            assertThat(events(texts(syslog.seen())) + lost("syslog")).isEqualTo(events);
            assertThat(printed()).doesNotHaveDuplicates().isSubsetOf(logged);
            assertThat(events(printed()) + lost("stdout")).isEqualTo(events);
        });
        // What was allowed was not pushed out by refusals, and a gap of the numbers is a loss.
        for (List<String> came : List.of(texts(syslog.seen()), printed())) {
            assertThat(came).filteredOn(line -> line.contains("bob")).hasSizeGreaterThanOrEqualTo(10 * 4);
        }
        List<Seen> seen = syslog.seen();
        assertThat(seen.get(seen.size() - 1).number()).isGreaterThan(seen.size() + 1000L);
        assertThat(times("audit lines cannot be sent: ", server.ownLog())).isEqualTo(1);
        assertThat(times("audit lines can be sent again", server.ownLog())).isEqualTo(1);
    }

    @Test
    public void another_server_gets_what_comes_after_a_change_and_nobody_after_a_removal() throws Exception {
        decisions(5, "ann");
        assertAllHaveCome();
        boolean tls = Rsyslog.speaksTls();
        if (!tls) {
            System.out.println("SKIPPED: AuditOutputsIT with TLS, because rsyslog-gnutls is not installed");
        }
        Path folder = server.home().resolveSibling("second");
        try (Rsyslog second = tls ? Rsyslog.overTls(folder) : Rsyslog.overTcp(folder)) {
            Set<String> first = logged();
            server.configure(
                    FILE,
                    Stream.of(
                                    "syslog=" + (tls ? "tls://" : "tcp://") + second.address(),
                                    tls ? "trustCertificates=" + second.certificate() : "")
                            .toArray(String[]::new));
            eventually(() -> assertThat(times("stagedoor.audit.cfg: applied", server.ownLog()))
                    .isEqualTo(2));
            int printed = printed().size();
            int before = syslog.seen().size();
            decisions(60, "bob");
            eventually(PATIENCE, () -> {
                Set<String> later = logged();
                later.removeAll(first);
                assertThat(later).hasSizeGreaterThan(60 * 5 - 1);
                assertThat(texts(second.seen())).containsExactlyInAnyOrderElementsOf(later);
            });
            assertThat(syslog.seen()).hasSize(before);
            assertThat(printed()).hasSize(printed);
            assertThat(lost("syslog")).isZero();
            assertThat(lost("stdout")).isEqualTo(-1);

            int last = second.seen().size();
            server.unconfigure(FILE);
            eventually(() -> assertThat(lost("syslog")).isEqualTo(-1));
            decisions(5, "eve");
            eventually(() -> assertThat(logged())
                    .filteredOn(line -> line.contains("eve"))
                    .hasSizeGreaterThan(5 * 4 - 1));
            assertThat(second.seen()).hasSize(last);
            assertThat(status()).doesNotContain("syslog", "stdout");
        }
    }
}
