package io.stagedoor.hook;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request over HTTP, as the servlet container resolved it. Valid only during the call to the gate, on the calling thread.
 */
@ProviderType
public interface HttpRequest {

    /** The version of this package. */
    String VERSION = "1.0.0";

    /** The method as the client wrote it. */
    String method();

    /** The path of the web application, as it was deployed: empty, or {@code /} and its name. */
    String contextPath();

    /** The name of the application that the request is for; {@code root} for the one without a name. */
    default String application() {
        String path = contextPath();
        return path.isEmpty() ? "root" : path.substring(1);
    }

    /** The decoded and normalised path below the web application that chose the servlet; may be empty. */
    String servletPath();

    /** The path after {@link #servletPath()}; empty for a file. */
    String pathInfo();

    /** The path as the client spelled it: for telling whether it spelled it plainly, and for nothing else. */
    String uri();

    /** The query as the client wrote it, without {@code ?}; empty for none. */
    String query();

    /** The values of a parameter as servlets are told them, in order; empty for none. May read the body of a request that has one. */
    List<String> parameters(String name);

    /**
     * The names of all parameters, of the query and of a form; empty for none, also where one of them cannot be decoded. May read the body.
     *
     * @return unmodifiable
     */
    Set<String> parameterNames();

    /** The values of a header, in order; empty for none. */
    List<String> headers(String name);

    /** The client's address; empty if not known. */
    String remoteAddress();

    /**
     * The scheme, the host and the port that the request came to, as the container sees them, always with the port:
     * {@code https://www.example.org:443}.
     */
    String site();

    /** Whether the request came over TLS. */
    boolean secure();

    /** Whether a filter is mapped to the path that begins WebSockets: Red5's own, Tomcat's, or one made of these. */
    boolean opensWebSockets();

    /** The parameters of Tomcat's {@code CorsFilter}, or of one made of it, that is mapped to the path; empty if none is. */
    Optional<Map<String, String>> corsParameters();

    /**
     * Whether the servlet of the path answers {@code OPTIONS} by itself and does nothing else then: between {@code HttpServlet} and its class,
     * {@code doOptions} is declared, and {@code service} is not.
     */
    boolean answersPreflights();
}
