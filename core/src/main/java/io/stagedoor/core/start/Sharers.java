package io.stagedoor.core.start;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.TokenUse;
import io.stagedoor.core.limit.Key;
import io.stagedoor.core.limit.Token;
import io.stagedoor.core.session.Subject;
import io.stagedoor.core.settings.LimitSettings;
import io.stagedoor.core.ticket.Ticket;
import java.util.Optional;

/** Says with whom a client shares places. */
final class Sharers {

    /** Where those share places whose grant is good for one client at a time: in no application of their own. */
    static final String ONE_CLIENT = "";

    private Sharers() {}

    /** Whether a grant is good for one client at a time. */
    static boolean isForOneClient(Grant grant) {
        return grant.use().isPresent() && grant.use().get().times() == TokenUse.Times.ONE_CLIENT;
    }

    /** Those who may use a grant that is good for one client at a time. */
    static Key oneClient(Grant grant) {
        return Key.of(ONE_CLIENT, grant.use().orElseThrow().id());
    }

    /** Those who share places with a client that begins; empty if it is not known with whom. */
    static Optional<Key> key(Start start, Action action) {
        return key(
                start.settings().limits(), action, start.stream().application(), start.authenticator(), start.grant());
    }

    /** Those who share places with a client; empty if it is not known with whom. */
    static Optional<Key> key(
            LimitSettings limits, Action action, String application, String authenticator, Grant grant) {
        String what = action.name();
        return switch (limits.by()) {
            case SUBJECT ->
                Subject.of(grant)
                        .map(subject -> Key.of(
                                application,
                                what,
                                subject.issuer(),
                                subject.issuer().isEmpty() ? authenticator : "",
                                subject.name()));
            case TOKEN ->
                (Ticket.isTicket(grant) ? Token.behind(authenticator, grant) : Token.of(authenticator, grant))
                        .map(token -> token.key(application, what));
            case CLAIM ->
                Optional.ofNullable(grant.attributes().get(limits.claim()))
                        .filter(text -> grant.isProven() && !text.isEmpty())
                        .map(text -> Key.of(application, what, limits.claim(), text));
        };
    }
}
