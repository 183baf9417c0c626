package io.stagedoor.core.question;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Purpose;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.audit.AuditEntry;
import io.stagedoor.core.audit.AuditEvent;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Outcome;
import io.stagedoor.core.routing.Route;
import io.stagedoor.core.session.Entry;
import io.stagedoor.core.shadow.Comparison;
import io.stagedoor.core.shadow.Question;
import io.stagedoor.core.shadow.Said;
import io.stagedoor.core.shadow.Shadows;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Has authenticators asked beside those who decide, about the same client and by the same code, for the purpose {@code SHADOW}: after the decision, which does not
 * wait for it. Only what authenticators decide is compared: limits, tokens for one use and modes hold whoever decides. Thread-safe.
 */
public final class Shadowing {

    /** A grant is kept as long as its client is in; one with longer texts is not. */
    private static final int MOST_CHARACTERS = 16_384;

    private static final String NOT_KNOWN =
            "nobody was asked beside when the client connected, or what was answered is not known: it connected before the shadow was configured as it is, or"
                    + " the question was dropped";

    private final Shadows shadows;
    private final Dispatcher deciding;
    private final Dispatcher beside;
    private final Requests requests;

    public Shadowing(Shadows shadows, Dispatcher dispatcher, Clock clock) {
        this.shadows = shadows;
        this.deciding = dispatcher;
        this.beside = dispatcher.beside();
        this.requests = new Requests(beside, clock, () -> Integer.MAX_VALUE);
    }

    /**
     * What a client wants with a stream.
     *
     * @param mode as of {@link io.stagedoor.auth.StreamRequest}
     */
    public record Use(Action action, StreamPath path, String mode) {}

    /** What is asked once the client would be admitted. */
    @FunctionalInterface
    private interface Then {
        Answer ask(Answer connected, ConnectRequest connect, Route route);
    }

    /**
     * A client has connected, or was refused.
     *
     * @param decided what its authenticators said
     * @param entry that was written
     * @param in the client, if it is in now; else {@code null}
     */
    public void connect(Route route, ConnectRequest connect, Outcome decided, AuditEntry entry, @Nullable Entry in) {
        ask(route, connect, decided, entry, in, (connected, request, its) -> connected);
    }

    /** The same of one that comes for the room of its path, and is asked about nothing else. */
    void enter(Route route, ConnectRequest connect, Outcome decided, AuditEntry entry) {
        ask(route, connect, decided, entry, null, (connected, request, its) -> Requests.entering(connected, request));
    }

    /** The same of one that says with its wish for a stream who it is. */
    public void connect(
            Route route, ConnectRequest connect, Use use, Outcome decided, AuditEntry entry, @Nullable Entry in) {
        ask(route, connect, decided, entry, in, (connected, request, its) -> stream(connected, request, use, its));
    }

    private void ask(
            Route route, ConnectRequest connect, Outcome decided, AuditEntry entry, @Nullable Entry in, Then then) {
        Comparison comparison = connect.purpose().changesNothing() ? null : shadows.of(route, connect.protocol());
        AuditEvent line = entry.written();
        if (comparison == null || line == null) {
            return;
        }
        CompletableFuture<Optional<Entry.Beside>> held = new CompletableFuture<>();
        if (in != null) {
            in.beside(held);
        }
        Callable<Said> question = () -> {
            Route its = route.asShadow();
            ConnectRequest request = asked(connect, route);
            Answer connected = requests.connected(beside.authenticate(its, request), request);
            held.complete(state(comparison, connected, connect));
            return said(then.ask(connected, request, its));
        };
        shadows.ask(
                comparison,
                new Question(
                        line,
                        last(decided, connect.deadline()),
                        connect.credentials(),
                        CompletableFuture.completedFuture(null),
                        question,
                        () -> held.complete(Optional.empty())));
    }

    /**
     * A client that is in wants something with a stream.
     *
     * @param in the client; {@code null} if it has gone
     * @param deadline of the decision
     */
    public void stream(
            Route route,
            Protocol protocol,
            Use use,
            Outcome decided,
            Instant deadline,
            Credentials shown,
            AuditEntry entry,
            @Nullable Entry in) {
        Comparison comparison = shadows.of(route, protocol);
        AuditEvent line = entry.written();
        if (comparison == null || line == null || decided.authenticator().isEmpty()) {
            return;
        }
        CompletableFuture<Optional<Entry.Beside>> held =
                in == null ? CompletableFuture.completedFuture(Optional.empty()) : in.beside();
        shadows.ask(
                comparison,
                new Question(
                        line,
                        last(decided, deadline),
                        shown,
                        held,
                        () -> said(held.join()
                                .filter(state -> state.comparison() == comparison)
                                .map(state -> stream(state, use, route.asShadow()))
                                .orElseGet(() -> Answer.refused(unknown(route)))),
                        () -> {}));
    }

    private Answer stream(Entry.Beside state, Use use, Route route) {
        Outcome connected = new Outcome(state.decision(), state.authenticator(), route.generation(), "");
        Answer answer = state.decision() instanceof Decision.Allow allow
                ? new Answer(connected, Optional.of(allow.grant()))
                : Answer.refused(connected);
        return stream(answer, asked(state.connect(), route), use, route);
    }

    private Answer stream(Answer connected, ConnectRequest connect, Use use, Route route) {
        return connected.allowed()
                ? requests.stream(connected, connect, use.action(), use.path(), use.mode(), route)
                : connected;
    }

    private ConnectRequest asked(ConnectRequest connect, Route route) {
        return ConnectRequest.builder(
                        connect.connectionId(), connect.protocol(), connect.path(), requests.deadline(route))
                .credentials(connect.credentials())
                .remoteAddress(connect.remoteAddress())
                .userAgent(connect.userAgent())
                .parameters(connect.parameters())
                .purpose(Purpose.SHADOW)
                .build();
    }

    /** What counts in the end: an authenticator may confirm later what it has allowed. */
    private CompletionStage<Outcome> last(Outcome decided, Instant deadline) {
        return decided.decision() instanceof Decision.Allow allow
                        && allow.confirmation().isPresent()
                ? deciding.confirmation(decided, deadline)
                : CompletableFuture.completedFuture(decided);
    }

    private static Optional<Entry.Beside> state(Comparison comparison, Answer connected, ConnectRequest connect) {
        Optional<Grant> grant = connected.grant();
        if (grant.filter(one -> length(one) > MOST_CHARACTERS).isPresent()) {
            return Optional.empty();
        }
        boolean keeps = grant.map(Grant::keepsCredentials).orElse(false);
        return Optional.of(new Entry.Beside(
                comparison,
                connected.authenticator(),
                keeps ? connect : connect.with(Credentials.NONE),
                connected.decision()));
    }

    private static int length(Grant grant) {
        int length = grant.subject().length();
        for (Map.Entry<String, String> attribute : grant.attributes().entrySet()) {
            length += attribute.getKey().length() + attribute.getValue().length();
        }
        return length
                + grant.rooms().map(rooms -> String.join("", rooms).length()).orElse(0);
    }

    private static Outcome unknown(Route route) {
        return new Outcome(new Decision.Unavailable(NOT_KNOWN), "", route.generation(), "");
    }

    private static Said said(Answer answer) {
        return new Said(
                answer.outcome(), answer.grant().map(Grant::subject).orElseGet(() -> subject(answer.decision())));
    }

    private static String subject(Decision decision) {
        if (!(decision instanceof Decision.Deny deny)) {
            return "";
        }
        return deny.subject().isEmpty() ? deny.claimed() : deny.subject();
    }
}
