package io.stagedoor.red5.plugin.web;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One side of the {@link Door} of one web application. */
final class JakartaFilter implements Filter {

    private final Door.Side side;
    private volatile String contextPath = "";
    private volatile @Nullable ServletContext context;
    private volatile @Nullable Deployment deployment;

    JakartaFilter(Door.Side side) {
        this.side = side;
    }

    /** Takes the application's path from where it was deployed: a request says it as its client spelled it. */
    @Override
    public void init(FilterConfig config) {
        ServletContext application = config.getServletContext();
        context = application;
        contextPath = application.getContextPath();
    }

    /** Read when it is needed first: while filters are initialised, more of them may come. */
    private Deployment deployment() {
        Deployment known = deployment;
        if (known == null) {
            known = JakartaParts.of(requireNonNull(context));
            deployment = known;
        }
        return known;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answered)) {
            throw new ServletException("neither a request nor a response of HTTP");
        }
        try {
            side.enter(new JakartaExchange(contextPath, http, answered, chain, this::deployment));
        } catch (Exchange.PassedOnException e) {
            throw (ServletException) e.getCause();
        }
    }

    @Override
    public void destroy() {}
}
