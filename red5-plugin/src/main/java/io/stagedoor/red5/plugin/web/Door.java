package io.stagedoor.red5.plugin.web;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.red5.server.plugin.PluginRegistry;

/**
 * The common part of both filters. It has a request judged before the web application sees it, and acts on the
 * answer. Forwards and includes are judged as well. Error pages are not, because a client cannot choose them.
 */
final class Door {

    private static final int NOT_FOUND = 404;
    private static final int FAILED = 500;
    private static final int SWITCHING = 101;
    private static final int REDIRECTION = 300;

    private static final HttpAnswer NOBODY =
            HttpAnswer.refuse(503, Map.of("Retry-After", List.of("5"), "Cache-Control", List.of("no-store")));

    private static final Complaint FULL = new Complaint(
            "Web application '{}': a playlist was answered with 503, because together with those in progress"
                    + " it would need more than 1/32 of Java's memory; {} time(s). To allow more, raise -Xmx.");
    private static final Complaint SPOILT =
            new Complaint("Web application '{}': a playlist was not sent, or only in part: {}; {} time(s).");

    private static final Complaint ENDLESS =
            new Complaint("Web application '{}': onChange does not reach a WebSocket, because"
                    + " Stagedoor does not know the web container's class for it; {} time(s).");

    private final Function<HttpRequest, HttpAnswer> gate;
    private final Room room;
    private final Supplier<OpenTransmissions> open;

    Door() {
        this(Door::judged, Room.OF_SERVER, Door::transmissions);
    }

    Door(Function<HttpRequest, HttpAnswer> gate, Room room, Supplier<OpenTransmissions> open) {
        this.gate = gate;
        this.room = room;
        this.open = open;
    }

    private static HttpAnswer judged(HttpRequest request) {
        return PluginRegistry.getPlugin(HttpGuard.NAME) instanceof HttpGuard guard
                ? guard.http(request, NOBODY)
                : NOBODY;
    }

    private static @Nullable OpenTransmissions transmissions() {
        return PluginRegistry.getPlugin(HttpGuard.NAME) instanceof HttpGuard guard ? guard.transmissions() : null;
    }

    /** What was judged. Of a class of our own: whoever may set a request's attributes cannot make one. */
    private static final class Judged {

        private final String place;
        private boolean upgrade;

        private Judged(HttpRequest request) {
            place = request.method() + " " + request.contextPath() + " " + request.servletPath() + request.pathInfo();
        }

        private boolean is(Object other) {
            return other instanceof Judged judged && judged.place.equals(place);
        }
    }

    /** What a filter does with an exchange. */
    interface Side {
        void enter(Exchange exchange) throws IOException, Exchange.PassedOnException;
    }

    /** In front of the application. */
    void enter(Exchange exchange) throws IOException, Exchange.PassedOnException {
        Judged judged = new Judged(exchange);
        if (exchange.dispatch().equals("ERROR") || judged.is(exchange.remembered())) {
            exchange.pass();
            return;
        }
        HttpAnswer answer = gate.apply(exchange);
        if (!answer.allowed()) {
            refuse(exchange, answer);
            return;
        }
        judged.upgrade = answer.isUpgrade();
        exchange.remember(judged);
        if (answer.isUpgrade()) {
            upgrade(exchange, answer);
        } else if (answer.body().isPresent()) {
            rewrite(exchange, answer, answer.body().get());
        } else {
            addHeaders(exchange, answer);
            if (answer.isHead()) {
                exchange.passHeld(HeldBody.discarding(), false);
            } else if (!answer.session().isEmpty() && !exchange.servesFile()) {
                watch(exchange, answer);
            } else { // a file has an end, and the container sends it fastest by itself
                exchange.pass();
            }
        }
    }

    /** Behind its filters: a handshake that none of them has taken reaches no servlet, because it was not judged as a request for one. */
    void leave(Exchange exchange) throws IOException, Exchange.PassedOnException {
        boolean handshake = exchange.remembered() instanceof Judged judged && judged.upgrade;
        if (handshake && !exchange.dispatch().equals("ERROR") && !exchange.tomcatOpensWebSockets()) {
            exchange.write(NOT_FOUND, text(NOT_FOUND));
        } else {
            exchange.pass();
        }
    }

    private void watch(Exchange exchange, HttpAnswer answer) throws IOException, Exchange.PassedOnException {
        OpenTransmissions others = open.get();
        if (others == null) { // the plugin has gone since it answered
            refuse(exchange, Cors.as(answer, NOBODY));
        } else {
            exchange.passWatched(new Watched(answer.session(), others));
        }
    }

