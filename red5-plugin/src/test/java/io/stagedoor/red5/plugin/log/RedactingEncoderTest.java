package io.stagedoor.red5.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedactingEncoderTest {

    private static final String ID = "R5BNHZJ1MAIJP";

    @Test
    void an_id_is_shown_as_its_digest_wherever_it_stands() {
        assertThat(laidOut(ID)).isEqualTo("digest");
        assertThat(laidOut("[RTMPRecv@" + ID + "] session=[" + ID + "] /send/" + ID + "/5"))
                .isEqualTo("[RTMPRecv@digest] session=[digest] /send/digest/5");
    }

    @Test
    void no_secret_is_written_wherever_it_stands() {
        String ticket = "sdt_" + "k".repeat(22);
        assertThat(laidOut("WARN [t] Channel - Non-existant stream, discarding: Invoke #7: Method: play 0: flv:"
                        + ticket + "\n"))
                .isEqualTo("WARN [t] Channel - Non-existant stream, discarding: Invoke #7: Method: play 0: flv:***\n");
        assertThat(
                        laidOut(
                                "java.io.IOException: cam?token=x.y&a=b\r\n\tat a.B.c(B.java:1)\nCaused by: password=p\n\tat d"))
                .isEqualTo(
                        "java.io.IOException: cam?token=***&a=b\r\n\tat a.B.c(B.java:1)\nCaused by: password=***\n\tat d");
    }

    @Test
    void every_other_text_stays_as_it_is() {
        for (String text : List.of(
                "", "x", ID + "X", "X" + ID, "R5BNHZJ1MAIJQ", "1234567890123 abc\n", "p\u00e4ss \ud83d\udd11")) {
            assertThat(laidOut(text)).isEqualTo(text);
        }
    }

    @Test
    void what_an_appender_writes_goes_through_it_once() {
        LoggerContext context = new LoggerContext();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg");
        encoder.start();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(written);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        ServerLog.redact(
                List.<ch.qos.logback.core.Appender<ILoggingEvent>>of(appender).iterator());
        Encoder<ILoggingEvent> once = appender.getEncoder();
        ServerLog.redact(
                List.<ch.qos.logback.core.Appender<ILoggingEvent>>of(appender).iterator());
        assertThat(appender.getEncoder()).isSameAs(once).isInstanceOf(RedactingEncoder.class);
        context.getLogger("x").info("said {}", ID);
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("said " + ID);
    }

    private static String laidOut(String text) {
        EncoderBase<ILoggingEvent> plain = new EncoderBase<>() {
            @Override
            public byte[] headerBytes() {
                return null;
            }

            @Override
            public byte[] encode(ILoggingEvent event) {
                return text.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public byte[] footerBytes() {
                return null;
            }
        };
        byte[] written = new RedactingEncoder(plain, word -> word.equals(ID) ? Optional.of("digest") : Optional.empty())
                .encode(null);
        return new String(written, StandardCharsets.UTF_8);
    }
}
