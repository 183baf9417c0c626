package io.stagedoor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.cli.rtmp.Frame;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class TestPatternTest {

    @Test
    void a_picture_is_screen_video_of_whole_blocks() throws DataFormatException {
        Frame picture = TestPattern.picture(3);
        ByteBuffer tag = ByteBuffer.wrap(picture.data());

        assertThat(picture.kind()).isEqualTo(Frame.Kind.VIDEO);
        assertThat(picture.millis()).isEqualTo(300);
        assertThat(tag.get()).isEqualTo((byte) 0x13);
        int width = tag.getShort() & 0xFFFF;
        int height = tag.getShort() & 0xFFFF;
        assertThat(width).isEqualTo(1 << 12 | 160);
        assertThat(height).isEqualTo(1 << 12 | 96);
        for (int block = 0; block < 5 * 3; block++) {
            byte[] deflated = new byte[tag.getShort() & 0xFFFF];
            tag.get(deflated);
            assertThat(inflatedLength(deflated)).isEqualTo(32 * 32 * 3);
        }
        assertThat(tag.remaining()).isZero();
    }

    @Test
    void pictures_move() {
        assertThat(TestPattern.picture(1).data())
                .isNotEqualTo(TestPattern.picture(2).data());
    }

    @Test
    void a_sound_lasts_as_long_as_its_picture() {
        Frame sound = TestPattern.sound(3);

        assertThat(sound.kind()).isEqualTo(Frame.Kind.AUDIO);
        assertThat(sound.millis()).isEqualTo(300);
        assertThat(sound.data()).hasSize(1 + 2 * 44_100 / TestPattern.FRAMES_PER_SECOND);
        assertThat(sound.data()[0]).isEqualTo((byte) 0x3E);
    }

    private static int inflatedLength(byte[] deflated) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(deflated);
            int length = inflater.inflate(new byte[1 << 16]);
            assertThat(inflater.finished()).isTrue();
            return length;
        } finally {
            inflater.end();
        }
    }
}
