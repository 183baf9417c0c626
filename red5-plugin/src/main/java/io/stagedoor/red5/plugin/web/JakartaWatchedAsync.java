package io.stagedoor.red5.plugin.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/** An answer that comes later, and that somebody else may end before the application does. */
final class JakartaWatchedAsync implements AsyncContext {

    private final AsyncContext real;
    private final Watched watched;

    JakartaWatchedAsync(AsyncContext real, Watched watched) {
        this.real = real;
        this.watched = watched;
    }

    /** Nothing, if it has been ended for the application. */
    @Override
    public void complete() {
        if (watched.takeOver() || !watched.isCut()) {
            real.complete();
        }
    }

    @Override
    public void dispatch() {
        if (watched.takeOver() || !watched.isCut()) {
            real.dispatch();
        }
    }

    @Override
    public void dispatch(String path) {
        if (watched.takeOver() || !watched.isCut()) {
            real.dispatch(path);
        }
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        if (watched.takeOver() || !watched.isCut()) {
            real.dispatch(context, path);
        }
    }

    @Override
    public ServletRequest getRequest() {
        return real.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return real.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return real.hasOriginalRequestAndResponse();
    }

    @Override
    public void start(Runnable task) {
        real.start(task);
    }

    @Override
    public void addListener(AsyncListener listener) {
        real.addListener(listener);
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        real.addListener(listener, request, response);
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return real.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        real.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return real.getTimeout();
    }
}
