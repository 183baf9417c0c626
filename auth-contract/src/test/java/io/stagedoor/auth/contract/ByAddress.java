package io.stagedoor.auth.contract;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import java.util.List;

/** The contract of an authenticator that judges by the address. */
class ByAddress extends AuthenticatorContract {

    static final String HERE = "127.0.0.1";

    private final Authenticator authenticator;

    ByAddress(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    protected Authenticator authenticator() {
        return authenticator;
    }

    @Override
    protected ConnectRequest admitted() {
        return client(HERE, Credentials.NONE);
    }

    @Override
    protected List<ConnectRequest> refused() {
        return List.of(client("192.0.2.7", Credentials.NONE));
    }
}
