package io.stagedoor.red5.plugin.declared;

import io.stagedoor.red5.hook.Declaration;
import io.stagedoor.red5.hook.Rtmpt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.IConnection;

/** The connects that are being judged: an application's own validator may want to see the connection itself. */
final class Attempts {

    private record Attempt(IConnection connection, Object @Nullable [] arguments) {}

    private final Map<String, Attempt> running = new ConcurrentHashMap<>();

    void begin(IConnection connection, Object @Nullable [] arguments) {
        String id = Rtmpt.idOf(connection);
        if (!id.isEmpty()) {
            running.put(id, new Attempt(connection, arguments));
        }
    }

    void end(IConnection connection) {
        running.remove(Rtmpt.idOf(connection));
    }

    /** The same declaration, whose validator is also given {@code connection} and {@code arguments}, while there are any. */
    @SuppressWarnings("unchecked")
    Map<String, Object> introduce(Map<String, Object> declared) {
        if (!(declared.get(Declaration.CHECK) instanceof Predicate<?> check)) {
            return declared;
        }
        Map<String, Object> introduced = new HashMap<>(declared);
        Predicate<Map<String, Object>> with = call -> ((Predicate<Map<String, Object>>) check).test(complete(call));
        introduced.put(Declaration.CHECK, with);
        return introduced;
    }

    private Map<String, Object> complete(Map<String, Object> call) {
        Map<String, Object> complete = new HashMap<>(call);
        complete.keySet().removeAll(List.of("connection", "arguments"));
        Attempt attempt = running.get(String.valueOf(call.get("connectionId")));
        if (attempt != null) {
            complete.put("connection", attempt.connection());
            if (attempt.arguments() != null) {
                complete.put("arguments", attempt.arguments());
            }
        }
        return complete;
    }
}
