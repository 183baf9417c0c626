package io.stagedoor.red5.plugin.web;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the {@link Deployment} of a web application. */
final class JakartaParts {

    private static final String WEB_SOCKETS = "jakarta.websocket.server.ServerContainer";

    private JakartaParts() {}

    static Deployment of(ServletContext context) {
        List<Deployment.Part> filters = new ArrayList<>();
        for (FilterRegistration filter : context.getFilterRegistrations().values()) {
            filters.add(new Deployment.Part(
                    text(filter.getClassName()), patterns(filter, context), filter.getInitParameters()));
        }
        List<Deployment.Part> servlets = new ArrayList<>();
        for (ServletRegistration servlet : context.getServletRegistrations().values()) {
            servlets.add(new Deployment.Part(text(servlet.getClassName()), servlet.getMappings(), Map.of()));
        }
        return new Deployment(
                filters,
                servlets,
                context.getClassLoader(),
                path -> Endpoints.has(context.getAttribute(WEB_SOCKETS), path));
    }

    /** Those of the servlets, too, that a filter is mapped to by their names. */
    private static List<String> patterns(FilterRegistration filter, ServletContext context) {
        List<String> patterns = new ArrayList<>(filter.getUrlPatternMappings());
        for (String name : filter.getServletNameMappings()) {
            ServletRegistration servlet = context.getServletRegistration(name);
            patterns.addAll(servlet == null ? List.of("/*") : servlet.getMappings());
        }
        return patterns;
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
