package io.stagedoor.auth.roundtrip.internal;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Collects the body of an answer as long as it is small; reads no further than that. */
final class CappedBody implements HttpResponse.BodySubscriber<CappedBody.Content> {

    /** The longest body that is looked at. */
    static final int MAX_BYTES = 128 * 1024;

    private final CompletableFuture<Content> content = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.Subscription subscription;

    /** What was read; {@code whole} is false when there was more. */
    record Content(byte[] bytes, boolean whole) {}

    @Override
    public CompletionStage<Content> getBody() {
        return content;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription != null) {
            given.cancel();
            return;
        }
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (content.isDone()) {
            return;
        }
        for (ByteBuffer buffer : buffers) {
            if (bytes.size() + buffer.remaining() > MAX_BYTES) {
                // In this order: over HTTP/2 the cancellation would else become the answer.
                content.complete(new Content(new byte[0], false));
                subscription.cancel();
                return;
            }
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            bytes.write(part, 0, part.length);
        }
        subscription.request(1);
    }

    @Override
    public void onError(Throwable thrown) {
        content.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
        content.complete(new Content(bytes.toByteArray(), true));
    }
}
