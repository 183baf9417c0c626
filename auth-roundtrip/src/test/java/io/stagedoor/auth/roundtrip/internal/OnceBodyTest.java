package io.stagedoor.auth.roundtrip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class OnceBodyTest {

    @Test
    void is_sent_whole_and_then_never_again() {
        OnceBody body = new OnceBody(new byte[] {1, 2, 3});
        assertThat(body.contentLength()).isEqualTo(3);
        assertThat(sent(body).join()).containsExactly(1, 2, 3);
        assertThatThrownBy(sent(body)::join).hasCauseInstanceOf(IOException.class);
    }

    private static CompletableFuture<byte[]> sent(OnceBody body) {
        var collector = BodySubscribers.ofByteArray();
        body.subscribe(new Flow.Subscriber<ByteBuffer>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                collector.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer buffer) {
                collector.onNext(List.of(buffer));
            }

            @Override
            public void onError(Throwable thrown) {
                collector.onError(thrown);
            }

            @Override
            public void onComplete() {
                collector.onComplete();
            }
        });
        return collector.getBody().toCompletableFuture();
    }
}
