package io.stagedoor.auth.jwt.internal.token;

import com.nimbusds.jose.util.Base64URL;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * A token of three base64url parts, RFC 7515 §7.1. Each character of it was looked at: by the decoder, which is as fast as looking, for the payload and
 * the signature.
 */
public final class CompactJws {

    private static final byte PADDING = '=';
    private static final byte[] SEXTETS = sextets();

    private final byte[] token;
    private final int firstDot;
    private final int secondDot;
    private final byte[] payload;
    private final Signature signature;

    private CompactJws(byte[] token, int firstDot, int secondDot) throws Refusal {
        this.token = token;
        this.firstDot = firstDot;
        this.secondDot = secondDot;
        requirePart(token, 0, firstDot);
        this.payload = part(token, firstDot + 1, secondDot);
        this.signature = new Signature(part(token, secondDot + 1, token.length));
    }

    /** The token of these characters, which are not copied. */
    public static CompactJws of(byte[] token) throws Refusal {
        int first = 0;
        while (first < token.length && token[first] != '.') {
            first++;
        }
        int last = token.length - 1;
        while (last > first && token[last] != '.') {
            last--;
        }
        if (last <= first) {
            throw Refusal.malformed("the token does not have three parts");
        }
        return new CompactJws(token, first, last);
    }

    /** Its characters. */
    public int length() {
        return token.length;
    }

    boolean hasHeader(byte[] segment) {
        return Arrays.equals(token, 0, firstDot, segment, 0, segment.length);
    }

    int headerHash() {
        int hash = 1;
        for (int i = 0; i < firstDot; i++) {
            hash = 31 * hash + token[i];
        }
        return hash;
    }

    byte[] headerSegment() {
        return Arrays.copyOf(token, firstDot);
    }

    /** The header, decoded: JSON if it is a good one. */
    public byte[] header() {
        return decoded(token, 0, firstDot);
    }

    /** The payload, decoded. Not copied: nobody changes it. */
    public byte[] payload() {
        return payload;
    }

    /** What is signed: the header and the payload as they are written. */
    public byte[] signingInput() {
        return Arrays.copyOf(token, secondDot);
    }

    /** The signature. */
    public Base64URL signature() {
        return signature;
    }

    private static byte[] part(byte[] token, int from, int to) throws Refusal {
        try {
            if (from < to && token[to - 1] != PADDING) {
                byte[] decoded = decoded(token, from, to);
                requireCanonical(token, from, to);
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // Its text has a character of the token; what is wrong is said below.
        }
        requirePart(token, from, to);
        throw foreignCharacter();
    }

    private static byte[] decoded(byte[] token, int from, int to) {
        // By way of a buffer, which needs no copy of the part; of canonical text it fills the array that it allocates.
        ByteBuffer decoded = Base64.getUrlDecoder().decode(ByteBuffer.wrap(token, from, to - from));
        return decoded.remaining() == decoded.capacity()
                ? decoded.array()
                : Arrays.copyOf(decoded.array(), decoded.remaining());
    }

    private static void requirePart(byte[] token, int from, int to) throws Refusal {
        // Without a way out in the middle, which is what makes it fast; the length is bounded.
        int seen = 0;
        for (int i = from; i < to; i++) {
            seen |= SEXTETS[token[i] & 0xff];
        }
        if (seen < 0) {
            throw foreignCharacter();
        }
        requireCanonical(token, from, to);
    }

    private static Refusal foreignCharacter() {
        return Refusal.malformed("the token has a character that is not base64url, or more than three parts");
    }

    /** RFC 4648 §3.5: one text for each value, so the bits behind the last byte are zero. Decoders do not look. */
    private static void requireCanonical(byte[] token, int from, int to) throws Refusal {
        int unused = switch ((to - from) % 4) {
            case 0 -> 0;
            case 2 -> 0b1111;
            case 3 -> 0b11;
            default -> throw Refusal.malformed("a part of the token has a length that base64url cannot have");
        };
        if (from == to || (SEXTETS[token[to - 1]] & unused) != 0) {
            throw Refusal.malformed(
                    from == to ? "a part of the token is empty" : "a part of the token has bits after its last byte");
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

    /** The library's own decoder takes as long as the rest of its work, and skips what does not belong there. */
    private static final class Signature extends Base64URL {
        private final byte[] bytes;

        Signature(byte[] bytes) {
            super("");
            this.bytes = bytes;
        }

        @Override
        public byte[] decode() {
            return bytes;
        }
    }
}
