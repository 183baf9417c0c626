package io.stagedoor.gateway.door.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One pair of a form, as it was sent.
 *
 * @param name as it was spelled
 * @param value as it was spelled
 */
record Field(String name, String value) {

    private static final int HEX = 16;

    /** The pairs of a form, in order: split at {@code &}, each at its first {@code =}. */
    static List<Field> of(String form) {
        List<Field> fields = new ArrayList<>();
        for (String pair : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            fields.add(new Field(
                    equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1)));
        }
        return fields;
    }

    /**
     * The value, decoded once, {@code +} being itself.
     *
     * @throws Malformed if it is not spelled properly, or is no UTF-8
     */
    String text() throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("the field " + name + " is no text in UTF-8");
        }
    }

    /** The value as bytes, decoded once. */
    byte[] bytes() throws Malformed {
        byte[] raw = value.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], HEX) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], HEX) : -1;
            if (high < 0 || low < 0) {
                throw new Malformed("the field " + name + " has a % without two digits");
            }
            bytes.write(high * HEX + low);
            i += 2;
        }
        return bytes.toByteArray();
    }
}
