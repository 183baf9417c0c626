package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Token.token;
import static io.stagedoor.itests.red5.Clients.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.rtmp.RtmpClient;
import io.stagedoor.itests.rtmp.SharedObject;
import java.io.IOException;
import java.util.UUID;
import org.junit.Test;

/** Shared objects: either role may read, a publisher may create, write, send and delete. */
public class SharedObjectsIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();

    private final String publisher = token().roles("red5-publisher").signedWith(SERVER.secret());
    private final String subscriber = token().roles("red5-subscriber").signedWith(SERVER.secret());
    private final String nobody = token().roles("none").signedWith(SERVER.secret());
    private final String room1 = token().rooms("room1").signedWith(SERVER.secret());
    private final String object = "object-" + UUID.randomUUID();

    @Test
    public void a_publisher_creates_writes_sends_and_deletes() throws Exception {
        try (RtmpClient writer = client("live", publisher);
                RtmpClient reader = client("live", publisher)) {
            assertThat(enters(writer)).isTrue();
            assertThat(enters(reader)).isTrue();

            writer.socket().send(SharedObject.set(object, false, "key", "value-written"));
            assertThat(arrives(reader, "value-written")).isTrue();
            writer.socket().send(SharedObject.send(object, false, "handler", "value-sent"));
            assertThat(arrives(reader, "value-sent")).isTrue();
            writer.socket().send(SharedObject.delete(object, false, "key"));
            assertThat(reader.socket().await(m -> SharedObject.events(m, object).contains(9), PATIENCE))
                    .isPresent();
        }
    }

    @Test
    public void a_subscriber_does_not_create() throws Exception {
        try (RtmpClient viewer = client("live", subscriber)) {
            assertThat(enters(viewer)).isFalse();
        }
    }

    @Test
    public void a_subscriber_reads_and_does_not_write_send_or_delete() throws Exception {
        try (RtmpClient writer = client("live", publisher);
                RtmpClient viewer = client("live", subscriber)) {
            assertThat(enters(writer)).isTrue();
            assertThat(enters(viewer)).isTrue();
            writer.socket().send(SharedObject.set(object, false, "key", "value-1"));
            assertThat(arrives(viewer, "value-1")).isTrue();

            viewer.socket()
                    .send(
                            SharedObject.set(object, false, "key", "value-refused"),
                            SharedObject.send(object, false, "handler", "message-refused"),
                            SharedObject.delete(object, false, "key"),
                            SharedObject.clear(object, false));
            try (RtmpClient after = client("live", publisher)) {
                // Answered behind what the viewer sent: whatever of it had an effect shows in the object now.
                assertThat(viewer.call("createStream")).isNotNull();
                assertThat(enters(after)).isTrue();
                assertThat(arrives(after, "value-1")).isTrue();
                // Behind all that the writer has been told until now.
                after.socket().send(SharedObject.send(object, false, "handler", "message-after"));
                assertThat(arrives(writer, "message-after")).isTrue();
            }
            assertThat(writer.socket().received())
                    .noneMatch(message -> message.holds("value-refused"))
                    .noneMatch(message -> message.holds("message-refused"));
        }
    }

    @Test
    public void a_client_without_a_role_does_not_read() throws Exception {
        try (RtmpClient writer = client("live", publisher);
                RtmpClient none = client("live", nobody)) {
            assertThat(enters(writer)).isTrue();

            assertThat(enters(none)).isFalse();
        }
    }

    @Test
    public void a_room_claim_counts_for_the_object_s_room() throws Exception {
        try (RtmpClient inside = client("live/room1", room1);
                RtmpClient outside = client("live", room1)) {
            assertThat(enters(inside)).isTrue();
            assertThat(enters(outside)).isFalse();
        }
    }

    private boolean enters(RtmpClient client) throws IOException {
        client.socket().send(SharedObject.connect(object, false));
        boolean entered = client.socket()
                .await(m -> !SharedObject.events(m, object).isEmpty(), PATIENCE)
                .map(m -> SharedObject.events(m, object).contains(SharedObject.INITIAL_DATA))
                .orElse(false);
        if (entered) {
            // Red5 sends its answer, and then forgets who asked: also of another client that has asked meanwhile, which
            // gets none. By the
            // answer to this call, it has forgotten.
            client.call("createStream");
        }
        return entered;
    }

    private static boolean arrives(RtmpClient client, String text) {
        return client.socket().await(m -> m.holds(text), PATIENCE).isPresent();
    }

    private static RtmpClient client(String path, String token) throws IOException {
        return RtmpClient.connected(SERVER.rtmpPort(), path + "?token=" + token);
    }
}
