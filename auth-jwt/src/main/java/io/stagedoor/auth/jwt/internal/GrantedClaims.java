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
    private static final Set<Action> PUBLISHER = Set.of(Action.PUBLISH, Action.SHARE);
    private static final Set<Action> SUBSCRIBER = Set.of(Action.SUBSCRIBE);
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
        if (roles.contains("red5-publisher")) {
            return roles.contains("red5-subscriber") ? ALL_ACTIONS : PUBLISHER;
        }
        return roles.contains("red5-subscriber") ? SUBSCRIBER : Set.of();
    }

    private static Set<Transport> transports(List<String> names) {
        Set<Transport> transports = EnumSet.noneOf(Transport.class);
        for (String name : names) {
            Transport.named(name).ifPresent(transports::add);
        }
        return transports;
    }
}
