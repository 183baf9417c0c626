package io.stagedoor.core.routing;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.support.turn.Networks;
import io.stagedoor.auth.support.turn.Places;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator's service as long as it is there. One that says it is {@linkplain Authenticator#LOCAL local} is asked on the
 * caller's thread. Any other is asked on threads of its own, so that one that hangs keeps neither a thread of the server past
 * the deadline nor more than {@value #MAX_IN_FLIGHT} threads for clients that come, {@value #MAX_AGAIN} for those that are in, and {@value #MAX_BESIDE} for
 * questions whose answers are only compared.
 */
final class Bound {

    static final int MAX_IN_FLIGHT = 64;

    /** How many questions about clients that are in already may be under way beside those. */
    static final int MAX_AGAIN = 8;

    /** How many questions may be under way whose answers are only compared. */
    static final int MAX_BESIDE = 4;

    /** Ends what is not known, or not yet. */
    static final String UNKNOWN = "?";

    private static final int MOST_CONTENT = 64;

    /** How a service is configured that has no configuration. */
    static final String NOT_CONFIGURED = "-";

    private final Named named;
    private final String shown;
    private final Authenticator authenticator;
    private final long serviceId;
    private final boolean mayBlock;
    /** Null for one that is local. */
    private final @Nullable Lanes lanes;
    /** For questions whose answers are only compared: one that is local is asked there, too. */
    private final Lane beside;

    private final boolean decidesOnStreams;
    /** Callers on threads that serve everyone. */
    private final Places sharing = Places.empty();
    /** Asked for with each decision, and rarely another. */
    private volatile Settings settings;

    private volatile String configured = UNKNOWN;

    private record Settings(long generation, String text) {}

    /**
     * The threads of its own.
     *
     * @param strangers for clients that come
     * @param insiders for clients that are in
     */
    private record Lanes(Lane strangers, Lane insiders) {}

    /**
     * What a service says of itself.
     *
     * @param file that it comes from; empty for none
     * @param credentials the kind about which it decides, see {@link Authenticator#CREDENTIALS}; empty if it does not say
     */
    record Named(String name, String file, String credentials) {}

    Bound(Named named, Authenticator authenticator, long serviceId, boolean local, boolean mayBlock) {
        String name = named.name();
        this.named = named;
        this.shown = "'" + name + "'" + (named.file().isEmpty() ? "" : " (" + named.file() + ")");
        this.authenticator = authenticator;
        this.serviceId = serviceId;
        this.mayBlock = mayBlock;
        this.decidesOnStreams = overridesAuthorize(authenticator);
        this.lanes = local ? null : new Lanes(new Lane(name, MAX_IN_FLIGHT), new Lane(name + "-again", MAX_AGAIN));
        this.beside = new Lane(name + "-beside", MAX_BESIDE);
        this.settings = new Settings(0, serviceId + ".0");
    }

    private static boolean overridesAuthorize(Authenticator authenticator) {
        try {
            return authenticator
                            .getClass()
                            .getMethod("authorize", StreamRequest.class)
                            .getDeclaringClass()
                    != Authenticator.class;
        } catch (ReflectiveOperationException e) { // then nobody knows what it would say
            return true;
        }
    }

    String name() {
        return named.name();
    }

    /** The service's id: services that were registered later have higher ones. */
    long serviceId() {
        return serviceId;
    }

    /** The kind of credentials about which it decides; empty if it does not say. */
    String credentials() {
        return named.credentials();
    }

    /** What an operator knows it by: its name, and the file to look at. */
    String shown() {
        return shown;
    }

    /** Which service this is, and by which of its settings it decides now. */
    String settings() {
        try {
            long generation = authenticator.generation();
            Settings known = settings;
            if (known.generation() != generation) {
                known = new Settings(generation, serviceId + "." + generation);
                settings = known;
            }
            return known.text();
        } catch (Throwable t) { // somebody else's code; what matters is its decision
            return serviceId + "." + UNKNOWN;
        }
    }

    /** What its files say by now, as {@link Authenticator#content} has it; empty if that is not known. */
    String content() {
        try {
            String content = authenticator.content();
            return content != null
                            && content.length() <= MOST_CONTENT
                            && content.chars().allMatch(Bound::isOfContent)
                    ? content
                    : "";
        } catch (Throwable t) { // somebody else's code; what matters is its decision
            return "";
        }
    }

    private static boolean isOfContent(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    /** How the service is configured: another text when it is configured otherwise. */
    String configured() {
        return configured;
    }

    /** Whether it is made of a configuration, as far as is known. */
    boolean isConfigured() {
        return !configured.equals(UNKNOWN) && !configured.equals(NOT_CONFIGURED);
    }

    /** {@code null} for no configuration, which is none of its own, or has just been removed and takes the service along. */
    void configured(@Nullable String text) {
        if (text != null) {
            configured = text;
        } else if (configured.equals(UNKNOWN)) {
            configured = NOT_CONFIGURED;
        }
    }

    /** Whether it decides about each stream itself, and not by the grant alone. */
    boolean decidesOnStreams() {
        return decidesOnStreams;
    }

    /** The parameters that its decisions depend on; empty for any. */
    Optional<Set<String>> parameters() {
        try {
            Optional<Set<String>> parameters = authenticator.parameters();
            return parameters == null ? Optional.empty() : parameters;
        } catch (Throwable t) { // somebody else's code; any parameter is always right
            return Optional.empty();
        }
    }

    /**
     * Whether what an allowance rests on still stands.
     *
     * @return empty if nobody can tell
     */
    Optional<Boolean> stands(String basis) {
        try {
            Optional<Boolean> stands = authenticator.stands(basis);
            return stands == null ? Optional.empty() : stands;
        } catch (Throwable t) { // somebody else's code
            return Optional.empty();
        }
    }

    /** Whether it is known how the service is configured, or that it is not. */
    boolean isLookedAt() {
        return !configured.equals(UNKNOWN);
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /**
     * Asks the authenticator.
     *
     * @param address the client's, in text form
     * @param deadline says how long the answer may take; not asked by an authenticator that is local
     * @param most how many callers of the caller's kind may wait for one that is not local
     * @param mayWait whether the caller may wait at all
     * @return what it answered; {@link Decision.Unavailable} when the time is up
     * @throws ExecutionException with what the authenticator threw as its cause
     */
    Decision ask(
            Function<Authenticator, Decision> question,
            String address,
            Supplier<Duration> deadline,
            IntSupplier most,
            boolean mayWait)
            throws ExecutionException, InterruptedException {
        if (lanes == null) {
            return here(question);
        }
        Lane lane = lanes.strangers();
        int bound = most.getAsInt();
        if (bound == Integer.MAX_VALUE) {
            return elsewhere(lane, question, address, deadline, mayWait);
        }
        ByteBuffer network = Networks.key(address);
        if (!sharing.enter(network, bound)) {
            return new Decision.Unavailable("too many HTTP requests wait for this authenticator (" + bound
                    + " in all, or half as many from one network); raise maxThreads of Tomcat's connector, or make the"
                    + " authenticator faster");
        }
        try {
            return elsewhere(lane, question, address, deadline, mayWait);
        } finally {
            sharing.leave(network);
        }
    }

    private Decision elsewhere(
            Lane lane,
            Function<Authenticator, Decision> question,
            String address,
            Supplier<Duration> deadline,
            boolean mayWait)
            throws ExecutionException, InterruptedException {
        if (!mayBlock) {
            return new Decision.Unavailable(
                    "not asked: this Red5 serves all RTMP clients with one worker, which must not wait for this"
                            + " authenticator; set rtmp.executor.core_pool_size=16 in conf/red5.properties");
        }
        if (!mayWait) {
            return new Decision.Unavailable(
                    "not asked: the request came on a thread that reads for all clients, which must not wait");
        }
        return lane.ask(() -> question.apply(authenticator), address, deadline.get());
    }

    /**
     * Asks the authenticator about a client that is in already, on a thread that the caller may keep waiting. Clients that come do not
     * stand in the way of this.
     *
     * @param address the client's, in text form
     * @param deadline says how long the answer may take; not asked by an authenticator that is local
     * @return what it answered; {@link Decision.Unavailable} when the time is up
     * @throws ExecutionException with what the authenticator threw as its cause
     */
    Decision askAgain(Function<Authenticator, Decision> question, String address, Supplier<Duration> deadline)
            throws ExecutionException, InterruptedException {
        return lanes == null
                ? here(question)
                : lanes.insiders().ask(() -> question.apply(authenticator), address, deadline.get());
    }

    /**
     * Asks the authenticator what it would say. On threads that are for nothing else, whether it says that it is local or not: nobody vouches for it yet.
     *
     * @param address the client's, in text form
     * @param deadline says how long the answer may take
     * @return what it answered; {@link Decision.Unavailable} when the time is up
     * @throws ExecutionException with what the authenticator threw as its cause
     */
    Decision askBeside(Function<Authenticator, Decision> question, String address, Supplier<Duration> deadline)
            throws ExecutionException, InterruptedException {
        return beside.ask(() -> question.apply(authenticator), address, deadline.get());
    }

    private Decision here(Function<Authenticator, Decision> question) throws ExecutionException {
        try {
            return question.apply(authenticator);
        } catch (Throwable t) { // somebody else's code: the dispatcher decides what to make of it
            throw new ExecutionException(t);
        }
    }

    /** The service is gone: questions under way are answered, further ones are not asked. */
    void close() {
        beside.close();
        if (lanes != null) {
            lanes.strangers().close();
            lanes.insiders().close();
        }
    }
}
