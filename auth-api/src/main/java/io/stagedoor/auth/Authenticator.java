package io.stagedoor.auth;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Identifies clients and decides what they may do.
 *
 * <p><b>Threads.</b> Implementations are thread-safe: any number of threads ask at once. Calls may still arrive for a
 * moment after an implementation was deactivated; it then answers as before or with {@link Decision.Unavailable}.
 *
 * <p><b>Time.</b> Every request carries a deadline. A call that has not returned by then counts as {@code Unavailable},
 * whatever it returns later. Calls come on threads of the media server, so an implementation blocks only for what it
 * needs to decide, never while holding a monitor.
 *
 * <p><b>Errors.</b> A refusal is a value. Exceptions are for bugs: Stagedoor treats an exception, and {@code null},
 * as {@code Unavailable}, and logs it once with its stack. The message of an exception must not have a secret in it.
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
     * Service property, of type {@code String}: the kind of credentials about which it decides, {@code token} or {@code password} for
     * instance. It abstains only for a client that sends none of this kind. If the list of an application names two of one kind, the
     * second one is never asked: that is a problem, which log and status say. Without this property nothing is known of it.
     */
    String CREDENTIALS = "authenticator.credentials";

    /**
     * Judges a client that connects. Only {@link Decision.Allow} lets it in.
     *
     * <p>The {@linkplain ConnectRequest#purpose() purpose} says why Stagedoor asks. For {@link Purpose#RECHECK}, {@link
     * Purpose#SHADOW} and {@link Purpose#DRY_RUN}, asking must change nothing: see {@link Purpose#changesNothing}.
     *
     * <p>{@link Purpose#RECHECK} judges a connected client again by its original request, without its parameters. {@link
     * Decision.Deny} disconnects the client, unless its reason is {@link Reason#THROTTLED}; after {@link Decision.Unavailable} it
     * stays connected, and Stagedoor asks again a little later. Connected clients must not queue behind new ones. A provider with
     * a limited resource reserves a share of it for these questions. Stagedoor asks them on separate threads, a few at a time.
     *
     * @param request the credentials and the target of the client
     * @return the decision, before {@link ConnectRequest#deadline()}
     */
    Decision authenticate(ConnectRequest request);

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
     * Reports the end of a stream that {@link #authorize} allowed, once for each stream, whatever ended it. The use of a shared object
     * ends with the client's connection. A stream that was allowed and that the server then did not begin, for instance because
     * its name is taken, has no end. Must not block. Stagedoor logs exceptions and ignores them.
     *
     * @param request the request that was allowed, with an empty mode
     */
    default void ended(StreamRequest request) {}

    /**
     * The number of the settings in force: it changes with every change of configuration, secrets or files. Stagedoor
     * writes it to the audit log, and judges connected clients again when it changes. Must be cheap: Stagedoor calls
     * it for every decision.
     *
     * @return another number after each change than before it
     */
    default long generation() {
        return 0;
    }

    /**
     * What tells the content of the files that decide, such as a secret or the users, from any other content: the same for each version of the authenticator and
     * each instance of it, unlike {@link #generation}. By it Stagedoor notices that a file has changed while the authenticator was being replaced. Must be cheap and must not
     * block, and nobody may find a secret by it.
     *
     * @return 1 to 64 characters of {@code A-Za-z0-9_-}; empty if there are no such files, or it is not known
     * @since 2.0
     */
    default String content() {
        return "";
    }

    /**
     * Whether an allowance still stands although nobody shows again what it was given for: Stagedoor asks this about the holder of a ticket, see
     * {@link Decision.Standing}. Must be cheap and must not block. Unless overridden, nothing stands: so override it if you give a basis.
     *
     * @param basis of an answer of this authenticator, given by any of its versions; not empty
     * @return {@code false} as soon as what it was given for would be refused now; empty if nobody can tell at this moment, because keys have not
     *     come yet for instance
     * @since 2.0
     */
    default Optional<Boolean> stands(String basis) {
        return Optional.of(false);
    }

    /**
     * The parameters of a client, besides its credentials, that decisions depend on: see {@link ConnectRequest#parameters()}. Over
     * HTTP, Stagedoor does not judge a player again if only other parameters have changed. Must be cheap: Stagedoor
     * calls it for most HTTP requests.
     *
     * @return their names; {@code Optional.empty()} if decisions may depend on any parameter, as the default says
     * @since 1.2
     */
    default Optional<Set<String>> parameters() {
        return Optional.empty();
    }

    /**
     * The current problem of this authenticator, for logs and status: it names the setting and the reason, and never
     * the value of a secret. Must be cheap: Stagedoor calls it about once a minute.
     *
     * @return empty if there is no problem
     */
    default Optional<String> problem() {
        return Optional.empty();
    }

    /**
     * What operators want to know of this authenticator beside its {@linkplain #problem() problem}, for status: the age of keys, or
     * that the last good configuration is in force. Never the value of a secret. Must be cheap: Stagedoor calls it when an operator
     * asks.
     *
     * @return a sentence for each fact, without a full stop; a few at most, for Stagedoor shows no more than sixteen
     * @since 2.0
     */
    default List<String> facts() {
        return List.of();
    }

    /**
     * What this authenticator counts and measures, for metrics. Stagedoor asks whenever somebody reads them, some times a minute, on a thread of its own, and waits
     * half a second at most. Must be cheap: no I/O, and no lock that a decision takes. Two measures of one name have the same kind and the same labels, and differ in a label's value.
     *
     * <p>Stagedoor shows at most 200 of one authenticator. It shows none under a name that is its own, or that an authenticator that was registered earlier gives
     * another kind or other labels. The log says once what is not shown.
     *
     * @return one for each series, the same ones each time; empty for none
     * @since 2.0
     */
    default List<Measure> measures() {
        return List.of();
    }
}
