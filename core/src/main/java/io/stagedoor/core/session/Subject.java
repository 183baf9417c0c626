package io.stagedoor.core.session;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A proven identity. A subject is unique only together with its issuer.
 *
 * @param issuer as of {@link Holder#issuer}; empty text if the provider names none
 * @param name as of {@link Holder#subject}; not empty
 */
public record Subject(String issuer, String name) {

    /**
     * The subject of a grant.
     *
     * @return empty for a grant whose subject is unknown, or only claimed: nobody takes a place in another's name
     */
    public static Optional<Subject> of(Grant grant) {
        Holder holder = grant.holder();
        String name = holder.subject().orElse(grant.subject());
        return grant.isProven() && !name.isEmpty()
                ? Optional.of(new Subject(holder.issuer().orElse(""), name))
                : Optional.empty();
    }

    /** As {@link #of(Grant)}, of a session as the front end keeps it: reads two entries, and not the whole grant. */
    static Optional<Subject> of(Map<String, Object> session) {
        if (!(session.get(SessionState.GRANT) instanceof Map<?, ?> grant)
                || grant.get("attributes") instanceof Map<?, ?> attributes && attributes.containsKey(Grant.UNPROVEN)) {
            return Optional.empty();
        }
        // As Grant writes it: the subject of the holder, then its issuer.
        List<?> holder = grant.get("holder") instanceof List<?> known ? known : List.of();
        String name =
                text(holder, 0).isEmpty() && grant.get("subject") instanceof String subject ? subject : text(holder, 0);
        return name.isEmpty() ? Optional.empty() : Optional.of(new Subject(text(holder, 1), name));
    }

    private static String text(List<?> list, int index) {
        return list.size() > index && list.get(index) instanceof String text ? text : "";
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return "Subject[***]";
    }
}
