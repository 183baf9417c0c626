package io.stagedoor.red5.bridge.configuration;

import io.stagedoor.auth.support.file.ConfFolder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Which configurations have a file, over a restart of the server: one whose file was removed meanwhile goes with it, one that never
 * had a file stays, and a client that replaces all properties drops the one of File Install that would tell. Kept in Config Admin
 * itself: it takes every file in its folder for a configuration.
 */
public final class KnownFiles {

    static final String PID = "stagedoor.remembered";
    private static final String CONFIGURATIONS = "configurations";

    private final ConfigurationAdmin configurations;
    private final ConfFolder folder;
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    /** Nothing is read yet. */
    public KnownFiles(ConfigurationAdmin configurations, ConfFolder folder) {
        this.configurations = configurations;
        this.folder = folder;
    }

    /** The PIDs of configurations that had a file when it was last looked. */
    public Set<String> pids() throws IOException, InvalidSyntaxException {
        Configuration[] found = configurations.listConfigurations("(service.pid=" + PID + ")");
        Dictionary<String, Object> properties = found == null ? null : found[0].getProperties();
        return properties != null && properties.get(CONFIGURATIONS) instanceof String[] pids
                ? new TreeSet<>(Arrays.asList(pids))
                : new TreeSet<>();
    }

    /** A configuration is gone; one that is made again may have no file. For any thread. */
    void deleted(String pid) {
        deleted.add(pid);
    }

    /** Looks once, and keeps what is new. For one thread at a time. */
    void look(Collection<Configuration> all) throws IOException, InvalidSyntaxException {
        Set<String> before = pids();
        Set<String> had = new TreeSet<>(before);
        for (String pid : Set.copyOf(deleted)) {
            deleted.remove(pid);
            had.remove(pid);
        }
        Set<String> now = new TreeSet<>();
        for (Configuration configuration : all) {
            try {
                String pid = configuration.getPid();
                // A file that is gone for a moment, or whose configuration File Install is about to delete.
                if (had.contains(pid)
                        || FileConfigurations.file(folder, configuration).isPresent()) {
                    now.add(pid);
                }
            } catch (IllegalStateException e) {
                continue; // deleted since
            }
        }
        if (!now.equals(before)) {
            configurations
                    .getConfiguration(PID, "?")
                    .update(new Hashtable<>(Map.of(CONFIGURATIONS, now.toArray(String[]::new))));
        }
    }
}
