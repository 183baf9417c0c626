package io.stagedoor.auth.roundtrip.internal;

import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.auth.roundtrip.internal.backend.Backend;
import io.stagedoor.auth.roundtrip.internal.backend.Invalidations;
import io.stagedoor.auth.roundtrip.internal.message.Answer;
import io.stagedoor.auth.roundtrip.internal.message.Question;
import io.stagedoor.auth.roundtrip.internal.settings.Endpoints;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.InForce;
import io.stagedoor.auth.support.Occasionally;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.http.Workers;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.auth.support.turn.Networks;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets every client in that has credentials, and asks the backend about each publish, play and shared object. Readers take no lock:
 * configuration is one volatile write, and a request is judged by what it found when it began.
 */
public final class RoundTripAuthenticator implements Authenticator, AutoCloseable {

    /** Attribute of a grant: where the application may fetch or put the stream, as the backend said. */
    static final String SIGNED_URL = "signedURL";

    private static final Logger LOG = LoggerFactory.getLogger(RoundTripAuthenticator.class);
    private static final String SHARED =
            "{}: the backend decides about streams in {}, and cannot tell them apart: a yes allows every stream of the"
                    + " same name. Set sendContext=true and have the backend check application and room, or use a backend"
                    + " for each";
    private static final Set<String> ASKING_MODES = Set.of("create", StreamRequest.CONNECT);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Clock clock;
    private final Ticker ticker;
    private final Workers workers = new Workers(Settings.THREADS);
    private final LazyWorkers lazy = new LazyWorkers(Settings.THREADS);
    private final Allowances allowances = new Allowances();
    private final Invalidations invalidations;
    private final Occasionally outage;
    private final Occasionally opened;
    private final Occasionally odd;
    private final Occasionally notNow;
    /** Of the backend that is asked without the context; null if there is none. */
    private final AtomicReference<@Nullable Sharing> sharing = new AtomicReference<>();

    private final InForce<Backend> inForce = new InForce<>();

    /** Refuses every client until it is told which backend to ask. */
    RoundTripAuthenticator(Clock clock) {
        this(clock, Ticker.systemTicker(), FIRST_PAUSE);
    }

    RoundTripAuthenticator(Clock clock, Ticker ticker, Duration firstPause) {
        this.clock = clock;
        this.ticker = ticker;
        invalidations = new Invalidations(this::tell, firstPause, clock);
        outage = new Occasionally(
                clock, count -> LOG.warn("{} did not answer, so clients were refused ({} so far)", shown(), count));
        opened = new Occasionally(
                clock,
                count -> LOG.warn(
                        "{} did not answer, and failOpen=true let clients in without a decision ({} so far)",
                        shown(),
                        count));
        odd = new Occasionally(
                clock,
                count -> LOG.warn(
                        "{} sent answers that are neither yes nor no, so clients were refused ({} so far). Check"
                                + " validateUrl; the audit log says what came.",
                        shown(),
                        count));
        notNow = new Occasionally(
                clock,
                count -> LOG.warn(
                        "{} answered 408, 425 or 429 (it is overloaded), so clients were refused ({} so far)",
                        shown(),
                        count));
    }

    /** The backend is asked so from now on; what is being asked is finished as it was begun. */
    public void ask(Settings settings) {
        lazy.allow(settings.limits().concurrent());
        Backend before = inForce.now().judge();
        Backend backend = Backend.of(settings, before, workers, clock, ticker);
        inForce.judgeBy(backend);
        share(settings.sendContext() ? null : Sharing.join(settings.endpoints().validate()));
        if (before != null) {
            before.retire(backend);
        }
    }

    private void share(@Nullable Sharing next) {
        Sharing before = sharing.getAndSet(next);
        if (before != null) {
            before.leave();
        }
    }

    /** Whom to ask. */
    InForce<Backend> inForce() {
        return inForce;
    }

    /** How often {@code failOpen} let a client do what nobody allowed. */
    public long openedCount() {
        return opened.count();
    }

    /** How many ends of streams the backend could not be told of. */
    public long lostInvalidations() {
        return invalidations.lost();
    }

    @Override
    public long generation() {
        return inForce.now().generation();
    }

    @Override
    public Optional<String> problem() {
        InForce.State<Backend> now = inForce.now();
        Backend backend = now.judge();
        return now.problem() != null || backend == null ? Optional.ofNullable(now.problem()) : backend.problem();
    }

    @Override
    public List<String> facts() {
        return inForce.facts();
    }

    @Override
    public List<Measure> measures() {
        List<Measure> measures = new ArrayList<>(List.of(inForce.lastGood()));
        Backend backend = inForce.now().judge();
        if (backend != null) {
            measures.addAll(backend.measures());
        }
        return measures;
    }

