package io.stagedoor.auth.jwt.internal.token;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Transport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the claims let their holder do. A claim that is absent limits nothing. */
public final class GrantedClaims {

    private static final Set<Action> ALL_ACTIONS = Set.of(Action.values());
    private static final Set<Action> PUBLISHER = Set.of(Action.PUBLISH, Action.SHARE);
    private static final Set<Action> SUBSCRIBER = Set.of(Action.SUBSCRIBE);
    /** Every transport. */
    public static final Set<Transport> ALL_TRANSPORTS = Set.of(Transport.values());

    /** Every set of transports, by the bits of its members: sets of few constants need not be made for each token. */
    private static final List<Set<Transport>> TRANSPORTS = subsets();

    private GrantedClaims() {}

    /** Checks that roles and transports, if present, are not empty. */
    public static void requireRolesAndTransports(Claims claims) throws Refusal {
        requireSomething("roles", claims.roles == null || claims.roles.parts > 0);
        requireSomething("red5-transport", claims.transports == null || claims.transports.parts > 0);
    }

    /** Checks that rooms, if present, are not empty. */
    public static void requireRooms(Claims claims) throws Refusal {
        requireSomething("red5-room", claims.rooms == null || !claims.rooms.names.isEmpty());
    }

    private static void requireSomething(String claim, boolean absentOrSomething) throws Refusal {
        if (!absentOrSomething) {
            throw new Refusal(Reason.MALFORMED_CLAIM, claim + " is empty, or neither a string nor an array of strings");
        }
    }

    /**
     * The grant of the claims, without an end.
     *
     * @param keyId of the key that signed the token; empty if it has no name
     */
    public static Grant.Builder grant(Claims claims, String keyId) {
        Grant.Builder grant = Grant.builder(claims.subjectOrNothing())
                .actions(claims.roles == null ? ALL_ACTIONS : actions(claims.roles))
                .transports(claims.transports == null ? ALL_TRANSPORTS : TRANSPORTS.get(claims.transports.set))
                .attributes(claims.name == null ? Map.of() : Map.of("name", claims.name))
                .holder(TokenHolder.of(
                        claims.subject, claims.issuer, claims.tokenId, claims.sessionId, keyId, claims.issuedAt));
        if (claims.rooms != null) {
            grant.rooms(rooms(claims.rooms.names));
        }
        return grant;
    }

    private static Set<Action> actions(Claims.Roles roles) {
        return actions(roles.publisher, roles.subscriber);
    }

    /** What somebody may do who publishes, or plays, or both. */
    public static Set<Action> actions(boolean publisher, boolean subscriber) {
        if (publisher) {
            return subscriber ? ALL_ACTIONS : PUBLISHER;
        }
        return subscriber ? SUBSCRIBER : Set.of();
    }

    /** The transports of these names; those that nobody knows are left out. */
    public static Set<Transport> transports(List<String> names) {
        int set = 0;
        for (String name : names) {
            Optional<Transport> transport = Transport.named(name);
            set |= transport.isPresent() ? 1 << transport.get().ordinal() : 0;
        }
        return TRANSPORTS.get(set);
    }

    /** Copying one goes by way of a hash set; most tokens name one room. */
    private static Set<String> rooms(List<String> names) {
        return names.size() == 1 ? Set.of(names.get(0)) : Set.copyOf(names);
    }

    private static List<Set<Transport>> subsets() {
        Transport[] all = Transport.values();
        List<Set<Transport>> subsets = new ArrayList<>();
        for (int set = 0; set < 1 << all.length; set++) {
            Set<Transport> members = EnumSet.noneOf(Transport.class);
            for (Transport transport : all) {
                if ((set & 1 << transport.ordinal()) != 0) {
                    members.add(transport);
                }
            }
            subsets.add(Set.copyOf(members));
        }
        return List.copyOf(subsets);
    }
}
