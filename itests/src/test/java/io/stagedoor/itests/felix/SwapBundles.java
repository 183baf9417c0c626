package io.stagedoor.itests.felix;

import static io.stagedoor.itests.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.itests.NewerJar;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What may be done to a bundle of ours while it is in use. Remembers, weakly, the class loaders that it had. */
final class SwapBundles {

    private static final List<String> WAYS =
            List.of("update", "update+refresh", "stop/start", "newer beside", "uninstall/install");

    private static final Duration COLLECTED = Duration.ofSeconds(30);

    private final BundleContext context;
    private final List<WeakReference<ClassLoader>> replaced = new ArrayList<>();
    private final Path work;
    private int versions;

    SwapBundles(BundleContext context, Path work) {
        this.context = context;
        this.work = work;
    }

    Bundle find(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName(name).equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static String symbolicName(String name) {
        return "io.stagedoor." + name.replace('-', '.');
    }

    /** Does the next of all that may be done; says what. */
    String swap(String name, int turn) throws Exception {
        int way = turn % WAYS.size();
        switch (way) {
            case 0 -> update(name);
            case 1 -> updateAndRefresh(name);
            case 2 -> restart(name);
            case 3 -> succeed(name);
            default -> reinstall(name);
        }
        return WAYS.get(way);
    }

    void update(String name) throws Exception {
        Bundle bundle = find(name);
        remember(bundle);
        try (InputStream jar = Files.newInputStream(Shipped.bundleJar(name))) {
            bundle.update(jar);
        }
    }

    void updateAndRefresh(String name) throws Exception {
        update(name);
        refresh(name);
    }

    void refresh(String name) throws Exception {
        Bundle bundle = find(name);
        remember(bundle);
        refreshAll(List.of(bundle));
    }

    private void refreshAll(List<Bundle> bundles) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(0).adapt(FrameworkWiring.class).refreshBundles(bundles, event -> done.countDown());
        assertThat(done.await(30, TimeUnit.SECONDS)).as("refreshed").isTrue();
    }

    void restart(String name) throws Exception {
        Bundle bundle = find(name);
        bundle.stop();
        bundle.start();
    }

    /** Installed again, from the same place. */
    void reinstall(String name) throws Exception {
        Bundle bundle = find(name);
        remember(bundle);
        bundle.uninstall();
        context.installBundle(Shipped.bundleJar(name).toUri().toString()).start();
    }

    /** A newer version beside the old one, which then goes. */
    void succeed(String name) throws Exception {
        Bundle old = find(name);
        remember(old);
        Path newer = Files.createTempFile(work, name, ".jar");
        NewerJar.write(Shipped.bundleJar(name), "0.2." + ++versions, newer);
        try {
            context.installBundle(newer.toUri().toString()).start();
            old.uninstall();
        } finally {
            Files.delete(newer);
        }
    }

    private void remember(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null && wiring.getClassLoader() != null) {
            replaced.add(new WeakReference<>(wiring.getClassLoader()));
        }
    }

    /** Fails if anything still holds a class loader of before, after the framework has let go of it. */
    void assertNothingIsLeft() throws InterruptedException, BundleException {
        refreshAll(null);
        eventually(COLLECTED, () -> {
            System.gc();
            assertThat(replaced.stream()
                            .map(WeakReference::get)
                            .filter(loader -> loader != null)
                            .filter(loader -> !inUse(loader)))
                    .as("class loaders of %s", replaced.size())
                    .isEmpty();
        });
    }

    private boolean inUse(ClassLoader loader) {
        return Arrays.stream(context.getBundles())
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .anyMatch(wiring -> wiring != null && wiring.getClassLoader() == loader);
    }

    int replaced() {
        return replaced.size();
    }
}
