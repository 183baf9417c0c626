package io.stagedoor.http.request;

import io.stagedoor.hook.HttpRequest;

/**
 * The target of a request, as the servlet container resolved it.
 *
 * @param application the name of the web application, which is that of the Red5 application; {@code root} for the one without a name
 * @param contextPath its path
 * @param path below it, decoded and normalised; begins with {@code /}
 * @param file whether the path as a whole chose what serves it, and not its beginning
 * @param plain whether the client spelled it so too: no path parameters, no dots, no doubled slashes. Servlets look at either, and what
 *     was judged is to be what is served
 */
public record Place(String application, String contextPath, String path, boolean file, boolean plain) {

    public static Place of(HttpRequest request) {
        String context = request.contextPath();
        String below = request.servletPath() + request.pathInfo();
        String path = below.startsWith("/") ? below : "/" + below;
        return new Place(
                request.application(),
                context,
                path,
                request.pathInfo().isEmpty(),
                PercentCode.decode(request.uri())
                        .map(spelled -> isPlain(spelled, context + path))
                        .orElse(false));
    }

    /** The container adds the name of a welcome file to the path of a folder. */
    private static boolean isPlain(String spelled, String resolved) {
        return spelled.equals(resolved)
                || (spelled.endsWith("/")
                        && resolved.startsWith(spelled)
                        && resolved.indexOf('/', spelled.length()) < 0);
    }

    /** Whether the client spelled it without any {@code %}. */
    public boolean isSpelledOut(HttpRequest request) {
        return plain && request.uri().indexOf('%') < 0;
    }
}
