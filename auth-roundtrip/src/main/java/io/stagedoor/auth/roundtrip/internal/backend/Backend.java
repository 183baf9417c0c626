package io.stagedoor.auth.roundtrip.internal.backend;

import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.Measure;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.roundtrip.internal.message.Answer;
import io.stagedoor.auth.roundtrip.internal.message.AnswerReader;
import io.stagedoor.auth.roundtrip.internal.message.Question;
import io.stagedoor.auth.roundtrip.internal.settings.Endpoints;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.http.Deadline;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.http.Transport;
import io.stagedoor.auth.support.http.Workers;
import io.stagedoor.auth.support.turn.Networks;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backend, as one configuration says how to reach it. Asks each question once; a question in flight is finished on it. */
public final class Backend {

    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    /** So many questions may be under way whose answers admit nobody, beside those about clients. */
    private static final int MOST_TRIALS = 4;

    /** One question without an answer may be that question's fault; so many in a row are a problem. */
    private static final int TELLING = 3;

    private final Settings settings;
    private final Clock clock;
    private final Transport transport;
    private final Slots slots;
    private final Breaker breaker;
    private final AnswerCache cache;
    private final Signer signer;
    private final Requests requests;
    /** For questions whose answers admit nobody: what these meet is nothing to clients. */
    private final Slots trialSlots;

    private final Breaker trialBreaker;
    private final Requests trialRequests = new Requests();

    private Backend(
            Settings settings,
            Clock clock,
            Transport transport,
            Slots slots,
            Breaker breaker,
            Requests requests,
            Ticker ticker) {
        this.requests = requests;
        this.settings = settings;
        this.clock = clock;
        this.transport = transport;
        this.slots = slots;
        this.breaker = breaker;
        this.cache = new AnswerCache(settings.cache(), ticker);
        this.signer = new Signer(settings.signing(), clock);
        this.trialSlots = new Slots(Math.min(MOST_TRIALS, settings.limits().concurrent()));
        this.trialBreaker = new Breaker(
                Endpoints.shown(settings.endpoints().validate()) + " (asked for nobody, only to compare)",
                settings.limits(),
                clock,
                ticker);
    }

    /**
     * The backend of a configuration, which keeps what it can of the one before: connections, and what was learnt of it.
     *
     * @param before {@code null} for none
     */
    public static Backend of(Settings settings, @Nullable Backend before, Workers workers, Clock clock, Ticker ticker) {
        if (before == null) {
            return new Backend(
                    settings,
                    clock,
                    new Transport(settings.connection(), workers),
                    slots(settings),
                    breaker(settings, clock, ticker),
                    new Requests(),
                    ticker);
        }
        Settings old = before.settings;
        boolean sameBreaker =
                old.endpoints().validate().equals(settings.endpoints().validate())
                        && old.connection().equals(settings.connection())
                        && old.limits().equals(settings.limits());
        return new Backend(
                settings,
                clock,
                old.connection().equals(settings.connection())
                        ? before.transport
                        : new Transport(settings.connection(), workers),
                old.limits().concurrent() == settings.limits().concurrent() ? before.slots : slots(settings),
                sameBreaker ? before.breaker : breaker(settings, clock, ticker),
                before.requests,
                ticker);
    }

    private static Slots slots(Settings settings) {
        return new Slots(settings.limits().concurrent());
    }

    private static Breaker breaker(Settings settings, Clock clock, Ticker ticker) {
        return new Breaker(Endpoints.shown(settings.endpoints().validate()), settings.limits(), clock, ticker);
    }

    /** The configuration that it is asked by. */
    public Settings settings() {
        return settings;
    }

    /**
     * Answers only the requests that have begun; keeps no connection that its successor does not keep.
     *
     * @param successor {@code null} for none
     */
    public void retire(@Nullable Backend successor) {
        if (successor == null || successor.transport != transport) {
            transport.retire();
        }
    }

    private static Slots.Asker asker(StreamRequest request) {
        return new Slots.Asker(
                Networks.key(request.connect().remoteAddress()),
                request.connect().purpose() == Purpose.RECHECK);
    }

    /** Blocks until there is an answer, at most until the deadline of the request or the configured one. */
    public Answer ask(StreamRequest request) {
        Deadline deadline = Deadline.sooner(
                clock.instant(), request.deadline(), settings.limits().timeout());
        Question question = Question.mayIt(request, settings.sendContext());
        Slots.Asker asker = asker(request);
        return cache.get(question, deadline, () -> askInTime(question, asker, deadline));
    }

    /**
     * As {@link #ask}, about nobody whom the answer admits: with no answer of before, nor one for later, and beside the questions about clients, which neither wait for it
     * nor learn from it whether the backend answers.
     */
    public Answer tryOut(StreamRequest request) {
        Deadline deadline = Deadline.sooner(
                clock.instant(), request.deadline(), settings.limits().timeout());
        return ask(
                Question.mayIt(request, settings.sendContext()),
                new Slots.Asker(Networks.key(request.connect().remoteAddress()), false),
                deadline,
                trialSlots,
                trialBreaker,
                trialRequests);
    }

