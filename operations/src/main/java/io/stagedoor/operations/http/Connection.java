package io.stagedoor.operations.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.RequestHeaderFieldsTooLargeException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpServerConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpRequestParserFactory;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: one request and its answer. A thread of its own runs it; another one ends it when its time is up. */
final class Connection implements Runnable {

    static final int MAX_LINE = 4096;
    static final int MAX_HEADERS = 32;
    /** The longest token or password, with room for what else a form says. */
    static final int MAX_BODY = 64 * 1024;

    private static final String FORM = "application/x-www-form-urlencoded";

    /** For the whole request, from the moment that somebody connects. */
    static final Duration TO_ASK = Duration.ofSeconds(5);
    /** For each part of the answer. */
    static final Duration TO_READ = Duration.ofSeconds(10);
    /** For what somebody still sends who has been refused: else the answer would not reach him. */
    private static final Duration TO_END = Duration.ofSeconds(1);

    private static final int MAX_DRAINED = 2 * MAX_BODY;

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(MAX_LINE)
            .setMaxHeaderCount(MAX_HEADERS + 1) // the parser refuses at this number, not above it
            .setMaxEmptyLineCount(2)
            .build();

    private final Socket socket;
    private final Entrance entrance;
    private final LongSupplier nanoTime;
    private final Runnable over;
    private volatile boolean proven;
    private volatile long deadline;
    private volatile boolean hasDeadline;

    /**
     * @param nanoTime what its time is measured by
     * @param over is run when it has ended
     */
    Connection(Socket socket, Entrance entrance, LongSupplier nanoTime, Runnable over) {
        this.socket = socket;
        this.entrance = entrance;
        this.nanoTime = nanoTime;
        this.over = over;
        within(TO_ASK);
    }

    private void within(Duration time) {
        deadline = nanoTime.getAsLong() + time.toNanos();
        hasDeadline = true;
    }

    /** Whether whoever is there has shown the token. */
    boolean isProven() {
        return proven;
    }

    boolean isLate() {
        return hasDeadline && nanoTime.getAsLong() - deadline > 0;
    }

    /** Ends it, whatever it is doing. */
    void end() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A connection was not closed cleanly.", e);
        }
    }

    @Override
    public void run() {
        try {
            exchange();
        } catch (IOException | HttpException e) { // the client went, or was too slow
            LOG.debug("A connection of the operations channel ended: {}", e.toString());
        } catch (RuntimeException e) { // whatever came in: nobody can make the log grow by it
            LOG.debug("A connection of the operations channel failed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
            over.run();
        }
    }

    private void exchange() throws IOException, HttpException, InterruptedException {
        // With a parser of its own: the usual one has other limits, whatever is handed over here.
        DefaultBHttpServerConnection http = new DefaultBHttpServerConnection(
                "http", LIMITS, null, null, null, null, new DefaultHttpRequestParserFactory(LIMITS), null);
        http.bind(socket);
        Optional<Answer> answer = answer(http);
        if (answer.isPresent()) {
            try (Answer.Body body = answer.get().body()) {
                begin(http, answer.get());
                body.write(new Timed(socket.getOutputStream()));
            }
            drain();
        }
    }

    /** Empty for somebody who has gone without a word. */
    private Optional<Answer> answer(DefaultBHttpServerConnection http) throws IOException {
        ClassicHttpRequest request;
        try {
            request = http.receiveRequestHeader();
        } catch (RequestHeaderFieldsTooLargeException e) {
            return Optional.of(Answer.error(431, "a line is too long, or there are too many"));
        } catch (HttpException e) {
            return Optional.of(Answer.error(400, "not a request of HTTP/1.1"));
        }
        return request == null ? Optional.empty() : Optional.of(answer(request, http));
    }

    private Answer answer(ClassicHttpRequest request, DefaultBHttpServerConnection http) throws IOException {
        Entrance.Passage passage = entrance.pass(request);
        if (passage.refusal().isPresent()) {
            return passage.refusal().get();
        }
        proven = passage.proven();
        Handler handler = passage.handler();
        // A target with a host of its own says two things, whatever Host says.
        Optional<Request> read = request.getAuthority() == null
                ? Request.of(request.getMethod(), request.getRequestUri(), accepted(request))
                : Optional.empty();
        if (hasBody(request)) {
            boolean isTaken = read.filter(handler::takesForm).isPresent() && length(request) >= 0;
            if (!isTaken) {
                return Answer.error(413, "the request has a body that is not taken, or too long, or of no length");
            }
            read = body(request, http).flatMap(read.get()::with);
        }
        if (read.isEmpty()) {
            return Answer.error(400, "not a path or a form, or a parameter stands twice or is not in UTF-8");
        }
        hasDeadline = !proven; // whoever has shown nothing has no more time than others
        try {
            return handler.answer(read.get());
        } catch (RuntimeException e) { // a mistake in the code, whatever was asked
            LOG.error("The operations channel could not answer {}.", read.get(), e);
            return Answer.error(500, "failed; the log of the server says why");
        }
    }

    /** What the client accepts: all headers of that name, as one. */
    private static String accepted(ClassicHttpRequest request) {
        return Arrays.stream(request.getHeaders("Accept")).map(Header::getValue).collect(Collectors.joining(","));
    }

    /** How long a body is; -1 if it says no length or is too long. */
    private static int length(ClassicHttpRequest request) {
        Header[] length = request.getHeaders("Content-Length");
        boolean isOne = length.length == 1 && !request.containsHeader("Transfer-Encoding");
        String text = isOne ? length[0].getValue().strip() : "";
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= MAX_BODY ? Integer.parseInt(text) : -1;
    }

    /** The whole body, within the time of the request; empty if it is no form. */
    private static Optional<String> body(ClassicHttpRequest request, DefaultBHttpServerConnection http)
            throws IOException {
        Header type = request.getFirstHeader("Content-Type");
        if (type == null || !type.getValue().strip().toLowerCase(Locale.ROOT).startsWith(FORM)) {
            return Optional.empty();
        }
        try {
            http.receiveRequestEntity(request);
        } catch (HttpException e) {
            return Optional.empty();
        }
        byte[] bytes = request.getEntity().getContent().readNBytes(MAX_BODY);
        return Optional.of(new String(bytes, StandardCharsets.US_ASCII));
    }

    private static boolean hasBody(ClassicHttpRequest request) {
        return request.countHeaders("Transfer-Encoding") > 0
                || request.countHeaders("Content-Length") > 1
                || request.containsHeader("Content-Length")
                        && !request.getFirstHeader("Content-Length")
                                .getValue()
                                .strip()
                                .equals("0");
    }

    private void begin(DefaultBHttpServerConnection http, Answer answer) throws IOException, HttpException {
        ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", "default-src 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        answer.headers().forEach(response::setHeader);
        response.setHeader("Connection", "close");
        if (answer.length() >= 0) {
            response.setHeader("Content-Length", Long.toString(answer.length()));
        }
        within(TO_READ);
        http.sendResponseHeader(response);
        http.flush();
    }

    private void drain() throws IOException {
        within(TO_END);
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[1024];
        int left = MAX_DRAINED;
        for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
            left -= read;
        }
    }

    /** Each write has its time; between two of them there is none. */
    private final class Timed extends FilterOutputStream {

        Timed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            within(TO_READ);
            out.write(bytes, offset, length);
            hasDeadline = false;
        }
    }
}
