package io.stagedoor.itests.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a recording whose every frame holds a mark, for the server to play. */
public final class FlvFile {

    private static final byte[] HEADER = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};

    private FlvFile() {}

    /**
     * Writes a recording.
     *
     * @param file is overwritten; its folder is created
     * @param mark what every frame holds
     * @param millis how long it plays
     */
    public static void write(Path file, String mark, int millis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(HEADER);
        for (int time = 0; time <= millis; time += 40) {
            tag(Message.video(0, time, mark), out);
            tag(Message.audio(0, time, mark), out);
        }
        Files.createDirectories(file.getParent());
        Files.write(file, bytes.toByteArray());
    }

    private static void tag(Message message, DataOutputStream out) throws IOException {
        int length = message.payload().length;
        int time = (int) message.timestamp();
        out.writeInt(message.type() << 24 | length);
        out.writeInt(time << 8 | time >>> 24);
        out.write(new byte[3]);
        out.write(message.payload());
        out.writeInt(11 + length);
    }
}