    /** Asks once; asks once more if the backend says when, and that is in time. Other questions get their turn meanwhile. */
    private Answer askInTime(Question question, Slots.Asker asker, Deadline deadline) {
        Answer answer = ask(question, asker, deadline);
        Optional<Duration> pause = answer.pause().filter(time -> time.toNanos() <= patience(deadline));
        if (pause.isEmpty()) {
            return answer;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(pause.get().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer;
        }
        return ask(question, asker, deadline);
    }

    private Answer ask(Question question, Slots.Asker asker, Deadline deadline) {
        return ask(question, asker, deadline, slots, breaker, requests);
    }

    private Answer ask(
            Question question, Slots.Asker asker, Deadline deadline, Slots slots, Breaker breaker, Requests requests) {
        Optional<Breaker.Turn> turn = breaker.turn(asker.network());
        if (turn.isEmpty()) {
            requests.notSent();
            return notAsked(breaker);
        }
        Consumer<Breaker.Turn> outcome = Breaker.Turn::notAsked;
        boolean slot = false;
        long began = System.nanoTime();
        try {
            slot = slots.take(asker, Duration.ofNanos(patience(deadline)));
            if (!slot || deadline.hasPassed()) {
                requests.notSent();
                return Answer.none("no request could be sent in time: maxConcurrentRequests were running");
            }
            if (breaker.isOpen()) {
                requests.notSent();
                return notAsked(breaker);
            }
            outcome = Breaker.Turn::unanswered;
            began = System.nanoTime();
            Transport.Reply reply = post(settings.endpoints().validate(), question, deadline);
            outcome = reply.isFailure() ? Breaker.Turn::unanswered : Breaker.Turn::answered;
            Answer answer = AnswerReader.read(reply, clock.instant());
            requests.answered(answer.kind(), System.nanoTime() - began);
            return answer;
        } catch (NoAnswer e) {
            requests.failed(e.isUnreachable(), System.nanoTime() - began);
            outcome = e.isUnreachable() ? Breaker.Turn::unreachable : Breaker.Turn::unanswered;
            return Answer.none("the backend did not answer: " + e.getMessage() + " (validateUrl=" + shown() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.none("the request was interrupted");
        } finally {
            // In this order: who has the next turn must know of the failure.
            outcome.accept(turn.get());
            if (slot) {
                slots.give(asker);
            }
        }
    }

    /** How long to wait for a turn: an answer must still have its time, else questions are asked and not waited for. */
    private static long patience(Deadline deadline) {
        return Math.max(0, deadline.nanosLeft() / 4 * 3);
    }

    private Answer notAsked(Breaker breaker) {
        return Answer.none("the backend did not answer recently, so Stagedoor sends it no requests; it tries again "
                + breaker.next() + " (breakerOpenSeconds; validateUrl=" + shown() + ")");
    }

    private String shown() {
        return Endpoints.shown(settings.endpoints().validate());
    }

    private Transport.Reply post(URI url, Question question, Deadline deadline) throws NoAnswer {
        return transport.post(url, signer.headers(question.json()), question.json(), deadline);
    }

    /** What to tell the backend of the end of a stream; empty when it does not want to know. */
    public Optional<Question> ended(StreamRequest request) {
        cache.forget(Question.mayIt(request, settings.sendContext()));
        return settings.endpoints().invalidate().map(url -> Question.ended(request, settings.sendContext()));
    }

    /**
     * Reports the end of a stream to the backend, and blocks. Every answer counts as success, except a failure or an overload.
     *
     * @throws NoAnswer if it did not, or failed
     */
    public void tell(Question ended) throws NoAnswer {
        Optional<URI> url = settings.endpoints().invalidate();
        if (url.isEmpty()) {
            return;
        }
        Transport.Reply reply =
                post(url.get(), ended, Deadline.in(settings.limits().timeout()));
        if (reply.isFailure() || reply.isNotNow()) {
            throw new NoAnswer("it answered with status " + reply.status());
        }
        LOG.debug("{}: answered with status {}", Endpoints.shown(url.get()), reply.status());
    }

    /** What is measured of it. What was counted goes on when it is configured otherwise. */
    public List<Measure> measures() {
        List<Measure> measures = new ArrayList<>(requests.measures());
        measures.add(Measure.gauge(
                "backend_breaker_open",
                "1 while the backend is sent no requests, or only a few to try, because it did not answer.",
                breaker.isClosed() ? 0 : 1));
        measures.add(Measure.gauge(
                "backend_unanswered_in_a_row",
                "Questions in a row that the backend did not answer; 0 once it answers one.",
                breaker.unansweredInARow()));
        return measures;
    }

    /** The current problem of the backend; empty if none is known. */
    public Optional<String> problem() {
        String consequence = settings.failOpen()
                ? "lets clients in without its decision (failOpen=true)"
                : "refuses the clients about whom it had to ask";
        if (!breaker.isClosed()) {
            return Optional.of(shown() + ": the backend did not answer recently; Stagedoor tries again "
                    + breaker.next() + ", and " + consequence + " until it answers");
        }
        int unanswered = breaker.unansweredInARow();
        return unanswered < TELLING
                ? Optional.empty()
                : Optional.of(
                        shown() + ": the backend did not answer the last " + unanswered
                                + " questions; Stagedoor goes on asking, and " + consequence
                                + " until it answers. See whether it runs, and whether validateUrl is right; stagedoor explain --last 5 shows what was refused and why");
    }
}
