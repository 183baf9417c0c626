package io.stagedoor.auth.simple.hash;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a hash's text. What is wrong becomes an exception that names the part, and shows nothing of it. */
final class Fields {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+");

    private Fields() {}

    static int number(String what, @Nullable String text, int min, int max) {
        if (text == null || !NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException(what + " is not a number");
        }
        int number = Integer.parseInt(text);
        if (number < min || number > max) {
            throw new IllegalArgumentException(what + " is out of range, " + min + " to " + max);
        }
        return number;
    }

    /** {@code m=19456,t=2,p=1}: each key once, and no other. */
    static Map<String, String> parameters(String text, List<String> required, Set<String> optional) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : text.split(",", -1)) {
            String[] parts = pair.split("=", 2);
            boolean known = required.contains(parts[0]) || optional.contains(parts[0]);
            if (parts.length < 2 || !known || parameters.put(parts[0], parts[1]) != null) {
                throw new IllegalArgumentException("the parameters are not " + String.join(", ", required));
            }
        }
        if (!parameters.keySet().containsAll(required)) {
            throw new IllegalArgumentException("the parameters are not " + String.join(", ", required));
        }
        return parameters;
    }

    /** Base64 without padding, as hashes write it. */
    static byte[] bytes(String what, String text, int min, int max) {
        if (text.length() > 4 * max || !BASE64.matcher(text).matches() || text.length() % 4 == 1) {
            throw new IllegalArgumentException(what + " is not base64 without padding");
        }
        byte[] bytes = Base64.getDecoder().decode(text);
        if (bytes.length < min || bytes.length > max) {
            throw new IllegalArgumentException(what + " does not have " + min + " to " + max + " bytes");
        }
        return bytes;
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    static void requireWork(String what, long work, long max) {
        if (work > max) {
            throw new IllegalArgumentException("one login would take too much time or memory: " + what + " is above "
                    + max + "; hash the password again with less");
        }
    }

    static void requireCount(List<String> fields, Integer... counts) {
        if (!Arrays.asList(counts).contains(fields.size())) {
            throw new IllegalArgumentException("the hash is cut off, or has too many parts");
        }
    }
}
