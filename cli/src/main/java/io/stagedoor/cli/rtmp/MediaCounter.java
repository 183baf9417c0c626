package io.stagedoor.cli.rtmp;

import java.util.concurrent.atomic.AtomicLong;
import org.red5.server.api.event.IEvent;
import org.red5.server.net.rtmp.event.AudioData;
import org.red5.server.net.rtmp.event.VideoData;

/** Counts the media that arrives on a connection. */
final class MediaCounter {

    private final AtomicLong audio = new AtomicLong();
    private final AtomicLong video = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void count(IEvent event) {
        if (event instanceof AudioData data) {
            audio.incrementAndGet();
            bytes.addAndGet(data.getData().limit());
        } else if (event instanceof VideoData data) {
            video.incrementAndGet();
            bytes.addAndGet(data.getData().limit());
        }
    }

    Received received() {
        return new Received(audio.get(), video.get(), bytes.get());
    }
}
