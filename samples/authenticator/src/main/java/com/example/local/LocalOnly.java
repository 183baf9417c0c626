package com.example.local;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Reason;
import org.osgi.service.component.annotations.Component;

/** Lets in who comes from the server's own machine, and nobody else. It answers from memory, and says so. */
@Component(property = {Authenticator.NAME + "=local-only", Authenticator.LOCAL + ":Boolean=true"})
public final class LocalOnly implements Authenticator {

    @Override
    public Decision authenticate(ConnectRequest request) {
        if (request.remoteAddress().equals("127.0.0.1")) {
            return new Decision.Allow(Grant.everything("local"));
        }
        return new Decision.Deny(Reason.BAD_CREDENTIALS, "not from this machine");
    }
}
