package io.stagedoor.core.question;

import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.Credentials;
import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.client.Door;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.revocation.Revoked;
import io.stagedoor.core.routing.Dispatcher;
import io.stagedoor.core.routing.Routes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that wait until an authenticator confirms what it has allowed. */
class RequestsTest {

    private static final int SHARE = 4;
    private static final Decision FULL = new Decision.Unavailable(
            "authenticator 'late': too many HTTP requests wait for its confirmation (4 in all, or half as many from one network)");

    private final Routes routes = new Routes();
    private final Requests requests = new Requests(
            new Dispatcher(routes.router, Clock.systemUTC(), Revoked.nobody()), Clock.systemUTC(), () -> SHARE);
    private final List<CompletableFuture<Decision>> unconfirmed = new CopyOnWriteArrayList<>();

    @BeforeEach
    void configure() {
        routes.application(Map.of("application", "live", "authenticator", "late"));
        routes.local("late", request -> {
            CompletableFuture<Decision> confirmation = new CompletableFuture<>();
            unconfirmed.add(confirmation);
            return new Decision.Allow(Grant.everything("bob")).withConfirmation(confirmation);
        });
    }

    @AfterEach
    void confirm() {
        unconfirmed.forEach(waiting -> waiting.complete(new Decision.Allow(Grant.everything("bob"))));
    }

    private Answer connect(String address) {
        ConnectRequest request = ConnectRequest.builder(
                        "r1",
                        Protocol.HTTP,
                        new StreamPath("live", "", ""),
                        Instant.now().plusSeconds(60))
                .credentials(Credentials.of("bob", "secret", null))
                .remoteAddress(address)
                .build();
        return requests.connect(
                new Reading(request, "", null, "", Credentials.NONE),
                new Door("live", routes.router, System::nanoTime).route().get());
    }

    /** Requests that have a place, and wait. */
    private List<CompletableFuture<Answer>> waiting(int count, String address) {
        long before = listened();
        List<CompletableFuture<Answer>> answers = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> connect(address), work -> new Thread(work).start()))
                .limit(count)
                .toList();
        eventually(() -> listened() == before + count);
        return answers;
    }

    private long listened() {
        return unconfirmed.stream()
                .filter(confirmation -> confirmation.getNumberOfDependents() > 0)
                .count();
    }

    @Test
    void one_network_takes_half_of_the_places_and_another_gets_in() throws Exception {
        List<CompletableFuture<Answer>> first = waiting(SHARE / 2, "192.0.2.1");
        assertThat(connect("192.0.2.1").outcome().decision()).isEqualTo(FULL);
        List<CompletableFuture<Answer>> others = waiting(SHARE / 2, "192.0.2.2");
        assertThat(connect("192.0.2.3").outcome().decision()).isEqualTo(FULL);

        confirm();
        for (CompletableFuture<Answer> answer :
                Stream.concat(first.stream(), others.stream()).toList()) {
            assertThat(answer.get(20, TimeUnit.SECONDS).allowed()).isTrue();
        }
        unconfirmed.clear();
        CompletableFuture<Answer> later = waiting(1, "192.0.2.1").get(0);
        confirm();
        assertThat(later.get(20, TimeUnit.SECONDS).allowed())
                .as("places are given back")
                .isTrue();
    }
}
