package io.stagedoor.red5.plugin.guard;

import io.stagedoor.host.log.StagedoorLog;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.red5.server.api.IConnection;
import org.red5.server.api.IServer;
import org.red5.server.api.Red5;
import org.red5.server.net.rtmp.RTMPHandler;
import org.slf4j.Logger;
import org.springframework.context.ApplicationContext;

/**
 * How deep the path may be that a client connects to. For each slash in it Red5 copies the path, and for each room it goes one call
 * deeper: a long one costs it seconds, or the stack, before anybody is asked who the client is.
 */
final class ApplicationPath {

    /** How many slashes there may be. */
    static final int MAX_SLASHES = 64;

    private static final Logger LOG = StagedoorLog.logger(ApplicationPath.class);

    private ApplicationPath() {}

    /** Whether a path is one that Red5 is not given to work on. */
    static boolean isTooDeep(String path) {
        int slashes = 0;
        for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
            slashes++;
            if (slashes > MAX_SLASHES) {
                return true;
            }
        }
        return false;
    }

    /**
     * Refuses such paths in front of every RTMP, RTMPS and RTMPT connect. Where that is not possible, says so, and leaves Red5 as it
     * was.
     *
     * @param context the one that Red5 gives its plugins
     */
    static void limit(ApplicationContext context, IServer server, Closer closer) {
        try {
            for (RTMPHandler handler :
                    Red5Core.of(context).getBeansOfType(RTMPHandler.class).values()) {
                handler.setServer(limited(server, closer));
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.warn(
                    "Stagedoor cannot limit application paths on this version of Red5: a client can keep a thread busy with a long one. Please report it with Red5's version.",
                    e);
        }
    }

    /** The same server, which looks for no global scope by a path that is too deep. Whatever else Red5 can do with it stays. */
    static IServer limited(IServer server, Closer closer) {
        return (IServer) Proxy.newProxyInstance(
                IServer.class.getClassLoader(), new Class<?>[] {IServer.class}, (self, method, arguments) -> {
                    if (method.getName().equals("lookupGlobal") && isTooDeep(String.valueOf(arguments[1]))) {
                        throw refused(closer);
                    }
                    try {
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static RuntimeException refused(Closer closer) {
        IConnection connection = Red5.getConnectionLocal();
        if (connection != null) {
            closer.closeAfterRefusedConnect(connection);
        }
        IllegalArgumentException refused =
                new IllegalArgumentException("the application's path has more than " + MAX_SLASHES + " slashes");
        // Red5 logs it for each such client: where it comes from is of no interest.
        refused.setStackTrace(new StackTraceElement[0]);
        return refused;
    }
}
