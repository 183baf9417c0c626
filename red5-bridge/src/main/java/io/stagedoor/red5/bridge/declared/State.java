package io.stagedoor.red5.bridge.declared;

import io.stagedoor.auth.Authenticator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceRegistration;

/** The state of one declaration. */
final class State {

    /** Null for one that cannot be understood, or makes nothing. */
    final @Nullable Translation translation;

    @Nullable
    ServiceRegistration<Authenticator> validator;

    boolean authenticatorsMade;

    /** Whether its application's configuration was made, whatever has become of it since. */
    boolean applicationMade;

    boolean inForce;

    State(@Nullable Translation translation) {
        this.translation = translation;
    }

    boolean isWaiting() {
        return translation != null && !inForce;
    }

    /** Its application is gone, or this bundle is going. */
    void withdraw() {
        if (validator == null) {
            return;
        }
        try {
            validator.unregister();
        } catch (IllegalStateException e) {
            // The framework was faster: a bundle that stops loses its services.
            validator = null;
        }
    }
}
