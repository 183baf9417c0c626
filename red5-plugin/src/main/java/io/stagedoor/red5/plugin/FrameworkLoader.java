package io.stagedoor.red5.plugin;

import static java.util.Objects.requireNonNull;

import io.stagedoor.auth.support.file.Access;
import io.stagedoor.red5.hook.Clients;
import io.stagedoor.red5.hook.Declarations;
import io.stagedoor.red5.hook.Gate;
import io.stagedoor.red5.hook.Transmissions;
import io.stagedoor.red5.plugin.guard.Guard;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Loads the OSGi framework, and the few classes of ours that use it, beside Red5's class path and not on it: whatever is on that
 * class path can be created by a client.
 */
final class FrameworkLoader extends URLClassLoader {

    private static final String HOST_PACKAGE = "io.stagedoor.red5.plugin.felix.";
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
     * Starts the framework of a Red5 home.
     *
     * @param red5Home the folder that {@code stagedoor/} is in
     * @param guard told of each gate that appears or goes
     * @param mayBlock whether a thread of Red5's that waits makes only its own client wait
     * @return stops the framework
     * @throws IOException if the folder is not there or not fit, or the framework does not start
     * @throws ReflectiveOperationException if the framework's jar is not there or not fit
     */
    static AutoCloseable start(Path red5Home, Guard guard, boolean mayBlock)
            throws IOException, ReflectiveOperationException {
        Path home = red5Home.resolve("stagedoor");
        FrameworkLoader loader = of(home);
        Consumer<Gate> gate = guard::gate;
        Consumer<String> outage = guard::outage;
        try {
            return (AutoCloseable) loader.loadClass(HOST_PACKAGE + "FelixHost")
                    .getMethod(
                            "start",
                            Path.class,
                            boolean.class,
                            Clients.class,
                            Transmissions.class,
                            Declarations.class,
                            Consumer.class,
                            Consumer.class)
                    .invoke(
                            null,
                            home,
                            mayBlock,
                            guard.clients(),
                            guard.transmissions(),
                            guard.declared(),
                            gate,
                            outage);
        } catch (InvocationTargetException e) {
            Throwable cause = requireNonNull(e.getCause());
            throw new IOException(cause.getMessage(), cause);
        }
    }

    static FrameworkLoader of(Path home) throws IOException {
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
