package io.stagedoor.gateway.door.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A JSON object that a server sent: its texts, and those of the objects in it, by their names. Anything else in it counts for nothing. */
final class JsonBody {

    private static final int DEEPEST = 8;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, JsonBody> objects = new HashMap<>();

    private JsonBody() {}

    /**
     * Reads a body.
     *
     * @throws Malformed if it is no JSON object alone, or has one name twice
     */
    static JsonBody of(byte[] body) throws Malformed {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("the body is no JSON object");
            }
            JsonBody read = read(parser);
            if (parser.nextToken() != null) {
                throw new Malformed("the body has something behind its JSON object");
            }
            return read;
        } catch (IOException e) { // its text repeats what was sent
            throw new Malformed("the body is no JSON, or has a name twice");
        }
    }

    private static JsonBody read(JsonParser parser) throws IOException {
        JsonBody body = new JsonBody();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.START_OBJECT) {
                body.objects.put(name, read(parser));
            } else if (value == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                body.texts.put(name, parser.getText());
            }
        }
        return body;
    }

    /** A text, or a number or flag as it is written; empty for none. */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** As {@link #text}. */
    String required(String name) throws Malformed {
        String text = text(name);
        if (text.isEmpty()) {
            throw new Malformed("the body has no " + name);
        }
        return text;
    }

    /** An object in it; an empty one for none. */
    JsonBody object(String name) {
        return objects.getOrDefault(name, new JsonBody());
    }

    /** By name, all texts. */
    Map<String, String> texts() {
        return texts;
    }
}
