package io.stagedoor.itests.rtmp;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes AMF0 values: {@code null}, {@link Boolean}, {@link Number}, {@link String}, {@link List} (strict array), {@link Map}
 * (anonymous object) and {@link TypedObject}.
 */
final class AmfWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    static byte[] values(Object... values) {
        AmfWriter writer = new AmfWriter();
        for (Object value : values) {
            writer.value(value);
        }
        return writer.bytes.toByteArray();
    }

    /** A string as it stands where its type is clear: length and UTF-8. */
    static byte[] name(String name) {
        AmfWriter writer = new AmfWriter();
        writer.key(name);
        return writer.bytes.toByteArray();
    }

    private void value(Object value) {
        try {
            if (value == null) {
                out.writeByte(Amf.NULL);
            } else if (value instanceof Boolean flag) {
                out.writeByte(Amf.BOOLEAN);
                out.writeBoolean(flag);
            } else if (value instanceof Number number) {
                out.writeByte(Amf.NUMBER);
                out.writeDouble(number.doubleValue());
            } else if (value instanceof String text) {
                text(text);
            } else if (value instanceof List<?> list) {
                out.writeByte(Amf.STRICT_ARRAY);
                out.writeInt(list.size());
                list.forEach(this::value);
            } else if (value instanceof Map<?, ?> map) {
                out.writeByte(Amf.OBJECT);
                properties(map);
            } else if (value instanceof TypedObject object) {
                typed(object);
            } else {
                throw new IllegalArgumentException("no AMF for " + value.getClass());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0xffff) {
            out.writeByte(Amf.LONG_STRING);
            out.writeInt(utf8.length);
            out.write(utf8);
        } else {
            out.writeByte(Amf.STRING);
            key(text);
        }
    }

    private void key(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        try {
            out.writeShort(utf8.length);
            out.write(utf8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void properties(Map<?, ?> map) throws IOException {
        map.forEach((name, value) -> {
            key((String) name);
            value(value);
        });
        out.writeShort(0);
        out.writeByte(Amf.OBJECT_END);
    }

    private void typed(TypedObject object) throws IOException {
        out.writeByte(Amf.TYPED_OBJECT);
        key(object.className());
        properties(object.properties());
    }
}
