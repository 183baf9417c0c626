package io.stagedoor.red5.plugin.web;

import java.io.IOException;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** The {@link Door} of one web application. */
final class JavaxFilter implements Filter {

    private final Door door;
    private volatile String contextPath = "";

    JavaxFilter(Door door) {
        this.door = door;
    }

    /** Takes the application's path from where it was deployed: a request says it as its client spelled it. */
    @Override
    public void init(FilterConfig config) {
        contextPath = config.getServletContext().getContextPath();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answered)) {
            throw new ServletException("neither a request nor a response of HTTP");
        }
        try {
            door.enter(new JavaxExchange(contextPath, http, answered, chain));
        } catch (Exchange.PassedOnException e) {
            throw (ServletException) e.getCause();
        }
    }

    @Override
    public void destroy() {}
}
