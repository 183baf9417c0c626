package io.stagedoor.auth;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An authenticator's answer. A refusal is a value, never an exception, and never a boolean. Code that looks at one treats
 * every kind it does not know as a refusal.
 */
public sealed interface Decision {

    /**
     * The client may come in, or do what it asked for.
     *
     * @param grant what the client holds from now on; after {@link Authenticator#authorize} only its attributes are looked at,
     *     which the application sees from then on, and whether the subject is proven
     * @param confirmation empty for a decision that stands. Else the client may begin, and is cut off when the stage completes
     *     with anything but an {@code Allow}, or exceptionally; it must complete by the deadline of the request
     */
    record Allow(Grant grant, Optional<CompletionStage<Decision>> confirmation) implements Decision {
        /** Rejects {@code null}. */
        public Allow {
            Objects.requireNonNull(grant, "grant");
            Objects.requireNonNull(confirmation, "confirmation");
        }

        /**
         * A decision that stands.
         *
         * @param grant what the client holds
         */
        public Allow(Grant grant) {
            this(grant, Optional.empty());
        }
    }

    /**
     * The client may not.
     *
     * @param reason why: counted, and written to the audit log
     * @param detail for the audit log only, may be empty: holds nothing secret, and is never sent to the client
     * @param subject who the client is, where it has proven that, as {@link Grant#subject()} would say; empty if not. For the
     *     audit log only
     * @param claimed who the client says it is, where nothing proves it; empty if it says nothing. For the audit log only. The
     *     user name among the credentials need not be repeated here: the audit log has it anyway
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
         * A refusal of a client that nothing is known of.
         *
         * @param reason why
         * @param detail for the audit log, may be empty; holds nothing secret
         */
        public Deny(Reason reason, String detail) {
            this(reason, detail, "", "");
        }

        /**
         * A refusal whose reason says all there is to say.
         *
         * @param reason why
         */
        public Deny(Reason reason) {
            this(reason, "");
        }

        /**
         * This refusal, of a client that has proven who it is.
         *
         * @param proven the subject; empty for an unknown one
         * @since 1.2
         */
        public Deny withSubject(String proven) {
            return new Deny(reason, detail, proven, claimed);
        }

        /**
         * This refusal, of a client that says who it is and has not proven it.
         *
         * @param said what it says, as it says it: the audit log redacts and shortens it; empty for nothing
         * @since 1.2
         */
        public Deny withClaimed(String said) {
            return new Deny(reason, detail, subject, said);
        }
    }

    /**
     * Nobody could tell: a backend is down, a deadline has passed, a configuration is broken. Refused like {@link Deny}, but
     * counted and shown as an outage.
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
     * Not the kind of credentials that this authenticator knows: the next one of a chain is asked. A chain in which all
     * abstain is a refusal.
     */
    record Abstain() implements Decision {}
}
