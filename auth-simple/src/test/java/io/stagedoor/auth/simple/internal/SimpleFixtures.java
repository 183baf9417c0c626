package io.stagedoor.auth.simple.internal;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.auth.simple.file.CredentialsFile;
import io.stagedoor.auth.simple.internal.login.Accounts;
import io.stagedoor.auth.simple.internal.login.Hashing;
import io.stagedoor.auth.simple.internal.login.KeyedDigest;
import io.stagedoor.auth.simple.internal.login.LoginJudge;
import io.stagedoor.auth.simple.internal.login.Throttle;
import io.stagedoor.auth.support.Requests;
import io.stagedoor.auth.support.property.Properties;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Files, configurations and logins. */
public final class SimpleFixtures {

    public static final String PASSWORD = "cOrrect-h0rse ~battery";
    /** Of {@link #PASSWORD}, cheap: python3, argon2-cffi, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1). */
    public static final String HASH =
            "$argon2id$v=19$m=64,t=1,p=1$dy+JPST+CknVpBAn00HTuw$PMZoEBI47OQ26v5/TiArc6eULvSPodoHHFunhrZtpbY";

    public static final String ADDRESS = "192.0.2.1";

    private SimpleFixtures() {}

    public static Map<String, Object> properties(Object... changes) {
        Map<String, Object> properties = new HashMap<>(Map.of("name", "live-users"));
        for (int i = 0; i < changes.length; i += 2) {
            properties.put((String) changes[i], changes[i + 1]);
        }
        return properties;
    }

    public static Settings settings(Object... changes) {
        return Settings.of(new Properties(SimpleConfig.class, properties(changes)), Path.of("/red5"));
    }

    /** What outlives a reading of the file. */
    public static LoginJudge.Guard guard(Settings settings, FakeTime time) {
        return new LoginJudge.Guard(
                new KeyedDigest(),
                new Throttle(settings.limits(), time),
                new Throttle(settings.limits(), time),
                new Hashing(settings.hashes()));
    }

    public static Accounts accounts(String file, Settings settings, FakeTime time) {
        CredentialsFile read = CredentialsFile.read(file.getBytes(StandardCharsets.UTF_8));
        return new Accounts(read, settings.memory(), settings.rememberedLogins(), time);
    }

    public static ConnectRequest request(String username, String password, String address, Clock clock) {
        return request(username, password, address, clock.instant().plusSeconds(5), Protocol.RTMP, "");
    }

    public static ConnectRequest request(
            String username, String password, String address, Instant deadline, Protocol protocol, String room) {
        return Requests.connect(Credentials.of(username, password, null), protocol, room, deadline).toBuilder()
                .remoteAddress(address)
                .build();
    }

    public static Optional<Reason> refusal(Authenticator authenticator, ConnectRequest request) {
        return refusal(authenticator.authenticate(request));
    }

    /** Why a client is refused; empty when it is let in. */
    public static Optional<Reason> refusal(Decision decision) {
        return Requests.refusal(decision);
    }
}
