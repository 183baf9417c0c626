package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** Clients come and go, half of them refused: what the server remembers of them goes too. */
public class ChurnIT {

    /** {@code -Dstagedoor.churn=10000} for the long run. */
    private static final int CLIENTS = Integer.getInteger("stagedoor.churn", 2_000);

    private static final int AT_A_TIME = 4;
    private static final Duration COLLECTED = Duration.ofSeconds(60);

    /** No more than are just ending. Red5's own connections are not counted: it keeps them longer, also without us. */
    private static final int FEW = 20;

    private static final Pattern HISTOGRAM = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)");

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    private final String good = token().signedWith(SERVER.secret());
    private final String forged = token().signedWith(newSecret());

    @Test
    public void nothing_is_left_of_clients_that_have_gone() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                runs.add(clients.submit(() -> {
                    for (int n = 0; n < CLIENTS / AT_A_TIME; n++) {
                        comeAndGo(n);
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            clients.shutdownNow();
        }

        eventually(
                COLLECTED,
                () -> assertThat(instances())
                        .allSatisfy((type, count) -> assertThat(count).as(type).isLessThan(FEW)));
    }

    private void comeAndGo(int n) throws IOException {
        boolean refused = n % 2 == 0;
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            assertThat(client.connect("live?token=" + (refused ? forged : good)))
                    .isEqualTo(refused ? REJECTED : CONNECTED);
            if (n % 4 == 1) {
                client.publish(
                        client.createStream(), "churn-" + Thread.currentThread().getId() + "-" + n, "live");
            }
        }
    }

    /** What there is one of for each client, by class, after a collection. */
    private static Map<String, Integer> instances() throws IOException {
        Map<String, Integer> instances = new TreeMap<>();
        Matcher line = HISTOGRAM.matcher(histogram());
        while (line.find()) {
            String type = line.group(2);
            if (type.startsWith("io.stagedoor.red5.plugin.guard.Session")
                    || type.startsWith("io.stagedoor.red5.bridge.session.")
                    || type.equals("io.stagedoor.red5.plugin.guard.ConnectionEnd")) {
                instances.put(type, Integer.parseInt(line.group(1)));
            }
        }
        return instances;
    }

    private static String histogram() throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(SERVER.red5().pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(histogram).as("of a server that lets itself be looked into").contains("java.lang.String");
        return histogram;
    }
}
