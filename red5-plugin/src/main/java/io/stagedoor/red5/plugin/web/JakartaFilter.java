package io.stagedoor.red5.plugin.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The {@link Door} of one web application. */
final class JakartaFilter implements Filter {

    private final Door door;
    private volatile String contextPath = "";

    JakartaFilter(Door door) {
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
            door.enter(new JakartaExchange(contextPath, http, answered, chain));
        } catch (Exchange.PassedOnException e) {
            throw (ServletException) e.getCause();
        }
    }

    @Override
    public void destroy() {}
}
