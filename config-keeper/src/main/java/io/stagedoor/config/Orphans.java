package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds configurations whose file is gone, and that File Install has not deleted. If configurations are listed while one is deleted, Apache
 * Felix Config Admin may have two objects of it, and does not know by the second that it was: what is updated through that one, by whom
 * it may be, is there again, and nobody would remove it before the next start.
 */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    /** After so many looks File Install has long deleted what it will. */
    private static final int LOOKS = 6;

    private final ConfFolder folder;
    /** How often a configuration has been looked at while its file was gone. */
    private final Map<String, Integer> orphaned = new HashMap<>();

    Orphans(ConfFolder folder) {
        this.folder = folder;
    }

    /** Looks at one configuration. */
    void look(Scan.Seen seen) throws IOException {
        Dictionary<String, Object> properties = seen.properties();
        String pid = seen.pid();
        Optional<Path> gone = properties == null || pid.startsWith(Removal.STAND_IN)
                ? Optional.empty()
                : folder.gone(properties.get(Values.FILE));
        if (gone.isEmpty()) {
            orphaned.remove(pid);
        } else if (orphaned.merge(pid, 1, Integer::sum) >= LOOKS) {
            orphaned.remove(pid);
            LOG.warn("{}: configuration removed, because the file was deleted.", gone.get());
            seen.configuration().delete();
        }
    }

    void forgetAllBut(Set<String> pids) {
        orphaned.keySet().retainAll(pids);
    }
}
