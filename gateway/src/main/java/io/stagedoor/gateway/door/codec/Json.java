package io.stagedoor.gateway.door.codec;

import io.stagedoor.gateway.hook.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers that have a JSON text. */
final class Json {

    private static final String TYPE = "application/json";
    /** SRS looks for the code, OvenMediaEngine for the flag, and nobody minds the other. */
    static final String ALLOWED = "{\"code\":0,\"allowed\":true}";

    private Json() {}

    /** An answer that lets somebody through. */
    static Reply allow(String json) {
        return Reply.allow(Map.of()).with(TYPE, json.getBytes(StandardCharsets.US_ASCII));
    }

    /** An answer with a status of success that says in its content that it is a refusal. */
    static Reply refuse(String json) {
        return new Reply(200, Map.of(), new byte[0], false, false).with(TYPE, json.getBytes(StandardCharsets.US_ASCII));
    }
}
