package io.stagedoor.auth.roundtrip.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/** The backend did not answer. The message says why in our own words: others' may repeat what was sent. */
final class NoAnswer extends Exception {

    NoAnswer(String why) {
        super(why, null, false, false);
    }

    static NoAnswer because(Throwable cause) {
        return new NoAnswer(why(cause));
    }

    private static String why(Throwable cause) {
        if (has(cause, SSLException.class)) {
            return "the encrypted connection could not be made (" + name(cause) + "): see trustCertificates, and the"
                    + " names in the backend's certificate";
        }
        if (has(cause, UnknownHostException.class)) {
            return "its name is not known";
        }
        if (cause instanceof SocketTimeoutException) {
            return "no connection within connectTimeoutMillis";
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "no connection: refused or unreachable";
        }
        if (cause instanceof HttpException) {
            return "it does not speak HTTP (" + name(cause) + ")";
        }
        return cause instanceof IOException ? "the connection broke off" : "asking failed (" + name(cause) + ")";
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
