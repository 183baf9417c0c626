package org.slf4j;

import io.stagedoor.host.log.StagedoorLog;

/**
 * The {@code LoggerFactory} of SLF4J that bundles see: what they log goes to our own log and to the server's. The plugin loads this class
 * for its framework, and all others of SLF4J, whichever version that is, from the server. Thread-safe.
 */
public final class LoggerFactory {

    private LoggerFactory() {}

    /** The logger of a name. */
    public static Logger getLogger(String name) {
        return StagedoorLog.logger(name);
    }

    /** The logger of a class. */
    public static Logger getLogger(Class<?> type) {
        return StagedoorLog.logger(type);
    }

    /** Makes the same loggers. */
    public static ILoggerFactory getILoggerFactory() {
        return StagedoorLog::logger;
    }
}
