package io.stagedoor.red5.plugin.web;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a web application has mapped to its paths. Immutable; read once its filters and servlets are all there. */
final class Deployment {

    private static final String RED5_WEB_SOCKETS = "org.red5.net.websocket.server.WsFilter";
    private static final String TOMCAT_WEB_SOCKETS = "org.apache.tomcat.websocket.server.WsFilter";

    private static final Set<String> HTTP_SERVLETS =
            Set.of("javax.servlet.http.HttpServlet", "jakarta.servlet.http.HttpServlet");

    private static final String CORS_FILTER = "org.apache.catalina.filters.CorsFilter";

    /** Serves files, and nothing else. */
    private static final String DEFAULT_SERVLET = "org.apache.catalina.servlets.DefaultServlet";

    private static final String EVERYTHING = "/*";
    private static final String DEFAULT = "/";
    private static final String TOP = "";

    /**
     * A filter or a servlet.
     *
     * @param className of what does the work; empty if it is no class
     * @param patterns of the paths that it is mapped to, as the servlet API has them
     * @param parameters what it is initialised with
     */
    record Part(String className, Collection<String> patterns, Map<String, String> parameters) {}

    private final List<Part> ofRed5;
    private final List<Part> ofTomcat;
    private final Predicate<String> endpoints;
    private final List<Part> cors;
    private final Map<String, Part> servlets = new HashMap<>();
    private final Set<String> answering;

    /**
     * @param loader of the application's classes
     * @param endpoints whether Tomcat has an endpoint for a path
     */
    Deployment(List<Part> filters, List<Part> servlets, ClassLoader loader, Predicate<String> endpoints) {
        this.endpoints = endpoints;
        ofRed5 = ofClass(filters, RED5_WEB_SOCKETS, loader);
        ofTomcat = ofClass(filters, TOMCAT_WEB_SOCKETS, loader);
        cors = ofClass(filters, CORS_FILTER, loader);
        for (Part servlet : servlets) {
            servlet.patterns().forEach(pattern -> this.servlets.put(pattern, servlet));
        }
        answering = servlets.stream()
                .map(Part::className)
                .filter(name -> answersPreflights(name, loader))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<Part> ofClass(List<Part> parts, String className, ClassLoader loader) {
        return parts.stream()
                .filter(part -> names(part.className(), loader).contains(className))
                .toList();
    }

    /** The names of a class and of those that it is made of, as far as they can be loaded. */
    private static List<String> names(String className, ClassLoader loader) {
        List<String> names = new ArrayList<>(List.of(className));
        try {
            for (Class<?> up = Class.forName(className, false, loader); up != null; up = up.getSuperclass()) {
                names.add(up.getName());
            }
        } catch (ClassNotFoundException | LinkageError e) { // the container cannot run it either
            return names;
        }
        return names;
    }

    private static boolean answersPreflights(String className, ClassLoader loader) {
        boolean answers = false;
        try {
            Class<?> up = Class.forName(className, false, loader);
            while (up != null && !up.getSimpleName().equals("HttpServlet")) {
                Set<String> declared =
                        Stream.of(up.getDeclaredMethods()).map(Method::getName).collect(Collectors.toSet());
                if (declared.contains("service")) {
                    return false;
                }
                answers |= declared.contains("doOptions");
                up = up.getSuperclass();
            }
            return answers && up != null && HTTP_SERVLETS.contains(up.getName());
        } catch (ClassNotFoundException | LinkageError e) { // what cannot be looked at is not trusted
            return false;
        }
    }

    /**
     * Whether a filter takes a handshake to a path. Red5's takes all that it is mapped to; Tomcat's, which is in every application of a Red5
     * without WebSockets, those that there is an endpoint for.
     */
    boolean opensWebSockets(String path) {
        return isMapped(ofRed5, path) || tomcatOpensWebSockets(path);
    }

    /** Whether Tomcat's filter takes a handshake to a path. */
    boolean tomcatOpensWebSockets(String path) {
        return isMapped(ofTomcat, path) && endpoints.test(path);
    }

    private static boolean isMapped(List<Part> filters, String path) {
        return filters.stream().anyMatch(filter -> isMapped(filter, path));
    }

    /** The parameters of the CORS filter of a path. */
    Optional<Map<String, String>> corsParameters(String path) {
        return cors.stream()
                .filter(filter -> isMapped(filter, path))
                .map(Part::parameters)
                .findFirst();
    }

    /** Whether the servlet of a path answers {@code OPTIONS} by a method of its own for that, and by no other. */
    boolean answersPreflights(String path) {
        return servlet(path).map(Part::className).filter(answering::contains).isPresent();
    }

    /** Whether a path is that of a file, which ends. */
    boolean servesFile(String path) {
        return servlet(path)
                .map(Part::className)
                .filter(DEFAULT_SERVLET::equals)
                .isPresent();
    }

    /** As servlets are mapped (Servlet 4.0 §12.1). */
    private Optional<Part> servlet(String path) {
        Part exact = servlets.get(path.equals("/") ? TOP : path);
        if (exact != null && !path.endsWith(EVERYTHING)) {
            return Optional.of(exact);
        }
        for (int end = path.length(); end >= 0; end = path.lastIndexOf('/', end - 1)) {
            Part folder = servlets.get(path.substring(0, end) + EVERYTHING);
            if (folder != null) {
                return Optional.of(folder);
            }
        }
        int dot = path.lastIndexOf('.');
        Part extension = dot > path.lastIndexOf('/') ? servlets.get("*" + path.substring(dot)) : null;
        return Optional.ofNullable(extension == null ? servlets.get(DEFAULT) : extension);
    }

    private static boolean isMapped(Part filter, String path) {
        return filter.patterns().stream().anyMatch(pattern -> matches(pattern, path));
    }

    /** As filters are mapped (Servlet 4.0 §12.2), and rather once too often. */
    private static boolean matches(String pattern, String path) {
        if (pattern.equals(EVERYTHING) || pattern.equals(path)) {
            return true;
        }
        if (pattern.endsWith(EVERYTHING)) {
            String folder = pattern.substring(0, pattern.length() - EVERYTHING.length());
            return path.startsWith(folder) && (path.length() == folder.length() || path.charAt(folder.length()) == '/');
        }
        return pattern.startsWith("*.") && path.endsWith(pattern.substring(1));
    }
}
