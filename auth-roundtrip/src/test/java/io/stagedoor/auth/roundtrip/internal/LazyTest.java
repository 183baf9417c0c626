package io.stagedoor.auth.roundtrip.internal;

import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.publish;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.settings;
import static io.stagedoor.auth.roundtrip.internal.RoundTripFixtures.share;
import static io.stagedoor.auth.support.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.StreamRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LazyTest {

    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private volatile String answer = "{\"result\":true,\"url\":\"https://x\"}";
    private final TestBackend backend = new TestBackend(asked -> {
        await(mayAnswer);
        return new TestBackend.Reply(200, answer);
    });
    private final RoundTripAuthenticator authenticator =
            RoundTripFixtures.authenticator(settings(backend, "lazyAuth", true, "timeoutMillis", 30_000L));

    @AfterEach
    void stop() {
        mayAnswer.countDown();
        authenticator.close();
        backend.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Decision> begin(StreamRequest request) {
        Decision decision = authenticator.authorize(request);
        return ((Decision.Allow) decision).confirmation().orElseThrow().toCompletableFuture();
    }

    private static Decision result(CompletableFuture<Decision> stage) throws Exception {
        return stage.get(30, TimeUnit.SECONDS);
    }

    @Test
    void a_client_may_begin_before_the_answer_and_is_confirmed() throws Exception {
        CompletableFuture<Decision> stage = begin(publish("u"));
        assertThat(stage).isNotDone();
        mayAnswer.countDown();
        assertThat(result(stage)).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.grant().attributes()).containsEntry("signedURL", "https://x");
            assertThat(allow.grant().holder().subject()).contains("u");
            assertThat(allow.confirmation()).isEmpty();
        });
    }

    @Test
    void a_no_refuses_later_and_its_end_is_not_told() throws Exception {
        answer = "{\"result\":false}";
        CompletableFuture<Decision> stage = begin(publish("u"));
        mayAnswer.countDown();
        assertThat(result(stage)).isInstanceOf(Decision.Deny.class);
        authenticator.ended(publish("u"));
        authenticator.close();
        assertThat(backend.at(TestBackend.INVALIDATE)).isEmpty();
    }

    @Test
    void no_answer_refuses_later() throws Exception {
        backend.behave(asked -> new TestBackend.Reply(503, ""));
        assertThat(result(begin(publish("u")))).isInstanceOf(Decision.Unavailable.class);
    }

    @Test
    void the_end_of_what_is_still_being_asked_is_told_after_the_answer() throws Exception {
        CompletableFuture<Decision> stage = begin(publish("u"));
        eventually("asked", () -> backend.asked.size() == 1);
        authenticator.ended(publish("u"));
        assertThat(backend.at(TestBackend.INVALIDATE)).isEmpty();
        mayAnswer.countDown();
        result(stage);
        eventually("told", () -> backend.at(TestBackend.INVALIDATE).size() == 1);
    }

    @Test
    void a_shared_object_may_be_used_on_the_same_condition() throws Exception {
        CompletableFuture<Decision> connect = begin(share("u", "connect"));
        CompletableFuture<Decision> write = begin(share("u", "write"));
        answer = "{\"result\":false}";
        mayAnswer.countDown();
        assertThat(result(connect)).isInstanceOf(Decision.Deny.class);
        assertThat(result(write)).isInstanceOf(Decision.Deny.class);
        assertThat(authenticator.authorize(share("u", "write"))).isInstanceOf(Decision.Deny.class);
    }
}
