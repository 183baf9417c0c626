package io.stagedoor.auth;

import java.util.Objects;

/**
 * An authenticator's answer. A refusal is a value, never an exception, and never a boolean. Code that looks at one treats
 * every kind it does not know as a refusal.
 */
public sealed interface Decision {

    /**
     * The client may come in, or do what it asked for.
     *
     * @param grant what the client holds from now on; after {@link Authenticator#authorize} it is not looked at
     */
    record Allow(Grant grant) implements Decision {
        /** Rejects {@code null}. */
        public Allow {
            Objects.requireNonNull(grant, "grant");
        }
    }

    /**
     * The client may not.
     *
     * @param reason why: counted, and written to the audit log
     * @param detail for the audit log only, may be empty: holds nothing secret, and is never sent to the client
     */
    record Deny(Reason reason, String detail) implements Decision {
        /** Rejects {@code null}. */
        public Deny {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
        }

        /**
         * A refusal whose reason says all there is to say.
         *
         * @param reason why
         */
        public Deny(Reason reason) {
            this(reason, "");
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
