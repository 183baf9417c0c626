package io.stagedoor.red5.plugin.guard;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.red5.server.api.service.IServiceCall;

/** The names of methods and streams in a client's calls. */
final class StreamNames {

    private StreamNames() {}

    /** The method that Red5 would look for: it takes one leading {@code @} off. */
    static String method(IServiceCall call) {
        String name = call.getServiceMethodName();
        if (name == null) {
            return "";
        }
        return name.startsWith("@") ? name.substring(1) : name;
    }

    /** A stream's name without the query behind it. */
    static String withoutQuery(String name) {
        int query = name.indexOf('?');
        return query < 0 ? name : name.substring(0, query);
    }

    /** Takes the query off the stream names in a call: Red5 logs calls as they are, if it cannot make anything of them. */
    static void hideQueries(IServiceCall call) {
        rename(call, StreamNames::withoutQuery);
    }

    /** Writes other names of streams into a call. */
    static void rename(IServiceCall call, UnaryOperator<String> name) {
        Object[] arguments = call.getArguments();
        if (arguments == null) {
            return;
        }
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof String text) {
                arguments[i] = name.apply(text);
            }
        }
    }

    /** Takes everything out of a call that nobody will find a method for: Red5 logs what it looked for. */
    static void hideArguments(IServiceCall call) {
        Object[] arguments = call.getArguments();
        if (arguments != null) {
            Arrays.fill(arguments, null);
        }
    }
}
