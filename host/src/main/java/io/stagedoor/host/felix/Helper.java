package io.stagedoor.host.felix;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;

/**
 * A class that a bundle names for a {@link Rehearsal} in its manifest, as {@code PID=CLASS}: it is made of a configuration of this PID.
 *
 * @param bundle its symbolic name
 * @param pid of the configurations, or the factory PID
 * @param type the class, with a constructor that takes a {@code Map}
 */
record Helper(String bundle, String pid, String type) {

    /** Those that bundles name in a header. */
    static List<Helper> of(Stage stage, String header) {
        return stage.headers(header).entrySet().stream()
                .map(one -> of(one.getKey(), one.getValue()))
                .flatMap(Optional::stream)
                .collect(Collectors.toList());
    }

    private static Optional<Helper> of(String bundle, String value) {
        int equals = value.indexOf('=');
        return equals < 0
                ? Optional.empty()
                : Optional.of(new Helper(bundle, value.substring(0, equals), value.substring(equals + 1)));
    }

    boolean isFor(Planned one) {
        return one.asked().equals(pid);
    }

    /**
     * Makes one for a configuration.
     *
     * @throws ReflectiveOperationException if the bundle has no such class, or another version of it
     */
    Reflected with(Planned one, Stage stage) throws ReflectiveOperationException {
        BundleContext context = stage.context();
        return new Reflected(stage.load(bundle, type).getConstructor(Map.class).newInstance(one.processed(context)));
    }
}
