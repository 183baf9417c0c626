package io.stagedoor.http;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.support.turn.Failures;
import io.stagedoor.core.carrier.AuthorizationHeader;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.oversight.Oversight;
import io.stagedoor.core.question.Inquiries;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.question.TicketAnswer;
import io.stagedoor.core.question.TicketOrder;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.request.Form;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.RequestIds;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Answers whoever shows a token and wants a ticket for it, instead of the web application, which never sees it. The token is judged as that of a client; it
 * stands in the header {@code Authorization} and nowhere else, because a query is in the logs of proxies.
 */
final class TicketDoor {

    /** Below the web application. */
    static final String PATH = "/stagedoor/ticket";

    private static final int MOST_BYTES = 8 << 10;
    private static final int MALFORMED = 400;
    private static final int METHOD = 405;
    private static final int TOO_LARGE = 413;
    private static final int MEDIA_TYPE = 415;
    private static final int TOO_MANY = 429;
    private static final int CONFLICT = 409;
    private static final String POST = "POST";
    private static final String RETRY_AFTER = "Retry-After";
    private static final String ACTION = "ticket";

    private final Inquiries inquiries;
    private final Clock clock;
    private final Failures failures;

    /** @param nanoTime what failures are counted by */
    TicketDoor(Inquiries inquiries, Clock clock, LongSupplier nanoTime) {
        this.inquiries = inquiries;
        this.clock = clock;
        this.failures = new Failures(nanoTime);
    }

    /** Whether a request is for it, however its path is spelled. */
    static boolean isFor(Place place, Door door) {
        return place.path().equals(PATH)
                && door.settings()
                        .map(settings -> settings.active() && settings.tickets().allowed())
                        .orElse(false);
    }

    /** The answer to such a request. May wait for authenticators, and then for the store. */
    HttpAnswer answer(HttpRequest request, Place place, Door door) {
        if (request.method().equals("OPTIONS")) {
            return Cors.options(request);
        }
        if (!request.method().equals(POST)) {
            return refuse(METHOD, Map.of("Allow", List.of(POST)));
        }
        if (failures.isOver(request.remoteAddress())) {
            return refuse(TOO_MANY, Map.of(RETRY_AFTER, List.of(String.valueOf(Failures.WINDOW.toSeconds()))));
        }
        Optional<Integer> flaw = flaw(request, place);
        if (flaw.isPresent()) {
            return refuse(flaw.get(), Map.of());
        }
        TicketOrder order;
        try {
            order = TicketOrder.of(place.application(), named(request));
        } catch (IllegalArgumentException e) { // names what is wrong, without any value
            return wrong(String.valueOf(e.getMessage()));
        }
        return door.isOff(order.protocol()) ? refuse(CONFLICT, Map.of()) : judged(request, door, order);
    }

    private static Optional<Integer> flaw(HttpRequest request, Place place) {
        if (!place.isSpelledOut(request) || request.query().contains("token")) {
            return Optional.of(MALFORMED);
        }
        List<String> lengths = request.headers("Content-Length");
        boolean isEmpty =
                lengths.isEmpty() && request.headers("Transfer-Encoding").isEmpty() || lengths.equals(List.of("0"));
        if (isEmpty) {
            return Optional.empty();
        }
        if (!Form.isForm(request)) {
            return Optional.of(MEDIA_TYPE);
        }
        return Form.length(request).orElse(Integer.MAX_VALUE) <= MOST_BYTES ? Optional.empty() : Optional.of(TOO_LARGE);
    }

    /** Of the query and of the form. */
    private static Map<String, String> named(HttpRequest request) {
        // One that is misspelt would have narrowed the ticket.
        if (!TicketOrder.NAMES.containsAll(request.parameterNames())) {
            throw new IllegalArgumentException(
                    "a parameter is not known; there are " + String.join(", ", new TreeSet<>(TicketOrder.NAMES)));
        }
        Map<String, String> named = new HashMap<>();
        for (String name : TicketOrder.NAMES) {
            List<String> values = request.parameters(name);
            if (values.size() > 1) {
                throw new IllegalArgumentException(name + ": is there twice");
            }
            values.forEach(value -> named.put(name, Form.text(request, value)));
        }
        return named;
    }

    private HttpAnswer judged(HttpRequest request, Door door, TicketOrder order) {
        Inquiry inquiry = inquiries
                .begin(ACTION, order.protocol(), request.remoteAddress(), door)
                .at(order.stream().orElse(order.place()));
        Optional<Decision> closed = inquiry.refusal();
        if (closed.isPresent()) {
            return Refusals.of(closed.get(), request, order.protocol());
        }
        ClientParameters parameters = new ClientParameters();
        request.headers("Authorization").forEach(value -> AuthorizationHeader.read(value, parameters));
        ConnectRequest connect = ConnectRequest.builder(
                        RequestIds.next("ticket"), order.protocol(), order.place(), inquiry.deadline())
                .remoteAddress(request.remoteAddress())
                .userAgent(String.join(", ", request.headers("User-Agent")))
                .purpose(Purpose.TICKET)
                .build();
        Reading reading = reading(connect, parameters);
        inquiry.shows(reading.shown());
        TicketAnswer answer = inquiry.ticket(reading, order);
        if (answer.text().isPresent()) {
            return HttpAnswer.json(NO_STORE, Oversight.json(answer.fields(clock.instant())));
        }
        if (answer.decision() instanceof Decision.Deny deny) {
            if (deny.reason() != Reason.NO_CREDENTIALS) { // any page can have its visitors send that
                failures.add(request.remoteAddress());
            }
            if (deny.reason() == Reason.TOO_MANY_TICKETS) {
                return refuse(TOO_MANY, Map.of());
            }
        }
        return Refusals.of(answer.decision(), request, order.protocol());
    }

    /** Of a token only: browsers send the passwords that they remember for whichever page asks. */
    private static Reading reading(ConnectRequest connect, ClientParameters sent) {
        ClientParameters tokens = new ClientParameters();
        sent.credentials().token().ifPresent(token -> tokens.add("token", token.reveal()));
        return sent.refusal().isPresent() ? Reading.later(connect, sent) : Reading.later(connect, tokens);
    }

    private static final Map<String, List<String>> NO_STORE = Map.of("Cache-Control", List.of("no-store"));

    /** What is wrong with an order is said in a header of its own: a refusal has one text for all. */
    private static HttpAnswer wrong(String what) {
        return refuse(MALFORMED, Map.of("Stagedoor-Error", List.of(what)));
    }

    private static HttpAnswer refuse(int status, Map<String, List<String>> more) {
        return HttpAnswer.refuse(status, more).with(NO_STORE);
    }
}
