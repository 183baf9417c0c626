package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.CONNECTED;
import static io.stagedoor.itests.red5.Clients.PUBLISHED;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.FlvFile;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.After;
import org.junit.Test;

/** The methods that Red5's application class happens to have, and that any client could call. */
public class RemoteCallsIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    /** What encoders and players call as a matter of course. */
    private static final Set<String> HARMLESS = Set.of(
            "FCPublish",
            "FCUnpublish",
            "FCSubscribe",
            "_checkbw",
            "checkBandwidth",
            "getStreamLength",
            "measureBandwidth");

    private final String subscriber = token().roles("red5-subscriber").signedWith(SERVER.secret());
    private final String everything = token().signedWith(SERVER.secret());

    @After
    public void the_application_is_as_open_as_before() throws Exception {
        assertThat(Clients.connect(SERVER, "live", everything)).isEqualTo(CONNECTED);
        assertThat(Clients.publish(SERVER, "live", everything, "after-calls-" + UUID.randomUUID()))
                .isEqualTo(PUBLISHED);
    }

    @Test
    public void a_viewer_cannot_close_the_application() throws Exception {
        for (String method : List.of("setCanConnect", "@setCanConnect", "|setCanConnect")) {
            for (Object argument : new Object[] {false, 0, "false"}) {
                assertRefused(method, argument);
                assertThat(Clients.connect(SERVER, "live", subscriber))
                        .as(method)
                        .isEqualTo(CONNECTED);
            }
        }
    }

    @Test
    public void no_method_of_the_adapter_is_callable() throws Exception {
        AuditLog audit = SERVER.audit();
        Set<String> methods = methods();
        assertThat(methods).contains("setCanConnect", "getAttribute", "wait", "getClass");

        for (String method : methods) {
            assertRefused(method);
            assertRefused("@" + method, "x");
        }

        assertThat(audit.decisions())
                .filteredOn(decision -> decision.startsWith("call"))
                .hasSize(2 * methods.size())
                .containsOnly("call deny METHOD_NOT_ALLOWED");
    }

    @Test
    public void no_bean_of_the_application_is_a_service() throws Exception {
        for (String service : List.of(
                "web.handler",
                "web.scope",
                "web.context",
                "red5.server",
                "live",
                "streamService",
                "sharedObjectService")) {
            for (String method : List.of("setCanConnect", "setEnabled", "getAttributes", "toString")) {
                try (RtmpClient client = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + subscriber)) {
                    Optional<Message> answer = client.call(service + "." + method, false);

                    assertThat(answer.map(message -> message.isCommand("_error"))
                                    .orElse(true))
                            .as(service + "." + method)
                            .isTrue();
                }
            }
        }
    }

    @Test
    public void what_encoders_call_works() throws Exception {
        try (RtmpClient client = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + everything)) {
            assertThat(client.call("FCPublish", "f1")).isPresent();
            assertThat(client.call("FCUnpublish", "f1")).isPresent();
            assertThat(client.call("FCSubscribe", "f1")).isPresent();
            assertThat(client.call("releaseStream", "f1")).isPresent();
            assertThat(client.call("_checkbw")).isPresent();
            assertThat(client.call("getStreamLength", "none")).isPresent();

            assertThat(client.publish(client.createStream(), "f1", "live")).isEqualTo(PUBLISHED);
        }
    }

    /** What is refused is answered as what is not there, and what Red5 would fail on as well. */
    @Test
    public void the_length_of_a_recording_is_for_those_who_may_play_it() throws Exception {
        String name = "length-" + UUID.randomUUID();
        FlvFile.write(SERVER.recordings().resolve(name + ".flv"), "mark", 4000);
        FlvFile.write(SERVER.recordings().resolve("room1").resolve(name + ".flv"), "mark", 4000);
        String publisher = token().roles("red5-publisher").signedWith(SERVER.secret());
        String elsewhere = token().rooms("room2").signedWith(SERVER.secret());
        String nobody = token().roles("another").signedWith(SERVER.secret());

        assertThat(length("live", subscriber, name)).isPositive();
        assertThat(length("live", subscriber, name + ".flv?k=v")).isPositive();
        assertThat(length("live/room1", subscriber, name)).isPositive();
        for (String token : List.of(publisher, elsewhere, nobody)) {
            assertThat(length("live", token, name)).isZero();
        }
        for (String bad : List.of(
                name + "-missing",
                "",
                "*",
                "../" + name,
                "..\\" + name,
                "/etc/passwd",
                "mp4:",
                "a:b",
                "nul\0",
                "\ud800",
                "x".repeat(900),
                "x".repeat(2000),
                "é.flv",
                ".")) {
            assertThat(length("live", subscriber, bad)).as(bad).isZero();
        }
        for (Object[] arguments : new Object[][] {{}, {7}, {name, 1}, {List.of(name)}, {(Object) null}}) {
            assertThat(length("live", subscriber, arguments)).isZero();
        }
        assertThat(SERVER.logs()).doesNotContain("Error executing call").doesNotContain("getStreamLength with");
    }

    private static double length(String path, String token, Object... arguments) throws Exception {
        try (RtmpClient client = RtmpClient.connected(SERVER.rtmpPort(), path + "?token=" + token)) {
            Message answer = client.call("getStreamLength", arguments).orElseThrow();
            assertThat(answer.isCommand("_result")).as(answer.toString()).isTrue();
            return (Double) answer.values().get(answer.values().size() - 1);
        }
    }

    private void assertRefused(String method, Object... arguments) throws Exception {
        try (RtmpClient client = RtmpClient.connected(SERVER.rtmpPort(), "live?token=" + subscriber)) {
            Optional<Message> answer = client.call(method, arguments);

            assertThat(answer.map(message -> message.isCommand("_error")).orElse(true))
                    .as(method + " " + answer)
                    .isTrue();
        }
    }

    private static Set<String> methods() throws Exception {
        Set<String> names = new TreeSet<>();
        try (URLClassLoader red5 = SERVER.red5Classes()) {
            Class<?> adapter = red5.loadClass("org.red5.server.adapter.MultiThreadedApplicationAdapter");
            for (Method method : adapter.getMethods()) {
                names.add(method.getName());
            }
        }
        names.removeAll(HARMLESS);
        // Red5 takes it for the end of the connection, which it then is.
        names.remove("disconnect");
        return names;
    }
}
