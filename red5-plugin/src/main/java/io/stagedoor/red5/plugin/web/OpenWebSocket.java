package io.stagedoor.red5.plugin.web;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.host.log.StagedoorLog;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A WebSocket, by what Tomcat's and Red5's own handler of an upgrade keep of it: the session, which says a last word, and the
 * socket. Both APIs, {@code javax} and {@code jakarta}, have them under the same names. Thread-safe.
 */
final class OpenWebSocket {

    private static final Logger LOG = StagedoorLog.logger(OpenWebSocket.class);

    private static final String SESSION = ".websocket.Session";
    private static final String SOCKET = "org.apache.tomcat.util.net.SocketWrapperBase";

    /** RFC 6455 §7.4.1: a message, or here a client, violates the server's policy. */
    private static final int POLICY = 1008;

    /** How both keep what they have, by the class of the handler. */
    private record Parts(Field session, Field socket) {}

    private static final ClassValue<Optional<Parts>> PARTS = new ClassValue<>() {
        @Override
        protected Optional<Parts> computeValue(Class<?> type) {
            try {
                Field session = field(type, OpenWebSocket::isSession);
                Field socket = field(type, OpenWebSocket::isSocket);
                return session == null || socket == null ? Optional.empty() : Optional.of(new Parts(session, socket));
            } catch (RuntimeException e) { // the JDK does not let it be seen
                LOG.debug("Cannot look into {}.", type, e);
                return Optional.empty();
            }
        }
    };

    /** The container begins it at once, or never. */
    private static final long BEGINS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Object handler;
    private final Parts parts;
    private final long since = System.nanoTime();

    private OpenWebSocket(Object handler, Parts parts) {
        this.handler = handler;
        this.parts = parts;
    }

    /**
     * The WebSocket of a handler, which may not have begun yet.
     *
     * @return empty for a handler of another kind, or {@code null}
     */
    static Optional<OpenWebSocket> of(@Nullable Object handler) {
        return handler == null
                ? Optional.empty()
                : PARTS.get(handler.getClass()).map(parts -> new OpenWebSocket(handler, parts));
    }

    private static @Nullable Field field(Class<?> type, Predicate<Class<?>> wanted) {
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            for (Field field : up.getDeclaredFields()) {
                if (wanted.test(field.getType())) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        return null;
    }

    private static boolean isSession(Class<?> type) {
        return sessionType(type) != null;
    }

    /** The interface {@code Session} that a type is, or has; {@code null} for none. */
    private static @Nullable Class<?> sessionType(Class<?> type) {
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            if (up.getName().endsWith(SESSION)) {
                return up;
            }
            for (Class<?> implemented : up.getInterfaces()) {
                if (sessionType(implemented) != null) {
                    return sessionType(implemented);
                }
            }
        }
        return null;
    }

    private static boolean isSocket(Class<?> type) {
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            if (up.getName().equals(SOCKET)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it has ended, or did not begin in time. */
    boolean isOver() {
        try {
            Object session = parts.session().get(handler);
            return session == null
                    ? System.nanoTime() - since > BEGINS_NANOS
                    : !(boolean) requireNonNull(sessionType(session.getClass()))
                            .getMethod("isOpen")
                            .invoke(session);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Cannot look at a WebSocket.", Redacted.of(e));
            return true;
        }
    }

    /** Says the last word; waits for a client that does not read, until {@link #drop} is called. Nothing if it has not begun. */
    void close(String reason) {
        try {
            Object session = parts.session().get(handler);
            if (session != null) {
                close(session, reason);
            }
        } catch (InvocationTargetException e) { // its client has gone
            LOG.debug("Could not close a WebSocket.", Redacted.of(requireNonNull(e.getCause())));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Could not close a WebSocket.", Redacted.of(e));
        }
    }

    private static void close(Object session, String reason) throws ReflectiveOperationException {
        for (Method method : requireNonNull(sessionType(session.getClass())).getMethods()) {
            if (method.getName().equals("close") && method.getParameterCount() == 1) {
                method.invoke(session, reason(method.getParameterTypes()[0], reason));
            }
        }
    }

    private static Object reason(Class<?> type, String text) throws ReflectiveOperationException {
        Class<?> codes = Class.forName(type.getName() + "$CloseCodes", true, type.getClassLoader());
        Object code = codes.getMethod("getCloseCode", int.class).invoke(null, POLICY);
        Constructor<?> constructor = type.getConstructors()[0];
        return constructor.newInstance(code, text);
    }

    /**
     * Closes the socket, without a word.
     *
     * @return {@code false} if there is none yet
     */
    boolean drop() {
        try {
            Object socket = parts.socket().get(handler);
            if (socket == null) {
                return false;
            }
            parts.socket().getType().getMethod("close").invoke(socket);
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("Could not close the socket of a WebSocket.", Redacted.of(e));
            return true;
        }
    }
}
