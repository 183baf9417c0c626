package io.stagedoor.red5.hook;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request over HTTP, as the servlet container resolved it. Good only while the gate is asked about it, on the thread that asks.
 */
@ProviderType
public interface HttpRequest {

    /** The method as the client wrote it. */
    String method();

    /** The path of the web application, as it was deployed: empty, or {@code /} and its name. */
    String contextPath();

    /** The decoded and normalised path below the web application that chose the servlet; may be empty. */
    String servletPath();

    /** What is behind {@link #servletPath()}; empty where a file is served. */
    String pathInfo();

    /** The path as the client spelled it: for telling whether it spelled it plainly, and for nothing else. */
    String uri();

    /** The query as the client wrote it, without {@code ?}; empty for none. */
    String query();

    /** The values of a header, in order; empty for none. */
    List<String> headers(String name);

    /** The client's address; empty if not known. */
    String remoteAddress();

    /** Whether the request came over TLS. */
    boolean secure();
}
