package io.stagedoor.auth.jwt.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.contract.CredentialsContract;
import java.util.List;

class JwtContractTest extends CredentialsContract {

    @Override
    protected Authenticator authenticator() {
        return JwtFixtures.authenticator();
    }

    @Override
    protected Credentials good() {
        return Credentials.of("jwt", "jwt-password", JwtFixtures.withClaims("\"sub\":\"user1\""));
    }

    /** The rooms of a token whose signature holds are no secret: the refusal names them. */
    @Override
    protected Credentials bad(String canary) {
        return Credentials.of(
                canary, canary, JwtFixtures.withClaims("\"red5-room\":\"other\",\"name\":\"" + canary + "\""));
    }

    @Override
    protected List<String> secrets() {
        return List.of(JwtFixtures.SECRET);
    }
}
