package io.stagedoor.host.felix;

import io.stagedoor.host.log.StagedoorLog;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;

/** A logger of the OSGi log service, which writes to the server's log. Thread-safe. */
final class FrameworkLogger implements InvocationHandler {

    private static final String BEGIN = "is";
    private static final String END = "Enabled";

    private final Logger logger;

    private FrameworkLogger(Logger logger) {
        this.logger = logger;
    }

    /**
     * A logger as {@code LoggerFactory.getLogger} of the service answers.
     *
     * @param method that was called
     * @param arguments a name or a class, perhaps behind a bundle; perhaps before the type of the logger
     * @param unnamed names the logger if the arguments do not
     */
    static Object of(Method method, Object[] arguments, Class<?> unnamed) {
        Object name = Arrays.stream(arguments)
                .filter(one -> one instanceof String || one instanceof Class<?>)
                .findFirst()
                .orElse(unnamed);
        Object last = arguments[arguments.length - 1];
        Class<?> type = arguments.length > 1 && last instanceof Class<?> wanted && wanted.isInterface()
                ? wanted
                : method.getReturnType();
        String text = name instanceof Class<?> of ? of.getName() : (String) name;
        return Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new FrameworkLogger(StagedoorLog.logger(text)));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object[] arguments) {
        String name = method.getName();
        switch (name) {
            case "equals":
                return self == arguments[0];
            case "hashCode":
                return System.identityHashCode(self);
            case "toString", "getName":
                return logger.getName();
            default:
                break;
        }
        if (method.getReturnType() == boolean.class) {
            return name.startsWith(BEGIN) && name.endsWith(END) && isEnabled(name);
        }
        if (arguments != null && arguments.length > 0 && arguments[0] instanceof String format) {
            log(name, format, Arrays.copyOfRange(arguments, 1, arguments.length));
        }
        return null;
    }

    private boolean isEnabled(String name) {
        return switch (name) {
            case "isErrorEnabled" -> logger.isErrorEnabled();
            case "isWarnEnabled" -> logger.isWarnEnabled();
            case "isInfoEnabled" -> logger.isInfoEnabled();
            default -> false;
        };
    }

    /** The values behind the format may stand in an array of their own; the last one may be what was thrown. */
    private void log(String level, String format, Object[] values) {
        Object[] all = values.length == 1 && values[0] instanceof Object[] array ? array : values;
        FormattingTuple told = MessageFormatter.arrayFormat(format, all);
        String line = OneLine.of(told.getMessage())
                + (told.getThrowable() == null ? "" : ": " + OneLine.of(told.getThrowable()));
        switch (level) {
            case "error" -> logger.error(line);
            case "warn" -> logger.warn(line);
            case "info", "audit" -> logger.info(line);
            default -> {
                // for the authors of the bundle
            }
        }
    }
}
