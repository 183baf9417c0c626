package io.stagedoor.red5.plugin.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A response whose content can be cut off. */
final class JakartaWatchedResponse extends HttpServletResponseWrapper {

    private final Watched watched;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;

    JakartaWatchedResponse(HttpServletResponse response, Watched watched) {
        super(response);
        this.watched = watched;
    }

    private final class Stream extends ServletOutputStream {

        private final ServletOutputStream out;

        private Stream(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            watched.run(() -> out.write(b));
            watched.sent(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            watched.run(() -> out.write(bytes, offset, length));
            watched.sent(length);
        }

        @Override
        public void flush() throws IOException {
            watched.run(out::flush);
        }

        /** Silent if it is over: that is what was wanted. */
        @Override
        public void close() throws IOException {
            if (watched.isCut()) {
                return;
            }
            watched.run(out::close);
        }

        @Override
        public boolean isReady() {
            return watched.isCut() || out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new Stream(super.getOutputStream());
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new WatchedWriter(watched, super.getWriter()));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        watched.run(super::flushBuffer);
    }
}
