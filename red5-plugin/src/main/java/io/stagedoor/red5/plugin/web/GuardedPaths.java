package io.stagedoor.red5.plugin.web;

import io.stagedoor.red5.plugin.StagedoorPlugin;
import java.util.Locale;

/**
 * What the servlet filters guard: below every web application, the paths where Red5 keeps recordings and persistent shared
 * objects, and where it tells of events. {@code judged} is asked with the path as the servlet container resolved it, never
 * with the request's own spelling of it.
 */
final class GuardedPaths {

    private GuardedPaths() {}

    /**
     * Whether a request may go on.
     *
     * @param contextPath of the web application
     * @param servletPath may be {@code null}
     * @param pathInfo may be {@code null}
     * @param remoteAddress the client's address
     */
    static boolean allow(String contextPath, String servletPath, String pathInfo, String remoteAddress) {
        String path = (servletPath == null ? "" : servletPath) + (pathInfo == null ? "" : pathInfo);
        return !isGuarded(path) || StagedoorPlugin.allowsHttp(contextPath, path, remoteAddress);
    }

    /** In any case: a file system may not tell upper from lower case. */
    private static boolean isGuarded(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return isBelow(lower, "/streams") || isBelow(lower, "/persistence") || lower.startsWith("/events");
    }

    private static boolean isBelow(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }
}
