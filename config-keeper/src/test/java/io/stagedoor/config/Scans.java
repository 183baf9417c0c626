package io.stagedoor.config;

import io.stagedoor.core.Fakes;
import java.util.List;
import java.util.Map;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Scans of configurations that tests make. */
final class Scans {

    private Scans() {}

    static Scan of(Configuration... configurations) {
        return of(List.of(configurations));
    }

    static Scan of(List<Configuration> configurations) {
        try {
            return Scan.of(Fakes.fake(
                    ConfigurationAdmin.class,
                    Map.of(
                            "listConfigurations",
                            filter -> configurations.isEmpty() ? null : configurations.toArray(Configuration[]::new))));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
