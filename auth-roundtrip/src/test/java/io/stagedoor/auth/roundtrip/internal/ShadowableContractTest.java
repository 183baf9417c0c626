package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.contract.CredentialsContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A backend that may be asked for nobody changes nothing by that. */
class ShadowableContractTest extends CredentialsContract {

    private static final String SIGNING = "siGning-5ecret.that~is!long enough, and of no use";

    private TestBackend backend;
    private RoundTripAuthenticator authenticator;

    @BeforeEach
    void start() {
        // Repeats what it was sent when it says no: nothing of that may come through either.
        backend = new TestBackend(asked -> asked.member("username").equals("good")
                ? TestBackend.yes()
                : new TestBackend.Reply(
                        asked.body().length() % 2 == 0 ? 200 : 403, "{\"result\":" + asked.body() + "}"));
        backend.remembers = false;
        authenticator = RoundTripFixtures.authenticator(
                RoundTripFixtures.settings(backend, "signingSecret", SIGNING, "sendContext", true, "shadowable", true));
    }

    @AfterEach
    void stop() {
        authenticator.close();
        backend.close();
    }

    @Override
    protected Authenticator authenticator() {
        return authenticator;
    }

    @Override
    protected Credentials good() {
        return Credentials.of("good", "g00d-password", "good-token");
    }

    @Override
    protected Credentials bad(String canary) {
        return Credentials.of("bad", canary, canary);
    }

    @Override
    protected List<String> secrets() {
        return List.of(SIGNING);
    }
}
