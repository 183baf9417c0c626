package io.stagedoor.auth;

import java.util.Collection;
import java.util.stream.Collectors;

/** Says what a grant is limited to, for details of refusals: bounded, for names of rooms may be long and many. */
final class Limits {

    private static final int MOST = 5;
    private static final int LONGEST = 48;

    private Limits() {}

    static String role(Grant grant) {
        return grant.actions().isEmpty()
                ? "no known role is granted; a token's roles are called red5-publisher and red5-subscriber"
                : "granted is " + names(grant.actions()) + " only";
    }

    static String transport(Grant grant, Protocol protocol) {
        return (grant.transports().isEmpty()
                        ? "no known transport is granted"
                        : "granted is " + names(grant.transports()) + " only")
                + "; the client comes by " + protocol;
    }

    static String room(Grant grant) {
        Collection<String> rooms = grant.rooms().orElseThrow();
        return rooms.isEmpty()
                ? "no room is granted"
                : "granted is " + (rooms.size() == 1 ? "the room " : "the rooms ")
                        + rooms.stream()
                                .sorted()
                                .limit(MOST)
                                .map(room -> "'" + cut(room) + "'")
                                .collect(Collectors.joining(", "))
                        + (rooms.size() > MOST ? " and " + (rooms.size() - MOST) + " more" : " only");
    }

    private static String names(Collection<? extends Enum<?>> constants) {
        return constants.stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
    }

    private static String cut(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
    }
}
