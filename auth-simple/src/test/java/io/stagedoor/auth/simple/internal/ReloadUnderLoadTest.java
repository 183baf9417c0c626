package io.stagedoor.auth.simple.internal;

import static io.stagedoor.auth.simple.internal.SimpleFixtures.properties;
import static io.stagedoor.auth.simple.internal.SimpleFixtures.request;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.support.FakeBundleContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadUnderLoadTest {

    private static final int EDITS = 1000;
    private static final int EDITS_BETWEEN_LOOKS = 50;
    private static final int USERS = 2000;

    @TempDir
    private Path home;

    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLong decisions = new AtomicLong();
    private final Path file = Path.of("users");

    @Test
    void no_decision_comes_from_half_a_file_while_it_is_edited_a_thousand_times() throws Exception {
        write(0);
        FakeBundleContext bundle = new FakeBundleContext();
        Map<String, Object> properties = properties(
                "credentialsFile",
                path().toString(),
                "pollMillis",
                50L,
                "throttleFailures",
                0L,
                "throttleAccountFailures",
                0L);
        SimpleComponent component = new SimpleComponent(properties, bundle.context());
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Authenticator authenticator = bundle.only().service();
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                running.add(pool.submit(() -> wrongDecisions(authenticator)));
            }
            for (int version = 1; version <= EDITS; version++) {
                write(version);
                if (version % EDITS_BETWEEN_LOOKS == 0) {
                    int newest = version;
                    eventually("edit " + version, () -> allowed(authenticator, "last", newest));
                    assertThat(allowed(authenticator, "last", newest - 1)).isFalse();
                }
            }
            done.set(true);
            for (Future<Long> one : running) {
                assertThat(one.get(30, TimeUnit.SECONDS)).isZero();
            }
            assertThat(decisions.get()).isPositive();
        } finally {
            done.set(true);
            pool.shutdownNow();
            component.deactivate();
        }
    }

    private long wrongDecisions(Authenticator authenticator) {
        long wrong = 0;
        while (!done.get()) {
            // Every version has this user, in its middle.
            wrong += authenticator.authenticate(request("middle", "always", "192.0.2.1", Clock.systemUTC()))
                            instanceof Decision.Allow
                    ? 0
                    : 1;
            // Every version has this user at its end.
            wrong += authenticator.authenticate(request("end", "always", "192.0.2.1", Clock.systemUTC()))
                            instanceof Decision.Allow
                    ? 0
                    : 1;
            decisions.addAndGet(2);
        }
        return wrong;
    }

    private static boolean allowed(Authenticator authenticator, String name, int version) {
        return authenticator.authenticate(request(name, "v" + version, "192.0.2.1", Clock.systemUTC()))
                instanceof Decision.Allow;
    }

    private void write(int version) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < USERS; i++) {
            text.append("user").append(i).append(" v").append(version).append('\n');
            if (i == USERS / 2) {
                text.append("middle always\n");
            }
        }
        text.append("last v").append(version).append("\nend always\n");
        Path written = Files.writeString(home.resolve("written"), text);
        Files.move(written, path(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path path() {
        return home.resolve(file);
    }
}
