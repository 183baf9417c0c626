package io.stagedoor.core;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What one class, or all of the core, logs while it is open, from INFO on. */
public final class Lines implements AutoCloseable {

    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private Lines(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        appender.list = Collections.synchronizedList(new ArrayList<>());
        appender.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(appender);
    }

    public static Lines of(Class<?> type) {
        return new Lines(type.getName());
    }

    public static Lines ofModule() {
        return new Lines(Lines.class.getPackageName());
    }

    /** Each with its level before it. */
    public List<String> all() {
        return List.copyOf(appender.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** Those since this was last asked. */
    public List<String> next() {
        List<String> lines = all();
        appender.list.subList(0, lines.size()).clear();
        return lines;
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }
}
