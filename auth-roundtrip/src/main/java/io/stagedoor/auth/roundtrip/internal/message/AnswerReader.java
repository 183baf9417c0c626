package io.stagedoor.auth.roundtrip.internal.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.stagedoor.auth.support.http.RetryAfter;
import io.stagedoor.auth.support.http.Transport;
import io.stagedoor.auth.support.text.JsonEscapes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Reads one answer: 200 and one JSON object whose {@code result} is true is a yes, anything else is none. */
public final class AnswerReader {

    private static final int MAX_DEPTH = 64;
    /** In seconds, as a grant has it. */
    private static final int SOONEST_RECHECK = 1;

    private static final int LATEST_RECHECK = 86_400;
    private static final int OK = 200;
    /** How a backend says no that prefers HTTP's words. */
    private static final Set<Integer> CLEAR_NO = Set.of(401, 403);

    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            // What a backend sends must not pile up in the factory's symbol table.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private boolean result;
    private boolean understood;
    private Optional<String> url = Optional.empty();
    private Optional<Duration> ttl = Optional.empty();
    private Optional<Duration> recheck = Optional.empty();
    private boolean oddRecheck;
    private Optional<String> useOnce = Optional.empty();
    private boolean oddUse;

    private AnswerReader() {}

    /** What an answer over HTTP means. */
    public static Answer read(Transport.Reply reply, Instant now) {
        if (reply.isFailure()) {
            return Answer.none("the backend failed: it answered with status " + reply.status());
        }
        if (reply.isNotNow()) {
            return Answer.notNow(
                    "the backend is overloaded: it answered with status " + reply.status(),
                    reply.retryAfter().flatMap(text -> RetryAfter.of(text, now)));
        }
        if (CLEAR_NO.contains(reply.status())) {
            return Answer.no("the backend answered with status " + reply.status(), Optional.empty());
        }
        if (reply.status() != OK) {
            return Answer.odd("the backend answered with status " + reply.status());
        }
        if (!reply.whole()) {
            return Answer.odd("the backend's answer is longer than " + Transport.MAX_BYTES + " bytes");
        }
        try {
            return new AnswerReader().read(reply.body());
        } catch (IOException e) {
            // Its text repeats parts of the answer, which may repeat what was sent.
            return Answer.odd("the backend's answer is not a JSON object");
        }
    }

    private Answer read(byte[] json) throws IOException {
        if (!JsonEscapes.arePaired(json)) {
            return Answer.odd("the backend's answer has an unpaired surrogate");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Answer.odd("the backend's answer is not a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                member(name, parser);
            }
            if (parser.nextToken() != null) {
                return Answer.odd("the backend's answer is more than one JSON object");
            }
        }
        if (result && oddRecheck) {
            return Answer.odd("recheckAfter in the backend's answer is not a number of seconds from " + SOONEST_RECHECK
                    + " to " + LATEST_RECHECK);
        }
        if (result && oddUse) {
            return Answer.odd("useOnce in the backend's answer is not a text that says something");
        }
        if (result) {
            return Answer.yes(url, ttl, recheck, useOnce);
        }
        return understood
                ? Answer.no("the backend answered with result false", ttl)
                : Answer.odd("the backend's answer has no result that is true or false");
    }

    private void member(String name, JsonParser value) throws IOException {
        switch (name) {
            case "result" -> result(value);
            case "url" -> {
                if (value.currentToken() == JsonToken.VALUE_STRING
                        && !value.getText().isEmpty()) {
                    url = Optional.of(value.getText());
                }
            }
            case "ttl" -> ttl(value);
            case "recheckAfter" -> recheck(value);
            case "useOnce" -> use(value);
            default -> {}
        }
        value.skipChildren();
    }

    private void result(JsonParser value) throws IOException {
        JsonToken token = value.currentToken();
        boolean text = token == JsonToken.VALUE_STRING;
        result = token == JsonToken.VALUE_TRUE || (text && value.getText().equals("true"));
        understood = result
                || token == JsonToken.VALUE_FALSE
                || (text && value.getText().equals("false"));
    }

    /** Whoever writes it wants it to count, so what cannot count is an error. Without a value it is not there. */
    private void recheck(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        double seconds = value.currentToken().isNumeric() ? value.getDoubleValue() : 0;
        oddRecheck = !(seconds >= SOONEST_RECHECK && seconds <= LATEST_RECHECK);
        recheck = oddRecheck ? Optional.empty() : Optional.of(Duration.ofMillis((long) (seconds * 1000)));
    }

    /** As {@link #recheck}. */
    private void use(JsonParser value) throws IOException {
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        oddUse = value.currentToken() != JsonToken.VALUE_STRING
                || value.getText().isBlank();
        useOnce = oddUse ? Optional.empty() : Optional.of(value.getText());
    }

    /** What is no sensible number of seconds forbids to use the answer again: that is always safe. */
    private void ttl(JsonParser value) throws IOException {
        double seconds = value.currentToken().isNumeric() ? value.getDoubleValue() : 0;
        ttl = Optional.of(Duration.ofMillis((long) (Math.max(0, Math.min(seconds, 3600)) * 1000)));
    }
}
