package io.stagedoor.host.felix;

import io.stagedoor.host.log.StagedoorLog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;

/**
 * The framework of a {@link Rehearsal}: with the services and bundles of an installation, and with its settings, but for the folders that a
 * server writes. What acts on a server or on configurations is resolved and not started. For one thread.
 */
final class Stage implements AutoCloseable {

    /** Framework property: {@code true} tells a bundle that nobody will be judged, so that it connects to nobody. */
    static final String CHECK = "stagedoor.check";

    private static final Logger LOG = StagedoorLog.logger(Stage.class);
    private static final long STOP_WAIT_MILLIS = 2000;
    private static final String PACKAGE = PackageNamespace.PACKAGE_NAMESPACE + "=";

    /** What acts on configurations sees this. */
    private static final String CONFIGURATIONS = PACKAGE + "org.osgi.service.cm)";

    private final Framework framework;
    /** How requirements end of those who act on a server, or change configurations. */
    private final List<String> acting = new ArrayList<>(List.of(CONFIGURATIONS));

    private final Map<String, String> problems = new TreeMap<>();
    private final FrameworkLog log = new FrameworkLog();

    private Stage(Framework framework, Set<String> packages) {
        this.framework = framework;
        packages.forEach(name -> acting.add(PACKAGE + name + ")"));
    }

    /**
     * Starts one.
     *
     * @param folders what is checked
     * @param bundles where its bundles are
     * @param programs where the framework's services are, and bundles that are not in {@code bundles}
     * @param packages what bundles see of the server, if there was one
     * @param scratch is written to
     */
    static Stage start(Folders folders, Path bundles, Folders programs, Map<String, String> packages, Path scratch)
            throws IOException, BundleException, InterruptedException {
        Map<String, String> settings = new HashMap<>(FrameworkSettings.of(folders, packages, true));
        settings.put(Constants.FRAMEWORK_STORAGE, scratch.resolve("cache").toString());
        settings.put("felix.cm.dir", scratch.resolve("state").toString());
        settings.put(CHECK, "true");
        Framework framework = new FrameworkFactory().newFramework(settings);
        framework.init();
        Stage stage = new Stage(framework, packages.keySet());
        try {
            framework.start();
            stage.startSystem(programs.system());
            stage.startBundles(bundles, programs);
            return stage;
        } catch (BundleException | IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** By file of the folder, why it is no bundle that runs. */
    Map<String, String> problems() {
        return problems;
    }

    private void startSystem(Path system) throws IOException, BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path jar : jars(system)) {
            installed.add(context().installBundle(jar.toUri().toString()));
        }
        log.register(context(), installed);
        for (Bundle bundle : installed) {
            if (!FileInstall.NAME.equals(bundle.getSymbolicName()) && !isFragment(bundle)) {
                bundle.start();
            }
        }
    }

    private void startBundles(Path bundles, Folders programs) throws IOException {
        Map<Path, BundleIdentity> contents = new HashMap<>();
        for (Path jar : jars(bundles)) {
            Path file = BundleWatch.found(jar);
            identity(file).ifPresent(bundle -> contents.put(file, bundle));
        }
        Selection selection = Selection.of(contents, Map.of(), Map.of());
        selection.unused().forEach((file, holder) -> problems.put(Selection.shown(file), holder.refusal()));
        Set<Bundle> here = new HashSet<>();
        selection.used().keySet().forEach(file -> install(file).ifPresent(here::add));
        if (!bundles.equals(programs.bundles())) {
            addMissing(programs, new HashSet<>(contents.values()))
                    .forEach(file -> install(file).ifPresent(here::add));
        }
        framework.adapt(FrameworkWiring.class).resolveBundles(here);
        here.stream().filter(bundle -> !isFragment(bundle) && !acts(bundle)).forEach(this::start);
        tellOfBundles(bundles, selection);
    }

    private static List<Path> addMissing(Folders programs, Set<BundleIdentity> there) throws IOException {
        Set<String> names = new HashSet<>();
        there.forEach(bundle -> names.add(bundle.symbolicName()));
        List<Path> missing = new ArrayList<>();
        for (Path jar : jars(programs.bundles())) {
            if (BundleIdentity.of(jar)
                    .filter(bundle -> !names.contains(bundle.symbolicName()))
                    .isPresent()) {
                missing.add(jar);
            }
        }
        return missing;
    }

    /** As the log of a server would; without those that are not started on purpose. */
    private void tellOfBundles(Path bundles, Selection selection) throws IOException {
        if (!Files.isDirectory(bundles)) {
            return;
        }
        Set<String> resting = new HashSet<>();
        for (Bundle bundle : context().getBundles()) {
            if (bundle.getState() == Bundle.RESOLVED && acts(bundle)) {
                resting.add(bundle.getLocation());
            }
        }
        try (BundleWatch watch = new BundleWatch(context(), bundles, log, selection.unused()::containsKey)) {
            for (Map.Entry<String, String> one : watch.problems().entrySet()) {
                Path jar = BundleWatch.found(bundles.resolve(one.getKey()));
                if (!resting.contains(FrameworkLog.location(jar))) {
                    problems.put(one.getKey(), one.getValue());
                }
            }
        }
    }

    private Optional<BundleIdentity> identity(Path jar) {
        try {
            return BundleIdentity.of(jar);
        } catch (IllegalArgumentException e) {
            log.keep(FrameworkLog.location(jar), e);
        } catch (IOException e) {
            LOG.debug("{} is not a jar", jar, e);
        }
        return Optional.empty();
    }

    private Optional<Bundle> install(Path jar) {
        String location = FrameworkLog.location(jar);
        try (InputStream content = Files.newInputStream(jar)) {
            return Optional.of(context().installBundle(location, content));
        } catch (BundleException | IOException | RuntimeException e) {
            log.keep(location, e);
            return Optional.empty();
        }
    }

    private void start(Bundle bundle) {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException | RuntimeException | LinkageError e) {
            log.keep(bundle.getLocation(), e);
        }
    }

    private boolean acts(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && revision.getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .map(one -> String.valueOf(one.getDirectives().get(Constants.FILTER_DIRECTIVE)))
                        .anyMatch(filter -> acting.stream().anyMatch(filter::contains));
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    }

    /** By symbolic name of the bundle, what its manifest says under a name of ours. */
    Map<String, String> headers(String name) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Bundle bundle : context().getBundles()) {
            String value = bundle.getHeaders("").get(name);
            if (value != null && bundle.getState() != Bundle.INSTALLED) {
                headers.put(bundle.getSymbolicName(), value);
            }
        }
        return headers;
    }

    /** A class of a bundle. */
    Class<?> load(String symbolicName, String type) throws ClassNotFoundException {
        for (Bundle bundle : context().getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName()) && bundle.getState() != Bundle.INSTALLED) {
                return bundle.loadClass(type);
            }
        }
        throw new ClassNotFoundException(type);
    }

    private static List<Path> jars(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(STOP_WAIT_MILLIS);
        } catch (BundleException e) {
            LOG.debug("The framework of the check did not stop cleanly.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
