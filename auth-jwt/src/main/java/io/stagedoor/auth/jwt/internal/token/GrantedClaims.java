package io.stagedoor.auth.jwt.internal.token;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Transport;
import java.time.Instant;
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
    private static final Set<Transport> ALL_TRANSPORTS = Set.of(Transport.values());

    /** Every set of transports, by the bits of its members: sets of few constants need not be made for each token. */
    private static final List<Set<Transport>> TRANSPORTS = subsets();

    private GrantedClaims() {}

    /** Sees to it that roles and transports, where they are there, say something. */
    public static void requireRolesAndTransports(Claims claims) throws Refusal {
        requireSomething("roles", claims.roles == null || claims.roles.parts > 0);
        requireSomething("red5-transport", claims.transports == null || claims.transports.parts > 0);
    }

    /** Sees to it that rooms, where they are there, say something. */
    public static void requireRooms(Claims claims) throws Refusal {
        requireSomething("red5-room", claims.rooms == null || !claims.rooms.names.isEmpty());
    }

    private static void requireSomething(String claim, boolean absentOrSomething) throws Refusal {
        if (!absentOrSomething) {
            throw new Refusal(Reason.MALFORMED_CLAIM, claim + " is empty, or neither a string nor an array of strings");
        }
    }

    /**
     * The grant of the claims.
     *
     * @param expiresAt until when publish and play are allowed; empty for no end
     */
    public static Grant grant(Claims claims, Optional<Instant> expiresAt) {
        return new Grant(
                claims.subjectOrNothing(),
                claims.roles == null ? ALL_ACTIONS : actions(claims.roles),
                claims.transports == null ? ALL_TRANSPORTS : TRANSPORTS.get(claims.transports.set),
                Optional.ofNullable(claims.rooms).map(rooms -> rooms(rooms.names)),
                expiresAt,
                claims.name == null ? Map.of() : Map.of("name", claims.name),
                false);
    }

    private static Set<Action> actions(Claims.Roles roles) {
        if (roles.publisher) {
            return roles.subscriber ? ALL_ACTIONS : PUBLISHER;
        }
        return roles.subscriber ? SUBSCRIBER : Set.of();
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
