package com.red5pro.server.plugin.simpleauth.servlet;

import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A servlet that web.xml may go on naming: hands requests, which the filter of Stagedoor has let pass, to the servlet of Red5 Pro that
 * lists playlists. Without that one there is nothing to list.
 */
public class M3U8ListingServlet extends HttpServlet {

    private static final String LISTING = "com.red5pro.stream.transform.mpegts.server.M3U8ListingServlet";

    private transient @Nullable Servlet listing;

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        try {
            Servlet found = Class.forName(LISTING, true, getClass().getClassLoader())
                    .asSubclass(Servlet.class)
                    .getDeclaredConstructor()
                    .newInstance();
            found.init(config);
            listing = found;
        } catch (ReflectiveOperationException e) {
            log("no " + LISTING + ": there are no playlists to list");
        }
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
