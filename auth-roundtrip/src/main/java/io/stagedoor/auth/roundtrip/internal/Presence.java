package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import java.nio.charset.StandardCharsets;

/** What is looked at when a client connects: whether it has credentials that the backend can be asked with. */
final class Presence {

    private static final int MAX_CREDENTIALS_BYTES = 1 << 16;

    private Presence() {}

    static Decision of(ConnectRequest request, boolean tokenRequired) {
        Credentials credentials = request.credentials();
        if (credentials.username().isEmpty() || credentials.password().isEmpty()) {
            return new Decision.Abstain();
        }
        if (tokenRequired && credentials.token().isEmpty()) {
            return new Decision.Deny(Reason.NO_CREDENTIALS, Settings.TOKEN_REQUIRED + ": the client sent no token");
        }
        String username = credentials.username().get();
        if (size(credentials) > MAX_CREDENTIALS_BYTES) {
            return new Decision.Deny(
                    Reason.BAD_CREDENTIALS, "the credentials are longer than " + MAX_CREDENTIALS_BYTES + " bytes");
        }
        if (!isText(username)) {
            return new Decision.Deny(Reason.BAD_CREDENTIALS, "the user name has an unpaired surrogate");
        }
        return new Decision.Allow(Grants.ofUnproven(username));
    }

    private static int size(Credentials credentials) {
        return credentials.username().orElse("").length()
                + credentials.password().map(Secret::length).orElse(0)
                + credentials.token().map(Secret::length).orElse(0);
    }

    /** JSON cannot carry an unpaired surrogate, and a replacement would be the name of another user. */
    private static boolean isText(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
