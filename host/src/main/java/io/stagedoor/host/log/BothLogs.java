package io.stagedoor.host.log;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;

/**
 * A logger that hands what is important to our own log, and everything to a logger of the server. A proxy, because the interface of SLF4J
 * 2 has more methods than the one of 1.7 that this is compiled with. Thread-safe.
 */
final class BothLogs implements InvocationHandler {

    private static final String OURS = "io.stagedoor.";

    private final Logger server;
    private final LogFile file;
    private final boolean ours;

    BothLogs(Logger server, LogFile file) {
        this.server = server;
        this.file = file;
        this.ours = server.getName().startsWith(OURS);
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        switch (name) {
            case "equals":
                return self == arguments[0];
            case "hashCode":
                return System.identityHashCode(self);
            case "toString":
                return "Logger[" + server.getName() + "]";
            case "info", "warn", "error":
                if (isWritten(name)) {
                    write(name, method, arguments);
                }
                break;
            case "isInfoEnabled", "isWarnEnabled", "isErrorEnabled":
                if (isWritten(
                        name.substring(2, name.length() - "Enabled".length()).toLowerCase(java.util.Locale.ROOT))) {
                    return true;
                }
                break;
            default:
                break;
        }
        if (method.isDefault()) {
            // The fluent methods of SLF4J 2: they call the others of this logger.
            return InvocationHandler.invokeDefault(self, method, arguments);
        }
        try {
            return method.invoke(server, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private boolean isWritten(String level) {
        return ours || !level.equals("info");
    }

    private void write(String level, Method method, Object[] arguments) {
        Class<?>[] types = method.getParameterTypes();
        int first = types[0] == Marker.class ? 1 : 0;
        String format = (String) arguments[first];
        FormattingTuple line;
        if (arguments.length == first + 1) {
            line = new FormattingTuple(format, null, null);
        } else if (types[first + 1] == Throwable.class) {
            line = new FormattingTuple(format, null, (Throwable) arguments[first + 1]);
        } else if (types[first + 1] == Object[].class) {
            line = MessageFormatter.arrayFormat(format, (Object[]) arguments[first + 1]);
        } else if (arguments.length == first + 2) {
            line = MessageFormatter.format(format, arguments[first + 1]);
        } else {
            line = MessageFormatter.format(format, arguments[first + 1], arguments[first + 2]);
        }
        file.write(level, server.getName(), line.getMessage(), line.getThrowable());
    }
}
