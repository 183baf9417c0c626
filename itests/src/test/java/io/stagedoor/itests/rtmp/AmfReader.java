package io.stagedoor.itests.rtmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads AMF0 values: those that {@link AmfWriter} writes, and ECMA arrays and dates, as maps and numbers. */
final class AmfReader {

    private final ByteBuffer in;

    private AmfReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    static List<Object> values(byte[] bytes) {
        AmfReader reader = new AmfReader(bytes);
        List<Object> values = new ArrayList<>();
        while (reader.in.hasRemaining()) {
            values.add(reader.value());
        }
        return values;
    }

    private Object value() {
        int marker = in.get();
        return switch (marker) {
            case Amf.NUMBER -> in.getDouble();
            case Amf.BOOLEAN -> in.get() != 0;
            case Amf.STRING -> text(in.getShort() & 0xffff);
            case Amf.LONG_STRING -> text(in.getInt());
            case Amf.NULL, Amf.UNDEFINED -> null;
            case Amf.OBJECT -> properties();
            case Amf.TYPED_OBJECT -> new TypedObject(text(in.getShort() & 0xffff), properties());
            case Amf.ECMA_ARRAY -> {
                in.getInt();
                yield properties();
            }
            case Amf.STRICT_ARRAY -> array(in.getInt());
            case Amf.DATE -> {
                double millis = in.getDouble();
                in.getShort();
                yield millis;
            }
            default -> throw new IllegalArgumentException("AMF0 marker " + marker);
        };
    }

    private String text(int length) {
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        while (true) {
            String name = text(in.getShort() & 0xffff);
            if (name.isEmpty() && in.get(in.position()) == Amf.OBJECT_END) {
                in.get();
                return properties;
            }
            properties.put(name, value());
        }
    }

    private List<Object> array(int length) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            values.add(value());
        }
        return values;
    }
}
