package io.stagedoor.red5.plugin.guard;

import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.red5.server.api.IConnection;
import org.red5.server.api.service.IPendingServiceCall;
import org.red5.server.api.service.IServiceCall;
import org.red5.server.service.Call;

/** Calls of Stagedoor's own methods: the gate answers them, and no application sees them. */
final class Commands {

    /** What the usual clients look for in an answer. */
    private static final String CODE = "code";

    private static final String LEVEL = "level";

    private final GateHolder gates;

    Commands(GateHolder gates) {
        this.gates = gates;
    }

    /** Whether a call to the application is one of them. */
    static boolean isOne(IServiceCall call) {
        String service = call.getServiceName();
        return (service == null || service.isEmpty())
                && StreamNames.method(call).startsWith(Gate.COMMANDS);
    }

    /** Asks the gate, on the thread that reads for this client alone, and answers the call. */
    boolean answer(IConnection connection, Session session, IServiceCall call) {
        String method = StreamNames.method(call);
        Optional<List<Object>> arguments =
                method.length() > Gate.MAX_COMMAND ? Optional.empty() : Arguments.of(call.getArguments());
        StreamNames.hideArguments(call); // they hold credentials, and Red5 logs calls
        Reply reply = arguments
                .map(values -> gates.ask(
                        gate -> gate.command(connection, session.state(), method, values),
                        Reply::succeeded,
                        Reply.unknown()))
                .orElseGet(Reply::unknown);
        return answer(call, reply);
    }

    private static boolean answer(IServiceCall call, Reply reply) {
        if (reply.content().isEmpty()) {
            call.setStatus(Call.STATUS_METHOD_NOT_FOUND);
            return false;
        }
        if (call instanceof IPendingServiceCall pending) {
            Map<String, Object> content = new HashMap<>(reply.content().get());
            content.putIfAbsent(LEVEL, reply.succeeded() ? "status" : "error");
            content.putIfAbsent(CODE, reply.succeeded() ? "NetConnection.Call.Success" : "NetConnection.Call.Failed");
            pending.setResult(content);
        }
        call.setStatus(reply.succeeded() ? Call.STATUS_SUCCESS_RESULT : Call.STATUS_ACCESS_DENIED);
        return reply.succeeded();
    }

    /** Takes arguments over as types of the JDK, within the bounds of {@link Gate#command}. */
    private static final class Arguments {

        private int values;
        private int characters;

        /** Empty for what is too much, or of another type. */
        static Optional<List<Object>> of(Object[] arguments) {
            try {
                return Optional.of(new Arguments().list(arguments == null ? List.of() : Arrays.asList(arguments)));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** Each value counts, so that what contains itself comes to an end. */
        private Object taken(Object value) {
            if (++values > Gate.MAX_ARGUMENTS) {
                throw new IllegalArgumentException("too many arguments");
            }
            if (value == null || value instanceof Boolean || isNumber(value)) {
                return value;
            }
            if (value instanceof String text) {
                return text(text);
            }
            if (value instanceof Map<?, ?> map) {
                return map(map);
            }
            if (value instanceof List<?> list) {
                return list(list);
            }
            throw new IllegalArgumentException("an argument of another type");
        }

        private static boolean isNumber(Object value) {
            return value instanceof Integer || value instanceof Long || value instanceof Double;
        }

        private String text(String text) {
            characters += text.length();
            if (characters > Gate.MAX_ARGUMENT_TEXT) {
                throw new IllegalArgumentException("too long arguments");
            }
            return text;
        }

        private List<Object> list(List<?> list) {
            List<Object> taken = new ArrayList<>();
            list.forEach(value -> taken.add(taken(value)));
            return taken;
        }

        private Map<String, Object> map(Map<?, ?> map) {
            Map<String, Object> taken = new LinkedHashMap<>();
            map.forEach((key, value) -> taken.put((String) taken(String.valueOf(key)), taken(value)));
            return taken;
        }
    }
}
