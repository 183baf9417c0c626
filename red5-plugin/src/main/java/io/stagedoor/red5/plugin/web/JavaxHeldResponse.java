package io.stagedoor.red5.plugin.web;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import javax.servlet.ServletOutputStream;
import javax.servlet.WriteListener;
import javax.servlet.http.HttpServletResponse;
import javax.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/** A response whose head goes on as it is, but for what a changed content makes untrue, and whose content goes through a {@link HeldBody}. */
final class JavaxHeldResponse extends HttpServletResponseWrapper {

    private final HeldBody body;
    private final ServletOutputStream stream = new Stream();
    private boolean streams;
    private @Nullable PrintWriter writer;

    JavaxHeldResponse(HttpServletResponse response, HeldBody body) {
        super(response);
        this.body = body;
        body.isFor(new Client());
    }

    private final class Client implements HeldBody.Client {

        @Override
        public int status() {
            return getStatus();
        }

        @Override
        public OutputStream open() throws IOException {
            return getResponse().getOutputStream();
        }
    }

    private final class Stream extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            body.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            body.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            body.flush();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("a playlist is answered at once");
        }
    }

    /** The application has written all of its content. */
    void finish() throws IOException {
        flushWriter();
        body.complete();
    }

    private void flushWriter() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        if (writer != null) {
            throw new IllegalStateException("getWriter() was called already");
        }
        streams = true;
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (streams) {
            throw new IllegalStateException("getOutputStream() was called already");
        }
        if (writer == null) {
            // As a container does: the client is told of the characters that are written from here on.
            setCharacterEncoding(getCharacterEncoding());
            writer = new PrintWriter(new OutputStreamWriter(stream, getCharacterEncoding()));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        flushWriter();
        body.flush();
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        super.sendError(status, message);
        body.drop();
    }

    @Override
    public void sendError(int status) throws IOException {
        super.sendError(status);
        body.drop();
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        super.sendRedirect(location);
        body.drop();
    }

    /** Ends with {@code getWriter} and {@code getOutputStream} being as if never called. */
    @Override
    public void reset() {
        super.reset();
        body.clear(this::flushWriter);
        body.forgetHead();
        writer = null;
        streams = false;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        body.clear(this::flushWriter);
    }

    @Override
    public void setContentLength(int length) {}

    @Override
    public void setContentLengthLong(long length) {}

    @Override
    public void setHeader(String name, String value) {
        if (body.accepts(name, value)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (body.accepts(name, value)) {
            super.addHeader(name, value);
        }
    }

    @Override
    public void setIntHeader(String name, int value) {
        setHeader(name, Integer.toString(value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        addHeader(name, Integer.toString(value));
    }

    @Override
    public void setDateHeader(String name, long date) {
        if (body.accepts(name, "")) {
            super.setDateHeader(name, date);
        }
    }

    @Override
    public void addDateHeader(String name, long date) {
        if (body.accepts(name, "")) {
            super.addDateHeader(name, date);
        }
    }
}
