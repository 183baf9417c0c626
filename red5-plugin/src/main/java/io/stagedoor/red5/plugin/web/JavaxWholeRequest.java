package io.stagedoor.red5.plugin.web;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Set;
import javax.servlet.AsyncContext;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A request for the whole of some content, as it is now and in the clear, whatever the client asked for; to be answered at once, or later by
 * no other than the response that holds it.
 */
class JavaxWholeRequest extends HttpServletRequestWrapper {

    private static final Set<String> HIDDEN = Set.of(
            "range",
            "if-range",
            "if-none-match",
            "if-modified-since",
            "if-match",
            "if-unmodified-since",
            "accept-encoding");

    private final @Nullable ServletResponse later;

    /** With the response for who answers later; {@code null}: nobody may. */
    JavaxWholeRequest(HttpServletRequest request, @Nullable ServletResponse later) {
        super(request);
        this.later = later;
    }

    private static boolean isHidden(String name) {
        return name != null && HIDDEN.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Never {@code HEAD}: how long the content is, is known when it is there. */
    @Override
    public String getMethod() {
        String method = super.getMethod();
        return method.equals("HEAD") ? "GET" : method;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public long getDateHeader(String name) {
        return isHidden(name) ? -1 : super.getDateHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !isHidden(name))
                .toList());
    }

    @Override
    public boolean isAsyncSupported() {
        return later != null && super.isAsyncSupported();
    }

    /** By itself the container would hand out the real response. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, requireLater());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        requireLater();
        return super.startAsync(request, response);
    }

    private ServletResponse requireLater() {
        if (later == null) {
            throw new IllegalStateException("to be answered at once");
        }
        return later;
    }
}
