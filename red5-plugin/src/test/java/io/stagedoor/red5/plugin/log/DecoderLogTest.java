package io.stagedoor.red5.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DecoderLogTest {

    private final AtomicLong clock = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();

    DecoderLogTest() {
        written.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(written);
        context.addTurboFilter(new DecoderLog(clock::get));
    }

    private void warn(String logger, int times) {
        for (int i = 0; i < times; i++) {
            context.getLogger(logger).warn("Unknown AMF0 type marker: 0x{}", "78");
        }
    }

    @Test
    void a_stranger_does_not_fill_the_log() {
        warn("org.red5.io.amf.Input", 100_000);
        warn("org.red5.io.amf3.Input", 100_000);
        warn("org.red5.server.net.rtmp.codec.RTMPProtocolDecoder", 100_000);
        assertThat(written.list).hasSize(DecoderLog.LINES);
        clock.addAndGet(DecoderLog.INTERVAL);
        warn("org.red5.io.amf.Input", 100_000);
        assertThat(written.list).hasSize(2 * DecoderLog.LINES);
    }

    @Test
    void other_loggers_are_left_alone() {
        warn("org.red5.io.amf.Input", 100_000);
        written.list.clear();
        warn("org.red5.server.net.rtmp.RTMPConnection", 1000);
        assertThat(written.list).hasSize(1000);
    }

    @Test
    void the_bytes_that_a_client_sent_are_in_no_log() {
        Logger decoder = context.getLogger("org.red5.server.net.rtmp.codec.RTMPProtocolDecoder");
        decoder.warn("Failed to decodeBuffer: pos {}, limit {}, chunk size {}, buffer {}", 1, 2, 3, "746f6b656e");
        decoder.warn("Closing connection because decoding failed: {}", "one");
        assertThat(written.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("Closing connection because decoding failed: one");
    }
}
