package io.stagedoor.itests.red5;

import io.stagedoor.itests.Threads;
import io.stagedoor.itests.rtmp.Message;
import io.stagedoor.itests.rtmp.RtmpClient;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A publisher whose every frame holds a mark, 25 frames a second until it is closed. */
final class Feed implements AutoCloseable {

    private static final int FRAME_MILLIS = 40;

    private final RtmpClient client;
    private final int stream;
    private final String mark;
    private final AtomicLong time = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "feed");
        thread.setDaemon(true);
        return thread;
    });

    private Feed(RtmpClient client, int stream, String mark) {
        this.client = client;
        this.stream = stream;
        this.mark = mark;
    }

    /** Publishes on a connection of its own. */
    static Feed publish(StagedoorServer server, String path, String name, String mark) throws IOException {
        RtmpClient client = RtmpClient.connected(server.rtmpPort(), path);
        int stream = client.createStream();
        String code = client.publish(stream, name, "live");
        if (!code.equals("NetStream.Publish.Start")) {
            client.close();
            throw new AssertionError("not published: " + code);
        }
        return send(client, stream, mark);
    }

    /** Sends frames on a stream, published or not. */
    static Feed send(RtmpClient client, int stream, String mark) {
        Feed feed = new Feed(client, stream, mark);
        feed.clock.scheduleAtFixedRate(feed::frame, 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
        return feed;
    }

    private void frame() {
        long now = time.getAndAdd(FRAME_MILLIS);
        try {
            client.socket().send(Message.video(stream, now, mark), Message.audio(stream, now, mark));
        } catch (IOException e) {
            clock.shutdown();
        }
    }

    RtmpClient client() {
        return client;
    }

    int stream() {
        return stream;
    }

    @Override
    public void close() {
        Threads.stop(clock);
        client.close();
    }
}
