package io.stagedoor.itests.red5;

import static io.stagedoor.itests.Eventually.eventually;
import static io.stagedoor.itests.Token.newSecret;
import static io.stagedoor.itests.Token.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.rtmp.Answer;
import io.stagedoor.cli.rtmp.Frame;
import io.stagedoor.cli.rtmp.RtmpClient;
import java.time.Duration;
import org.junit.Test;

/** Red5's own client. */
public class Red5ClientIT {

    private static final StagedoorServer SERVER = StagedoorServer.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] SORENSON_KEY_FRAME = {0x12, 0, 0, 4, 0, 0, 0, 0};

    private final String publisher = token().roles("red5-publisher").signedWith(SERVER.secret());
    private final String subscriber = token().roles("red5-subscriber").signedWith(SERVER.secret());

    @Test
    public void publishes_and_plays_with_the_right_tokens() {
        try (RtmpClient source = client();
                RtmpClient viewer = client()) {
            assertThat(source.connect(SERVER.rtmpUrl() + "?token=" + publisher).accepted())
                    .isTrue();
            assertThat(source.publish("red5-client", "live").code()).isEqualTo(Clients.PUBLISHED);
            source.send(new Frame(Frame.Kind.VIDEO, 0, SORENSON_KEY_FRAME));
            assertThat(viewer.connect(SERVER.rtmpUrl(), "any", "jwt", subscriber)
                            .accepted())
                    .isTrue();
            assertThat(viewer.play("red5-client").code()).isEqualTo(Clients.PLAYING);

            int[] time = {0};
            eventually(() -> {
                source.send(new Frame(Frame.Kind.VIDEO, time[0] += 40, SORENSON_KEY_FRAME));
                assertThat(viewer.received().video()).isGreaterThan(5);
            });
        }
    }

    @Test
    public void is_refused_at_connect() {
        assertRefusedAtConnect("");
        assertRefusedAtConnect("?token=" + token().signedWith(newSecret()));
        assertRefusedAtConnect(
                "?token=" + token().expiresIn(Duration.ofSeconds(-1)).signedWith(SERVER.secret()));
        assertRefusedAtConnect("/room2?token=" + token().rooms("room1").signedWith(SERVER.secret()));
    }

    @Test
    public void is_refused_at_publish_and_play() {
        try (RtmpClient viewer = client();
                RtmpClient source = client()) {
            assertThat(viewer.connect(SERVER.rtmpUrl() + "?token=" + subscriber).accepted())
                    .isTrue();
            assertThat(viewer.publish("refused", "live").accepted()).isFalse();
            assertThat(viewer.awaitClosed()).isTrue();

            assertThat(source.connect(SERVER.rtmpUrl() + "?token=" + publisher).accepted())
                    .isTrue();
            assertThat(source.play("refused").accepted()).isFalse();
            assertThat(source.awaitClosed()).isTrue();
            assertThat(source.received().bytes()).isZero();
        }
    }

    private static void assertRefusedAtConnect(String behind) {
        try (RtmpClient client = client()) {
            Answer answer = client.connect(SERVER.rtmpUrl() + behind);
            assertThat(answer.accepted()).isFalse();
            assertThat(answer.code()).isEqualTo(Clients.REJECTED);
        }
    }

    private static RtmpClient client() {
        return new RtmpClient(PATIENCE);
    }
}
