package io.stagedoor.core.logout;

import io.stagedoor.auth.LogoutVerifier;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.support.Occasionally;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.auth.support.turn.Failures;
import io.stagedoor.core.audit.Audit;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.revocation.Revocation;
import io.stagedoor.core.revocation.Revocations;
import io.stagedoor.core.shared.SharedState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Back-channel logout, OpenID Connect Back-Channel Logout 1.0: what a provider says by a logout token is revoked, and running clients are cut by it.
 * Whoever knows the keys verifies it: {@link LogoutVerifier}. Thread-safe.
 */
@Component(service = Logouts.class)
public final class Logouts {

    private static final Logger LOG = LoggerFactory.getLogger(Logouts.class);

    /** So many at once wait for the store: threads of the server that a slow disk holds. */
    private static final int AT_ONCE = 8;

    private static final Duration LONGEST = Duration.ofSeconds(5);
    /** Of {@link SharedState#claim}. */
    private static final String KIND = "logout";

    private static final String ACTION = "logout";

    private final Revocations revocations;
    private final Audit audit;
    private final Clock clock;
    private final Failures failures;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final List<LogoutVerifier> verifiers = new CopyOnWriteArrayList<>();
    private volatile @Nullable SharedState store;
    private volatile String lastFailure = "";
    private final Occasionally wrong;

    /** What to answer the provider (section 2.8). */
    public enum Answer {
        /** The sessions have ended. */
        DONE,
        /** The token is not as it must be: to send it again is of no use. */
        REFUSED,
        /** Nobody can tell, or keep it, at this moment: to be sent again. */
        UNAVAILABLE,
        /** Too much was wrong from there: to be sent again later. */
        TOO_MANY
    }

    /** Over what is revoked. */
    @Activate
    public Logouts(@Reference Revocations revocations, @Reference Audit audit) {
        this(revocations, audit, Clock.systemUTC(), System::nanoTime);
    }

    /** @param nanoTime what failures are counted by */
    public Logouts(Revocations revocations, Audit audit, Clock clock, LongSupplier nanoTime) {
        this.revocations = revocations;
        this.audit = audit;
        this.clock = clock;
        this.failures = new Failures(nanoTime);
        this.wrong = new Occasionally(
                clock,
                count -> LOG.warn(
                        "A logout of a provider was refused: {}; {} in all. Its clients stay in.", lastFailure, count));
    }

    /** One more that knows keys. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void bindVerifier(LogoutVerifier verifier) {
        verifiers.add(verifier);
    }

    void unbindVerifier(LogoutVerifier verifier) {
        verifiers.remove(verifier);
    }

    /** Where used tokens are kept. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindStore(SharedState next) {
        store = next;
    }

    void unbindStore(SharedState gone) {
        if (store == gone) {
            store = null;
        }
    }

    /**
     * Does what a logout token says. Blocks for some seconds at most.
     *
     * @param application by whose address it came
     * @param address of the sender
     * @param token as it was sent; empty for none
     */
    public Answer logout(String application, String address, Optional<Secret> token) {
        if (failures.isOver(address)) {
            return Answer.TOO_MANY;
        }
        if (token.isEmpty()) {
            return refused(address, "there is no logout_token");
        }
        if (!places.tryAcquire()) {
            return Answer.UNAVAILABLE;
        }
        try {
            return logout(application, address, verify(token.get()));
        } finally {
            places.release();
        }
    }

    private LogoutVerifier.Answer verify(Secret token) {
        List<LogoutVerifier.Answer> answers = new ArrayList<>();
        for (LogoutVerifier verifier : verifiers) {
            LogoutVerifier.Answer answer = answer(verifier, token);
            if (answer instanceof LogoutVerifier.Ended) {
                return answer;
            }
            answers.add(answer);
        }
        return answers.stream()
                .filter(LogoutVerifier.Unknown.class::isInstance)
                .findFirst()
                .or(() -> answers.stream().findFirst())
                .orElseGet(() -> new LogoutVerifier.Unknown("no authenticator that knows issuers has started"));
    }

    private static LogoutVerifier.Answer answer(LogoutVerifier verifier, Secret token) {
        try {
            return verifier.verify(token);
        } catch (RuntimeException | LinkageError e) { // of a bundle that is about to stop, or of a mistake in it
            LOG.error("A logout could not be verified.", Redacted.of(e));
            return new LogoutVerifier.Unknown(
                    "it could not be verified: " + e.getClass().getSimpleName());
        }
    }

    private Answer logout(String application, String address, LogoutVerifier.Answer verified) {
        if (verified instanceof LogoutVerifier.Ended ended) {
            return revoke(application, address, ended);
        }
        if (verified instanceof LogoutVerifier.Refused refused) {
            return refused(address, refused.reason() + ", " + refused.detail());
        }
        return unavailable(
                verified instanceof LogoutVerifier.Unknown unknown ? unknown.detail() : "the answer is not known here");
    }

    private Answer revoke(String application, String address, LogoutVerifier.Ended ended) {
        SharedState used = store;
        if (used == null) {
            return unavailable("there is no store");
        }
        Instant now = clock.instant();
        Instant began = now;
        try {
            // First, and once more if it is sent again: a token whose revocation was not kept must not be used up.
            wait(revocations.add(revocation(ended), "back-channel logout"));
            // As long as any token of the issuer lives, and so longer than this one does.
            if (!wait(used.claim(KIND, digest(ended), Duration.between(now, ended.until())))) {
                return refused(address, "a logout token was sent again: its jti has been used");
            }
        } catch (ExecutionException | TimeoutException e) {
            return unavailable(Redacted.message(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("the server is stopping");
        }
        audit.log(AuditEvent.act(
                clock.instant(),
                ACTION,
                "back-channel logout at " + application,
                ended.issuer(),
                "REVOKED",
                (ended.session().isPresent() ? "one session" : "all sessions of a subject") + " of issuer "
                        + ended.issuer(),
                Duration.between(began, clock.instant()).toNanos() / 1000));
        return Answer.DONE;
    }

    private static <T> T wait(CompletionStage<T> answer)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer.toCompletableFuture().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Revocation revocation(LogoutVerifier.Ended ended) {
        Revocation revocation = ended.session().isPresent()
                ? Revocation.session(ended.session().get())
                : Revocation.subject(ended.subject().orElseThrow(), ended.issuedAt());
        return revocation.by(ended.issuer()).until(ended.until());
    }

    private static String digest(LogoutVerifier.Ended ended) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ended.issuer().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(ended.tokenId().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Answer refused(String address, String detail) {
        failures.add(address);
        lastFailure = detail;
        wrong.happened();
        return Answer.REFUSED;
    }

    private Answer unavailable(String detail) {
        lastFailure = detail + "; the provider is told to try again";
        wrong.happened();
        return Answer.UNAVAILABLE;
    }
}
