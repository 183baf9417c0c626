package io.stagedoor.red5.plugin.web;

import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import io.stagedoor.red5.plugin.StagedoorPlugin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What both filters do: has a request judged before anything of the web application sees it, and does what the answer says. What a
 * request is forwarded to, or includes, is judged as well; an error page is not, because a client cannot choose it.
 */
final class Door {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int SWITCHING = 101;
    private static final int REDIRECTION = 300;

    private static final HttpAnswer NOBODY =
            HttpAnswer.refuse(503, Map.of("Retry-After", List.of("5"), "Cache-Control", List.of("no-store")));

    private final Function<HttpRequest, HttpAnswer> gate;

    Door() {
        this(request -> StagedoorPlugin.http(request, NOBODY));
    }

    Door(Function<HttpRequest, HttpAnswer> gate) {
        this.gate = gate;
    }

    /** What was judged. Of a class of our own: whoever may set a request's attributes cannot make one. */
    private static final class Judged {

        private final String place;

        private Judged(HttpRequest request) {
            place = request.method() + " " + request.contextPath() + " " + request.servletPath() + request.pathInfo();
        }

        private boolean is(Object other) {
            return other instanceof Judged judged && judged.place.equals(place);
        }
    }

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
        exchange.remember(judged);
        if (answer.isUpgrade()) {
            upgrade(exchange);
        } else if (answer.body().isPresent()) {
            rewrite(exchange, answer, answer.body().get());
        } else {
            addHeaders(exchange, answer);
            pass(exchange);
        }
    }

    /** Whoever asks what he may ask for was not asked himself who he is: he gets the head, and no content. */
    private static void pass(Exchange exchange) throws IOException, Exchange.PassedOnException {
        if (exchange.method().equals("OPTIONS")) {
            exchange.passHeld(HeldBody.discarding(), false);
        } else {
            exchange.pass();
        }
    }

    private static void addHeaders(Exchange exchange, HttpAnswer answer) {
        answer.headers().forEach((name, values) -> values.forEach(value -> exchange.addHeader(name, value)));
    }

    private static void refuse(Exchange exchange, HttpAnswer answer) throws IOException {
        addHeaders(exchange, answer);
        exchange.write(answer.status(), text(answer.status()));
    }

    /** Content, if only a little: for none, the container would make a page of its own. */
    private static byte[] text(int status) {
        String text = switch (status) {
            case 401 -> "Not authorized.\n";
            case NOT_FOUND -> "Not found.\n";
            case 503 -> "Not available at the moment.\n";
            default -> "Not allowed.\n";
        };
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A request that says that it changes the protocol, and does not, gets nothing, nor later: nobody was asked about content. */
    private static void upgrade(Exchange exchange) throws IOException, Exchange.PassedOnException {
        int status = exchange.passHeld(HeldBody.discarding(), true);
        if (status != SWITCHING && status < REDIRECTION && !exchange.isCommitted()) {
            exchange.write(NOT_FOUND, text(NOT_FOUND));
        }
    }

    private static void rewrite(Exchange exchange, HttpAnswer answer, UnaryOperator<byte[]> change)
            throws IOException, Exchange.PassedOnException {
        HeldBody body = HeldBody.keeping();
        addHeaders(exchange, answer);
        int status = exchange.passHeld(body, true);
        if (body.isGone()) {
            return;
        }
        byte[] bytes = body.bytes();
        if (status == OK && body.isWhole()) {
            exchange.writeBody(change.apply(bytes));
        } else if (bytes.length > 0) { // else the container may have a page for that status
            exchange.writeBody(bytes);
        }
    }
}
