package io.stagedoor.cli.demo;

import io.stagedoor.cli.rtmp.Answer;
import io.stagedoor.cli.rtmp.Received;
import io.stagedoor.cli.rtmp.RtmpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A publisher and a player that stay while other things happen, and a picture and a sound ten times a second between them. */
final class RunningStream implements AutoCloseable {

    private static final int STEP_MILLIS = 1000 / TestPattern.FRAMES_PER_SECOND;
    private static final long PAUSE_MILLIS = 50;

    private final Duration patience;
    private final RtmpClient publisher;
    private final RtmpClient player;
    private final AtomicInteger sent = new AtomicInteger();
    private final ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "demo-publisher");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<?> feeding;

    RunningStream(Duration patience) {
        this.patience = patience;
        publisher = new RtmpClient(patience);
        player = new RtmpClient(patience);
    }

    Answer publish(String url, String stream) {
        Answer answer = publisher.connect(url);
        return answer.accepted() ? publisher.publish(stream, "live") : answer;
    }

    Answer play(String url, String stream, Object... arguments) {
        Answer answer = player.connect(url, arguments);
        return answer.accepted() ? player.play(stream) : answer;
    }

    /** The publisher sends from now on. */
    void begin() {
        feeding = feeder.scheduleAtFixedRate(this::send, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void send() {
        int number = sent.get();
        publisher.send(TestPattern.picture(number));
        publisher.send(TestPattern.sound(number));
        sent.incrementAndGet();
    }

    /** The publisher sends no more. Tells whether it could send until now. */
    boolean end() throws InterruptedException {
        boolean couldSend = feeding != null && !feeding.isDone();
        feeder.shutdown();
        if (!feeder.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            feeder.shutdownNow();
        }
        return couldSend;
    }

    /** How many pictures have been sent, and as many sounds. */
    int sent() {
        return sent.get();
    }

    /** How many pictures and sounds the player has received, the fewer of the two. */
    int received() {
        Received received = player.received();
        return Math.toIntExact(Math.min(received.video(), received.audio()));
    }

    /** What has been received as soon as it is so many pictures and sounds, or when nobody wants to wait any more. */
    int awaitReceived(int number) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (received() < number && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return received();
    }

    long receivedBytes() {
        return player.received().bytes();
    }

    /** The largest step from one picture to the next that was received, or from one sound to the next. */
    long widestGapMillis() {
        return player.received().widestGapMillis();
    }

    /** Whether no time of the stream is missing from what was received. */
    boolean isContinuous() {
        return widestGapMillis() <= STEP_MILLIS;
    }

    /** Whether nobody has cut off the publisher or the player. */
    boolean isUncut() {
        return publisher.isOpen() && player.isOpen();
    }

    @Override
    public void close() {
        feeder.shutdownNow();
        publisher.close();
        player.close();
    }
}
