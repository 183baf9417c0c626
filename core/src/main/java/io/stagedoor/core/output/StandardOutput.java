package io.stagedoor.core.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes lines to the standard output of the process: whole lines at a time, and no more than a pipe takes in one piece. So a line of somebody else in this process
 * comes before or after, and not within. {@code System.out} is not used: its lock would be held while a pipe is full, and others may have replaced it.
 */
final class StandardOutput implements Sink {

    private final OutputStream out;

    /** To that of this process. */
    StandardOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    /** @param out writes each array in one piece */
    StandardOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public String target() {
        return "";
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void open() {
        // It always is.
    }

    @Override
    public void write(List<Message> messages) throws IOException {
        byte[] piece = new byte[Message.MOST];
        int length = 0;
        for (Message message : messages) {
            byte[] json = message.json();
            if (length + json.length > piece.length) {
                out.write(piece, 0, length);
                length = 0;
            }
            System.arraycopy(json, 0, piece, length, json.length);
            length += json.length;
        }
        out.write(piece, 0, length);
    }

    @Override
    public void check(boolean isNew) {
        // Nobody answers there.
    }

    @Override
    public boolean isOnProbation() {
        return false;
    }

    @Override
    public void abort() {
        // The JDK cannot end a write to a pipe that nobody reads. Its thread waits by itself, and dies with the
        // process.
    }

    @Override
    public void close() {
        // It is the process's.
    }
}
