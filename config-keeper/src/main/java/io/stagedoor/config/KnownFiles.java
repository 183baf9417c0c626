package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Which configurations have a file, over a restart of the server: one whose file was removed meanwhile goes with it, one that never
 * had a file stays, and a client that replaces all properties drops the one of File Install that would tell. Kept in Config Admin
 * itself: it takes every file in its folder for a configuration.
 */
final class KnownFiles {

    static final String PID = "stagedoor.remembered";
    private static final String CONFIGURATIONS = "configurations";

    private final ConfigurationAdmin configurations;
    private final ConfFolder folder;
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    /** Nothing is read yet. */
    KnownFiles(ConfigurationAdmin configurations, ConfFolder folder) {
        this.configurations = configurations;
        this.folder = folder;
    }

    /** The PIDs of configurations that had a file when it was last looked. */
    static Set<String> in(Scan scan) {
        return scan.all().stream()
                .filter(seen -> PID.equals(seen.pid()) && seen.properties() != null)
                .map(seen -> seen.properties().get(CONFIGURATIONS))
                .filter(String[].class::isInstance)
                .flatMap(pids -> Arrays.stream((String[]) pids))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A configuration is gone; one that is made again may have no file. For any thread. */
    void deleted(String pid) {
        deleted.add(pid);
    }

    /** Looks once, and keeps what is new. For one thread at a time. */
    void look(Scan scan) throws IOException {
        Set<String> before = in(scan);
        Set<String> had = new TreeSet<>(before);
        for (String pid : Set.copyOf(deleted)) {
            deleted.remove(pid);
            had.remove(pid);
        }
        Set<String> now = new TreeSet<>();
        for (Scan.Seen seen : scan.all()) {
            // A file that is gone for a moment, or whose configuration File Install is about to delete.
            if (had.contains(seen.pid())
                    || FileConfigurations.file(folder, seen).isPresent()) {
                now.add(seen.pid());
            }
        }
        if (!now.equals(before)) {
            configurations
                    .getConfiguration(PID, "?")
                    .update(new Hashtable<>(Map.of(CONFIGURATIONS, now.toArray(String[]::new))));
        }
    }
}
