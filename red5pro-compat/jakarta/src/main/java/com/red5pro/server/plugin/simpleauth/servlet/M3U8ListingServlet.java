package com.red5pro.server.plugin.simpleauth.servlet;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * A servlet that web.xml may go on naming: hands requests, which the filter of Stagedoor has let pass, to the servlet of Red5 Pro that
 * lists playlists. Without that one there is nothing to list.
 */
public class M3U8ListingServlet extends HttpServlet {

    private static final String LISTING = "com.red5pro.stream.transform.mpegts.server.M3U8ListingServlet";

    private transient Servlet listing;

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        try {
            listing = (Servlet) Class.forName(LISTING, true, getClass().getClassLoader())
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            log("no " + LISTING + ": there are no playlists to list");
            return;
        }
        listing.init(config);
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        if (listing == null) {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            listing.service(request, response);
        }
    }

    @Override
    public void destroy() {
        if (listing != null) {
            listing.destroy();
        }
    }
}
