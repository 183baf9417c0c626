package io.stagedoor.http;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.question.Inquiries;
import io.stagedoor.core.question.Inquiry;
import io.stagedoor.core.refresh.Refreshes;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.HttpSettings;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.logout.LogoutDoor;
import io.stagedoor.http.logout.LogoutReceiver;
import io.stagedoor.http.refresh.PlayerTokens;
import io.stagedoor.http.refresh.RefreshDoor;
import io.stagedoor.http.request.Handshake;
import io.stagedoor.http.request.Place;
import io.stagedoor.http.request.Wish;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/** Judges requests over HTTP. Stateless: the hook keeps the sessions. */
public final class HttpGate {

    private final Admissions admissions;
    private final Inquiries inquiries;
    private final Streams streams;
    private final WebSockets webSockets;
    private final LogoutDoor logouts;
    private final RefreshDoor refreshes;
    private final TicketDoor tickets;
    private final Predicate<HttpRequest> elsewhere;

    /**
     * A gate over the core.
     *
     * @param clock what sessions are measured by
     * @param logouts does what identity providers say of sessions that have ended
     * @param share how many requests may wait for one authenticator: a part of the server's threads
     * @param patience how long a decision may take at most, whatever the application's configuration says
     * @param elsewhere whether the clients behind a request are judged elsewhere: it is let through
     */
    public HttpGate(
            Admissions admissions,
            Clock clock,
            LogoutReceiver logouts,
            IntSupplier share,
            Duration patience,
            Predicate<HttpRequest> elsewhere) {
        this.admissions = admissions;
        this.elsewhere = elsewhere;
        this.inquiries = admissions.inquiries(share, patience);
        Refreshes refreshes = admissions.refreshes(share);
        this.refreshes = new RefreshDoor(refreshes::refresh);
        this.streams = new Streams(admissions.sessions(), new PlayerTokens(refreshes::refresh), clock);
        this.webSockets = new WebSockets(inquiries);
        this.logouts = new LogoutDoor(logouts);
        this.tickets = new TicketDoor(inquiries, clock, System::nanoTime);
    }

    /**
     * Judges a request.
     *
     * @param store what is kept of allowed requests, outside the bundles: the same map each time
     */
    public HttpAnswer judge(HttpRequest request, ConcurrentMap<String, Map<String, Object>> store) {
        Place place = Place.of(request);
        Door door = admissions.door(place.application());
        // First of all: Red5 takes a request of any method and with any key for a WebSocket that says so.
        if (Handshake.isNamed(request)) {
            Optional<String> flaw = Handshake.flaw(request);
            if (flaw.isPresent()) {
                return webSockets.malformed(request, place, flaw.get(), door);
            }
            if (request.opensWebSockets()) {
                return webSockets.judge(request, place, door);
            }
        }
        HttpSettings settings = door.settings().map(ApplicationSettings::http).orElse(HttpSettings.DEFAULT);
        if (LogoutDoor.isFor(place, settings)) {
            return logouts.answer(request, place);
        }
        Optional<Cors> cors = Cors.configured(settings.corsOrigins());
        if (cors.isPresent() && Cors.isPreflight(request)) {
            return cors.get().preflight(request);
        }
        HttpAnswer answer =
                own(request, place, door, settings).orElseGet(() -> judge(request, place, door, settings, store));
        return cors.isPresent() ? answer.with(headers(cors.get(), request, settings)) : answer;
    }

    /** The answer to a request that no application sees; empty for any other. */
    private Optional<HttpAnswer> own(HttpRequest request, Place place, Door door, HttpSettings settings) {
        if (RefreshDoor.isFor(place, settings)) {
            return Optional.of(refreshes.answer(request, place));
        }
        return TicketDoor.isFor(place, door) ? Optional.of(tickets.answer(request, place, door)) : Optional.empty();
    }

    /** A page that may read an answer may know the session that it gets, and when that ends. */
    private static Map<String, List<String>> headers(Cors cors, HttpRequest request, HttpSettings settings) {
        Map<String, List<String>> headers = cors.headers(request);
        if (!settings.refresh() || !headers.containsKey("Access-Control-Allow-Origin")) {
            return headers;
        }
        Map<String, List<String>> all = new HashMap<>(headers);
        all.put("Access-Control-Expose-Headers", List.of(Lasting.SESSION + ", " + RefreshDoor.ENDS_AT));
        return all;
    }

    private HttpAnswer judge(
            HttpRequest request,
            Place place,
            Door door,
            HttpSettings settings,
            ConcurrentMap<String, Map<String, Object>> store) {
        Wish wish = Wish.of(place, request, settings);
        if (wish.protocol() == Protocol.HTTP && isPublic(request, place, wish, settings)) {
            return HttpAnswer.pass();
        }
        boolean off = door.isOff(wish.protocol());
        if (!off && request.method().equals("OPTIONS")) {
            return Cors.options(request);
        }
        Inquiry inquiry = inquiries.begin(wish.name(), wish.protocol(), request.remoteAddress(), door);
        wish.stream().ifPresentOrElse(inquiry::at, () -> inquiry.wanted(place.path()));
        Streams.Question question = new Streams.Question(request, place, wish, inquiry);
        if (off) {
            Optional<Decision> revoked = inquiry.off(wish.stream());
            if (revoked.isPresent()) {
                return Refusals.of(revoked.get(), request, wish.protocol());
            }
            return wish.stream().isPresent() ? Streams.unasked(question) : HttpAnswer.pass();
        }
        Optional<Decision> refusal = inquiry.refusal()
                .or(() -> wish.stream().isPresent()
                        ? Optional.empty()
                        : Optional.of(inquiry.refuse(
                                Reason.BAD_PATH, "the path names no stream, and is not in httpPublicPaths")));
        return refusal.isPresent()
                ? Refusals.of(refusal.get(), request, wish.protocol())
                : streams.judge(question, store);
    }

    private boolean isPublic(HttpRequest request, Place place, Wish wish, HttpSettings settings) {
        return elsewhere.test(request)
                || settings.publicPaths().match(place.path(), place.file() && wish.fetchesFile());
    }
}
