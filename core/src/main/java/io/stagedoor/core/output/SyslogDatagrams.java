package io.stagedoor.core.output;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to a syslog server on this machine over UDP, one in a datagram (RFC 5426). The kernel says at once if nobody listens; what a server that does
 * not read has no room for is lost without a word, and only a gap in {@code sequenceId} tells.
 *
 * <p>It stands in for {@code /dev/log}: that is a Unix socket of datagrams as a rule, and the JDK has those of streams only.
 */
final class SyslogDatagrams implements Sink {

    /** For what the kernel has to say of what was sent. */
    private static final int LISTEN_MILLIS = 1;

    private final SyslogTarget target;
    private final Supplier<SyslogFormat> formats;

    private @Nullable SyslogFormat format;
    private @Nullable DatagramSocket socket;

    /**
     * Sends nothing yet.
     *
     * @param formats makes the form of messages, for each opening
     */
    SyslogDatagrams(SyslogTarget target, Supplier<SyslogFormat> formats) {
        this.target = target;
        this.formats = formats;
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public String target() {
        return target.toString();
    }

    @Override
    public boolean isOpen() {
        return socket != null;
    }

    @Override
    public void open() throws IOException {
        DatagramSocket next = new DatagramSocket();
        try {
            next.setSoTimeout(LISTEN_MILLIS);
            next.connect(InetAddress.getByName(target.host()), target.port());
            format = formats.get();
            socket = next;
        } catch (UnknownHostException e) {
            throw new IOException("the name " + target.host() + " is not known", e);
        } finally {
            if (socket != next) {
                next.close();
            }
        }
    }

    @Override
    public void write(List<Message> messages) throws IOException {
        DatagramSocket to = socket;
        SyslogFormat form = format;
        if (to == null || form == null) {
            throw new IOException("it is not open");
        }
        boolean done = false;
        try {
            for (Message message : messages) {
                byte[] text = form.of(message);
                to.send(new DatagramPacket(text, text.length));
            }
            done = true;
        } catch (PortUnreachableException e) {
            throw nobody(e);
        } finally {
            if (!done) {
                close();
            }
        }
        listen(to);
    }

    private IOException nobody(PortUnreachableException e) {
        return new IOException("nobody listens at " + target.place(), e);
    }

    /** Closes it if there is something to be heard. */
    private void listen(DatagramSocket from) throws IOException {
        boolean silent = false;
        try {
            hear(from);
            silent = true;
        } catch (PortUnreachableException e) {
            throw nobody(e);
        } finally {
            if (!silent) {
                close();
            }
        }
    }

    private void hear(DatagramSocket from) throws IOException {
        byte[] heard = new byte[Answers.SHOWN];
        DatagramPacket answer = new DatagramPacket(heard, heard.length);
        try {
            from.receive(answer);
        } catch (SocketTimeoutException e) { // nobody complains
            return;
        }
        throw Answers.from(target, heard, answer.getLength());
    }

    @Override
    public void check(boolean isNew) throws IOException {
        DatagramSocket from = socket;
        if (from != null) {
            listen(from);
        }
    }

    @Override
    public boolean isOnProbation() {
        return true;
    }

    @Override
    public void abort() {
        // Nothing here waits.
    }

    @Override
    public void close() {
        DatagramSocket last = socket;
        socket = null;
        if (last != null) {
            last.close();
        }
    }
}
