package io.stagedoor.auth.contract;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Credentials;

/** The contract of an authenticator that judges by the password. */
class ByPassword extends CredentialsContract {

    static final String PASSWORD = "open-5esame";

    private final Authenticator authenticator;

    ByPassword(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    protected Authenticator authenticator() {
        return authenticator;
    }

    @Override
    protected Credentials good() {
        return Credentials.of("bob", PASSWORD, null);
    }

    @Override
    protected Credentials bad(String canary) {
        return Credentials.of("bob", canary, null);
    }
}
