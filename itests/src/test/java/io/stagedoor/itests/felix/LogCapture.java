package io.stagedoor.itests.felix;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged while it is open, ours from TRACE on; ours goes nowhere else meanwhile. */
final class LogCapture implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.stagedoor");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    LogCapture() {
        // Read while others log.
        appender.list = Collections.synchronizedList(new ArrayList<>());
        appender.start();
        root.addAppender(appender);
        ours.addAppender(appender);
        ours.setAdditive(false);
        ours.setLevel(Level.TRACE);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(appender.list)) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : " " + event.getThrowableProxy().getMessage()));
        }
        return lines;
    }

    /** Events hold what was logged, and that its bundle. */
    void forget() {
        appender.list.clear();
    }

    @Override
    public void close() {
        ours.setLevel(null);
        ours.setAdditive(true);
        ours.detachAppender(appender);
        root.detachAppender(appender);
    }
}
