package io.stagedoor.auth;

import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides who a client is and what it may do.
 *
 * <p><b>Threads.</b> Implementations are thread-safe: any number of threads ask at once. An implementation may still be
 * called for a moment after it was deactivated, and answers then as before or with {@link Decision.Unavailable}.
 *
 * <p><b>Time.</b> Every request carries a deadline. A call that has not returned by then counts as {@code Unavailable},
 * whatever it returns later. Calls come on threads of the media server, so an implementation blocks only for what it
 * needs to decide, never while holding a monitor.
 *
 * <p><b>Errors.</b> A refusal is a value. Exceptions are for bugs: whatever is thrown, and {@code null}, is
 * {@code Unavailable} to the client and is logged once with its stack. Nothing secret may stand in an exception's message.
 */
@ConsumerType
@FunctionalInterface
public interface Authenticator {

    /** Service property, of type {@code String}, not empty: the name that application configuration refers to. */
    String NAME = "authenticator.name";

    /**
     * Service property, of type {@code Boolean}: {@code true} for an authenticator that answers from memory in microseconds
     * and never blocks. It is asked on the server's own thread. Any other is asked on threads made for it, a bounded number,
     * and a caller waits no longer than its deadline.
     */
    String LOCAL = "authenticator.local";

    /**
     * Judges a client that connects. Only {@link Decision.Allow} lets it in.
     *
     * @param request what the client sent and where it wants to go
     * @return the decision, before {@link ConnectRequest#deadline()}
     */
    Decision authenticate(ConnectRequest request);

    /**
     * Judges a client again that is in already, by what it came with, because something that its admission rests on has changed.
     * Unless overridden, {@link #authenticate} answers. {@link Decision.Deny} cuts the client off, unless its reason is
     * {@link Reason#THROTTLED}; after {@link Decision.Unavailable} it stays in and is judged once more a little later.
     *
     * <p>Such a client must not queue behind strangers: a provider that makes clients wait for something scarce, or counts their
     * failures, keeps a share of it for these calls and does not count here. They come on threads of their own, a few at a time.
     *
     * @param request what the client sent when it connected, without its parameters
     * @return the decision, before {@link ConnectRequest#deadline()}
     */
    default Decision reconsider(ConnectRequest request) {
        return authenticate(request);
    }

    /**
     * Judges one publish, play or shared object operation of a client that was let in. Unless overridden, the grant that
     * the client holds answers, which needs neither I/O nor the provider's state.
     *
     * @param request what the client wants to do, and the grant it holds
     * @return {@link Decision.Allow} or a refusal, before {@link StreamRequest#deadline()}
     */
    default Decision authorize(StreamRequest request) {
        return request.grant().decide(request);
    }

    /**
     * Tells that a stream which {@link #authorize} allowed has ended, however it ended: once for each. The use of a shared object
     * ends with the client's connection. A stream that was allowed and that the server then did not begin, for instance because
     * its name is taken, has no end. Must not block; what is thrown is logged and dropped.
     *
     * @param request the request that was allowed, with an empty mode
     */
    default void ended(StreamRequest request) {}

    /**
     * Counts the changes of what this authenticator decides by: its configuration, its secrets, its files. Stands in the audit log,
     * and tells when clients that are already in have to be looked at again. Cheap, called for every decision.
     *
     * @return another number after each change than before it
     */
    default long generation() {
        return 0;
    }

    /**
     * The parameters of a client, besides its credentials, that decisions depend on: see {@link ConnectRequest#parameters()}. Over
     * HTTP, a player that asks again with another value of any other parameter is the same player, and need not be judged again.
     * Cheap, called for most requests over HTTP.
     *
     * @return their names; {@code Optional.empty()} if decisions may depend on any parameter, as the default says
     * @since 1.2
     */
    default Optional<Set<String>> parameters() {
        return Optional.empty();
    }

    /**
     * What keeps this authenticator from working as configured at this moment, for logs and status: it names the setting,
     * the reason, and never a secret's value. Cheap, called about once a minute.
     *
     * @return empty when all is well
     */
    default Optional<String> problem() {
        return Optional.empty();
    }
}
