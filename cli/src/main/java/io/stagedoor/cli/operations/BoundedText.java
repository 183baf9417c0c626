package io.stagedoor.cli.operations;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The text of an answer, up to a bound: more is not kept, and ends the answer. */
final class BoundedText implements BodySubscriber<String> {

    /** More than 10,000 sessions or refusals need. */
    private static final long MOST_BYTES = 64L << 20;

    /** An answer is longer than any of a server. */
    static final class TooLong extends IOException {

        private static final long serialVersionUID = 1;

        TooLong(String bound) {
            super("the server answered more than " + bound + "; is it of the same version as this command?");
        }
    }

    private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    private long bytes;
    private Flow.@Nullable Subscription subscription;

    private BoundedText() {}

    static BodyHandler<String> handler() {
        return response -> new BoundedText();
    }

    @Override
    public CompletionStage<String> getBody() {
        return text.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        text.onSubscribe(begun);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        bytes += item.stream().mapToLong(ByteBuffer::remaining).sum();
        if (bytes <= MOST_BYTES) {
            text.onNext(item);
        } else if (subscription != null) {
            subscription.cancel();
            text.onError(new TooLong("64 MiB"));
        }
    }

    @Override
    public void onError(Throwable problem) {
        text.onError(problem);
    }

    @Override
    public void onComplete() {
        text.onComplete();
    }
}
