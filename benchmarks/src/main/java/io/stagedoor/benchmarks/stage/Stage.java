package io.stagedoor.benchmarks.stage;

import io.stagedoor.auth.Authenticator;
import io.stagedoor.red5.hook.Gate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/**
 * The bundles as the distribution ships them, in a framework inside this JVM: what is measured is what runs in a server. The API
 * and Red5's classes come from the class path, so that benchmarks can call services without reflection.
 */
public final class Stage implements AutoCloseable {

    private static final long WAIT_SECONDS = 30;
    private static final long PAUSE_MILLIS = 5;

    private final Path home;
    private final Framework framework;
    private final Configurations configurations;

    private Stage(Path home, Framework framework) throws InterruptedException, TimeoutException {
        this.home = home;
        this.framework = framework;
        this.configurations = new Configurations(await("org.osgi.service.cm.ConfigurationAdmin", null));
    }

    /** Starts all bundles but those that watch folders: here configuration comes by {@link #configure}. */
    public static Stage start() {
        try {
            Path home = Files.createTempDirectory("stagedoor-bench");
            Files.createDirectories(home.resolve("conf"));
            Files.createDirectories(home.resolve("secrets"));
            Shipped shipped = Shipped.locate();
            Framework framework = new FrameworkFactory().newFramework(settings(home, shipped));
            framework.start();
            for (Path jar : shipped.bundles()) {
                framework.getBundleContext().installBundle(jar.toUri().toString());
            }
            for (Bundle bundle : framework.getBundleContext().getBundles()) {
                if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                    bundle.start();
                }
            }
            return new Stage(home, framework);
        } catch (IOException | BundleException | TimeoutException e) {
            throw new IllegalStateException("the bundles do not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> settings(Path home, Shipped shipped) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("stagedoor.home", home.toString());
        settings.put(Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, shipped.packagesOfTheHost());
        settings.put("felix.service.urlhandlers", "false");
        settings.put("felix.cm.dir", home.resolve("state").toString());
        settings.put("felix.cm.config.plugins", "org.apache.felix.configadmin.plugin.interpolation");
        return settings;
    }

    /**
     * Makes or changes a configuration; returns when Config Admin has taken it, which is before its component has.
     *
     * @param factoryPid for example {@code stagedoor.authenticator.jwt}
     * @param instance what stands behind the factory's PID
     */
    public void configure(String factoryPid, String instance, Map<String, ?> properties) {
        configurations.update(factoryPid, instance, properties);
    }

    /** The authenticator of a name, waited for. */
    public Authenticator authenticator(String name) {
        return awaited(Authenticator.class, "(" + Authenticator.NAME + "=" + name + ")");
    }

    /** The reference to the authenticator of a name, which is there. */
    @SuppressWarnings("unchecked")
    public ServiceReference<Authenticator> reference(String name) {
        authenticator(name);
        try {
            return (ServiceReference<Authenticator>) context()
                    .getServiceReferences(Authenticator.class.getName(), "(" + Authenticator.NAME + "=" + name + ")")[
                    0];
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** The gate, waited for: it is offered when what is configured is in force. */
    public Gate gate() {
        return awaited(Gate.class, null);
    }

    /** The context of the framework itself. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    private <T> T awaited(Class<T> type, @Nullable String filter) {
        try {
            return type.cast(await(type.getName(), filter));
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Object await(String type, @Nullable String filter) throws InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (System.nanoTime() < deadline) {
            try {
                // All: tests have a second copy of some APIs on their class path.
                ServiceReference<?>[] found = context().getAllServiceReferences(type, filter);
                if (found != null) {
                    return context().getService(found[0]);
                }
            } catch (InvalidSyntaxException e) {
                throw new IllegalArgumentException(filter, e);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new TimeoutException("no " + type + " " + filter + " within " + WAIT_SECONDS + " s");
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
            try (Stream<Path> files = Files.walk(home)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (BundleException | IOException e) {
            throw new IllegalStateException("the framework did not stop cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is shipped, in the order in which it is started. */
    private record Shipped(List<Path> bundles) {

        private static final List<String> LEFT_OUT = List.of("auth-api", "org.apache.felix.fileinstall");

        static Shipped locate() throws IOException {
            Path stagedoor = Path.of(System.getProperty("stagedoor.red5"), "stagedoor");
            try (Stream<Path> system = Files.list(stagedoor.resolve("system"));
                    Stream<Path> ours = Files.list(stagedoor.resolve("bundles"))) {
                return new Shipped(Stream.concat(system.sorted(), ours.sorted())
                        .filter(jar -> jar.toString().endsWith(".jar"))
                        .filter(jar ->
                                LEFT_OUT.stream().noneMatch(jar.getFileName().toString()::startsWith))
                        .toList());
            }
        }

        String packagesOfTheHost() throws IOException {
            return HostPackages.importedBy(bundles);
        }
    }
}
