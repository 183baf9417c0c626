package io.stagedoor.auth.roundtrip.internal;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.StreamRequest;
import io.stagedoor.auth.roundtrip.internal.settings.Settings;
import io.stagedoor.auth.support.property.Properties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Configurations and requests. */
public final class RoundTripFixtures {

    public static final String PASSWORD = "pAssw0rd-canary";
    public static final String TOKEN = "tOken-canary";
    public static final Duration PAUSE = Duration.ofMillis(20);

    private RoundTripFixtures() {}

    /** Properties as pairs of name and value, and a name. */
    public static Map<String, Object> properties(Object... pairs) {
        Map<String, Object> properties = new HashMap<>(Map.of("name", "live-roundtrip"));
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put((String) pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    public static Settings settings(Object... pairs) {
        Map<String, Object> properties = properties(pairs);
        return Settings.of(new Properties(RoundTripConfig.class, properties));
    }

    public static Settings settings(TestBackend backend, Object... pairs) {
        Map<String, Object> properties = properties(pairs);
        properties.put("validateUrl", backend.url(TestBackend.VALIDATE));
        properties.put("invalidateUrl", backend.url(TestBackend.INVALIDATE));
        return Settings.of(new Properties(RoundTripConfig.class, properties));
    }

    public static RoundTripAuthenticator authenticator(Settings settings) {
        return authenticator(settings, Clock.systemUTC());
    }

    public static RoundTripAuthenticator authenticator(Settings settings, Clock clock) {
        RoundTripAuthenticator authenticator = new RoundTripAuthenticator(
                clock, () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos(), PAUSE);
        authenticator.ask(settings);
        return authenticator;
    }

    public static ConnectRequest connect(String connection, Credentials credentials) {
        return connect(connection, credentials, "192.0.2.7");
    }

    public static ConnectRequest connect(String connection, Credentials credentials, String address) {
        return ConnectRequest.builder(
                        connection,
                        Protocol.RTMP,
                        StreamPath.of("live", "room1").orElseThrow(),
                        Instant.now().plusSeconds(60))
                .credentials(credentials)
                .remoteAddress(address)
                .userAgent("FMLE/3.0")
                .build();
    }

    public static ConnectRequest connect(String username) {
        return connect("connection-" + username, Credentials.of(username, PASSWORD, TOKEN));
    }

    public static StreamRequest publish(String username) {
        return stream(connect(username), Action.PUBLISH, "stream1", "live");
    }

    public static StreamRequest play(String username) {
        return stream(connect(username), Action.SUBSCRIBE, "stream1", "");
    }

    public static StreamRequest share(String username, String mode) {
        return stream(connect(username), Action.SHARE, "object1", mode);
    }

    public static StreamRequest stream(ConnectRequest connect, Action action, String name, String mode) {
        Grant grant = Grants.ofUnproven(connect.credentials().username().orElse(""));
        StreamPath path = connect.path().resolve(name).orElseThrow();
        return StreamRequest.builder(connect, grant, action, path, Instant.now().plusSeconds(60))
                .mode(mode)
                .build();
    }

    public static Decision publish(Authenticator authenticator, String username) {
        return authenticator.authorize(publish(username));
    }

    /** Threads of ours that are alive now. */
    public static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(Settings.THREADS))
                .toList();
    }

    /** A clock that stands still until it is moved. */
    public static final class HandClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        public void move(Duration by) {
            now.updateAndGet(instant -> instant.plus(by));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
