package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Transport;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the claims let their holder do. A claim that is absent limits nothing. */
final class GrantedClaims {

    private static final Set<Action> ALL_ACTIONS = Set.of(Action.values());
    private static final Set<Transport> ALL_TRANSPORTS = Set.of(Transport.values());

    private GrantedClaims() {}

    static Grant grant(Claims claims, Optional<Instant> expiresAt) {
        return new Grant(
                claims.subject == null ? "" : claims.subject,
                claims.roles == null ? ALL_ACTIONS : actions(claims.roles),
                claims.transports == null ? ALL_TRANSPORTS : transports(claims.transports),
                Optional.ofNullable(claims.rooms).map(Set::copyOf),
                expiresAt,
                claims.name == null ? Map.of() : Map.of("name", claims.name),
                false);
    }

    private static Set<Action> actions(List<String> roles) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        if (roles.contains("red5-publisher")) {
            actions.add(Action.PUBLISH);
            actions.add(Action.SHARE);
        }
        if (roles.contains("red5-subscriber")) {
            actions.add(Action.SUBSCRIBE);
        }
        return actions;
    }

    private static Set<Transport> transports(List<String> names) {
        Set<Transport> transports = EnumSet.noneOf(Transport.class);
        names.forEach(name -> Transport.named(name).ifPresent(transports::add));
        return transports;
    }
}
