package io.stagedoor.core.shadow;

import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.audit.ShadowAnswer;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.Deciders;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All comparisons. A decision leaves its question here and goes on: it wakes nobody, takes no lock but for a moment, and does not wait. A little later, when the
 * client has its answer, the questions are asked. Thread-safe.
 */
public final class Shadows implements AutoCloseable {

    /** By then a client has its answer; and to wake a thread for each question costs the processor more than to ask. */
    private static final long GATHER_MILLIS = 10;

    private static final long KEEP_SECONDS = 10;

    private final Router router;
    private final Audit audit;
    private final Clock clock;
    private final Map<String, Comparison> comparisons = new ConcurrentHashMap<>();
    /** As many as all comparisons together let in. */
    private final Queue<Asked> queue = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean gathering = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer;

    /** A question of a comparison. */
    private final class Asked implements Comparison.Task {

        private final Comparison comparison;
        private final Question question;

        Asked(Comparison comparison, Question question) {
            this.comparison = comparison;
            this.question = question;
        }

        @Override
        public void run() {
            answer(comparison, question);
        }

        @Override
        public void drop() {
            comparison.leave(question.line().address());
            comparison.drop();
            question.dropped().run();
        }
    }

    /** Where authenticators are found, and what was compared is written down. */
    public Shadows(Router router, Audit audit, Clock clock) {
        this.router = router;
        this.audit = audit;
        this.clock = clock;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "stagedoor-shadow");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(KEEP_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** What is compared about clients of a protocol; {@code null} for nothing. Costs next to nothing then. */
    public @Nullable Comparison of(Route route, Protocol protocol) {
        return route.isShadowed(protocol) ? comparison(route.settings().orElseThrow()) : null;
    }

    private Comparison comparison(ApplicationSettings settings) {
        Deciders deciders = settings.deciders();
        Comparison known = comparisons.get(settings.application());
        return known != null && known.isOf(deciders) && isKnown(known, deciders.shadows())
                ? known
                : begin(settings.application(), deciders, configured(deciders.shadows()));
    }

    /** Whether each is configured as the comparison knows it. */
    private boolean isKnown(Comparison known, List<String> names) {
        for (String name : names) {
            Optional<String> now = router.configured(name);
            if (now.isPresent() && !now.get().equals(known.configured(name))) {
                return false;
            }
        }
        return true;
    }

    private Comparison begin(String application, Deciders deciders, Map<String, String> configured) {
        Comparison[] before = new Comparison[1];
        Comparison now = comparisons.compute(application, (name, known) -> {
            if (known != null && known.isOf(deciders, configured)) {
                known.learn(configured);
                return known;
            }
            before[0] = known;
            return new Comparison(application, deciders, configured, clock.instant());
        });
        if (before[0] != null) {
            before[0].end();
        }
        return now;
    }

    private Map<String, String> configured(List<String> names) {
        Map<String, String> configured = new HashMap<>();
        for (String name : names) {
            router.configured(name).ifPresent(how -> configured.put(name, how));
        }
        return configured;
    }

    /** Has a question asked soon, or drops it if too many wait. Never waits. */
    public void ask(Comparison comparison, Question question) {
        String address = question.line().address();
        if (!comparison.enter(address)) {
            comparison.drop();
            question.dropped().run();
            return;
        }
        queue.add(new Asked(comparison, question));
        if (gathering.compareAndSet(false, true)) {
            try {
                timer.schedule(this::askAll, GATHER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) { // this bundle is on its way out
                gathering.set(false);
                dropAll();
            }
        }
    }

    private void askAll() {
        gathering.set(false);
        for (Asked next = queue.poll(); next != null; next = queue.poll()) {
            Asked asked = next;
            asked.question.after().whenComplete((known, thrown) -> {
                if (!asked.comparison.execute(asked)) {
                    asked.drop();
                }
            });
        }
    }

    private void dropAll() {
        for (Asked next = queue.poll(); next != null; next = queue.poll()) {
            next.drop();
        }
    }

    private void answer(Comparison comparison, Question question) {
        long began = System.nanoTime();
        Said said;
        try {
            said = question.ask().call();
        } catch (Throwable t) { // somebody else's code
            said = new Said(
                    new Outcome(
                            new Decision.Unavailable(
                                    "failed with " + t.getClass().getName()),
                            "",
                            0,
                            ""),
                    "");
        } finally {
            comparison.leave(question.line().address());
            question.dropped().run(); // without effect where it was answered
        }
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
        Said last = said;
        question.decided().whenComplete((decided, thrown) -> {
            if (decided != null) {
                compare(comparison, question, decided, last, micros);
            }
        });
    }

    private void compare(Comparison comparison, Question question, Outcome decided, Said said, long micros) {
        Verdict verdict = Verdict.of(decided, said.outcome());
        try {
            if (verdict != Verdict.AGREE) {
                tell(comparison, question, decided, said, verdict, micros);
            }
        } finally {
            comparison.count(verdict); // what was counted can be read
        }
    }

    private void tell(
            Comparison comparison, Question question, Outcome decided, Said said, Verdict verdict, long micros) {
        Outcome outcome = said.outcome();
        String by = outcome.authenticator().isEmpty() ? comparison.authenticator() : outcome.authenticator();
        audit.log(AuditEvent.shadow(
                question.line(),
                clock.instant(),
                without(question.shown(), said.subject()),
                verdict.name(),
                new ShadowAnswer(
                        AuditEvent.decision(decided),
                        AuditEvent.reason(decided),
                        by,
                        AuditEvent.decision(outcome),
                        AuditEvent.reason(outcome)),
                without(question.shown(), AuditEvent.detail(outcome)),
                micros));
    }

    /** A text of an authenticator that nobody vouches for yet: it may repeat what the client has shown. */
    private static String without(Credentials shown, String text) {
        boolean tells = Stream.of(shown.password(), shown.token())
                .flatMap(Optional::stream)
                .map(Secret::reveal)
                .anyMatch(secret -> !secret.isEmpty() && text.contains(secret));
        return tells ? Redacted.MARK : text;
    }

    /** What is compared at this moment, by application. Those that are compared no more are forgotten. */
    public List<Comparison> all() {
        List<Comparison> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        router.shadowed().forEach((application, route) -> {
            boolean any = Stream.of(Protocol.values()).anyMatch(route::isShadowed);
            if (any && names.add(application)) {
                all.add(comparison(route.settings().orElseThrow()));
            }
        });
        comparisons.forEach((application, comparison) -> {
            if (!names.contains(application) && comparisons.remove(application, comparison)) {
                comparison.end();
            }
        });
        return all;
    }

    /** Settings without effect: a sentence for each application whose authenticators are asked beside already decide. */
    public List<String> notes() {
        return router.shadowed().values().stream()
                .filter(route -> Stream.of(Protocol.values()).noneMatch(route::isShadowed))
                .map(route -> route.where() + ": " + Deciders.SHADOW + "=" + String.join(",", route.shadows())
                        + " is without effect, because these decide already; remove the line")
                .toList();
    }

    /** Asks nothing more. */
    @Override
    public void close() {
        timer.shutdownNow();
        dropAll();
        comparisons.values().forEach(Comparison::end);
    }
}
