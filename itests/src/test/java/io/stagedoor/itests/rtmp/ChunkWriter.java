package io.stagedoor.itests.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Cuts messages into chunks: each begins with a full header, and goes on with one-byte headers. */
final class ChunkWriter {

    static final int EXTENDED = 0xffffff;

    private int size = 128;

    byte[] write(Message... messages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (Message message : messages) {
                write(message, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(Message message, DataOutputStream out) throws IOException {
        int channel = channel(message);
        boolean extended = message.timestamp() >= EXTENDED;
        out.writeByte(channel);
        medium(extended ? EXTENDED : (int) message.timestamp(), out);
        medium(message.payload().length, out);
        out.writeByte(message.type());
        out.writeInt(Integer.reverseBytes(message.stream()));
        int from = 0;
        while (true) {
            if (extended) {
                out.writeInt((int) message.timestamp());
            }
            int length = Math.min(size, message.payload().length - from);
            out.write(message.payload(), from, length);
            from += length;
            if (from >= message.payload().length) {
                break;
            }
            out.writeByte(0xc0 | channel);
        }
        if (message.type() == Message.SET_CHUNK_SIZE) {
            size = ByteBuffer.wrap(message.payload()).getInt();
        }
    }

    private static int channel(Message message) {
        return switch (message.type()) {
            case Message.COMMAND, Message.FLEX_COMMAND, Message.SHARED_OBJECT -> message.stream() == 0 ? 3 : 8;
            case Message.AUDIO -> 4;
            case Message.VIDEO -> 6;
            case Message.DATA -> 5;
            default -> 2;
        };
    }

    private static void medium(int value, DataOutputStream out) throws IOException {
        out.writeByte(value >> 16);
        out.writeShort(value);
    }
}
