package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Holder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Grants made of others. */
final class Grants {

    private Grants() {}

    /** What a client may do that has named itself, before the backend is asked about it. */
    static Grant ofUnproven(String username) {
        return Grant.everything(username).toBuilder()
                .attributes(Map.of(Grant.UNPROVEN, "true"))
                .keepsCredentials(true)
                .build();
    }

    /** The grant of a client that the backend has confirmed, under the name that the backend was asked about. */
    static Grant proven(Grant grant) {
        Grant.Builder proven = grant.proven().toBuilder();
        if (!grant.subject().isEmpty()) {
            proven.holder(Holder.builder().subject(grant.subject()).build());
        }
        return proven.build();
    }

    /** The grant with an attribute, if there is a value for it. */
    static Grant with(Grant grant, String attribute, Optional<String> value) {
        if (value.isEmpty()) {
            return grant;
        }
        Map<String, String> attributes = new HashMap<>(grant.attributes());
        attributes.put(attribute, value.get());
        return grant.toBuilder().attributes(attributes).build();
    }
}
