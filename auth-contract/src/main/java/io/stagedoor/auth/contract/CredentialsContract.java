package io.stagedoor.auth.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an authenticator keeps that judges clients by their credentials: all of {@link AuthenticatorContract}, and whoever has bad
 * credentials or none stays out. A provider's test extends this class, and says which authenticator and which credentials.
 */
public abstract class CredentialsContract extends AuthenticatorContract {

    private static final String ADDRESS = "192.0.2.7";

    /** For the tests of providers. */
    protected CredentialsContract() {}

    /** Credentials that the authenticator lets in, and lets do {@link #action} in the room of {@link #request}. */
    protected abstract Credentials good();

    /**
     * Credentials of the authenticator's own kind that it refuses, at connect or at {@link #action}.
     *
     * @param canary stands in each part that the credentials have: the contract looks for it in all that is shown
     */
    protected abstract Credentials bad(String canary);

    /** The request of a client with these credentials. Override it for an authenticator that decides by more than credentials. */
    protected ConnectRequest request(Credentials credentials) {
        return client(ADDRESS, credentials);
    }

    @Override
    protected final ConnectRequest admitted() {
        return request(good());
    }

    @Override
    protected final List<ConnectRequest> refused() {
        return List.of(request(bad(CANARY)));
    }

    @Test
    void denies_bad_credentials() {
        assertThat(decide(authenticator(), request(bad(CANARY)))).isInstanceOf(Decision.Deny.class);
    }

    @Test
    void keeps_a_client_without_credentials_out() {
        assertThat(decide(authenticator(), request(Credentials.NONE)))
                .isNotNull()
                .isNotInstanceOf(Decision.Allow.class);
    }
}
