package io.stagedoor.red5.plugin.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.stagedoor.host.log.StagedoorLog;
import io.stagedoor.red5.hook.Rtmpt;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps secrets out of what Red5 logs. Red5 writes the names of streams as they came, which may hold a token or a ticket. It also has the ids of RTMPT
 * sessions in the names of its threads and in messages, and whoever knows one can drive the session.
 */
public final class ServerLog {

    private static final Logger LOG = StagedoorLog.logger(ServerLog.class);

    private ServerLog() {}

    /** Has all appenders that there are write no secret, and a digest in place of an id. Other loggers than logback are left alone, with a word. */
    public static void redact() {
        try {
            ILoggerFactory factory = LoggerFactory.getILoggerFactory();
            if (factory instanceof LoggerContext context) {
                context.getLoggerList().forEach(logger -> redact(logger.iteratorForAppenders()));
                return;
            }
        } catch (LinkageError e) {
            LOG.debug("Logback is missing.", e);
        }
        LOG.warn(
                "Another library than Logback writes the server's log: the log shows the ids of RTMPT sessions, and tokens in the names of streams. Let only the server's user read it.");
    }

    static void redact(Iterator<Appender<ILoggingEvent>> appenders) {
        appenders.forEachRemaining(appender -> {
            if (appender instanceof OutputStreamAppender<ILoggingEvent> out
                    && out.getEncoder() != null
                    && !(out.getEncoder() instanceof RedactingEncoder)) {
                out.setEncoder(new RedactingEncoder(out.getEncoder(), Rtmpt::shown));
            }
        });
    }

    /** A text with digests in the place of the ids of RTMPT sessions. */
    public static String withoutIds(String text) {
        return RedactingEncoder.hidden(text, Rtmpt::shown);
    }
}
