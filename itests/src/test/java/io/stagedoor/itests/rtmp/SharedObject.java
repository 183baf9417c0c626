package io.stagedoor.itests.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Messages about a shared object, client to server, and what the server's contain. */
public final class SharedObject {

    private static final int CONNECT = 1;
    private static final int SET_ATTRIBUTE = 3;
    private static final int SEND = 6;
    private static final int CLEAR = 8;
    private static final int DELETE_ATTRIBUTE = 10;

    /** A server's event that carries the object's first content: the client is in. */
    public static final int INITIAL_DATA = 11;

    /** A server's event that carries a refusal. */
    public static final int STATUS = 7;

    private SharedObject() {}

    /** Creates the object if there is none, and connects to it. */
    public static Message connect(String name, boolean persistent) {
        return message(name, persistent, CONNECT, new byte[0]);
    }

    /** Writes an attribute. */
    public static Message set(String name, boolean persistent, String key, Object value) {
        return message(name, persistent, SET_ATTRIBUTE, join(AmfWriter.name(key), AmfWriter.values(value)));
    }

    /** Deletes an attribute. */
    public static Message delete(String name, boolean persistent, String key) {
        return message(name, persistent, DELETE_ATTRIBUTE, AmfWriter.name(key));
    }

    /** Empties the object. */
    public static Message clear(String name, boolean persistent) {
        return message(name, persistent, CLEAR, new byte[0]);
    }

    /** Sends a message to all that are connected to the object. */
    public static Message send(String name, boolean persistent, String handler, Object... arguments) {
        return message(name, persistent, SEND, join(AmfWriter.values(handler), AmfWriter.values(arguments)));
    }

    private static Message message(String name, boolean persistent, int event, byte[] body) {
        byte[] head = ByteBuffer.allocate(12 + 5)
                .putInt(0)
                .putInt(persistent ? 2 : 0)
                .putInt(0)
                .put((byte) event)
                .putInt(body.length)
                .array();
        return new Message(Message.SHARED_OBJECT, 0, 0, join(AmfWriter.name(name), head, body));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** The kinds of the events in a server's message about the object; empty when the message is about something else. */
    public static List<Integer> events(Message message, String name) {
        List<Integer> events = new ArrayList<>();
        if (message.type() != Message.SHARED_OBJECT) {
            return events;
        }
        ByteBuffer in = ByteBuffer.wrap(message.payload());
        byte[] of = new byte[in.getShort()];
        in.get(of);
        if (!name.equals(new String(of, java.nio.charset.StandardCharsets.UTF_8))) {
            return events;
        }
        in.position(in.position() + 12);
        while (in.hasRemaining()) {
            events.add((int) in.get());
            int length = in.getInt();
            in.position(in.position() + length);
        }
        return events;
    }
}
