package io.stagedoor.red5.plugin.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.stagedoor.red5.hook.Rtmpt;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ids of RTMPT sessions out of Red5's log: Red5 has them in the names of its threads and in messages, and who knows one
 * can drive the session.
 */
public final class RtmptIds {

    private static final Logger LOG = StagedoorLog.logger(RtmptIds.class);

    private RtmptIds() {}

    /** Has all appenders that there are write a digest in place of an id. Other loggers than logback are left alone, with a word. */
    public static void hide() {
        try {
            ILoggerFactory factory = LoggerFactory.getILoggerFactory();
            if (factory instanceof LoggerContext context) {
                context.getLoggerList().forEach(logger -> hide(logger.iteratorForAppenders()));
                return;
            }
        } catch (LinkageError e) {
            LOG.debug("Logback is missing.", e);
        }
        LOG.warn(
                "Another library than Logback writes the server's log: the log shows the ids of RTMPT sessions. Let only the server's user read it.");
    }

    static void hide(Iterator<Appender<ILoggingEvent>> appenders) {
        appenders.forEachRemaining(appender -> {
            if (appender instanceof OutputStreamAppender<ILoggingEvent> out
                    && out.getEncoder() != null
                    && !(out.getEncoder() instanceof RtmptEncoder)) {
                out.setEncoder(new RtmptEncoder(out.getEncoder(), Rtmpt::shown));
            }
        });
    }
}
