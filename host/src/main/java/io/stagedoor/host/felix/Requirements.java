package io.stagedoor.host.felix;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Describes the requirements that a bundle cannot resolve. */
final class Requirements {

    private static final Pattern AT_LEAST = Pattern.compile("\\((?:bundle-)?version>=([^)]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\((?:bundle-)?version>=([^)]+)\\)\\)");
    private static final Map<String, String> KINDS = Map.of(
            PackageNamespace.PACKAGE_NAMESPACE,
            "package",
            "osgi.wiring.bundle",
            "bundle",
            "osgi.ee",
            "Java",
            "osgi.extender",
            "extender",
            "osgi.service",
            "service");

    private final Bundle[] bundles;

    /**
     * @param bundles all that are installed
     */
    Requirements(Bundle[] bundles) {
        this.bundles = bundles.clone();
    }

    /** A sentence for each requirement that nothing meets; empty if each is met by itself. */
    List<String> unmet(Bundle bundle) {
        List<String> unmet = new ArrayList<>();
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) {
            return unmet;
        }
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            Map<String, String> directives = requirement.getDirectives();
            boolean counts = !Constants.RESOLUTION_OPTIONAL.equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                    && !"dynamic".equals(directives.get(Constants.RESOLUTION_DIRECTIVE))
                    && !"active".equals(directives.get(Constants.EFFECTIVE_DIRECTIVE));
            if (counts && capabilities(requirement).stream().noneMatch(one -> matches(requirement, one))) {
                unmet.add(sentence(requirement));
            } else if (counts) {
                unresolvedProvider(bundle, requirement).ifPresent(unmet::add);
            }
        }
        return unmet;
    }

    private Optional<String> unresolvedProvider(Bundle bundle, BundleRequirement requirement) {
        List<Bundle> providers = capabilities(requirement).stream()
                .filter(one -> matches(requirement, one))
                .map(one -> one.getRevision().getBundle())
                .toList();
        boolean isMet = providers.stream().anyMatch(one -> one.equals(bundle) || one.getState() != Bundle.INSTALLED);
        return isMet
                ? Optional.empty()
                : Optional.of(
                        "it needs bundle " + providers.get(0).getSymbolicName() + ", which itself is not resolved");
    }

    private List<BundleCapability> capabilities(BundleRequirement requirement) {
        List<BundleCapability> capabilities = new ArrayList<>();
        for (Bundle bundle : bundles) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                capabilities.addAll(revision.getDeclaredCapabilities(requirement.getNamespace()));
            }
        }
        return capabilities;
    }

    private static boolean matches(BundleRequirement requirement, BundleCapability capability) {
        String filter = requirement.getDirectives().get(Constants.FILTER_DIRECTIVE);
        try {
            return filter == null || FrameworkUtil.createFilter(filter).matches(capability.getAttributes());
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    private String sentence(BundleRequirement requirement) {
        String namespace = requirement.getNamespace();
        String filter = String.valueOf(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE));
        String name = named(namespace, filter);
        String needed = "it needs " + KINDS.getOrDefault(namespace, namespace) + " " + (name.isEmpty() ? filter : name)
                + range(filter);
        Set<String> there = new LinkedHashSet<>();
        for (BundleCapability capability : capabilities(requirement)) {
            if (name.equals(String.valueOf(capability.getAttributes().get(namespace)))) {
                there.add(version(capability) + " (bundle "
                        + capability.getRevision().getSymbolicName() + ")");
            }
        }
        return needed
                + (there.isEmpty()
                        ? ", which no bundle provides"
                        : ", but only " + String.join(", ", there) + " is available");
    }

    private static String named(String namespace, String filter) {
        Matcher name = Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^)]+)\\)")
                .matcher(filter);
        return name.find() ? name.group(1) : "";
    }

    private static String range(String filter) {
        Matcher below = BELOW.matcher(filter);
        boolean isBounded = below.find();
        Matcher least = AT_LEAST.matcher(BELOW.matcher(filter).replaceAll(""));
        return (least.find() ? " " + least.group(1) + " or newer" : "")
                + (isBounded ? ", older than " + below.group(1) : "");
    }

    private static Object version(BundleCapability capability) {
        Object version = capability.getAttributes().get("version");
        return "version " + (version == null ? capability.getAttributes().get("bundle-version") : version);
    }
}
