package io.stagedoor.host.felix;

import io.stagedoor.host.log.StagedoorLog;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;

/**
 * The OSGi log service: what bundles of the framework log there is written to the server's log, on one line each. Without one they
 * write to the standard error. Also keeps why jars do not work. Thread-safe.
 *
 * <p>The API of the service is in a bundle, and must not be on the class path of this code.
 */
final class FrameworkLog implements InvocationHandler {

    static final String API = "org.osgi.service.log";

    private static final Logger LOG = StagedoorLog.logger(FrameworkLog.class);
    private static final String SERVICE = API + ".LogService";

    private static final int ERROR = 1;
    private static final int WARNING = 2;

    private static final String CONFIGURATION = ".cfg";

    /** A folder has not more jars. */
    private static final int MOST = 500;

    /** What stands before the path of a file. */
    private static final String PATH = ": ";

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int MAX_CAUSES = 4;

    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();

    /** When it was told last, by file. */
    private final Map<String, Long> unreadable = new ConcurrentHashMap<>();

    /** Registers it, if the bundle with its API is there. */
    void register(BundleContext context, Iterable<Bundle> bundles) {
        for (Bundle bundle : bundles) {
            if (API.equals(bundle.getSymbolicName())) {
                try {
                    Class<?> type = bundle.loadClass(SERVICE);
                    Object service = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this);
                    context.registerService(SERVICE, service, null);
                } catch (ClassNotFoundException e) {
                    LOG.warn("Bundle {} has no {}: bundles of the framework log to standard error.", bundle, SERVICE);
                }
            }
        }
    }

    /** Why a jar was not installed, or did not start when it was last tried; {@code null} if it is not known. */
    @Nullable
    Throwable failure(String location) {
        return failures.get(location);
    }

    /** Keeps why a jar was not installed, or did not start, for {@link BundleWatch} to tell with the file. */
    void keep(String location, Throwable thrown) {
        if (failures.size() < MOST || failures.containsKey(location)) {
            failures.put(location, thrown);
        }
    }

    /** The jar is another one now, or works. */
    void forget(String location) {
        failures.remove(location);
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object[] arguments) {
        switch (method.getName()) {
            case "equals":
                return self == arguments[0];
            case "hashCode":
                return System.identityHashCode(self);
            case "toString":
                return "FrameworkLog";
            case "log":
                log(arguments);
                return null;
            case "getLogger":
                return FrameworkLogger.of(method, arguments, FrameworkLog.class);
            default:
                return null;
        }
    }

    /** With a reference to a service before the level, or without. */
    private void log(Object[] arguments) {
        int level = arguments[0] instanceof Integer ? 0 : 1;
        Throwable thrown = arguments.length > level + 2 ? (Throwable) arguments[level + 2] : null;
        log((Integer) arguments[level], String.valueOf(arguments[level + 1]), thrown);
    }

    private void log(int level, String message, @Nullable Throwable thrown) {
        if (thrown != null && message.strip().endsWith(CONFIGURATION)) {
            tellUnreadable(path(message.strip()), thrown);
            return;
        }
        // What is less than a warning is for the framework's authors, and may show what is configured.
        if (level == ERROR || level == WARNING) {
            String line = OneLine.of(message) + (thrown == null ? "" : ": " + OneLine.of(thrown));
            if (level == ERROR) {
                LOG.error(line);
            } else {
                LOG.warn(line);
            }
        }
    }

    /** Felix says "…: /path/of/a.cfg" or "Failed to update artifact /path/of/a.cfg". */
    private static String path(String message) {
        int colon = message.indexOf(PATH);
        int slash = message.indexOf(File.separatorChar);
        return message.substring(colon >= 0 ? colon + PATH.length() : Math.max(slash, 0));
    }

    /** What was thrown may show a value of the file. The bridge has File Install try again some times. */
    private void tellUnreadable(String file, Throwable thrown) {
        long now = System.nanoTime();
        Long before = unreadable.get(file);
        if (before != null && now - before < QUIET_NANOS || before == null && unreadable.size() >= MOST) {
            return;
        }
        unreadable.put(file, now);
        if (isDiskFull(thrown)) {
            LOG.error("{}: not applied: the disk of stagedoor/state is full; make room there.", OneLine.of(file));
        } else {
            LOG.error(
                    "{}: not applied: {}. If the file has an error, another line about it says which.",
                    OneLine.of(file),
                    thrown.getClass().getSimpleName());
        }
    }

    /** Config Admin keeps each configuration in a file of its own. */
    private static boolean isDiskFull(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof IOException
                    && (message.contains("No space left on device") || message.contains("quota exceeded"))) {
                return true;
            }
        }
        return false;
    }

    /** The location of the bundle of a jar. */
    static String location(Path jar) {
        return jar.toFile().toURI().normalize().toString();
    }
}
