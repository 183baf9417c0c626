package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.Grant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Grants made of others. */
final class Grants {

    private Grants() {}

    /** What a client may do that has said who it is, and of whom the backend has not been asked. */
    static Grant ofUnproven(String username) {
        Grant everything = Grant.everything(username);
        return new Grant(
                username,
                everything.actions(),
                everything.transports(),
                everything.rooms(),
                everything.expiresAt(),
                Map.of(Grant.UNPROVEN, "true"),
                true);
    }

    /** The grant with an attribute, if there is a value for it. */
    static Grant with(Grant grant, String attribute, Optional<String> value) {
        if (value.isEmpty()) {
            return grant;
        }
        Map<String, String> attributes = new HashMap<>(grant.attributes());
        attributes.put(attribute, value.get());
        return new Grant(
                grant.subject(),
                grant.actions(),
                grant.transports(),
                grant.rooms(),
                grant.expiresAt(),
                attributes,
                grant.keepsCredentials());
    }
}
