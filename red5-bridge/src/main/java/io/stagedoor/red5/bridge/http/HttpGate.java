package io.stagedoor.red5.bridge.http;

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
import io.stagedoor.red5.bridge.http.logout.LogoutDoor;
import io.stagedoor.red5.bridge.http.logout.LogoutReceiver;
import io.stagedoor.red5.bridge.http.refresh.PlayerTokens;
import io.stagedoor.red5.bridge.http.refresh.RefreshDoor;
import io.stagedoor.red5.bridge.http.request.Handshake;
import io.stagedoor.red5.bridge.http.request.Place;
import io.stagedoor.red5.bridge.http.request.Wish;
import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/** Judges requests over HTTP. Stateless: the hook keeps the sessions. */
public final class HttpGate {

    /** Red5's servlet for RTMPT, at the top of the server: its clients are judged as RTMP clients. */
    private static final Set<String> RTMPT = Set.of("/open", "/send", "/idle", "/close", "/fcs");

    private final Admissions admissions;
    private final Inquiries inquiries;
    private final Streams streams;
    private final WebSockets webSockets;
    private final LogoutDoor logouts;
    private final RefreshDoor refreshes;
    private final TicketDoor tickets;

    /**
     * A gate over the core.
     *
     * @param clock what sessions are measured by
     * @param logouts does what identity providers say of sessions that have ended
     */
    public HttpGate(Admissions admissions, Clock clock, LogoutReceiver logouts) {
        this.admissions = admissions;
        ServerThreads threads = new ServerThreads();
        this.inquiries = admissions.inquiries(threads::share);
        Refreshes refreshes = admissions.refreshes(threads::share);
        this.refreshes = new RefreshDoor(refreshes::refresh);
        this.streams = new Streams(admissions.sessions(), new PlayerTokens(refreshes::refresh), clock);
        this.webSockets = new WebSockets(inquiries);
        this.logouts = new LogoutDoor(logouts);
        this.tickets = new TicketDoor(inquiries, clock, System::nanoTime);
    }

    /** Judges a request; see {@link io.stagedoor.red5.hook.Gate#http}. */
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

    private static boolean isPublic(HttpRequest request, Place place, Wish wish, HttpSettings settings) {
        boolean rtmpt = place.contextPath().isEmpty()
                && request.method().equals("POST")
                && RTMPT.contains(request.servletPath())
                && !place.file();
        return rtmpt || settings.publicPaths().match(place.path(), place.file() && wish.fetchesFile());
    }
}
