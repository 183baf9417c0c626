package io.stagedoor.auth;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator's answer. A refusal is a value, never an exception, and never a boolean. Code must treat a kind of
 * decision that it does not know as a refusal.
 */
public sealed interface Decision {

    /** Allows the client to connect, or to do what it requested. Immutable. */
    final class Allow implements Decision {

        private final Grant grant;
        private final Optional<CompletionStage<Decision>> confirmation;
        private final Optional<String> failOpen;
        private final Optional<Standing> standing;

        /**
         * A final decision.
         *
         * @param grant the permissions of the client
         */
        public Allow(Grant grant) {
            this(grant, Optional.empty(), Optional.empty(), Optional.empty());
        }

        private Allow(
                Grant grant,
                Optional<CompletionStage<Decision>> confirmation,
                Optional<String> failOpen,
                Optional<Standing> standing) {
            this.grant = Objects.requireNonNull(grant, "grant");
            this.confirmation = confirmation;
            this.failOpen = failOpen;
            this.standing = standing;
        }

        /**
         * This decision with another grant.
         *
         * @since 2.0
         */
        public Allow withGrant(Grant other) {
            return new Allow(other, confirmation, failOpen, standing);
        }

        /**
         * This decision, to be confirmed.
         *
         * @param stage see {@link #confirmation}
         * @since 2.0
         */
        public Allow withConfirmation(CompletionStage<Decision> stage) {
            return new Allow(grant, Optional.of(stage), failOpen, standing);
        }

        /**
         * This decision, given although the authenticator could not decide, because it is configured to allow clients then. The
         * audit log records it with the reason {@code FAIL_OPEN}. No client and no application sees it.
         *
         * @param cause why it could not decide; may be empty; holds nothing secret
         * @since 2.0
         */
        public Allow withFailOpen(String cause) {
            return new Allow(grant, confirmation, Optional.of(cause), standing);
        }

        /**
         * This decision, and how long what the client has shown is worth something: a ticket that is made of it is worth no more. Of no account
         * for anything else.
         *
         * @param known see {@link #standing}
         * @since 2.0
         */
        public Allow withStanding(Standing known) {
            return new Allow(grant, confirmation, failOpen, Optional.of(known));
        }

        /**
         * The permissions of the client from now on. After {@link Authenticator#authorize} Stagedoor uses only its attributes, which
         * the application sees from then on, and whether the subject is proven.
         */
        public Grant grant() {
            return grant;
        }

        /**
         * Empty for a final decision. Otherwise the client may begin, and Stagedoor disconnects it if the stage completes with
         * anything but an {@code Allow}, or exceptionally; it must complete by the deadline of the request.
         */
        public Optional<CompletionStage<Decision>> confirmation() {
            return confirmation;
        }

        /**
         * Why the authenticator could not decide, where it allowed the client all the same; empty for a real decision.
         *
         * @since 2.0
         */
        public Optional<String> failOpen() {
            return failOpen;
        }

        /**
         * How long what the client has shown is worth something; empty where the authenticator does not say: then a ticket ends with the grant, or
         * when the configuration of the application says, and as soon as the configuration of the authenticator changes.
         *
         * @since 2.0
         */
        public Optional<Standing> standing() {
            return standing;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Allow that
                    && grant.equals(that.grant)
                    && confirmation.equals(that.confirmation)
                    && failOpen.equals(that.failOpen)
                    && standing.equals(that.standing);
        }

        @Override
        public int hashCode() {
            return Objects.hash(grant, confirmation, failOpen, standing);
        }

        @Override
        public String toString() {
            return "Allow[grant=" + grant + ", confirmation=" + confirmation + ", failOpen=" + failOpen + "]";
        }
    }

    /**
     * How long what a client has shown is worth something. Immutable.
     *
     * @param end when it ends, such as the {@code exp} of a token, also if that does not end what runs
     * @param basis what it rests on, such as a digest of the key that has signed a token, for {@link Authenticator#stands}; the same after a
     *     restart; nothing secret can be found by it; empty if the authenticator cannot say
     * @since 2.0
     */
    record Standing(Instant end, String basis) {

        /** The longest basis, in characters. */
        public static final int MAX_BASIS = 64;

        /** Rejects {@code null}, and a basis that is too long. */
        public Standing {
            Objects.requireNonNull(end, "end");
            if (basis.length() > MAX_BASIS) {
                throw new IllegalArgumentException("the basis has more than " + MAX_BASIS + " characters");
            }
        }
    }

    /**
     * Refuses the client.
     *
     * @param reason why: counted, and written to the audit log
     * @param detail for the audit log only, may be empty: holds nothing secret, and is never sent to the client
     * @param subject the proven identity of the client, as in {@link Grant#subject()}; empty if not proven. For the
     *     audit log only
     * @param claimed the claimed identity of the client, without proof; empty if there is none. For the audit log
     *     only. It need not repeat the user name of the credentials, which the audit log has anyway
     */
    record Deny(Reason reason, String detail, String subject, String claimed) implements Decision {
        /** Rejects {@code null}. */
        public Deny {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
            Objects.requireNonNull(subject, "subject");
            Objects.requireNonNull(claimed, "claimed");
        }

        /**
         * A refusal of an unknown client.
         *
         * @param reason why
         * @param detail for the audit log, may be empty; holds nothing secret
         */
        public Deny(Reason reason, String detail) {
            this(reason, detail, "", "");
        }

        /**
         * A refusal without a detail.
         *
         * @param reason why
         */
        public Deny(Reason reason) {
            this(reason, "");
        }

        /**
         * This refusal with a proven identity.
         *
         * @param proven the subject; empty for an unknown one
         * @since 1.2
         */
        public Deny withSubject(String proven) {
            return new Deny(reason, detail, proven, claimed);
        }

        /**
         * This refusal with a claimed identity.
         *
         * @param said what it says, as it says it: the audit log redacts and shortens it; empty for nothing
         * @since 1.2
         */
        public Deny withClaimed(String said) {
            return new Deny(reason, detail, subject, said);
        }
    }

    /**
     * The authenticator cannot decide: a backend is down, a deadline has passed, a configuration is broken. The
     * client is refused as with {@link Deny}, but Stagedoor counts and shows it as an outage.
     *
     * @param detail for the logs: names the setting or the backend and what to do; holds nothing secret
     */
    record Unavailable(String detail) implements Decision {
        /** Rejects {@code null}. */
        public Unavailable {
            Objects.requireNonNull(detail, "detail");
        }
    }

    /**
     * The authenticator does not know this kind of credentials. Stagedoor asks the next one of the chain. If all
     * abstain, the client is refused.
     */
    record Abstain() implements Decision {}
}
