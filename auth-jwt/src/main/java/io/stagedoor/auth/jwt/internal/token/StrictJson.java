package io.stagedoor.auth.jwt.internal.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.stagedoor.auth.support.text.JsonEscapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One JSON object in UTF-8, RFC 8259, and nothing else: no duplicate names at any depth, no half characters, nothing behind it, bounded depth. */
public final class StrictJson {

    static final int MAX_DEPTH = 64;

    // Not the default pool, which is a ThreadLocal: useless with a thread per message, and it outlives the bundle.
    private static final JsonFactory VERIFIED = factory(true);
    // What nobody has verified holds any names: they must not pile up in the factory's symbol table.
    private static final JsonFactory UNVERIFIED = factory(false);

    private static final int ZERO = 1;
    private static final int ESCAPE = 2;
    private static final int OTHER = 4;
    /** By byte: what has to be looked at because of it. */
    private static final byte[] KINDS = kinds();

    /** Takes one member: the parser stands on its value, and must stand on that value's last token afterwards. */
    public interface Member {
        void read(String name, JsonParser value) throws IOException, Refusal;
    }

    private StrictJson() {}

    /** Reads what anybody may have written: headers, and payloads whose signature does not hold. */
    public static void readUnverified(byte[] json, Member member) throws Refusal {
        read(UNVERIFIED, json, member);
    }

    /** Reads the payload of a token that one of our keys has signed. */
    public static void readVerified(byte[] json, Member member) throws Refusal {
        read(VERIFIED, json, member);
    }

    private static void read(JsonFactory factory, byte[] json, Member member) throws Refusal {
        requireUtf8(json);
        try (JsonParser parser = factory.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Refusal.malformed("not a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                member.read(name, parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw Refusal.malformed("more than one JSON object");
            }
        } catch (IOException e) {
            throw Refusal.malformed("not a JSON object in strict form");
        }
    }

    /** The parser guesses UTF-16 and UTF-32 from zero bytes, skips a byte order mark, and lets some invalid UTF-8 pass. */
    private static void requireUtf8(byte[] json) throws Refusal {
        // Without a way out in the middle, which is what makes it fast; the length is bounded.
        int seen = 0;
        for (byte b : json) {
            seen |= KINDS[b & 0xff];
        }
        if ((seen & ZERO) != 0) {
            throw Refusal.malformed("a zero byte in JSON");
        }
        if ((seen & ESCAPE) != 0 && !JsonEscapes.arePaired(json)) {
            throw Refusal.malformed("an unpaired surrogate");
        }
        if ((seen & OTHER) != 0) {
            requireDecodable(json);
        }
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        kinds[0] = ZERO;
        kinds['\\'] = ESCAPE;
        Arrays.fill(kinds, 0x80, kinds.length, (byte) OTHER);
        return kinds;
    }

    private static void requireDecodable(byte[] json) throws Refusal {
        if (json[0] < 0) {
            throw Refusal.malformed("a byte order mark, or not JSON");
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw Refusal.malformed("not valid UTF-8");
        }
    }

    private static JsonFactory factory(boolean remembersNames) {
        return JsonFactory.builder()
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, remembersNames)
                .build();
    }
}
