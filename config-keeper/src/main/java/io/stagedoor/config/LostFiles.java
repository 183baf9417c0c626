package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.auth.support.file.FileReplacement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds files that File Install has read, and that are in force nowhere. If configurations are listed while one is deleted, Apache
 * Felix Config Admin may keep an object of it that is in no list; when a file of the same content comes, File Install is shown this
 * object, sees nothing that has changed, and updates nothing. Updated, it is a configuration again.
 */
final class LostFiles {

    private static final Logger LOG = LoggerFactory.getLogger(LostFiles.class);

    /** File Install has long read a file after so many looks. */
    private static final int LOOKS = 4;

    private static final int MOST_TRIES = 3;

    /** How often a file with this content has been looked at while nothing was configured by it. */
    private record Missing(String digest, int looks) {}

    private final ConfigurationAdmin configurations;
    private final ConfFolder folder;
    private final Function<String, @Nullable String> variables;
    private final Map<Path, Missing> missing = new HashMap<>();

    LostFiles(ConfigurationAdmin configurations, ConfFolder folder, Function<String, @Nullable String> variables) {
        this.configurations = configurations;
        this.folder = folder;
        this.variables = variables;
    }

    /** Looks once. */
    void look(Set<Path> configured) throws IOException {
        Set<Path> files = new java.util.HashSet<>(folder.files());
        files.removeAll(configured);
        missing.keySet().retainAll(files);
        for (Path file : files) {
            byte[] content;
            try {
                content = FileReplacement.read(file);
            } catch (FileReplacement.TooLarge e) { // nothing to compare
                continue;
            }
            String digest = Agreements.digest(content);
            Missing before = missing.get(file);
            int looks = before == null || !before.digest().equals(digest) ? 1 : before.looks() + 1;
            missing.put(file, new Missing(digest, looks));
            if (looks % LOOKS == 0 && looks <= LOOKS * MOST_TRIES) {
                find(file, content);
            }
        }
    }

    private void find(Path file, byte[] content) throws IOException {
        Configuration configuration = FileConfigurations.of(configurations, file);
        Dictionary<String, Object> properties = configuration.getProperties();
        if (properties == null) {
            // File Install has not seen it, which happens when a file is removed and written again, or cannot read it.
            ConfFolder.touch(file);
            return;
        }
        properties.put(Values.FILE, Values.uri(file));
        if (says(file, content, properties)) {
            LOG.info("{}: read, but not applied yet; Stagedoor tries again.", file);
            Redelivery.update(configuration, properties);
        }
    }

    /** A file that cannot be read says nothing; {@link BrokenFiles} tells of it. */
    private boolean says(Path file, byte[] content, Dictionary<String, Object> properties) {
        try {
            return new CfgText(file, content, variables).says(Values.of(properties));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
