package com.example.local;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.contract.AuthenticatorContract;
import java.util.List;

/** The contract of all authenticators. */
class LocalOnlyTest extends AuthenticatorContract {

    @Override
    protected Authenticator authenticator() {
        return new LocalOnly();
    }

    @Override
    protected ConnectRequest admitted() {
        return client("127.0.0.1", Credentials.NONE);
    }

    @Override
    protected List<ConnectRequest> refused() {
        return List.of(client("192.0.2.7", Credentials.NONE), client("", Credentials.NONE));
    }
}
