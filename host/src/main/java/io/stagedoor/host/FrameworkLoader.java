package io.stagedoor.host;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.support.file.Access;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loads the OSGi framework, and the few classes of ours that use it, beside the server's class path and not on it: whatever is on that of Red5 can be
 * created by a client.
 */
public final class FrameworkLoader extends URLClassLoader {

    private static final String HOST_PACKAGE = "io.stagedoor.host.felix.";
    /** Of a jar of ours: what bundles log goes to our own log too. Without that jar, the server's. */
    private static final String LOGGERS = "org.slf4j.LoggerFactory";

    private static final List<String> OWN = List.of(HOST_PACKAGE, "org.osgi.", "org.apache.felix.");

    static {
        registerAsParallelCapable();
    }

    private FrameworkLoader(URL[] urls, ClassLoader parent) {
        super("stagedoor-framework", urls, parent);
    }

    /**
     * Starts the framework.
     *
     * @param home the folder {@code stagedoor/}
     * @param server that it runs in
     * @return stops the framework; also a {@code Supplier} that says, by file of {@code stagedoor/bundles}, why it is no running bundle
     * @throws IOException if the folder is not there or not fit, or the framework does not start
     * @throws ReflectiveOperationException if the framework's jar is not there or not fit
     */
    public static AutoCloseable start(Path home, Server server) throws IOException, ReflectiveOperationException {
        FrameworkLoader loader = of(home);
        try {
            return (AutoCloseable) loader.loadClass(HOST_PACKAGE + "FelixHost")
                    .getMethod("start", Path.class, Server.class)
                    .invoke(null, home, server);
        } catch (InvocationTargetException e) {
            Throwable cause = requireNonNull(e.getCause());
            throw new IOException(cause.getMessage(), cause);
        }
    }

    /** A loader of the framework in a folder {@code stagedoor/}. */
    public static FrameworkLoader of(Path home) throws IOException {
        return new FrameworkLoader(urls(home), FrameworkLoader.class.getClassLoader());
    }

    private static URL[] urls(Path home) throws IOException {
        Path folder = home.resolve("system").resolve("framework");
        Optional<String> unreadable = Access.problemOfReading(folder);
        if (unreadable.isPresent()) {
            throw new IOException(unreadable.get());
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is missing: unpack the Stagedoor archive over the Red5 folder again");
        }
        try (Stream<Path> jars = Files.list(folder)) {
            Stream<URL> own = Stream.of(
                    FrameworkLoader.class.getProtectionDomain().getCodeSource().getLocation());
            return Stream.concat(
                            own,
                            jars.filter(jar -> jar.toString().endsWith(".jar")).map(FrameworkLoader::url))
                    .toArray(URL[]::new);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(jar.toString(), e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean isLoggers = name.equals(LOGGERS);
        if (!isLoggers && OWN.stream().noneMatch(name::startsWith)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? own(name, isLoggers) : loaded;
        }
    }

    private Class<?> own(String name, boolean isLoggers) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException e) {
            if (isLoggers) {
                return super.loadClass(name, false);
            }
            throw e;
        }
    }
}
