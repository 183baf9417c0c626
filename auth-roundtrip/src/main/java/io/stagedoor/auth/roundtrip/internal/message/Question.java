package io.stagedoor.auth.roundtrip.internal.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is sent to the backend: JSON in UTF-8, with the client's credentials in it, and so nothing to be shown. */
public final class Question {

    // Not the default pool, which is a ThreadLocal: useless with a thread per message, and it outlives the bundle.
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private final byte[] json;
    private final String about;

    private Question(byte[] json, StreamRequest request) {
        this.json = json;
        this.about = request.action() + "\n" + request.path().application() + "\n"
                + request.path().room() + "\n";
    }

    /** Whether the client may do what it asks for. */
    public static Question mayIt(StreamRequest request, boolean withContext) {
        return new Question(
                write(request, request.action() == Action.SUBSCRIBE ? "subscriber" : "publisher", withContext),
                request);
    }

    /** That the client's stream has ended. */
    public static Question ended(StreamRequest request, boolean withContext) {
        return new Question(write(request, null, withContext), request);
    }

    /** The body; not to be changed. */
    public byte[] json() {
        return json;
    }

    /** All that the question is about, sent or not: an answer is good for nothing else. */
    public byte[] whole() {
        byte[] unsent = about.getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(unsent, unsent.length + json.length);
        System.arraycopy(json, 0, whole, unsent.length, json.length);
        return whole;
    }

    private static byte[] write(StreamRequest request, @Nullable String type, boolean withContext) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            Credentials credentials = request.connect().credentials();
            json.writeStringField("username", credentials.username().orElse(""));
            json.writeStringField(
                    "password", credentials.password().map(Secret::reveal).orElse(""));
            json.writeStringField(
                    "token", credentials.token().map(Secret::reveal).orElse(""));
            if (type != null) {
                json.writeStringField("type", type);
            }
            json.writeStringField("streamID", request.path().stream());
            if (type != null && request.connect().purpose() == Purpose.RECHECK) {
                json.writeBooleanField("recheck", true);
            }
            if (withContext) {
                writeContext(json, request);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeContext(JsonGenerator json, StreamRequest request) throws IOException {
        ConnectRequest connect = request.connect();
        json.writeStringField("protocol", connect.protocol().name());
        json.writeStringField("application", request.path().application());
        json.writeStringField("room", request.path().room());
        json.writeStringField("remoteAddress", connect.remoteAddress());
        json.writeStringField("userAgent", encodable(connect.userAgent()));
        json.writeStringField("connectionId", connect.connectionId());
    }

    /** Chosen by the client, it may hold half a character, which JSON in UTF-8 cannot. */
    private static String encodable(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Shows nothing. */
    @Override
    public String toString() {
        return "Question[" + json.length + " bytes]";
    }
}
