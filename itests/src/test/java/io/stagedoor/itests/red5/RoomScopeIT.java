package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PLAYING;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static io.stagedoor.itests.red5.Clients.PUBLISH_REFUSED;
import static io.stagedoor.itests.red5.Clients.REJECTED;
import static io.stagedoor.itests.red5.Clients.sees;
import static io.stagedoor.itests.red5.StagedoorServer.APPLICATION_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.Canaries;
import io.stagedoor.itests.Threads;
import io.stagedoor.itests.Token;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Rooms: which of them come to be, and the part of a path that is none. */
public class RoomScopeIT {

    private static final Canaries CANARIES = new Canaries();
    private static final int CROWD = 24;
    private static final int ROUNDS = 20;

    private static StagedoorServer server;

    private final String room = "room-" + UUID.randomUUID();

    @BeforeClass
    public static void start() {
        server = StagedoorServer.prepared().withJwt();
        server.configure(
                APPLICATION_FILE,
                server.application(
                        "rtmpAuthRoomScopeEnabled=true",
                        "rtmpAuthRoomScopeName=auth",
                        "remoteMethods=getChildScopeNames"));
        server.start();
    }

    @AfterClass
    public static void stop() {
        // Nothing is written after that.
        server.close();
        String logs = server.logs();
        for (String form : CANARIES.forms()) {
            assertThat(logs.contains(form)).as("a log holds " + form).isFalse();
        }
    }

    @Test
    public void credentials_in_a_part_of_the_path_are_read_and_the_part_is_no_room() throws Exception {
        String room1 = signed(token().rooms("room1"));
        for (String path : List.of("live/room1/auth;token=" + room1, "live/auth;x;token=" + room1 + ";=/room1/")) {
            try (RtmpClient encoder = RtmpClient.connected(server.rtmpPort(), path)) {
                int stream = encoder.createStream();
                assertThat(encoder.publish(stream, room, "live")).isEqualTo(PUBLISHED);
                try (Feed feed = Feed.send(encoder, stream, "mark-" + room);
                        RtmpClient viewer =
                                RtmpClient.connected(server.rtmpPort(), "live/room1?token=" + signed(token()))) {
                    assertThat(viewer.play(viewer.createStream(), room)).isEqualTo(PLAYING);
                    assertThat(sees(viewer, "mark-" + room)).isTrue();
                }
            }
            eventually(() -> assertThat(rooms("live")).isEmpty());
        }
        assertThat(Clients.connect(server, "live/room1/auth", room1)).isEqualTo(CONNECTED);
        assertThat(rooms("live")).doesNotContain("auth");
    }

    @Test
    public void it_brings_nobody_into_another_room_than_it_is_judged_for() throws Exception {
        String room1 = signed(token().rooms("room1"));
        AuditLog audit = server.audit();
        assertThat(connect("live/room2/auth;token=" + room1)).isEqualTo(REJECTED);
        assertThat(connect("live/room1/auth;token=" + room1 + "/room2")).isEqualTo(REJECTED);
        assertThat(connect("live/room1/../auth;token=" + room1)).isEqualTo(REJECTED);
        assertThat(connect("live/room1/auth;token=" + room1 + "/auth;token=" + room1))
                .isEqualTo(REJECTED);
        assertThat(connect("live/room1/auth;token=" + signed(token().rooms("room1")) + "x?token=" + room1))
                .isEqualTo(REJECTED);
        assertThat(connect("live/room1/auth;token=" + token().signedWith(newSecret())))
                .isEqualTo(REJECTED);
        assertThat(connect("live/room1/authority;token=" + room1)).isEqualTo(REJECTED);
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), "live/auth;token=" + room1)) {
            assertThat(client.publish(client.createStream(), "room1/auth;token=" + room1 + "/s", "live"))
                    .isEqualTo(PUBLISH_REFUSED);
        }
        assertThat(audit.decisions())
                .containsExactly(
                        "connect deny ROOM_NOT_ALLOWED",
                        "connect deny ROOM_NOT_ALLOWED",
                        "connect deny BAD_PATH",
                        "connect deny AMBIGUOUS_CREDENTIALS",
                        "connect deny AMBIGUOUS_CREDENTIALS",
                        "connect deny BAD_SIGNATURE",
                        "connect deny NO_CREDENTIALS",
                        "connect allow GRANTED",
                        "publish deny BAD_PATH");
    }

    @Test
    public void refused_clients_leave_no_room_behind() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(connect("live/" + room + "-" + i + "/sub")).isEqualTo(REJECTED);
        }
        assertThat(rooms("live")).noneMatch(name -> name.toString().startsWith(room));
    }

    @Test
    public void refused_clients_take_no_room_from_those_who_are_in() throws Exception {
        ExecutorService crowd = Executors.newFixedThreadPool(CROWD);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String here = room + "-" + round;
                CyclicBarrier together = new CyclicBarrier(CROWD);
                List<Future<RtmpClient>> clients = new ArrayList<>();
                for (int i = 0; i < CROWD; i++) {
                    boolean good = i % 3 == 0;
                    clients.add(crowd.submit(() -> {
                        RtmpClient client = RtmpClient.open(server.rtmpPort());
                        together.await(60, TimeUnit.SECONDS);
                        String code = client.connect("live/" + here + "?token="
                                + (good ? signed(token()) : token().signedWith(newSecret())));
                        assertThat(code).isEqualTo(good ? CONNECTED : REJECTED);
                        return client;
                    }));
                }
                assertAllInOneRoom(here, clients);
                for (Future<RtmpClient> client : clients) {
                    client.get().close();
                }
            }
        } finally {
            Threads.stop(crowd);
        }
        eventually(() -> assertThat(rooms("live")).isEmpty());
    }

    /** What the first one of them publishes, the others see. */
    private void assertAllInOneRoom(String here, List<Future<RtmpClient>> clients) throws Exception {
        List<RtmpClient> in = new ArrayList<>();
        for (int i = 0; i < CROWD; i += 3) {
            in.add(clients.get(i).get());
        }
        RtmpClient first = in.get(0);
        int stream = first.createStream();
        assertThat(first.publish(stream, "s", "live")).isEqualTo(PUBLISHED);
        try (Feed feed = Feed.send(first, stream, "mark-" + here)) {
            for (RtmpClient other : in.subList(1, in.size())) {
                assertThat(other.play(other.createStream(), "s")).isEqualTo(PLAYING);
                assertThat(sees(other, "mark-" + here)).as(here).isTrue();
            }
        }
        assertThat(rooms("live")).contains(here);
    }

    /** The scopes in the application, as one who may ask is told. */
    private static Collection<Object> rooms(String path) throws IOException {
        try (RtmpClient client = RtmpClient.connected(server.rtmpPort(), path + "?token=" + signed(token()))) {
            Message answer = client.call("getChildScopeNames").orElseThrow();
            Object names = answer.values().get(3);
            assertThat(answer.isCommand("_result")).as(answer.toString()).isTrue();
            return names instanceof Map<?, ?> map ? List.copyOf(map.values()) : List.copyOf((Collection<?>) names);
        }
    }

    private static String connect(String path) throws IOException {
        try (RtmpClient client = RtmpClient.open(server.rtmpPort())) {
            String code = client.connect(path);
            if (!code.equals(CONNECTED)) {
                Clients.assertClosed(client);
            }
            return code;
        }
    }

    private static String signed(Token token) {
        String signed = token.signedWith(server.secret());
        synchronized (CANARIES) {
            CANARIES.token(signed);
        }
        return signed;
    }
}
