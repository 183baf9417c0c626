package io.stagedoor.auth;

import java.util.Collection;
import java.util.stream.Collectors;

/** Texts on the limits of a grant, for the details of refusals. Their length is bounded, because rooms may be many and have long names. */
final class Limits {

    private static final int MOST = 5;
    private static final int LONGEST = 48;

    private Limits() {}

    static String role(Grant grant) {
        return grant.actions().isEmpty()
                ? "the grant has no known role; the roles of a token are red5-publisher and red5-subscriber"
                : "the grant allows only " + names(grant.actions());
    }

    static String transport(Grant grant, Protocol protocol) {
        return (grant.transports().isEmpty()
                        ? "the grant has no known transport"
                        : "the grant allows only " + names(grant.transports()))
                + "; the client uses " + protocol;
    }

    static String room(Grant grant) {
        Collection<String> rooms = grant.rooms().orElseThrow();
        return rooms.isEmpty()
                ? "the grant has no room"
                : "the grant allows only " + (rooms.size() == 1 ? "the room " : "the rooms ")
                        + rooms.stream()
                                .sorted()
                                .limit(MOST)
                                .map(room -> "'" + cut(room) + "'")
                                .collect(Collectors.joining(", "))
                        + (rooms.size() > MOST ? " and " + (rooms.size() - MOST) + " more" : "");
    }

    static String stream(Grant grant) {
        return "the grant allows only the stream '" + cut(grant.stream().orElseThrow()) + "'";
    }

    private static String names(Collection<? extends Enum<?>> constants) {
        return constants.stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
    }

    private static String cut(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
    }
}
