package io.stagedoor.core.ticket;

import io.stagedoor.auth.Grant;
import java.time.Instant;

/**
 * What a ticket stands for. Immutable.
 *
 * @param application that it is for: it is worth nothing elsewhere
 * @param authenticator that has granted what it stands for
 * @param configured how that was configured then, see {@code Basis}; empty if it is not known, or has no configuration
 * @param basis as of {@link io.stagedoor.auth.Decision.Standing}; empty if the authenticator did not say
 * @param grant what its holder may do, with the {@linkplain Grant#use use} of the ticket; with {@link Grant#keepsCredentials} if it {@linkplain
 *     #isSettled is settled}
 * @param end when it is worth nothing any more
 * @param since when it was made
 */
public record Ticket(
        String application,
        String authenticator,
        String configured,
        String basis,
        Grant grant,
        Instant end,
        Instant since) {

    /** Whether it is worth nothing any more. */
    public boolean isOver(Instant now) {
        return !now.isBefore(end);
    }

    /** Whether a grant is that of a ticket. */
    public static boolean isTicket(Grant grant) {
        return grant.use().isPresent() && TicketKey.isUse(grant.use().get().id());
    }

    /**
     * Whether a grant is that of a ticket whose authenticator needs the credentials for each stream, which nobody has any more: it was asked about the one
     * stream when the ticket was made.
     */
    public static boolean isSettled(Grant grant) {
        return grant.keepsCredentials() && isTicket(grant);
    }

    /** By whom tickets are counted: one who is known, or a token of somebody unknown. */
    String owner() {
        String subject =
                grant.subject().isEmpty() ? "jti\n" + grant.holder().tokenId().orElse("") : "sub\n" + grant.subject();
        return authenticator + "\n" + grant.holder().issuer().orElse("") + "\n" + subject;
    }

    /** Shows nothing of who has it. */
    @Override
    public String toString() {
        return "Ticket[application=" + application + ", authenticator=" + authenticator + ", end=" + end + "]";
    }
}
