package io.stagedoor.core.output;

import io.stagedoor.auth.support.tls.Tls;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to a syslog server over TCP, framed by their length (RFC 6587 section 3.4.1), and encrypted for TLS (RFC 5425), with the server's certificate
 * and its name verified.
 *
 * <p>A syslog server acknowledges nothing: what was in the buffers of a connection that breaks is lost, and only a gap in {@code sequenceId} tells. So
 * a thread reads along, to notice at once when the server closes; or answers, which no syslog server does.
 */
final class SyslogStream implements Sink {

    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(3).toMillis();
    private static final int HANDSHAKE_MILLIS = (int) Duration.ofSeconds(5).toMillis();
    private final AuditSettings.Syslog settings;
    private final Supplier<Tls> files;
    private final Supplier<SyslogFormat> formats;

    private volatile @Nullable Socket socket;
    private volatile boolean open;
    /** How whoever is there has shown that it is no syslog server, until that is told. */
    private final AtomicReference<@Nullable WrongPeer> wrong = new AtomicReference<>();

    private @Nullable OutputStream out;
    private @Nullable SyslogFormat format;

    /**
     * Connects to nobody yet.
     *
     * @param files reads anew what the settings name, for each connection
     * @param formats makes the form of messages, for each connection
     */
    SyslogStream(AuditSettings.Syslog settings, Supplier<Tls> files, Supplier<SyslogFormat> formats) {
        this.settings = settings;
        this.files = files;
        this.formats = formats;
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public String target() {
        return settings.target().toString();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void open() throws IOException {
        shut();
        wrong.set(null);
        SyslogTarget target = settings.target();
        boolean done = false;
        try {
            Socket plain = connect(target);
            Socket spoken = target.transport() == SyslogTarget.Transport.TLS ? encrypt(plain, target) : plain;
            out = spoken.getOutputStream();
            format = formats.get();
            open = true;
            done = true;
            listen(spoken, plain);
        } finally {
            if (!done) {
                shut();
            }
        }
    }

    private Socket connect(SyslogTarget target) throws IOException {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(target.host());
        } catch (UnknownHostException e) {
            throw new IOException("the name " + target.host() + " is not known", e);
        }
        IOException failure = new IOException("the name " + target.host() + " has no address");
        for (InetAddress address : addresses) {
            Socket next = new Socket();
            socket = next;
            try {
                next.setTcpNoDelay(true);
                next.setKeepAlive(true);
                next.connect(new InetSocketAddress(address, target.port()), CONNECT_MILLIS);
                return next;
            } catch (IOException e) {
                failure = new IOException(
                        "cannot connect to " + SyslogTarget.place(address.getHostAddress(), target.port()) + ": "
                                + words(e),
                        e);
                next.close();
            }
        }
        throw failure;
    }

    private static String words(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return "no answer";
        }
        return e instanceof ConnectException ? "nobody listens there" : String.valueOf(e.getMessage());
    }

    private Socket encrypt(Socket plain, SyslogTarget target) throws IOException {
        SSLSocketFactory factory;
        try {
            factory = files.get().context().map(SSLContext::getSocketFactory).orElseGet(() ->
                    (SSLSocketFactory) SSLSocketFactory.getDefault());
        } catch (IllegalArgumentException e) { // it names the property
            throw new IOException(e.getMessage(), e);
        }
        SSLSocket encrypted = (SSLSocket) factory.createSocket(plain, target.host(), target.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 5425 section 5.2: the name, by subjectAltName
        encrypted.setSSLParameters(parameters);
        plain.setSoTimeout(HANDSHAKE_MILLIS);
        try {
            encrypted.startHandshake();
        } catch (SSLException e) {
            throw new IOException("TLS: " + e.getMessage() + "; see trustCertificates and clientCertificate", e);
        } catch (SocketTimeoutException e) {
            throw new IOException("TLS: no answer to the greeting; the server may not speak TLS on this port", e);
        }
        plain.setSoTimeout(0);
        return encrypted;
    }

    /** Reads until the server closes, or says something. */
    private void listen(Socket spoken, Socket plain) {
        Thread reader = new Thread(() -> hear(spoken, plain), "stagedoor-audit-syslog-reader");
        reader.setDaemon(true);
        reader.start();
    }

    private void hear(Socket spoken, Socket plain) {
        try (plain) {
            byte[] heard = new byte[Answers.SHOWN];
            int length = spoken.getInputStream().read(heard);
            if (length > 0) {
                object(plain, Answers.from(settings.target(), heard, length));
            }
        } catch (SSLException e) {
            if (open && !(e.getCause() instanceof SocketException)) { // else it was closed here, or broke
                object(plain, Answers.refused(settings.target(), e));
            }
        } catch (IOException e) {
            // The connection has ended, either way.
        } finally {
            if (plain == socket) { // it may be the next one by now
                open = false;
            }
        }
    }

    /** Not of an earlier connection. */
    private void object(Socket plain, WrongPeer why) {
        if (plain == socket) {
            wrong.set(why);
        }
    }

    @Override
    public void check(boolean isNew) throws WrongPeer {
        WrongPeer why = wrong.getAndSet(null);
        if (why == null && isNew && !open) {
            why = Answers.closed(settings.target());
        }
        if (why != null) {
            shut();
            throw why;
        }
    }

    @Override
    public boolean isOnProbation() {
        return true;
    }

    @Override
    public void write(List<Message> messages) throws IOException {
        check(false);
        OutputStream to = out;
        SyslogFormat form = format;
        if (to == null || form == null || !open) {
            throw new IOException(settings.target().place() + " has closed the connection");
        }
        boolean done = false;
        try {
            to.write(framed(messages, form));
            to.flush();
            done = true;
        } catch (SocketTimeoutException e) {
            throw new IOException("it takes nothing", e);
        } catch (IOException e) {
            check(false); // it says more
            throw new IOException(
                    "the connection to " + settings.target().place() + " is broken: " + e.getMessage(), e);
        } finally {
            if (!done) {
                shut();
            }
        }
    }

    private static byte[] framed(List<Message> messages, SyslogFormat form) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Message message : messages) {
            byte[] text = form.of(message);
            all.writeBytes((text.length + " ").getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(text);
        }
        return all.toByteArray();
    }

    /** The socket below TLS: the one above would wait for what hangs. */
    @Override
    public void abort() {
        Socket now = socket;
        if (now != null) {
            try {
                now.close();
            } catch (IOException e) {
                // It is of no use any more, either way.
            }
        }
    }

    private void shut() {
        open = false;
        out = null;
        abort();
    }

    @Override
    public void close() {
        OutputStream last = out;
        if (last != null && open) {
            try {
                last.close(); // tells a TLS server of the end
            } catch (IOException e) {
                // What was written is flushed already.
            }
        }
        shut();
    }
}
