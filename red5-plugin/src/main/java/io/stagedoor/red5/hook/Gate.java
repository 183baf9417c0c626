package io.stagedoor.red5.hook;

import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import org.osgi.annotation.versioning.ProviderType;
import org.red5.server.api.IConnection;
import org.red5.server.api.scope.IScope;

/**
 * Judges the requests of Red5's clients. The bridge bundle registers one as an OSGi service; the hooks ask the current one.
 *
 * <p>Thread-safe; called on Red5's threads. An exception is a refusal. A session is the state that a gate gave a
 * client when it let the client in, in JDK types only ({@link Verdict#session()}). The hook keeps it as long as the
 * connection lasts, and hands it to the gate that is current then. A gate refuses a session whose format it does not know.
 * The hook reads nothing of a session but its end, see {@link Verdict#ENDS_AT}.
 */
@ProviderType
public interface Gate {

    /** The version of this package, which the plugin exports to bundles. */
    String VERSION = "4.0.0";

    /** What the names of Stagedoor's own methods begin with, see {@link #command}. */
    String COMMANDS = "stagedoor";

    /** The longest name of such a method, in characters. */
    int MAX_COMMAND = 64;

    /** How many values the arguments of such a call may hold in all, keys included. */
    int MAX_ARGUMENTS = 64;

    /** How many characters the texts of such a call may hold in all. */
    int MAX_ARGUMENT_TEXT = 64 * 1024;

    /**
     * Whether clients of an application are judged at all.
     *
     * @param application the name of the application's scope
     * @return {@code false} only if the configuration says so
     */
    boolean guards(String application);

    /**
     * Judges a client that connects.
     *
     * @param connection the connection, with its connect parameters, before the application has seen it
     * @param scope the scope that it connects to: an application or a room
     * @param arguments the arguments of the connect call; {@code null} when there are none
     * @return a refusal, or an admission with a session: provisional or not, to the scope or to another one of the application
     */
    Verdict connect(IConnection connection, IScope scope, Object[] arguments);

    /**
     * Judges a client that wants to send a stream. The answer to a client that is in provisionally is a refusal, or an admission
     * with the session of an ordinary client. Any of them may name another stream, see {@link Verdict#named}.
     *
     * @param session the client's session
     * @param name the stream's name as the client sent it, with its query
     * @param mode {@code live}, {@code record} or {@code append}, as the client sent it
     */
    Verdict publish(IConnection connection, Map<String, Object> session, String name, String mode);

    /**
     * Judges a client that wants to receive a stream, or to put one into its playlist; one that is in provisionally as {@link
     * #publish} does.
     *
     * @param session the client's session
     * @param name the stream's name as the client sent it, with its query
     */
    Verdict play(IConnection connection, Map<String, Object> session, String name);

    /**
     * Says which name Red5 shall see where a client only mentions a stream that it has not published or played yet, as encoders do by
     * {@code releaseStream} and {@code FCPublish}. This judges nothing and changes nothing: {@link #publish} or {@link #play} follows, and
     * decides.
     *
     * @param session the client's session; not one of a client that is in provisionally
     * @param use {@link Use#PUBLISH} or {@link Use#PLAY}, by what the client calls
     * @param name the stream's name as the client sent it, with its query
     * @return the name that the answer to {@link #publish} or {@link #play} would have, see {@link Verdict#named}, without a query; empty for the
     *     name that the client sent
     * @since 3.0
     */
    Optional<String> mention(IConnection connection, Map<String, Object> session, Use use, String name);

    /**
     * Judges a client that asks for the length of a recording, and thereby whether it exists. Decides as {@link
     * #play}, but by the grant of the client only. No authenticator is asked, because clients ask before they play,
     * and some credentials are valid for one request only.
     *
     * @param session the client's session
     * @param name the recording's name without its query, as of {@link #mention}
     * @param playing whether the client was allowed to play what has this name, and still does
     * @since 1.1
     */
    Verdict length(IConnection connection, Map<String, Object> session, String name, boolean playing);

    /**
     * Judges a client that wants to use a shared object.
     *
     * @param session the client's session
     * @param name the shared object's name
     * @param operation what it wants to do with it
     */
    Verdict share(IConnection connection, Map<String, Object> session, String name, SharedObjectUse operation);

    /**
     * Judges a client that calls a method which Red5's own classes declare and which is not harmless.
     *
     * @param session the client's session
     * @param method the method's name, without Red5's {@code @} prefix
     */
    Verdict call(IConnection connection, Map<String, Object> session, String method);

    /**
     * Judges a request over HTTP to a web application. May take as long as a decision takes.
     *
     * @param sessions the state that gates keep of allowed requests, under names of their own: strings, numbers,
     *     atomic numbers, and maps of these. The hook keeps it from one gate to the next; a gate bounds it
     */
    HttpAnswer http(HttpRequest request, ConcurrentMap<String, Map<String, Object>> sessions);

    /**
     * Answers a call of a method of Stagedoor's own: one whose name begins with {@value #COMMANDS}. The application never
     * sees such a call. The gate is asked only for clients that are in for good. It may take as long as a decision takes.
     *
     * @param session the client's session; {@link Clients#replace} gives the client another one
     * @param method the method's name, at most {@value #MAX_COMMAND} characters
     * @param arguments the arguments of the call: texts, numbers, booleans, {@code null}, and lists and maps of these. The hook
     *     refuses a call with more than {@value #MAX_ARGUMENTS} values or {@value #MAX_ARGUMENT_TEXT} characters in all
     * @since 3.0
     */
    Reply command(IConnection connection, Map<String, Object> session, String method, List<Object> arguments);

    /**
     * Reports a request that the hook has refused without asking: mostly calls and shared object operations of a
     * client without a session.
     *
     * @param attempt what the client tried
     */
    void refused(IConnection connection, Attempt attempt);

    /**
     * Reports that Red5 did not start the stream that {@link #publish} or {@link #play} allowed: a name is taken, a
     * recording does not exist, the stream id was never created. This is not the end of a stream. Must not block.
     *
     * @param session the client's session
     * @param use {@link Use#PUBLISH} or {@link Use#PLAY}
     * @param name the name of the stream as Red5 was asked for it
     * @since 2.0
     */
    void notBegun(IConnection connection, Map<String, Object> session, Use use, String name);

    /**
     * Reports the end of a stream or shared object that {@link #publish}, {@link #play} or {@link #share} allowed, or of the connection. Must not block.
     *
     * @param session the client's session
     */
    void ended(IConnection connection, Map<String, Object> session, Ended end);

    /**
     * Reports the end of a response or WebSocket that was {@linkplain HttpAnswer#watched watched}. Must not block.
     *
     * @param session its session
     * @param reason why Stagedoor ended it; empty if the client, the application or the container did
     * @since 3.0
     */
    void over(Map<String, Object> session, Optional<EndReason> reason, Usage usage);
}
