package io.stagedoor.http.request;

import io.stagedoor.hook.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** What the headers of a request say of a form in its body, before anything of that is read. */
public final class Form {

    private static final String TYPE = "application/x-www-form-urlencoded";

    private Form() {}

    /** Whether the body is a form. */
    public static boolean isForm(HttpRequest request) {
        List<String> types = request.headers("Content-Type");
        return types.size() == 1
                && types.get(0)
                        .split(";", 2)[0]
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(TYPE);
    }

    /** How many bytes the body has, 0 to 999,999,999; empty if that is not said, or said more than once. */
    public static OptionalInt length(HttpRequest request) {
        List<String> lengths = request.headers("Content-Length");
        return lengths.size() == 1 && lengths.get(0).matches("[0-9]{1,9}")
                ? OptionalInt.of(Integer.parseInt(lengths.get(0)))
                : OptionalInt.empty();
    }

    /**
     * A value of a form whose encoding nobody has named: it is UTF-8 (WHATWG URL, section 5.1), which servers read as ISO 8859-1.
     *
     * @param value as the server has read it
     */
    public static String text(HttpRequest request, String value) {
        boolean isNamed = request.headers("Content-Type").stream()
                .anyMatch(type -> type.toLowerCase(Locale.ROOT).contains("charset"));
        if (!isForm(request) || isNamed || value.chars().anyMatch(c -> c > 0xff)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) { // it is no UTF-8
            return value;
        }
    }
}
