package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.contract.CredentialsContract;
import io.stagedoor.auth.simple.internal.login.LoginJudge;
import java.time.Clock;
import java.util.List;

class SimpleContractTest extends CredentialsContract {

    private static final String FILE = "bob " + SimpleFixtures.HASH + "\namy pl\u00e4in-cAnary\n";

    @Override
    protected Authenticator authenticator() {
        FakeTime time = new FakeTime();
        Settings settings = SimpleFixtures.settings();
        SimpleAuthenticator authenticator = new SimpleAuthenticator();
        authenticator
                .inForce()
                .judgeBy(new LoginJudge(
                        SimpleFixtures.accounts(FILE, settings, time),
                        SimpleFixtures.guard(settings, time),
                        settings.patience(),
                        Clock.systemUTC()));
        return authenticator;
    }

    @Override
    protected Credentials good() {
        return Credentials.of("bob", SimpleFixtures.PASSWORD, null);
    }

    @Override
    protected Credentials bad(String canary) {
        return Credentials.of("amy", canary, canary);
    }

    @Override
    protected List<String> secrets() {
        return List.of(SimpleFixtures.HASH, "pl\u00e4in-cAnary", SimpleFixtures.HASH.substring(32));
    }
}
