package io.stagedoor.red5.plugin.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request whose content, and whose later answer, can be cut off. */
final class JakartaWatchedRequest extends HttpServletRequestWrapper {

    private final Watched watched;
    private final ServletResponse response;
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;
    private volatile @Nullable AsyncContext later;

    /** With the response for who answers later. */
    JakartaWatchedRequest(HttpServletRequest request, ServletResponse response, Watched watched) {
        super(request);
        this.watched = watched;
        this.response = response;
    }

    private final class Stream extends ServletInputStream {

        private final ServletInputStream in;

        private Stream(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int read = watched.get(in::read);
            watched.received(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = watched.get(() -> in.read(bytes, offset, length));
            watched.received(read);
            return read;
        }

        @Override
        public int available() throws IOException {
            return watched.get(in::available);
        }

        @Override
        public void close() throws IOException {
            if (watched.isCut()) {
                return;
            }
            watched.run(in::close);
        }

        @Override
        public boolean isFinished() {
            return !watched.isCut() && in.isFinished();
        }

        @Override
        public boolean isReady() {
            return watched.isCut() || in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }

    /** Hears of the end, however it comes. */
    private final class End implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            watched.end();
        }

        /** What becomes of it now is the container's and the application's business, and not to be mixed with an end from elsewhere. */
        @Override
        public void onTimeout(AsyncEvent event) {
            watched.takeOver();
        }

        @Override
        public void onError(AsyncEvent event) {
            watched.takeOver();
        }

        /** The container forgets who listened before. */
        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            stream = new Stream(super.getInputStream());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (reader == null) {
            reader = new BufferedReader(new WatchedReader(watched, super.getReader()));
        }
        return reader;
    }

    /** By itself the container would hand out the real response. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse answered) {
        AsyncContext real = super.startAsync(request, answered);
        real.addListener(new End());
        later = new JakartaWatchedAsync(real, watched);
        watched.later(real::complete);
        return later;
    }

    /** Whether the application has said so, whatever it has done since. */
    boolean isAnsweredLater() {
        return later != null;
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext real = super.getAsyncContext();
        AsyncContext known = later;
        return known == null ? real : known;
    }
}
