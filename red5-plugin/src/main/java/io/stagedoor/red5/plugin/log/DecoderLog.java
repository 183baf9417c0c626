package io.stagedoor.red5.plugin.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.stagedoor.host.log.StagedoorLog;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Bounds what Red5 logs while it decodes what a client sends. Red5 2.0 writes a line for each byte that it cannot read, and nobody
 * has been asked who the client is: a stranger could fill the disk, and keep the thread busy that reads for others. Red5 also writes
 * the bytes themselves, with the token among them, in hexadecimal: that line is never written. Thread-safe.
 */
public final class DecoderLog extends TurboFilter {

    private static final org.slf4j.Logger LOG = StagedoorLog.logger(DecoderLog.class);

    /** Loggers of what runs before anybody is admitted. */
    private static final List<String> DECODERS = List.of("org.red5.io.amf", "org.red5.server.net.rtmp.codec");

    private static final String BYTES = "Failed to decodeBuffer";

    /** How many lines are written in each interval. */
    static final int LINES = 100;

    static final long INTERVAL = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private long begin;
    private int lines;

    DecoderLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        begin = nanoTime.getAsLong();
        setName("stagedoorDecoderLog");
    }

    /** Bounds the lines of the server's decoders from now on. Other loggers than logback are left alone, with a word. */
    public static void bound() {
        try {
            ILoggerFactory factory = LoggerFactory.getILoggerFactory();
            if (factory instanceof LoggerContext context) {
                DecoderLog filter = new DecoderLog(System::nanoTime);
                filter.start();
                context.addTurboFilter(filter);
                return;
            }
        } catch (LinkageError e) {
            LOG.debug("The server has no logback.", e);
        }
        LOG.warn("Logback does not write the server's log: a stranger can fill it with lines of Red5's decoder.");
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] arguments, Throwable thrown) {
        if (level.toInt() < Level.INFO_INT || format == null || !isDecoder(logger.getName())) {
            return FilterReply.NEUTRAL;
        }
        if (format.startsWith(BYTES)) {
            return FilterReply.DENY;
        }
        return takes() ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private static boolean isDecoder(String logger) {
        for (String decoder : DECODERS) {
            if (logger.startsWith(decoder)) {
                return true;
            }
        }
        return false;
    }

    private boolean takes() {
        int line = nextLine();
        if (line == LINES + 1) {
            LOG.warn(
                    "A client sends what Red5 cannot read: Red5's decoder logged {} lines within a minute. The server's log leaves out further ones until the minute is over.",
                    LINES);
        }
        return line <= LINES;
    }

    private synchronized int nextLine() {
        long now = nanoTime.getAsLong();
        if (now - begin >= INTERVAL) {
            begin = now;
            lines = 0;
        }
        lines = Math.min(lines + 1, LINES + 2);
        return lines;
    }
}
