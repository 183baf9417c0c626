package io.stagedoor.host.felix;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;

/** The components of Declarative Services that a {@link Rehearsal} configures. */
final class Components {

    private static final int UNSATISFIED_CONFIGURATION = 1;
    private static final int UNSATISFIED_REFERENCE = 2;
    private static final int FAILED_ACTIVATION = 16;

    private final Reflected runtime;

    Components(BundleContext context) {
        runtime = Reflected.service(context, "org.osgi.service.component.runtime.ServiceComponentRuntime")
                .orElseThrow(() -> new IllegalStateException("no Declarative Services in stagedoor/system"));
    }

    /** Whether each configuration that a component reads has reached it. */
    boolean areSettled(List<Planned> configurations) {
        List<Reflected> descriptions = descriptions();
        return configurations.stream()
                .allMatch(one -> descriptions.stream()
                        .filter(description -> reads(description, one))
                        .allMatch(description -> configured(description, one)
                                .anyMatch(each -> state(each) != UNSATISFIED_CONFIGURATION)));
    }

    /** Whether there is a component that reads a configuration. */
    boolean isRead(Planned one) {
        return descriptions().stream().anyMatch(description -> reads(description, one));
    }

    /** By file, why a component does not work. */
    Map<String, String> problems(List<Planned> configurations) {
        Map<String, String> problems = new TreeMap<>();
        List<Reflected> descriptions = descriptions();
        for (Planned one : configurations) {
            descriptions.stream()
                    .filter(description -> reads(description, one))
                    .forEach(description -> configured(description, one)
                            .forEach(each -> problem(description, each, problems, one.file())));
        }
        return problems;
    }

    private static void problem(Reflected description, Reflected each, Map<String, String> problems, String file) {
        String named = "component " + OneLine.of(String.valueOf(description.field("name")));
        if (state(each) == FAILED_ACTIVATION) {
            String failure =
                    String.valueOf(each.field("failure")).lines().findFirst().orElse("");
            problems.put(file, named + " failed to activate: " + OneLine.of(failure));
        } else if (state(each) == UNSATISFIED_REFERENCE) {
            String services = Arrays.stream((Object[]) each.field("unsatisfiedReferences"))
                    .map(reference -> String.valueOf(new Reflected(reference).field("name")))
                    .collect(Collectors.joining(" and "));
            problems.put(
                    file,
                    named + " waits for a service: reference " + OneLine.of(services)
                            + ". Add the bundle that registers it.");
        }
    }

    private List<Reflected> descriptions() {
        Collection<?> all = (Collection<?>)
                runtime.call("getComponentDescriptionDTOs", new Object[] {new org.osgi.framework.Bundle[0]})
                        .value();
        return all.stream().map(Reflected::new).collect(Collectors.toList());
    }

    private static boolean reads(Reflected description, Planned one) {
        return !"ignore".equals(description.field("configurationPolicy"))
                && Arrays.asList((String[]) description.field("configurationPid"))
                        .contains(one.asked());
    }

    private Stream<Reflected> configured(Reflected description, Planned one) {
        Collection<?> all = (Collection<?>) runtime.call("getComponentConfigurationDTOs", description.object())
                .value();
        return all.stream().map(Reflected::new).filter(each -> pids(each).contains(one.pid()));
    }

    private static Collection<?> pids(Reflected each) {
        Object pid = ((Map<?, ?>) each.field("properties")).get("service.pid");
        return pid instanceof Collection<?> several
                ? several
                : pid instanceof Object[] array ? Arrays.asList(array) : List.of(String.valueOf(pid));
    }

    private static int state(Reflected each) {
        return (Integer) each.field("state");
    }
}
