package io.stagedoor.red5.plugin.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;

/** A response whose head goes on as it is, but for what a changed content makes untrue, and whose content is held. */
final class JakartaHeldResponse extends HttpServletResponseWrapper {

    private final HeldBody body;
    private final ServletOutputStream stream = new Stream();
    private PrintWriter writer;

    JakartaHeldResponse(HttpServletResponse response, HeldBody body) {
        super(response);
        this.body = body;
        body.overflowTo(response::getOutputStream);
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
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("a playlist is answered at once");
        }
    }

    /** All of the content that was written is in the body now. */
    void finish() {
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            writer = new PrintWriter(new OutputStreamWriter(stream, getCharacterEncoding()));
        }
        return writer;
    }

    /** Nothing goes to the client before all is there. */
    @Override
    public void flushBuffer() {
        finish();
    }

    @Override
    public void reset() {
        super.reset();
        body.clear();
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        body.clear();
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
