package io.stagedoor.red5.plugin.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** The container's writer, until the response is cut off. */
final class WatchedWriter extends Writer {

    private final Watched watched;
    private final PrintWriter writer;

    WatchedWriter(Watched watched, PrintWriter writer) {
        this.watched = watched;
        this.writer = writer;
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        watched.run(() -> writer.write(text, offset, length));
        watched.sent(length);
    }

    @Override
    public void flush() throws IOException {
        if (watched.get(writer::checkError)) { // flushes
            throw new IOException("the client has stopped reading");
        }
    }

    @Override
    public void close() throws IOException {
        watched.run(writer::close);
    }
}
