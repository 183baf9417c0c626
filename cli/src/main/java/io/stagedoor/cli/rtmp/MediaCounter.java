package io.stagedoor.cli.rtmp;

import org.red5.server.api.event.IEvent;
import org.red5.server.net.rtmp.event.AudioData;
import org.red5.server.net.rtmp.event.VideoData;

/** Counts the media that arrives on a connection. */
final class MediaCounter {

    private final Track audio = new Track();
    private final Track video = new Track();
    private long bytes;

    synchronized void count(IEvent event) {
        if (event instanceof AudioData data) {
            audio.add(data.getTimestamp());
            bytes += data.getData().limit();
        } else if (event instanceof VideoData data) {
            video.add(data.getTimestamp());
            bytes += data.getData().limit();
        }
    }

    synchronized Received received() {
        return new Received(audio.messages, video.messages, bytes, Math.max(audio.widestGap, video.widestGap));
    }

    private static final class Track {

        private long messages;
        private long last;
        private long widestGap;

        void add(int millis) {
            if (messages > 0) {
                // A step back is no better than one ahead.
                widestGap = Math.max(widestGap, Math.abs(millis - last));
            }
            last = millis;
            messages++;
        }
    }
}
