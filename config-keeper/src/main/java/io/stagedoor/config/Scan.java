package io.stagedoor.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All configurations of one moment. What is deleted while it is looked at is passed over. Immutable. */
final class Scan {

    private static final Logger LOG = LoggerFactory.getLogger(Scan.class);

    /**
     * One configuration as it was then.
     *
     * @param factoryPid {@code null} for a configuration without a factory
     * @param properties {@code null} for a configuration that was never given any
     */
    record Seen(
            Configuration configuration,
            String pid,
            @Nullable String factoryPid,
            @Nullable Dictionary<String, Object> properties) {}

    /** What is done with each configuration. */
    @FunctionalInterface
    interface Look {

        void at(Seen seen) throws IOException;
    }

    private final List<Seen> all;

    private Scan(List<Seen> all) {
        this.all = all;
    }

    /** Lists what Config Admin holds now. */
    static Scan of(ConfigurationAdmin configurations) throws IOException, InvalidSyntaxException {
        return of(configurations, null);
    }

    /**
     * As {@link #of(ConfigurationAdmin)}, of a part.
     *
     * @param filter as of {@link ConfigurationAdmin#listConfigurations}; {@code null} for all
     */
    static Scan of(ConfigurationAdmin configurations, @Nullable String filter)
            throws IOException, InvalidSyntaxException {
        Configuration[] found = configurations.listConfigurations(filter);
        List<Seen> all = new ArrayList<>();
        for (Configuration one : found == null ? new Configuration[0] : found) {
            try {
                all.add(new Seen(one, one.getPid(), one.getFactoryPid(), one.getProperties()));
            } catch (IllegalStateException e) {
                LOG.debug("A configuration was deleted while it was listed.", e);
            }
        }
        return new Scan(List.copyOf(all));
    }

    /** Looks at each configuration. */
    void each(Look look) throws IOException {
        for (Seen seen : all) {
            try {
                look.at(seen);
            } catch (IllegalStateException e) {
                LOG.debug("A configuration was deleted while it was looked at.", e);
            }
        }
    }

    List<Seen> all() {
        return all;
    }

    Set<String> pids() {
        Set<String> pids = new HashSet<>();
        all.forEach(seen -> pids.add(seen.pid()));
        return pids;
    }
}
