package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.FileReplacement;
import io.stagedoor.config.Agreements.Agreement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the file of a configuration that was deleted through Config Admin, a moment later: if the configuration is there again by
 * then, it was replaced. File Install answers the removal of a file by deleting the configuration that remembers it, or else whatever
 * has the PID, and so perhaps one that somebody has just made: it is given another one to delete. Not for several threads at once
 * where nothing else is said.
 */
final class Removal {

    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    /** How many looks a deletion may be the first half of a replacement. */
    private static final int DELAY_LOOKS = 2;
    /** How many looks File Install may take to notice that a file is gone. */
    private static final int FORGET_LOOKS = 10;

    /** The factory of what stands in for a configuration that was deleted. */
    static final String STAND_IN = "stagedoor.removed";

    /** A file that was removed here, and for how many looks nobody has deleted what stands in for its configuration. */
    private static final class Removed {
        private int looks;
    }

    private final ConfigurationAdmin configurations;
    private final Agreements agreements;
    /**
     * Looks since somebody else than File Install deleted what nobody has made again, by PID; or it is not known who: that was while
     * the bridge was away.
     */
    private final Map<String, Integer> deletions = new ConcurrentHashMap<>();

    private final Map<Path, Removed> removed = new HashMap<>();

    Removal(ConfigurationAdmin configurations, Agreements agreements) {
        this.configurations = configurations;
        this.agreements = agreements;
        agreements.pids().forEach(pid -> deletions.put(pid, 0));
    }

    /** Somebody has updated a configuration, or made it again. For any thread. */
    void updated(String pid) {
        deletions.remove(pid);
    }

    /**
     * Somebody has deleted a configuration. For any thread; File Install's is to wait until nobody looks.
     *
     * @param becauseOfFile whether that was because its file was gone: by File Install, or by this bundle
     */
    void deleted(String pid, boolean becauseOfFile) {
        if (becauseOfFile || isFileGone(pid)) {
            // The file is gone, or was for a moment: what is there is not what was agreed on.
            forget(pid);
        } else {
            deletions.put(pid, 0);
        }
    }

    /** File Install has deleted a configuration, because its file is gone. It is to wait until nobody looks. */
    void fileDeleted(String pid) {
        Agreement agreement = agreements.get(pid);
        if (!pid.startsWith(STAND_IN)) {
            LOG.warn(
                    "{}: configuration removed, because the file was deleted.",
                    agreement == null ? pid : agreement.file());
        }
        deleted(pid, true);
    }

    /** A file that goes and comes back is not removed, whoever deleted its configuration meanwhile. */
    private boolean isFileGone(String pid) {
        Agreement agreement = agreements.get(pid);
        return agreement == null || !Files.isRegularFile(agreement.file());
    }

    private void forget(String pid) {
        deletions.remove(pid);
        agreements.remove(pid);
    }

    /** Whether a file's removal is being thought over. */
    boolean isPending(String pid) {
        return deletions.containsKey(pid);
    }

    /** Looks once at what is configured. */
    void look(Set<String> configured) throws IOException {
        deletions.keySet().removeAll(configured);
        deletions.keySet().retainAll(agreements.pids());
        deletions.keySet().stream().filter(this::isFileGone).toList().forEach(this::forget);
        for (String pid : List.copyOf(deletions.keySet())) {
            int looks = deletions.getOrDefault(pid, 0);
            // Unless somebody has made it again, or deleted it again, just now.
            if (looks < DELAY_LOOKS) {
                deletions.replace(pid, looks, looks + 1);
            } else if (deletions.remove(pid, looks)) {
                Agreement agreement = agreements.get(pid);
                if (agreement != null) {
                    remove(pid, agreement);
                }
            }
        }
        for (Map.Entry<Path, Removed> one : List.copyOf(removed.entrySet())) {
            Path file = one.getKey();
            Configuration standIn = standIn(file);
            boolean isBack = Files.exists(file);
            if (standIn.getProperties() == null || isBack || ++one.getValue().looks > FORGET_LOOKS) {
                removed.remove(file);
                standIn.delete();
            }
            if (isBack) {
                ConfFolder.touch(file); // or what is in it may have been taken for what stood in
            }
        }
    }

    private Configuration standIn(Path file) throws IOException {
        return configurations.getFactoryConfiguration(STAND_IN, ConfFolder.pid(file), "?");
    }

    private void remove(String pid, Agreement agreement) throws IOException {
        agreements.remove(pid);
        Path file = agreement.file();
        if (!Files.isRegularFile(file)) {
            return;
        }
        if (!Agreements.digest(FileReplacement.read(file)).equals(agreement.digest())) {
            LOG.warn(
                    "{}: the file was edited while its configuration was deleted through Config Admin: Stagedoor applies the file.",
                    file);
            return;
        }
        try {
            standIn(file).update(new Hashtable<>(Map.of(Values.FILE, Values.uri(file))));
            removed.put(file, new Removed());
            Files.delete(file);
            LOG.info("{}: file removed: its configuration was deleted through Config Admin.", file);
        } catch (IOException e) {
            LOG.warn(
                    "{}: the file cannot be removed ({}). Its configuration was deleted through Config Admin, and returns when the"
                            + " file changes or the server starts again.",
                    file,
                    e.getClass().getSimpleName());
        }
    }
}
