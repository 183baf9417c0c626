package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import java.util.stream.Stream;
import org.junit.Test;

/** Clients come and go, half of them refused: what the server remembers of them goes too. */
public class ChurnIT {

    /** {@code -Dstagedoor.churn=100000} for the long run. */
    private static final int CLIENTS = Integer.getInteger("stagedoor.churn", 600);

    private static final int AT_A_TIME = 4;
    private static final Duration COLLECTED = Duration.ofSeconds(60);

    /** No more than are just ending, or belong to other tests. */
    private static final int FEW = 40;

    private static final String CONNECTION = "org.red5.server.net.rtmp.RTMPMinaConnection";

    private static final Pattern HISTOGRAM = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+)");

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    private final String good = longLived().signedWith(SERVER.secret());
    private final String forged = longLived().signedWith(newSecret());
    private final String publisher = longLived().claim("sub", "publisher").signedWith(SERVER.secret());

    @Test
    public void nothing_is_left_of_clients_that_have_gone() throws Exception {
        long threads = threads();
        // Tests before this one have published on the same server, too.
        int connections = instances().getOrDefault(CONNECTION, 0);
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
            Threads.stop(clients);
        }

        eventually(COLLECTED, () -> {
            assertThat(instances())
                    .allSatisfy((type, count) ->
                            assertThat(count).as(type).isLessThan(FEW + (type.equals(CONNECTION) ? connections : 0)));
            assertThat(threads()).isLessThan(threads + FEW);
        });
        eventually(COLLECTED, () -> assertThat(tokensInMemory()).isZero());
    }

    private static Token longLived() {
        return token().expiresIn(Duration.ofMinutes(59)); // the limit is an hour
    }

    private void comeAndGo(int n) throws IOException {
        switch (n % 4) {
            case 0 -> leavesAtOnce();
            case 1 -> saysNothingOfItself();
            default -> isAnswered(n);
        }
    }

    /** Its connect and its end overtake each other. */
    private void leavesAtOnce() throws IOException {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            client.socket().send(client.connectMessage("live?token=" + good));
        }
    }

    /** A message is enough for Red5 to make a thread. */
    private static void saysNothingOfItself() throws IOException {
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            client.socket().send(Message.acknowledgement(0));
        }
    }

    private void isAnswered(int n) throws IOException {
        boolean refused = n % 8 < 4;
        try (RtmpClient client = RtmpClient.open(SERVER.rtmpPort())) {
            assertThat(client.connect("live?token=" + (refused ? forged : publisher)))
                    .isEqualTo(refused ? REJECTED : CONNECTED);
            if (!refused) {
                publishesUnderOneNameAfterAnother(
                        client, "churn-" + Thread.currentThread().getId() + "-" + n);
            }
        }
    }

    /** On one stream id: Red5 renames the stream, and would keep the former name taken. */
    private static void publishesUnderOneNameAfterAnother(RtmpClient client, String name) throws IOException {
        int stream = client.createStream();
        assertThat(client.publish(stream, name, "live")).isEqualTo(PUBLISHED);
        int before = client.socket().received().size();
        client.send(stream, "publish", name + "-renamed", "live");
        eventually(() -> assertThat(client.socket().received().stream().skip(before))
                .anyMatch(message ->
                        message.isCommand("onStatus") && message.code().equals(PUBLISHED)));
        assertThat(client.publish(client.createStream(), name, "live"))
                .as("the former name is free")
                .isEqualTo(PUBLISHED);
    }

    private static long threads() throws IOException {
        try (Stream<Path> tasks =
                Files.list(Path.of("/proc", String.valueOf(SERVER.red5().pid()), "task"))) {
            return tasks.count();
        }
    }

    /** How many of the tokens a dump of what the server needs would show. */
    private long tokensInMemory() {
        try {
            Path dump = Files.createTempDirectory("churn").resolve("heap.hprof");
            try {
                jcmd("GC.heap_dump", dump.toString());
                String memory = Files.readString(dump, StandardCharsets.ISO_8859_1);
                return Stream.of(good, forged, publisher)
                        .filter(memory::contains)
                        .count();
            } finally {
                Files.deleteIfExists(dump);
                Files.delete(dump.getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What there is one of for each client, by class, after a collection. */
    private static Map<String, Integer> instances() throws IOException {
        Map<String, Integer> instances = new TreeMap<>();
        Matcher line = HISTOGRAM.matcher(histogram());
        while (line.find()) {
            String type = line.group(2);
            if (type.startsWith("io.stagedoor.red5.plugin.guard.Session")
                    || type.startsWith("io.stagedoor.core.session.")
                    || type.equals("io.stagedoor.red5.plugin.guard.ConnectionEnd")
                    || type.equals(CONNECTION)) {
                instances.put(type, Integer.parseInt(line.group(1)));
            }
        }
        return instances;
    }

    private static String histogram() throws IOException {
        String histogram = jcmd("GC.class_histogram");
        assertThat(histogram).as("of a server that lets itself be looked into").contains("java.lang.String");
        return histogram;
    }

    private static String jcmd(String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(SERVER.red5().pid())));
        whole.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(whole).redirectErrorStream(true).start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
