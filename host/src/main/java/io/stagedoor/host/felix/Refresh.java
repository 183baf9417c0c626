package io.stagedoor.host.felix;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Wires bundles anew after some have changed: those that used them, and those that can use them now. */
final class Refresh {

    private Refresh() {}

    /**
     * Returns when it is done.
     *
     * @param changed bundles that were installed, updated or uninstalled
     */
    static void of(BundleContext context, Set<Bundle> changed) throws InterruptedException {
        Set<Bundle> bundles = new LinkedHashSet<>(changed);
        List<BundleRevision> present = revisions(changed.stream());
        Stream.of(context.getBundles())
                .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
                .filter(bundle -> revisions(Stream.of(bundle)).stream().anyMatch(one -> gains(one, present)))
                .forEach(bundles::add);
        CountDownLatch done = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(bundles, event -> done.countDown());
        done.await();
    }

    private static List<BundleRevision> revisions(Stream<Bundle> bundles) {
        return bundles.filter(bundle -> bundle.getState() != Bundle.UNINSTALLED)
                .map(bundle -> bundle.adapt(BundleRevision.class))
                .filter(Objects::nonNull)
                .toList();
    }

    private static boolean gains(BundleRevision bundle, List<BundleRevision> changed) {
        return changed.stream().anyMatch(one -> isFragmentOf(one, bundle) || exportsTo(one, bundle));
    }

    private static boolean isFragmentOf(BundleRevision fragment, BundleRevision host) {
        List<BundleCapability> hosts = host.getDeclaredCapabilities(HostNamespace.HOST_NAMESPACE);
        return fragment.getDeclaredRequirements(HostNamespace.HOST_NAMESPACE).stream()
                .anyMatch(wanted -> hosts.stream().anyMatch(wanted::matches));
    }

    private static boolean exportsTo(BundleRevision exporter, BundleRevision importer) {
        List<BundleCapability> exports = exporter.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE);
        return importer.getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
                .filter(Refresh::isOptional)
                .anyMatch(wanted -> exports.stream().anyMatch(wanted::matches));
    }

    private static boolean isOptional(BundleRequirement requirement) {
        return Constants.RESOLUTION_OPTIONAL.equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
    }
}
