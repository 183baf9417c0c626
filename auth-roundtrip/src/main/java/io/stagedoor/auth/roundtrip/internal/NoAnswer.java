package io.stagedoor.auth.roundtrip.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;

/** The backend did not answer. The message says why in our own words: others' may repeat what was sent. */
final class NoAnswer extends Exception {

    private final boolean unreachable;

    NoAnswer(String why) {
        this(why, false);
    }

    private NoAnswer(String why, boolean unreachable) {
        super(why, null, false, false);
        this.unreachable = unreachable;
    }

    static NoAnswer because(Throwable cause) {
        return new NoAnswer(why(cause), false);
    }

    /** There was no connection to ask by. One that was not made in time may be a backend that is kept busy by somebody. */
    static NoAnswer whileConnecting(Throwable cause) {
        return new NoAnswer(why(cause), cause instanceof IOException && !(cause instanceof SocketTimeoutException));
    }

    static NoAnswer unreachable(String why) {
        return new NoAnswer(why, true);
    }

    /** Whether nobody can reach the backend: it has not seen the question, and so is not silent because of it. */
    boolean isUnreachable() {
        return unreachable;
    }

    private static String why(Throwable cause) {
        if (has(cause, SSLException.class)) {
            return "no encrypted connection (" + name(cause) + "): check trustCertificates, and the"
                    + " names in the backend's certificate";
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
