package io.stagedoor.itests.rtmp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes AMF3 values: {@code null}, {@link Boolean}, {@link Integer}, other {@link Number}s, {@link String}, {@link Map}
 * (anonymous object) and {@link TypedObject}. Without references, so that every value stands for itself.
 */
final class Amf3Writer {

    private static final int NULL = 1;
    private static final int FALSE = 2;
    private static final int TRUE = 3;
    private static final int INTEGER = 4;
    private static final int DOUBLE = 5;
    private static final int STRING = 6;
    private static final int OBJECT = 10;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] value(Object value) {
        Amf3Writer writer = new Amf3Writer();
        writer.write(value);
        return writer.out.toByteArray();
    }

    private void write(Object value) {
        if (value == null) {
            out.write(NULL);
        } else if (value instanceof Boolean flag) {
            out.write(flag ? TRUE : FALSE);
        } else if (value instanceof Integer number) {
            out.write(INTEGER);
            u29(number & 0x1fffffff);
        } else if (value instanceof Number number) {
            out.write(DOUBLE);
            out.writeBytes(
                    ByteBuffer.allocate(8).putDouble(number.doubleValue()).array());
        } else if (value instanceof String text) {
            out.write(STRING);
            text(text);
        } else if (value instanceof Map<?, ?> map) {
            object("", map);
        } else if (value instanceof TypedObject object) {
            object(object.className(), object.properties());
        } else {
            throw new IllegalArgumentException("no AMF3 for " + value.getClass());
        }
    }

    /** Sealed traits, inline: class name, property names, values. */
    private void object(String className, Map<?, ?> properties) {
        out.write(OBJECT);
        u29(properties.size() << 4 | 3);
        text(className);
        properties.keySet().forEach(name -> text((String) name));
        properties.values().forEach(this::write);
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        u29(utf8.length << 1 | 1);
        out.writeBytes(utf8);
    }

    private void u29(int value) {
        if (value >= 1 << 21) {
            out.write(value >> 22 | 0x80);
            out.write(value >> 15 & 0x7f | 0x80);
            out.write(value >> 8 & 0x7f | 0x80);
            out.write(value & 0xff);
            return;
        }
        if (value >= 1 << 14) {
            out.write(value >> 14 | 0x80);
        }
        if (value >= 1 << 7) {
            out.write(value >> 7 & 0x7f | 0x80);
        }
        out.write(value & 0x7f);
    }
}
