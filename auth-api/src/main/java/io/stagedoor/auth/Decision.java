package io.stagedoor.auth;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * An authenticator's answer. A refusal is a value, never an exception, and never a boolean. Code must treat a kind of
 * decision that it does not know as a refusal.
 */
public sealed interface Decision {

    /**
     * Allows the client to connect, or to do what it requested.
     *
     * @param grant the permissions of the client from now on. After {@link Authenticator#authorize} Stagedoor uses
     *     only its attributes, which the application sees from then on, and whether the subject is proven
     * @param confirmation empty for a final decision. Otherwise the client may begin, and Stagedoor disconnects it if
     *     the stage completes with anything but an {@code Allow}, or exceptionally; it must complete by the deadline of the request
     */
    record Allow(Grant grant, Optional<CompletionStage<Decision>> confirmation) implements Decision {
        /** Rejects {@code null}. */
        public Allow {
            Objects.requireNonNull(grant, "grant");
            Objects.requireNonNull(confirmation, "confirmation");
        }

        /**
         * A final decision.
         *
         * @param grant what the client holds
         */
        public Allow(Grant grant) {
            this(grant, Optional.empty());
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
