package io.stagedoor.auth.support.text;

import java.util.List;

/** Recognises secrets by their own form, wherever in a text they begin. */
final class SecretForms {

    /** What ids of ours begin with. */
    static final String ID = "sgd_";

    private static final int MIN_ID = 20;
    private static final int MIN_JWS_HEADER = 12;
    /** A name of fewer characters without a point is a name, whatever it begins with. */
    private static final int MIN_JSON_ALONE = 48;

    private static final int MIN_PART = 16;
    private static final int MIN_SIGNATURE = 40;
    /** What is shorter is no token of any content. */
    static final int MIN_JWS = 2 * MIN_PART + MIN_SIGNATURE + 2;

    private static final int MAX_SCHEME = 24;
    private static final int MIN_HASH = 8;
    private static final int MIN_HASH_WITHOUT_SCHEME = 16;
    private static final int MYSQL_HASH = 40;
    private static final String BEHIND_SCHEME = "&;,?# \t";
    private static final List<String> BRACED = List.of(
            "sha",
            "ssha",
            "md5",
            "smd5",
            "crypt",
            "pbkdf2",
            "bcrypt",
            "blf-crypt",
            "argon2",
            "scrypt",
            "noop",
            "plain",
            "clear",
            "cram-md5",
            "des-crypt",
            "ldap",
            "nt");

    private final DecodedText text;

    SecretForms(DecodedText text) {
        this.text = text;
    }

    /** Where the secret ends that begins at a place; -1 if none does. Looks at each character a few times at most, over all places. */
    int end(int at) {
        int end = -1;
        switch (text.at(at)) {
            case 'e' -> end = jsonEnd(at);
            case 's' -> end = idEnd(at);
            case '$' -> end = hashEnd(at);
            case '{' -> end = bracedHashEnd(at);
            case '*' -> end = hexEnd(at);
            default -> {
                // Nothing else begins in a way of its own.
            }
        }
        return end < 0 && !isBase64Url(text.at(at - 1)) ? jwsEnd(at) : end;
    }

    /** What begins as a JSON object in base64url does: the header of a JWS or its payload, with what stands behind a point. */
    private int jsonEnd(int at) {
        if (!beginsJson(text.at(at + 1), text.at(at + 2))) {
            return -1;
        }
        int end = partEnd(at);
        boolean pointed = text.at(end) == '.' && end - at >= MIN_JWS_HEADER;
        return pointed || end - at >= MIN_JSON_ALONE ? partsEnd(end) : -1;
    }

    /** Whether a brace, encoded, goes on with a quotation mark, a blank, or the end of a line. */
    private static boolean beginsJson(char second, char third) {
        return second == 'y'
                ? third >= 'I' && third <= 'L' || third >= 'A' && third <= 'D'
                : second == 'w' && (third >= 'k' && third <= 'r' || third >= '0' && third <= '3');
    }

    /** Three parts as long as those of a signed token, whatever is in them. */
    private int jwsEnd(int at) {
        int header = base64UrlEnd(at);
        if (header - at < MIN_PART || text.at(header) != '.') {
            return -1;
        }
        int payload = base64UrlEnd(header + 1);
        if (payload - header <= MIN_PART || text.at(payload) != '.') {
            return -1;
        }
        int signature = base64UrlEnd(payload + 1);
        return signature - payload <= MIN_SIGNATURE || isNamed(at, header) ? -1 : partsEnd(signature);
    }

    /** Whether a name stands in front of a token, which then begins later. */
    private boolean isNamed(int at, int header) {
        for (int i = at + 1; i < header; i++) {
            if (text.at(i) == 'e' && jsonEnd(i) >= 0) {
                return true;
            }
        }
        return false;
    }

    private int base64UrlEnd(int at) {
        int end = at;
        while (isBase64Url(text.at(end))) {
            end++;
        }
        return end;
    }

    private int partsEnd(int at) {
        int end = at;
        while (text.at(end) == '.' || isPart(text.at(end))) {
            end++;
        }
        return end;
    }

    private int partEnd(int at) {
        int end = at;
        while (isPart(text.at(end))) {
            end++;
        }
        return end;
    }

    /** Padding and the other alphabet's plus are no part of a token, and no reason to show one. */
    private static boolean isPart(char c) {
        return isBase64Url(c) || c == '=' || c == '+';
    }

    private int idEnd(int at) {
        if (!text.startsWith(ID, at)) {
            return -1;
        }
        int end = partEnd(at);
        return end - at - ID.length() < MIN_ID ? -1 : partsEnd(end);
    }

    /** {@code $2y$…}, {@code $argon2id$…}, {@code $apr1$…}, and what stands behind the name in {@code pbkdf2_sha256$…}. */
    private int hashEnd(int at) {
        int scheme = at + 1;
        while (scheme - at <= MAX_SCHEME && isBase64Url(text.at(scheme))) {
            scheme++;
        }
        if (text.at(scheme) != '$') {
            return -1;
        }
        int end = scheme + 1;
        while (isHash(text.at(end))) {
            end++;
        }
        return end - scheme > (scheme == at + 1 ? MIN_HASH_WITHOUT_SCHEME : MIN_HASH) ? end : -1;
    }

    private static boolean isHash(char c) {
        return isPart(c) || c == '.' || c == '/' || c == '$' || c == ',';
    }

    /** {@code {SSHA}…}. */
    private int bracedHashEnd(int at) {
        int close = at + 1;
        while (close - at <= MAX_SCHEME && (isBase64Url(text.at(close)) || text.at(close) == '.')) {
            close++;
        }
        if (text.at(close) != '}' || BRACED.stream().noneMatch(scheme -> text.startsWith(scheme, at + 1))) {
            return -1;
        }
        int end = close + 1;
        while (end < text.length() && BEHIND_SCHEME.indexOf(text.at(end)) < 0) {
            end++;
        }
        return end > close + 1 ? end : -1;
    }

    private int hexEnd(int at) {
        int end = at + 1;
        while (end - at <= MYSQL_HASH && Character.digit(text.at(end), 16) >= 0) {
            end++;
        }
        return end - at - 1 == MYSQL_HASH ? end : -1;
    }

    private static boolean isBase64Url(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
