package io.stagedoor.auth.support.text;

import static io.stagedoor.auth.support.text.HashForms.isBase64Url;
import static io.stagedoor.auth.support.text.HashForms.isPart;

/** Recognises secrets by their own form, wherever in a text they begin. */
final class SecretForms {

    /** What ids of ours begin with. */
    static final String ID = "sgd_";

    /** What tickets begin with. */
    static final String TICKET = "sdt_";

    /** Of what stands behind that: 16 bytes in base64url. */
    private static final int TICKET_LENGTH = 22;

    private static final int MIN_ID = 20;
    /** Of what stands behind the prefix: 24 bytes in base64url. */
    private static final int ID_LENGTH = 32;

    private static final int MIN_JWS_HEADER = 12;
    /** A name of fewer characters without a point is a name, whatever it begins with. */
    private static final int MIN_JSON_ALONE = 48;

    private static final int MIN_PART = 16;
    private static final int MIN_SIGNATURE = 40;
    /** What is shorter is no token of any content. */
    static final int MIN_JWS = 2 * MIN_PART + MIN_SIGNATURE + 2;

    private final DecodedText text;
    private final HashForms hashes;

    SecretForms(DecodedText text) {
        this.text = text;
        this.hashes = new HashForms(text);
    }

    /** Where the secret ends that begins at a place; -1 if none does. Looks at each character a few times at most, over all places. */
    int end(int at) {
        int end = -1;
        switch (text.at(at)) {
            case 'e' -> end = jsonEnd(at);
            case 's' -> end = idEnd(at);
            default -> {
                // Nothing else begins in a way of its own.
            }
        }
        if (end < 0) {
            end = hashes.end(at);
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

    /** Only as written; in the middle of a word only with the length of an id, because thumbprints of keys have these letters now and then. */
    private int idEnd(int at) {
        boolean isTicket = text.hasAt(TICKET, at);
        if (!isTicket && !text.hasAt(ID, at)) {
            return -1;
        }
        int end = partEnd(at);
        int whole = isTicket ? TICKET_LENGTH : ID_LENGTH;
        int least = isBase64Url(text.at(at - 1)) ? whole : MIN_ID;
        return end - at - ID.length() < least ? -1 : partsEnd(end);
    }
}
