package io.stagedoor.cli.demo;

import io.stagedoor.cli.rtmp.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;

/**
 * A stream made by code that players can show: a moving gradient as Screen Video, and a tone as linear PCM, both as the FLV
 * specification (version 10.1, annex E.4) has them.
 */
final class TestPattern {

    static final int FRAMES_PER_SECOND = 10;

    private static final int WIDTH = 160;
    private static final int HEIGHT = 96;
    private static final int BLOCK = 32;
    private static final int SAMPLE_RATE = 44_100;
    private static final double TONE_HERTZ = 440;

    /** Key frame, codec 3: Screen Video, in which every frame can stand alone. */
    private static final int VIDEO_HEADER = 0x13;
    /** Codec 3: linear PCM, little endian; 44.1 kHz, 16 bits, mono. */
    private static final int AUDIO_HEADER = 0x3E;

    private TestPattern() {}

    /** The picture of one moment. */
    static Frame picture(int number) {
        ByteArrayOutputStream tag = new ByteArrayOutputStream();
        tag.write(VIDEO_HEADER);
        size(tag, WIDTH);
        size(tag, HEIGHT);
        for (int bottom = 0; bottom < HEIGHT; bottom += BLOCK) {
            for (int left = 0; left < WIDTH; left += BLOCK) {
                byte[] block = deflated(pixels(left, bottom, number));
                tag.write(block.length >> 8);
                tag.write(block.length);
                tag.writeBytes(block);
            }
        }
        return new Frame(Frame.Kind.VIDEO, millis(number), tag.toByteArray());
    }

    /** The sound of one moment, as long as its picture is shown. */
    static Frame sound(int number) {
        int samples = SAMPLE_RATE / FRAMES_PER_SECOND;
        ByteBuffer tag = ByteBuffer.allocate(1 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        tag.put((byte) AUDIO_HEADER);
        for (int sample = 0; sample < samples; sample++) {
            double seconds = (number * samples + sample) / (double) SAMPLE_RATE;
            tag.putShort((short) (8_000 * Math.sin(2 * Math.PI * TONE_HERTZ * seconds)));
        }
        return new Frame(Frame.Kind.AUDIO, millis(number), tag.array());
    }

    private static int millis(int number) {
        return number * 1000 / FRAMES_PER_SECOND;
    }

    /** Four bits for the size of a block, twelve for the size of the picture. */
    private static void size(ByteArrayOutputStream tag, int pixels) {
        int field = (BLOCK / 16 - 1) << 12 | pixels;
        tag.write(field >> 8);
        tag.write(field);
    }

    /** Blue, green and red of each pixel, from the bottom row up. */
    private static byte[] pixels(int left, int bottom, int number) {
        byte[] pixels = new byte[BLOCK * BLOCK * 3];
        int at = 0;
        for (int y = bottom; y < bottom + BLOCK; y++) {
            for (int x = left; x < left + BLOCK; x++) {
                pixels[at++] = (byte) (x + 8 * number);
                pixels[at++] = (byte) (2 * y);
                pixels[at++] = (byte) (x + y);
            }
        }
        return pixels;
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
