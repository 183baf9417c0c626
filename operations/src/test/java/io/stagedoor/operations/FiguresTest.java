package io.stagedoor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.CoreState;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.client.Client;
import io.stagedoor.core.client.Connected;
import io.stagedoor.core.client.Holder;
import io.stagedoor.core.oversight.DryRun;
import io.stagedoor.core.oversight.Metrics;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.oversight.Revoker;
import io.stagedoor.core.oversight.TicketDesk;
import io.stagedoor.core.revocation.Memory;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Configured;
import io.stagedoor.core.routing.Routes;
import io.stagedoor.core.session.Kind;
import io.stagedoor.core.session.SessionState;
import io.stagedoor.core.ticket.Tickets;
import io.stagedoor.operations.api.Api;
import io.stagedoor.operations.health.Figures;
import io.stagedoor.operations.http.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/**
 * Prints how long the channel takes to answer with 10,000 clients in and 10,000 refusals in memory, while others keep every processor busy.
 * With {@code -Dstagedoor.figures=true} only: it would slow down the tests beside it.
 */
@EnabledIfSystemProperty(named = "stagedoor.figures", matches = "true")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FiguresTest {

    private static final int MANY = 10_000;
    private static final int ROUNDS = 21;

    @TempDir
    private Path home;

    private final Routes routes = new Routes();
    private final Map<Object, Object> in = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> busy = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Audit audit;
    private Admissions admissions;
    private Channel channel;
    private String token;

    @BeforeEach
    void start() throws Exception {
        audit = new Audit(Fakes.fake(BundleContext.class, Map.of("getProperty", one -> home.toString())));
        admissions = Admissions.withoutRevocations(routes.router, audit, Clock.systemUTC());
        admissions.rechecks(List.of(Fakes.fake(
                Connected.class, Map.of("kind", none -> Kind.CONNECTION, "holder", two -> holder(two[0], two[1])))));
        Oversight oversight =
                new Oversight(admissions, new CoreState(routes.router, Configured.class.cast(null), audit), audit);
        Tickets tickets = new Tickets(Clock.systemUTC(), System::nanoTime);
        Api api = new Api(
                oversight,
                new DryRun(routes.router, Revoked.nobody(), null, Clock.systemUTC()),
                new Revoker(admissions, new Memory().revocations(), routes.router, audit, Clock.systemUTC()),
                new TicketDesk(admissions, tickets, new Memory().revocations(), audit, Clock.systemUTC()),
                new Figures(
                        oversight,
                        new Metrics(admissions, routes.router, audit, new Memory().revocations(), tickets),
                        "1.2.3",
                        0),
                () -> Map.of("bundles", List.of(), "components", List.of()),
                List::of,
                (caller, by) -> Answer.error(409, "no console"));
        channel = Channel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), new ChannelFile(home), api);
        token = Files.readString(home.resolve("data/operations.json"))
                .replaceAll("(?s).*\"token\":\"([0-9a-f]+)\".*", "$1");
    }

    @AfterEach
    void stop() throws Exception {
        over.set(true);
        for (Thread one : busy) {
            one.join();
        }
        channel.close();
        var close = Audit.class.getDeclaredMethod("close");
        close.setAccessible(true);
        close.invoke(audit);
    }

    private Optional<Holder> holder(Object handle, Object session) {
        return in.get(handle) == session
                ? Optional.of(Fakes.fake(
                        Holder.class,
                        Map.of(
                                "client", none -> Fakes.fake(Client.class, Map.of()),
                                "session", none -> session,
                                "published", none -> Set.of(),
                                "usage", none -> Optional.of(new Holder.Usage(Instant.EPOCH, 7, 9)))))
                : Optional.empty();
    }

    private void fill() {
        for (int i = 0; i < MANY; i++) {
            String id = "connection-" + i;
            StreamPath path = new StreamPath("live", "room" + i % 100, "");
            ConnectRequest request = ConnectRequest.builder(id, Protocol.RTMP, path, Instant.MAX)
                    .remoteAddress("192.0.2." + i % 250)
                    .build();
            Map<String, Object> session = SessionState.granted(
                            request, "jwt", new Decision.Allow(Grant.everything("user" + i)), "b", false)
                    .toMap();
            in.put(id, session);
            admissions.sessions().admitted(Kind.CONNECTION, id, id, session);
            admissions.sessions().began(session, path.resolve("stream" + i).orElseThrow());
        }
        for (int i = 0; i < MANY; i++) {
            refuse(i);
        }
    }

    /** From another network each, so that none stands for others. */
    private void refuse(int i) {
        audit.log(new AuditEvent(
                Instant.now(),
                "refused-" + i,
                "10." + i / 250 % 250 + "." + i % 250 + ".1",
                "RTMP",
                "live",
                "room" + i % 100,
                "stream" + i,
                "publish",
                "",
                "user" + i,
                "jwt",
                1,
                "1.1",
                "deny",
                "BAD_SIGNATURE",
                "the signature matches no key",
                5));
    }

    /** Decides without a pause, as a server under load does. */
    private void load() {
        for (int processor = 0; processor < Runtime.getRuntime().availableProcessors(); processor++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; !over.get(); i++) {
                    refuse(i);
                }
            });
            busy.add(thread);
            thread.start();
        }
    }

    private int ask(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + channel.address().getPort() + path))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body().length();
    }

    private void measure(String path) throws Exception {
        double[] millis = new double[ROUNDS];
        int bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            bytes = ask(path);
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(millis);
        System.out.println(String.format(
                Locale.ROOT,
                "FIGURES %-38s median %6.1f ms, worst %6.1f ms, %d bytes",
                path,
                millis[ROUNDS / 2],
                millis[ROUNDS - 1],
                bytes));
    }

    @Test
    void prints_how_long_answers_take() throws Exception {
        fill();
        assertThat(ask("/v1/sessions?limit=10000")).isGreaterThan(MANY * 100);
        for (int application = 0; application < 100; application++) {
            routes.application(Map.of("application", "app" + application, "authenticator", "jwt"));
            for (String protocol : List.of("RTMP", "HTTP", "WS")) {
                for (String action : List.of("connect", "publish", "play")) {
                    for (String reason : List.of("GRANTED", "EXPIRED", "BAD_SIGNATURE", "ROLE_NOT_ALLOWED")) {
                        audit.meters()
                                .decided(
                                        "app" + application,
                                        protocol,
                                        action,
                                        reason.equals("GRANTED") ? "allow" : "deny",
                                        reason,
                                        "jwt",
                                        5000);
                    }
                }
            }
        }
        measure("/metrics"); // nobody else is busy
        load();
        measure("/metrics");
        for (String path : List.of(
                "/v1/status",
                "/v1/sessions?limit=1000",
                "/v1/sessions?limit=10000",
                "/v1/sessions?sub=user9999",
                "/v1/refusals?limit=5",
                "/v1/refusals?sub=user9999&limit=5",
                "/v1/refusals?sub=nobody&limit=5",
                "/v1/refusals?limit=10000")) {
            measure(path);
        }
    }
}
