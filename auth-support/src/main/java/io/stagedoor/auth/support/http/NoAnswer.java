package io.stagedoor.auth.support.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;

/** The server did not answer. The message says why in our own words: others' may repeat what was sent. */
public final class NoAnswer extends Exception {

    private final boolean unreachable;

    /** @param why for logs; nothing of what was sent */
    public NoAnswer(String why) {
        this(why, false);
    }

    private NoAnswer(String why, boolean unreachable) {
        super(why, null, false, false);
        this.unreachable = unreachable;
    }

    static NoAnswer because(Throwable cause, ConnectionSettings settings) {
        return new NoAnswer(why(cause, settings), false);
    }

    /** No connection could be made. If it only took too long, somebody may be keeping the backend busy. */
    static NoAnswer whileConnecting(Throwable cause, ConnectionSettings settings) {
        return new NoAnswer(
                why(cause, settings), cause instanceof IOException && !(cause instanceof SocketTimeoutException));
    }

    /** No connection could be made. */
    public static NoAnswer unreachable(String why) {
        return new NoAnswer(why, true);
    }

    /** Whether nobody can reach the backend: it has not received the request, so the request is not why it is silent. */
    public boolean isUnreachable() {
        return unreachable;
    }

    private static String why(Throwable cause, ConnectionSettings settings) {
        if (has(cause, SSLException.class)) {
            return "no encrypted connection (" + name(cause) + "): check "
                    + settings.tls().trustProperty() + ", and the names in the server's certificate";
        }
        if (cause instanceof Tunnel.Refused refused) {
            return refused.why();
        }
        if (has(cause, UnknownHostException.class)) {
            return "its host name is unknown, or DNS does not answer";
        }
        if (cause instanceof SocketTimeoutException) {
            return "no connection within connectTimeoutMillis";
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "no connection: refused or unreachable";
        }
        if (cause instanceof MessageConstraintException) {
            return "the head of its answer has more than " + Connection.MAX_HEADERS
                    + " headers, or a line of more than " + Connection.MAX_LINE + " bytes";
        }
        if (cause instanceof HttpException) {
            return "its answer is not HTTP (" + name(cause) + ")";
        }
        return cause instanceof IOException ? "the connection was lost" : "the request failed (" + name(cause) + ")";
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable t = thrown; t != null && depth < 10; t = t.getCause(), depth++) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String name(Throwable cause) {
        return cause.getClass().getSimpleName();
    }
}
