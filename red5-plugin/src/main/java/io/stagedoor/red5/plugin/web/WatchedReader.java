package io.stagedoor.red5.plugin.web;

import java.io.IOException;
import java.io.Reader;

/** The container's reader, until the response is cut off. */
final class WatchedReader extends Reader {

    private final Watched watched;
    private final Reader reader;

    WatchedReader(Watched watched, Reader reader) {
        this.watched = watched;
        this.reader = reader;
    }

    @Override
    public int read(char[] text, int offset, int length) throws IOException {
        int read = watched.get(() -> reader.read(text, offset, length));
        watched.received(read);
        return read;
    }

    @Override
    public boolean ready() throws IOException {
        return watched.get(reader::ready);
    }

    @Override
    public void close() throws IOException {
        watched.run(reader::close);
    }
}
