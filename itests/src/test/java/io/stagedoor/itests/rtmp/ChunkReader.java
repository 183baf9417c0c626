package io.stagedoor.itests.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Puts messages together from chunks. */
final class ChunkReader {

    private static final int LONGEST = 1 << 24;

    private final DataInputStream in;
    private final Map<Integer, Channel> channels = new HashMap<>();
    private int size = 128;

    /** What a chunk's header may leave out, because the last one on its channel said it. */
    private static final class Channel {
        private long timestamp;
        private long delta;
        private boolean extended;
        private int length;
        private int type;
        private int stream;
        private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    }

    ChunkReader(DataInputStream in) {
        this.in = in;
    }

    /** The next whole message; blocks until there is one. */
    Message read() throws IOException {
        while (true) {
            int basic = in.readUnsignedByte();
            Channel channel = channels.computeIfAbsent(channelId(basic & 0x3f), id -> new Channel());
            header(basic >> 6, channel);
            int part = Math.min(size, channel.length - channel.payload.size());
            channel.payload.writeBytes(in.readNBytes(part));
            if (channel.payload.size() >= channel.length) {
                return finish(channel);
            }
        }
    }

    private int channelId(int basic) throws IOException {
        return switch (basic) {
            case 0 -> 64 + in.readUnsignedByte();
            case 1 -> 64 + in.readUnsignedByte() + 256 * in.readUnsignedByte();
            default -> basic;
        };
    }

    private void header(int format, Channel channel) throws IOException {
        if (format == 3) {
            if (channel.extended) {
                in.readInt();
            }
            if (channel.payload.size() == 0) {
                channel.timestamp += channel.delta;
            }
            return;
        }
        long time = medium();
        if (format < 2) {
            channel.length = medium();
            if (channel.length > LONGEST) {
                throw new IOException("message of " + channel.length + " bytes");
            }
            channel.type = in.readUnsignedByte();
        }
        if (format == 0) {
            channel.stream = Integer.reverseBytes(in.readInt());
        }
        channel.extended = time == ChunkWriter.EXTENDED;
        if (channel.extended) {
            time = in.readInt() & 0xffffffffL;
        }
        channel.delta = format == 0 ? 0 : time;
        channel.timestamp = format == 0 ? time : channel.timestamp + time;
    }

    private Message finish(Channel channel) {
        Message message = new Message(channel.type, channel.stream, channel.timestamp, channel.payload.toByteArray());
        channel.payload.reset();
        if (message.type() == Message.SET_CHUNK_SIZE) {
            size = ByteBuffer.wrap(message.payload()).getInt();
        }
        return message;
    }

    private int medium() throws IOException {
        return in.readUnsignedByte() << 16 | in.readUnsignedShort();
    }
}
