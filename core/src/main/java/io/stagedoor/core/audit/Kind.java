package io.stagedoor.core.audit;

/**
 * The common properties of events that the log sums up in one line.
 *
 * @param who the subject of what was granted; else the network that it came from
 */
record Kind(
        String who,
        String application,
        String protocol,
        String action,
        String authenticator,
        String decision,
        String reason) {

    /** For events of whatever kind, when there are too many kinds. */
    static final Kind OTHERS = new Kind("", "", "", "", "", "", "");

    private static final int NETWORK_GROUPS = 4;

    /** By the subject, or who it says it is, wherever it comes from; by its network if it has neither. */
    static Kind bySubject(AuditEvent event) {
        return of(event, event.subject().isEmpty() ? claimant(event) : event.subject());
    }

    /** A name that somebody says and a subject of the same name are two. */
    private static String claimant(AuditEvent event) {
        return event.claimed().isEmpty() ? network(event.address()) : "claimed " + event.claimed();
    }

    /** By the network, whatever name a client gives. */
    static Kind byNetwork(AuditEvent event) {
        return of(event, network(event.address()));
    }

    private static Kind of(AuditEvent event, String who) {
        return new Kind(
                who,
                event.application(),
                event.protocol(),
                event.action(),
                event.authenticator(),
                event.decision(),
                event.reason());
    }

    /** The address; of IPv6, where one client has as many as it likes, its first 64 bits. */
    static String network(String address) {
        int end = -1;
        for (int group = 0; group < NETWORK_GROUPS; group++) {
            int colon = address.indexOf(':', end + 1);
            if (colon < 0) {
                return address;
            }
            if (colon == end + 1) {
                return address.substring(0, colon); // the rest of the network is noughts
            }
            end = colon;
        }
        return address.substring(0, end);
    }
}
