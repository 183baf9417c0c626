package io.stagedoor.gateway.hook;

import org.osgi.annotation.versioning.ConsumerType;

/** Answers what other servers ask. A bundle offers it as a service; the gateway asks the one of the moment. Thread-safe. */
@ConsumerType
@FunctionalInterface
public interface Gate {

    /** The version of this package. */
    String VERSION = "1.0.0";

    /**
     * Answers a request. May wait as long as a decision takes.
     *
     * @return never {@code null}
     */
    Reply answer(Ask ask);
}
