package io.stagedoor.itests.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One RTMP message.
 *
 * @param type the message's type
 * @param stream the stream id that it carries
 * @param timestamp in milliseconds; above {@code 0xffffff} it is written in its extended form
 * @param payload not copied
 */
public record Message(int type, int stream, long timestamp, byte[] payload) {

    static final int SET_CHUNK_SIZE = 1;
    static final int ACKNOWLEDGEMENT = 3;
    static final int USER_CONTROL = 4;
    static final int WINDOW_SIZE = 5;
    static final int AUDIO = 8;
    static final int VIDEO = 9;
    static final int FLEX_COMMAND = 17;
    static final int DATA = 18;
    static final int SHARED_OBJECT = 19;
    static final int COMMAND = 20;
    static final int AGGREGATE = 22;

    private static final byte[] SORENSON_KEY_FRAME = {0x12};
    private static final byte[] MP3_44K_STEREO = {0x2f};

    /** A command, as {@code name, transaction, commandObject, arguments…}. */
    public static Message command(int stream, String name, int transaction, Object commandObject, Object... arguments) {
        Object[] values = new Object[arguments.length + 3];
        values[0] = name;
        values[1] = transaction;
        values[2] = commandObject;
        System.arraycopy(arguments, 0, values, 3, arguments.length);
        return new Message(COMMAND, stream, 0, AmfWriter.values(values));
    }

    /** The message with one more value behind it: an array that holds an array that holds an array, so deep. */
    public static Message nested(Message message, int depth) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(message.payload());
        for (int i = 0; i < depth; i++) {
            payload.writeBytes(new byte[] {Amf.STRICT_ARRAY, 0, 0, 0, 1});
        }
        payload.write(Amf.NULL);
        return new Message(message.type(), message.stream(), message.timestamp(), payload.toByteArray());
    }

    /** A command whose arguments are AMF3 values: the only way to send integers. */
    public static Message flexCommand(int stream, String name, int transaction, Object... arguments) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(0);
        payload.writeBytes(AmfWriter.values(name, transaction, null));
        for (Object argument : arguments) {
            payload.write(Amf.AMF3);
            payload.writeBytes(Amf3Writer.value(argument));
        }
        return new Message(FLEX_COMMAND, stream, 0, payload.toByteArray());
    }

    /** A video message that holds the mark. */
    public static Message video(int stream, long timestamp, String mark) {
        return new Message(VIDEO, stream, timestamp, marked(SORENSON_KEY_FRAME, mark));
    }

    /** An audio message that holds the mark. */
    public static Message audio(int stream, long timestamp, String mark) {
        return new Message(AUDIO, stream, timestamp, marked(MP3_44K_STEREO, mark));
    }

    /** The data message that describes a stream. */
    public static Message metadata(int stream, Map<String, Object> metadata) {
        return new Message(DATA, stream, 0, AmfWriter.values("@setDataFrame", "onMetaData", metadata));
    }

    static Message setChunkSize(int size) {
        return new Message(
                SET_CHUNK_SIZE, 0, 0, ByteBuffer.allocate(4).putInt(size).array());
    }

    /** That so many bytes have arrived. */
    public static Message acknowledgement(int bytes) {
        return new Message(
                ACKNOWLEDGEMENT, 0, 0, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    static Message userControl(int event, int value) {
        return new Message(
                USER_CONTROL,
                0,
                0,
                ByteBuffer.allocate(6).putShort((short) event).putInt(value).array());
    }

    private static byte[] marked(byte[] head, String mark) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(head);
        payload.writeBytes(mark.getBytes(StandardCharsets.UTF_8));
        payload.writeBytes(new byte[64]);
        return payload.toByteArray();
    }

    /** Whether this is audio, video, data of a stream, or several of them in one. */
    public boolean isMedia() {
        return type == AUDIO || type == VIDEO || type == DATA || type == AGGREGATE;
    }

    /** Whether the payload holds the text. */
    public boolean holds(String text) {
        return new String(payload, StandardCharsets.ISO_8859_1)
                .contains(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** Whether this is the named command. */
    public boolean isCommand(String name) {
        return type == COMMAND && values().get(0).equals(name);
    }

    /** The payload as AMF0 values. */
    public List<Object> values() {
        return AmfReader.values(payload);
    }

    /** The {@code code} of the last value, where that is a status object; empty otherwise. */
    public String code() {
        List<Object> values = values();
        return values.get(values.size() - 1) instanceof Map<?, ?> status && status.get("code") instanceof String code
                ? code
                : "";
    }

    /** Of the kind and the payload. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Message that
                && type == that.type
                && stream == that.stream
                && timestamp == that.timestamp
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(payload);
    }

    /** With the payload as AMF0 values where it is one. */
    @Override
    public String toString() {
        String content = type == COMMAND ? values().toString() : payload.length + " bytes";
        return "Message[type=" + type + ", stream=" + stream + ", timestamp=" + timestamp + ", " + content + "]";
    }
}