    /** Of credentials only. */
    @Override
    public Optional<Set<String>> parameters() {
        return Optional.of(Set.of());
    }

    @Override
    public Decision authenticate(ConnectRequest request) {
        InForce.State<Backend> now = inForce.now();
        Backend backend = now.judge();
        if (backend == null) {
            return now.notConfigured();
        }
        if (request.purpose().isTrial() && !backend.settings().shadowable()) {
            return noTrial(request.purpose());
        }
        Decision present = Presence.of(request, backend.settings().tokenRequired());
        return present instanceof Decision.Allow allow && isAskedAbout(request, backend.settings())
                ? unproven(askAbout(request, allow, backend), allow.grant())
                : present;
    }

    /** A client that is in by a stream is asked about with that. */
    private static boolean isAskedAbout(ConnectRequest request, Settings settings) {
        return request.purpose() == Purpose.RECHECK
                && settings.rechecksConnections()
                && request.path().stream().isEmpty();
    }

    private Decision askAbout(ConnectRequest request, Decision.Allow allow, Backend backend) {
        return ask(
                backend,
                StreamRequest.builder(request, allow.grant(), Action.SUBSCRIBE, request.path(), request.deadline())
                        .build());
    }

    @Override
    public Decision authorize(StreamRequest request) {
        return unproven(decide(request), request.grant());
    }

    /** A question may change something in the backend, such as use up a one-time token. */
    private static Decision noTrial(Purpose purpose) {
        return new Decision.Unavailable("a round trip does not answer questions of the purpose " + purpose
                + ": to ask the backend may change something there. If it does not, set " + Settings.SHADOWABLE
                + "=true");
    }

    /** Only the backend can prove who the client is, and it has not said yes. */
    private static Decision unproven(Decision decision, Grant grant) {
        return decision instanceof Decision.Deny deny ? deny.withClaimed(grant.subject()) : decision;
    }

    private Decision decide(StreamRequest request) {
        InForce.State<Backend> now = inForce.now();
        Backend backend = now.judge();
        if (backend == null) {
            return now.notConfigured();
        }
        boolean isTrial = request.connect().purpose().isTrial();
        if (isTrial && !backend.settings().shadowable()) {
            return noTrial(request.connect().purpose());
        }
        Credentials credentials = request.connect().credentials();
        if (credentials.username().isEmpty() || credentials.password().isEmpty()) {
            return new Decision.Deny(
                    Reason.NO_CREDENTIALS,
                    "Stagedoor no longer has the client's credentials; the client must connect again");
        }
        Decision granted = request.grant().decide(request, clock.instant());
        if (!(granted instanceof Decision.Allow)) {
            return granted;
        }
        if (request.action() == Action.SHARE && !ASKING_MODES.contains(request.mode())) {
            return isTrial
                    ? new Decision.Unavailable("what the backend has said of a shared object is known of clients only")
                    : useOfSharedObject(request);
        }
        if (isTrial) {
            return tried(backend, request);
        }
        // Whoever is in already waits for the answer, and does not queue behind strangers for a thread.
        boolean later = backend.settings().lazy() && request.connect().purpose() != Purpose.RECHECK;
        return later ? askLater(backend, request) : askNow(backend, request);
    }

    private Decision useOfSharedObject(StreamRequest request) {
        Optional<CompletableFuture<Decision>> earlier = allowances.find(request);
        if (earlier.isEmpty()) {
            return new Decision.Deny(
                    Reason.ROLE_NOT_ALLOWED, "the client has neither created this shared object nor connected to it");
        }
        CompletableFuture<Decision> answer = earlier.get();
        if (answer.isCompletedExceptionally()) {
            return new Decision.Unavailable("the request to the backend failed");
        }
        return answer.isDone() ? answer.join() : new Decision.Allow(request.grant()).withConfirmation(answer);
    }

    /** Leaves nothing behind: no count, no cached answer, no allowance, and nothing in the log. */
    private Decision tried(Backend backend, StreamRequest request) {
        Answer answer = backend.tryOut(request);
        return switch (answer.kind()) {
            case YES -> allowed(backend, request, answer);
            case NO, ODD -> new Decision.Deny(Reason.BAD_CREDENTIALS, answer.detail());
            case NOT_NOW, NONE -> new Decision.Unavailable(answer.detail());
        };
    }

    private static Decision allowed(Backend backend, StreamRequest request, Answer answer) {
        return new Decision.Allow(limited(
                backend.settings(),
                answer,
                Grants.with(Grants.proven(request.grant()), SIGNED_URL, answer.url())
                        .recheckedAfter(answer.recheck())));
    }

