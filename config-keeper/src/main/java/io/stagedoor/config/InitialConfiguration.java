package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration files that exist when the keeper starts, and what Config Admin remembers of earlier ones. */
final class InitialConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(InitialConfiguration.class);

    private final Path folder;
    private final ConfFolder conf;
    private final Corrections corrections;
    private boolean warned;
    private boolean read;

    InitialConfiguration(Path folder, ConfFolder conf, Corrections corrections) {
        this.folder = folder.toAbsolutePath().normalize();
        this.conf = conf;
        this.corrections = corrections;
    }

    /** Deletes configurations whose file was removed while nobody watched: Config Admin would keep them in force. */
    void removeOrphans(Scan scan) throws IOException {
        Set<String> known = KnownFiles.in(scan);
        scan.each(seen -> {
            Optional<File> remembered = file(seen);
            boolean gone = remembered.isPresent()
                    ? !remembered.get().exists()
                    : known.contains(seen.pid())
                            && FileConfigurations.file(conf, seen).isEmpty();
            if (gone || ConfFolder.isNameless(seen.pid())) {
                LOG.info(
                        "Configuration {} removed: its file was deleted, or Stagedoor no longer reads it.", seen.pid());
                seen.configuration().delete();
            }
        });
    }

    /** Whether every file is in Config Admin now, or was before. */
    boolean isRead(Scan scan) {
        try {
            read = read || read(scan).containsAll(files());
            return read;
        } catch (IOException | RuntimeException e) { // Config Admin may just be going
            if (!warned) {
                warned = true;
                LOG.warn("Cannot find out whether the configuration in {} is in force: {}", folder, e.toString());
            }
            return false;
        }
    }

    private Set<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        return conf.files().stream().filter(ConfFolder::isOurs).collect(Collectors.toSet());
    }

    /** A configuration that had no file yet may be an older one than what is in its file. */
    private Set<Path> read(Scan scan) throws IOException {
        Set<String> known = KnownFiles.in(scan);
        Set<Path> files = new HashSet<>();
        scan.each(seen -> {
            boolean isThere = file(seen).isPresent() || known.contains(seen.pid());
            if (isThere && !corrections.isDue(seen.configuration())) {
                FileConfigurations.file(conf, seen).ifPresent(files::add);
            }
        });
        return files;
    }

    private static Optional<File> file(Scan.Seen seen) {
        Object name = seen.properties() == null ? null : seen.properties().get(ConfFolder.FILE);
        try {
            return name == null ? Optional.empty() : Optional.of(new File(new URI(name.toString())));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
