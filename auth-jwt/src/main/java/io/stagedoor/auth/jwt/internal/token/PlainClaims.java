package io.stagedoor.auth.jwt.internal.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads claims in the form in which issuers write them: one JSON object of texts and whole numbers, in ASCII, with neither a blank
 * between them nor an escape in them. Of anything else it says only that it is something else, and {@link StrictJson} judges it;
 * what it does read, that would read alike.
 */
final class PlainClaims {

    private static final byte[][] KNOWN = bytes(Claims.NAMES);
    /** By the length of a name: which of the known ones it may be. */
    private static final int[][] BY_LENGTH = byLength();

    private static final int[] NONE = {};
    private static final int MAX_OTHERS = 6;
    private static final int MAX_DIGITS = 18;

    /** By byte: whether a text may hold it as it is. */
    private static final boolean[] PLAIN = plain();

    private final byte[] json;
    private final Claims claims = new Claims();
    private int at;
    /** A bit for each known name that was there. */
    private int seen;
    /** Where the other names begin and end. */
    private int @Nullable [] others;

    private int otherCount;

    private PlainClaims(byte[] json) {
        this.json = json;
    }

    /** The claims; {@code null} if they are not of the plain form. */
    static @Nullable Claims read(byte[] json) {
        PlainClaims plain = new PlainClaims(json);
        return plain.object() ? plain.claims : null;
    }

    private boolean object() {
        if (!take('{')) {
            return false;
        }
        do {
            if (!member()) {
                return false;
            }
        } while (take(','));
        return take('}') && at == json.length;
    }

    private boolean member() {
        int from = at + 1;
        if (!text()) {
            return false;
        }
        int to = at - 1;
        int known = indexOfKnown(from, to);
        if (known < 0 ? !isNew(from, to) : (seen & 1 << known) != 0) {
            return false;
        }
        seen |= known < 0 ? 0 : 1 << known;
        String name = known < 0 ? null : Claims.NAMES.get(known);
        return take(':') && (at < json.length && json[at] == '"' ? textOf(name) : numberOf(name));
    }

    private boolean textOf(@Nullable String name) {
        int from = at + 1;
        if (!text()) {
            return false;
        }
        return name == null || claims.text(name, new String(json, from, at - 1 - from, StandardCharsets.ISO_8859_1));
    }

    private boolean numberOf(@Nullable String name) {
        int from = at;
        long value = 0;
        while (at < json.length && json[at] >= '0' && json[at] <= '9') {
            value = value * 10 + json[at] - '0';
            at++;
        }
        int digits = at - from;
        boolean plain = digits > 0 && digits <= MAX_DIGITS && (digits == 1 || json[from] != '0');
        return plain && (name == null || claims.number(name, value));
    }

    /** Goes behind the text that begins here. */
    private boolean text() {
        if (!take('"')) {
            return false;
        }
        int end = at;
        while (end < json.length && PLAIN[json[end] & 0xff]) {
            end++;
        }
        at = end;
        return take('"');
    }

    private boolean take(char c) {
        if (at < json.length && json[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private int indexOfKnown(int from, int to) {
        int length = to - from;
        for (int candidate : length < BY_LENGTH.length ? BY_LENGTH[length] : NONE) {
            byte[] name = KNOWN[candidate];
            if (name[0] == json[from] && Arrays.equals(json, from, to, name, 0, length)) {
                return candidate;
            }
        }
        return -1;
    }

    /** Whether a name that is not known was not there before; remembers it. */
    private boolean isNew(int from, int to) {
        int[] known = others;
        if (known == null) {
            known = new int[2 * MAX_OTHERS];
            others = known;
        }
        for (int i = 0; i < otherCount; i++) {
            if (Arrays.equals(json, known[2 * i], known[2 * i + 1], json, from, to)) {
                return false;
            }
        }
        if (otherCount == MAX_OTHERS) {
            return false;
        }
        known[2 * otherCount] = from;
        known[2 * otherCount + 1] = to;
        otherCount++;
        return true;
    }

    private static int[][] byLength() {
        int longest = Claims.NAMES.stream().mapToInt(String::length).max().orElseThrow();
        return IntStream.rangeClosed(0, longest)
                .mapToObj(length -> IntStream.range(0, KNOWN.length)
                        .filter(i -> KNOWN[i].length == length)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[256];
        Arrays.fill(plain, ' ', 0x7f, true);
        plain['"'] = false;
        plain['\\'] = false;
        return plain;
    }

    private static byte[][] bytes(List<String> names) {
        return names.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }
}
