package io.stagedoor.cli.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.mina.core.buffer.IoBuffer;
import org.junit.jupiter.api.Test;
import org.red5.server.net.rtmp.event.AudioData;
import org.red5.server.net.rtmp.event.BaseEvent;
import org.red5.server.net.rtmp.event.VideoData;

class MediaCounterTest {

    private final MediaCounter counter = new MediaCounter();

    private void arrives(BaseEvent event, int millis) {
        event.setTimestamp(millis);
        counter.count(event);
    }

    private static IoBuffer bytes() {
        return IoBuffer.wrap(new byte[] {0x13, 0, 0});
    }

    @Test
    void counts_messages_and_their_bytes() {
        arrives(new VideoData(bytes()), 5000);
        arrives(new AudioData(bytes()), 0);
        arrives(new AudioData(bytes()), 100);

        assertThat(counter.received()).isEqualTo(new Received(2, 1, 9, 100));
    }

    @Test
    void the_widest_gap_is_between_messages_of_one_kind() {
        arrives(new VideoData(bytes()), 0);
        arrives(new AudioData(bytes()), 0);
        arrives(new VideoData(bytes()), 40);
        arrives(new VideoData(bytes()), 290);
        arrives(new VideoData(bytes()), 330);
        arrives(new AudioData(bytes()), 200);

        assertThat(counter.received().widestGapMillis()).isEqualTo(250);
    }

    @Test
    void a_step_back_is_a_gap_too() {
        arrives(new AudioData(bytes()), 900);
        arrives(new AudioData(bytes()), 0);

        assertThat(counter.received().widestGapMillis()).isEqualTo(900);
    }
}
