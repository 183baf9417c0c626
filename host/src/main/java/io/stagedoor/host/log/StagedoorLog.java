package io.stagedoor.host.log;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own log, {@code stagedoor/log/stagedoor.log}: it has every line that an operator needs, even if Red5 or an
 * application silences the log of the server. Every logger of the plugin and of the bundles writes to both. Thread-safe; no caller waits for a disk.
 */
public final class StagedoorLog {

    private static final LogFile FILE = new LogFile();

    private StagedoorLog() {}

    /** The logger of a class. */
    public static Logger logger(Class<?> type) {
        return logger(type.getName());
    }

    /**
     * A logger that writes to our own log, and to the one of the server.
     *
     * @param name as a rule the name of a class. Of ours, INFO and above is written; of others, WARN and above
     */
    public static Logger logger(String name) {
        return logger(LoggerFactory.getLogger(name), FILE);
    }

    static Logger logger(Logger server, LogFile file) {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, new BothLogs(server, file));
    }

    /**
     * Begins to write, first what was logged before. Does not where others can write: they could have the server append to any file.
     *
     * @param folder is made when it is needed
     */
    public static void open(Path folder) {
        if (isSafe(requireNonNull(folder.getParent())) && isSafe(folder)) {
            FILE.open(folder);
        }
    }

    /**
     * Hands each line that would be written to somebody else as well, at once and on the thread that logs.
     *
     * @param listener told of each line
     */
    public static void listen(Listener listener) {
        FILE.listen(listener);
    }

    /**
     * Has something else written in the place of what only the server knows to be secret. To be said before anything is logged.
     *
     * @param hidden makes a text what it may be written as; never fails
     */
    public static void hide(UnaryOperator<String> hidden) {
        LogLine.hide(hidden);
    }

    /** Hears what is logged. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Called for each line, on the thread that logs; must not log.
         *
         * @param level in lower case
         * @param logger the name of the logger
         */
        void line(String level, String logger, String text);
    }

    private static boolean isSafe(Path folder) {
        try {
            return !Files.exists(folder)
                    || !Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)
                    || !Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes what waits, for a bounded time. What is logged then waits for the next {@link #open}. */
    public static void close() {
        FILE.close();
    }
}
