package io.stagedoor.auth.jwt.internal;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** A token of three base64url parts, RFC 7515 §7.1: nothing is decoded before every character of it has been looked at. */
final class CompactJws {

    private static final byte[] SEXTETS = sextets();

    private final byte[] token;
    private final int firstDot;
    private final int secondDot;

    private CompactJws(byte[] token, int firstDot, int secondDot) {
        this.token = token;
        this.firstDot = firstDot;
        this.secondDot = secondDot;
    }

    /** The token of these characters, which are not copied. */
    static CompactJws of(byte[] token) throws Refusal {
        int first = endOfPart(token, 0);
        int second = first == token.length ? first : endOfPart(token, first + 1);
        if (second == token.length || endOfPart(token, second + 1) != token.length) {
            throw Refusal.malformed("not of three parts");
        }
        requireCanonical(token, 0, first);
        requireCanonical(token, first + 1, second);
        requireCanonical(token, second + 1, token.length);
        return new CompactJws(token, first, second);
    }

    boolean hasHeader(byte[] segment) {
        return Arrays.equals(token, 0, firstDot, segment, 0, segment.length);
    }

    byte[] headerSegment() {
        return Arrays.copyOf(token, firstDot);
    }

    byte[] header() {
        return decoded(0, firstDot);
    }

    byte[] payload() {
        return decoded(firstDot + 1, secondDot);
    }

    byte[] signingInput() {
        return Arrays.copyOf(token, secondDot);
    }

    Base64URL signature() {
        return new Signature(
                new String(token, secondDot + 1, token.length - secondDot - 1, StandardCharsets.ISO_8859_1));
    }

    private byte[] decoded(int from, int to) {
        return Base64.getUrlDecoder().decode(Arrays.copyOfRange(token, from, to));
    }

    /** Where the dot behind the part is, or the end of the token. */
    private static int endOfPart(byte[] token, int from) throws Refusal {
        for (int i = from; i < token.length; i++) {
            if (SEXTETS[token[i] & 0xff] < 0) {
                if (token[i] == '.') {
                    return i;
                }
                throw Refusal.malformed("a character that is not base64url");
            }
        }
        return token.length;
    }

    /** RFC 4648 §3.5: one text for each value, so the bits behind the last byte are zero. Decoders do not look. */
    private static void requireCanonical(byte[] token, int from, int to) throws Refusal {
        int unused = switch ((to - from) % 4) {
            case 0 -> 0;
            case 2 -> 0b1111;
            case 3 -> 0b11;
            default -> throw Refusal.malformed("a part of impossible length");
        };
        if (from == to || (SEXTETS[token[to - 1]] & unused) != 0) {
            throw Refusal.malformed(from == to ? "an empty part" : "a part with bits behind its last byte");
        }
    }

    private static byte[] sextets() {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        byte[] sextets = new byte[256];
        Arrays.fill(sextets, (byte) -1);
        for (int i = 0; i < alphabet.length(); i++) {
            sextets[alphabet.charAt(i)] = (byte) i;
        }
        return sextets;
    }

    /** The library's own decoder takes as long as the rest of its work; this text is known to be canonical. */
    private static final class Signature extends Base64URL {
        Signature(String base64url) {
            super(base64url);
        }

        @Override
        public byte[] decode() {
            return Base64.getUrlDecoder().decode(toString());
        }
    }
}
