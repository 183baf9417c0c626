package io.stagedoor.http.logout;

import io.stagedoor.auth.Secret;
import io.stagedoor.core.logout.Logouts;
import java.util.Optional;

/** Who is told what identity providers send: as {@link Logouts#logout}. */
@FunctionalInterface
public interface LogoutReceiver {

    /**
     * Does what a logout token says.
     *
     * @param application by whose address it came
     * @param address of the sender
     * @param token as it was sent; empty for none
     */
    Logouts.Answer logout(String application, String address, Optional<Secret> token);
}