    /** What is forwarded is judged once more; browsers understand no header of CORS that is there twice. */
    private static void addHeaders(Exchange exchange, HttpAnswer answer) {
        answer.headers().forEach((name, values) -> {
            if (Cors.isHeader(name)) {
                exchange.setHeader(name, String.join(", ", values));
            } else {
                values.forEach(value -> exchange.addHeader(name, value));
            }
        });
    }

    private static void refuse(Exchange exchange, HttpAnswer refusal) throws IOException {
        HttpAnswer answer = Cors.readable(exchange, refusal);
        addHeaders(exchange, answer);
        byte[] json = answer.json();
        if (json.length > 0) {
            exchange.writeJson(answer.status(), json);
        } else if (answer.status() < REDIRECTION) {
            exchange.end(answer.status());
        } else {
            exchange.write(answer.status(), text(answer.status()));
        }
    }

    /** Content, if only a little: for none, the container would make a page of its own. */
    private static byte[] text(int status) {
        String text = switch (status) {
            case 401 -> "Not authorized.\n";
            case FAILED -> "Not readable.\n";
            case NOT_FOUND -> "Not found.\n";
            case 503 -> "Not available at the moment.\n";
            default -> "Not allowed.\n";
        };
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A request that says that it changes the protocol, and does not, gets nothing, nor later: nobody was asked about content. */
    private void upgrade(Exchange exchange, HttpAnswer answer) throws IOException, Exchange.PassedOnException {
        Optional<Watched> watched = Optional.empty();
        if (!answer.session().isEmpty()) {
            OpenTransmissions others = open.get();
            if (others == null) { // the plugin has gone since it answered
                refuse(exchange, Cors.as(answer, NOBODY));
                return;
            }
            watched = Optional.of(new Watched(answer.session(), others));
        }
        addHeaders(exchange, answer);
        AtomicReference<Object> handler = new AtomicReference<>();
        Optional<OpenWebSocket> opened = Optional.empty();
        try {
            int status = exchange.passUpgrade(handler::set);
            opened = OpenWebSocket.of(status == SWITCHING ? handler.get() : null);
            if (status == SWITCHING && opened.isEmpty() && watched.isPresent()) {
                cannotEnd(exchange, watched.get());
            }
            if (status != SWITCHING && status < REDIRECTION && !exchange.isCommitted()) {
                exchange.write(NOT_FOUND, text(NOT_FOUND));
            }
        } finally {
            if (watched.isPresent()) {
                opened.ifPresentOrElse(watched.get()::becomes, watched.get()::end);
            }
        }
    }

    private static void cannotEnd(Exchange exchange, Watched watched) throws IOException {
        if (watched.hasEnd()) {
            throw new IOException("Stagedoor cannot end this kind of WebSocket, which must end");
        }
        ENDLESS.of(exchange.contextPath());
    }

    private void rewrite(Exchange exchange, HttpAnswer answer, UnaryOperator<OutputStream> change)
            throws IOException, Exchange.PassedOnException {
        String address = exchange.remoteAddress();
        if (!room.enter(address)) {
            FULL.of(exchange.contextPath());
            refuse(exchange, Cors.as(answer, NOBODY));
            return;
        }
        try {
            addHeaders(exchange, answer);
            change(exchange, HeldBody.changing(change));
        } finally {
            room.leave(address);
        }
    }

    private static void change(Exchange exchange, HeldBody body) throws IOException, Exchange.PassedOnException {
        try {
            exchange.passHeld(body, true);
        } catch (IOException | RuntimeException | Exchange.PassedOnException e) {
            if (!body.isSpoilt()) {
                throw e;
            }
        }
        if (body.isSpoilt()) {
            breakOff(exchange, body.reason());
        } else if (body.isHeld()) { // else the container may have a page for that status
            exchange.writeBody(body.bytes());
        }
    }

    /** What cannot be changed is not sent, and what was sent of it already does not look like a whole. */
    private static void breakOff(Exchange exchange, String reason) throws IOException {
        SPOILT.of(exchange.contextPath(), reason);
        if (exchange.isCommitted() || exchange.dispatch().equals("INCLUDE")) {
            throw new IOException("Stagedoor ended the response early: " + reason);
        }
        exchange.beginAnew();
        exchange.write(FAILED, text(FAILED));
    }
}
