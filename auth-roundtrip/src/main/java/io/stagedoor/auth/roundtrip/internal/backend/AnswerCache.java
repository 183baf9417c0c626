package io.stagedoor.auth.roundtrip.internal.backend;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.stagedoor.auth.roundtrip.internal.message.Answer;
import io.stagedoor.auth.roundtrip.internal.message.Question;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.http.Deadline;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Reuses answers for a short time, and one answer for all clients that ask the same at the same time. Holds no question: only a
 * digest of it, with a key that nobody else has.
 */
final class AnswerCache {

    private static final int MAX_ANSWERS = 10_000;
    private static final Duration LONGEST_NO = Duration.ofSeconds(1);

    private final Settings.Cache settings;
    private final byte[] key = new byte[32];
    private final AsyncCache<ByteBuffer, Answer> answers;

    AnswerCache(Settings.Cache settings, Ticker ticker) {
        this.settings = settings;
        new SecureRandom().nextBytes(key);
        answers = Caffeine.newBuilder()
                .maximumSize(MAX_ANSWERS)
                .executor(Runnable::run)
                .ticker(ticker)
                .expireAfter(Expiry.<ByteBuffer, Answer>writing((digest, answer) -> longest(answer)))
                .buildAsync();
    }

    /** The answer to a question: a kept one, one that another caller already waits for, or a new one. */
    Answer get(Question question, Deadline deadline, Supplier<Answer> backend) {
        if (settings.longest().isZero()) {
            return backend.get();
        }
        ByteBuffer digest = digest(question);
        CompletableFuture<Answer> ours = new CompletableFuture<>();
        CompletableFuture<Answer> there = answers.asMap().putIfAbsent(digest, ours);
        return there == null ? ask(digest, ours, backend) : await(there, deadline);
    }

    /** The next time, the backend is asked this question again. */
    void forget(Question question) {
        if (!settings.longest().isZero()) {
            answers.asMap().remove(digest(question));
        }
    }

    private Answer ask(ByteBuffer digest, CompletableFuture<Answer> ours, Supplier<Answer> backend) {
        Answer answer = Answer.none("asking failed");
        try {
            answer = backend.get();
            return answer;
        } finally {
            if (longest(answer).isZero()) {
                answers.asMap().remove(digest, ours);
            }
            ours.complete(answer);
        }
    }

    private static Answer await(CompletableFuture<Answer> there, Deadline deadline) {
        try {
            return there.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Answer.none("no answer in time to the same request, which another client waits for");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.none("the request was interrupted");
        } catch (ExecutionException e) {
            return Answer.none("asking failed");
        }
    }

    private Duration longest(Answer answer) {
        if (answer.kind() == Answer.Kind.NONE
                || answer.kind() == Answer.Kind.NOT_NOW
                || (settings.needsTtl() && answer.ttl().isEmpty())) {
            return Duration.ZERO;
        }
        Duration allowed = shorter(settings.longest(), answer.ttl().orElse(settings.longest()));
        return answer.kind() == Answer.Kind.YES ? allowed : shorter(allowed, LONGEST_NO);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private ByteBuffer digest(Question question) {
        return ByteBuffer.wrap(Signer.hmac(key).doFinal(question.whole())).asReadOnlyBuffer();
    }
}