    private Decision askNow(Backend backend, StreamRequest request) {
        Decision decision = ask(backend, request);
        if (request.action() == Action.SHARE && decision instanceof Decision.Allow allow) {
            allowances.allowed(request, allow);
        }
        return decision;
    }

    private Decision askLater(Backend backend, StreamRequest request) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        long millis = Math.max(
                0, Duration.between(clock.instant(), request.deadline()).toMillis());
        answer.completeOnTimeout(new Decision.Unavailable("no answer in time"), millis, TimeUnit.MILLISECONDS);
        allowances.asked(request, answer);
        try {
            lazy.execute(Networks.key(request.connect().remoteAddress()), () -> answer(answer, backend, request));
        } catch (RejectedExecutionException e) {
            allowances.take(request);
            return new Decision.Unavailable("too many clients wait for the backend's answer, or it was stopped");
        }
        return new Decision.Allow(request.grant()).withConfirmation(answer);
    }

    private void answer(CompletableFuture<Decision> answer, Backend backend, StreamRequest request) {
        try {
            answer.complete(unproven(ask(backend, request), request.grant()));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private Decision ask(Backend backend, StreamRequest request) {
        Sharing shared = sharing.get();
        if (shared != null && !backend.settings().sendContext()) {
            shared.note(request.path()).ifPresent(places -> LOG.warn(SHARED, shown(), places));
        }
        Answer answer = backend.ask(request);
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{}: {} {}: {}",
                    backend.settings().name(),
                    request.action(),
                    Redacted.of(request.path().toString()),
                    Redacted.of(answer.toString()));
        }
        return switch (answer.kind()) {
            case YES -> allowed(backend, request, answer);
            case NO -> new Decision.Deny(Reason.BAD_CREDENTIALS, answer.detail());
            case ODD -> {
                odd.happened();
                yield new Decision.Deny(Reason.BAD_CREDENTIALS, answer.detail());
            }
            case NOT_NOW -> {
                // An answer, which failOpen does not overrule: a client that guesses is told the same by many a
                // backend.
                notNow.happened();
                yield new Decision.Unavailable(answer.detail());
            }
            case NONE -> noAnswer(backend, request, answer);
        };
    }

    /** The ids are those of one backend: another one may have the same for something else. */
    private static Grant limited(Settings settings, Answer answer, Grant grant) {
        return answer.useOnce()
                .map(id -> grant.toBuilder()
                        .use(TokenUse.once(settings.name() + '\0' + id))
                        .build())
                .orElse(grant);
    }

    private Decision noAnswer(Backend backend, StreamRequest request, Answer answer) {
        if (backend.settings().failOpen()) {
            opened.happened();
            return new Decision.Allow(request.grant()).withFailOpen(answer.detail());
        }
        outage.happened();
        return new Decision.Unavailable(answer.detail());
    }

    @Override
    public void ended(StreamRequest request) {
        Backend backend = inForce.now().judge();
        if (backend == null || request.action() == Action.SUBSCRIBE) {
            allowances.take(request);
            return;
        }
        Optional<CompletableFuture<Decision>> answer = allowances.take(request);
        if (request.action() != Action.PUBLISH) {
            return;
        }
        if (answer.isEmpty()) {
            tell(backend, request);
            return;
        }
        // The backend hears of the end of what it allowed, and not before it has been asked.
        answer.get().thenAccept(decision -> {
            if (decision instanceof Decision.Allow) {
                tell(backend, request);
            }
        });
    }

    private void tell(Question ended) throws NoAnswer {
        Backend backend = inForce.now().judge();
        if (backend != null) {
            backend.tell(ended);
        }
    }

    private void tell(Backend backend, StreamRequest request) {
        backend.ended(request)
                .ifPresent(ended -> invalidations.offer(
                        request.connect().connectionId(),
                        Networks.key(request.connect().remoteAddress()),
                        ended));
    }

    /** Gives the backend a moment to be told of what has ended, and stops all threads. */
    @Override
    public void close() {
        // In this order: what is being asked may have ended, and be allowed, which is to be told.
        lazy.close(LAST_WORDS);
        invalidations.close(LAST_WORDS);
        share(null);
        Backend backend = inForce.now().judge();
        if (backend != null) {
            backend.retire(null);
        }
    }

    private String shown() {
        Backend backend = inForce.now().judge();
        return backend == null
                ? "The backend"
                : Endpoints.shown(backend.settings().endpoints().validate());
    }

    @Override
    public String toString() {
        return "RoundTripAuthenticator[problem=" + inForce.now().problem() + "]";
    }
}
