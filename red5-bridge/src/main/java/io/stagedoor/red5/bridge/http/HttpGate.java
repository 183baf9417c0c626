package io.stagedoor.red5.bridge.http;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.core.admission.Requests;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.routing.NoRoute;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.HttpSettings;
import io.stagedoor.red5.bridge.http.request.Handshake;
import io.stagedoor.red5.bridge.http.request.Place;
import io.stagedoor.red5.bridge.http.request.Wish;
import io.stagedoor.red5.hook.HttpAnswer;
import io.stagedoor.red5.hook.HttpRequest;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/** Judges requests over HTTP. Stateless: the hook keeps the sessions. */
public final class HttpGate {

    /** Red5's servlet for RTMPT, at the top of the server: its clients are judged as RTMP clients. */
    private static final Set<String> RTMPT = Set.of("/open", "/send", "/idle", "/close", "/fcs");

    private final Router router;
    private final Streams streams;
    private final Audit audit;
    private final Clock clock;
    private final WebSockets webSockets;

    /** A gate over a router; {@code clock} is what sessions are measured by. */
    public HttpGate(Router router, Admissions admissions, Audit audit, Clock clock) {
        this.router = router;
        ServerThreads threads = new ServerThreads();
        Requests requests = admissions.requests(threads::share);
        this.streams = new Streams(requests, audit, clock);
        this.audit = audit;
        this.clock = clock;
        this.webSockets = new WebSockets(requests, audit, clock);
    }

    /** Judges a request; see {@link io.stagedoor.red5.hook.Gate#http}. */
    public HttpAnswer judge(HttpRequest request, ConcurrentMap<String, Map<String, Object>> store) {
        Place place = Place.of(request);
        Optional<Route> route = router.route(place.application());
        // First of all: Red5 takes a request of any method and with any key for a WebSocket that says so.
        if (Handshake.isNamed(request)) {
            Optional<String> flaw = Handshake.flaw(request);
            if (flaw.isPresent()) {
                return webSockets.malformed(request, place, flaw.get(), router.generation());
            }
            if (request.opensWebSockets()) {
                return webSockets.judge(request, place, route, router.generation());
            }
        }
        HttpSettings settings =
                route.flatMap(Route::settings).map(ApplicationSettings::http).orElse(HttpSettings.DEFAULT);
        Optional<Cors> cors = Cors.configured(settings.corsOrigins());
        if (cors.isPresent() && Cors.isPreflight(request)) {
            return cors.get().preflight(request);
        }
        HttpAnswer answer = judge(request, place, route, settings, store);
        return cors.isPresent() ? answer.with(cors.get().headers(request)) : answer;
    }

    private HttpAnswer judge(
            HttpRequest request,
            Place place,
            Optional<Route> route,
            HttpSettings settings,
            ConcurrentMap<String, Map<String, Object>> store) {
        Wish wish = Wish.of(place, request, settings);
        if (wish.protocol() == Protocol.HTTP && isPublic(request, place, wish, settings)) {
            return HttpAnswer.pass();
        }
        boolean off = isOff(route, wish.protocol());
        if (!off && request.method().equals("OPTIONS")) {
            return options(request);
        }
        AuditEntry judgement = new AuditEntry(clock, wish.name())
                .over(wish.protocol())
                .from(request.remoteAddress())
                .in(place.application());
        wish.stream().ifPresentOrElse(judgement::at, () -> judgement.wanted(place.path()));
        if (off) {
            judgement.off(audit, route.get().generation());
            return HttpAnswer.pass();
        }
        Optional<Outcome> refusal = NoRoute.refusal(route, router.generation())
                .or(() -> wish.stream().isPresent()
                        ? Optional.empty()
                        : Optional.of(Outcome.deny(
                                Reason.BAD_PATH,
                                "the path names no stream, and is not in httpPublicPaths",
                                router.generation())));
        return refusal.isPresent()
                ? Refusals.log(judgement, audit, refusal.get(), request, wish.protocol())
                : streams.judge(new Streams.Question(request, place, wish, route.get(), judgement), store);
    }

    /** Browsers send it without credentials; nobody else has a need of it, and there are servlets that answer every method alike. */
    private static HttpAnswer options(HttpRequest request) {
        if (!Cors.isPreflight(request)) {
            return Cors.silence();
        }
        return Cors.ofTomcat(request.corsParameters())
                .map(cors -> cors.preflight(request))
                .orElseGet(() -> request.answersPreflights() ? HttpAnswer.head() : Cors.silence());
    }

    private static boolean isPublic(HttpRequest request, Place place, Wish wish, HttpSettings settings) {
        boolean rtmpt = place.contextPath().isEmpty()
                && request.method().equals("POST")
                && RTMPT.contains(request.servletPath())
                && !place.file();
        return rtmpt || settings.publicPaths().match(place.path(), place.file() && wish.fetchesFile());
    }

    private static boolean isOff(Optional<Route> route, Protocol protocol) {
        return route.flatMap(Route::settings)
                .map(settings -> !settings.asks(protocol))
                .orElse(false);
    }
}
