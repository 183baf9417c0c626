package io.stagedoor.red5.bridge;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.routing.Router;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.red5.bridge.configuration.Corrections;
import io.stagedoor.red5.bridge.configuration.FileConfigurations;
import io.stagedoor.red5.bridge.configuration.KnownFiles;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration files that lie there when the bridge starts, and what Config Admin remembers of earlier ones. */
final class InitialConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(InitialConfiguration.class);

    private final ConfigurationAdmin configurations;
    private final Path folder;
    private final ConfFolder conf;
    private final Corrections corrections;
    private final KnownFiles known;
    private final Router router;
    private boolean warned;

    InitialConfiguration(ConfigurationAdmin configurations, Path folder, Router router, BundleContext context) {
        this.configurations = configurations;
        this.folder = folder.toAbsolutePath().normalize();
        this.conf = new ConfFolder(folder);
        this.corrections = new Corrections(conf, context);
        this.known = new KnownFiles(configurations, conf);
        this.router = router;
    }

    /** Deletes configurations whose file was removed while nobody watched: Config Admin would go on with them. */
    void removeOrphans() throws IOException, InvalidSyntaxException {
        Set<String> pids = known.pids();
        for (Configuration configuration : all(null)) {
            Optional<File> remembered = file(configuration);
            boolean gone = remembered.isPresent()
                    ? !remembered.get().exists()
                    : pids.contains(configuration.getPid())
                            && FileConfigurations.file(conf, configuration).isEmpty();
            if (gone || ConfFolder.isNameless(configuration.getPid())) {
                LOG.info(
                        "Configuration {} removed: its file is gone, or is not read any more.", configuration.getPid());
                configuration.delete();
            }
        }
    }

    /** Whether every file is in Config Admin, and every application known to the router. */
    boolean isRead() {
        try {
            return read().containsAll(files())
                    && router.applications() >= all("(service.factoryPid=" + ApplicationSettings.PID + ")").length;
        } catch (IOException | InvalidSyntaxException | RuntimeException e) { // Config Admin may just be going
            if (!warned) {
                warned = true;
                LOG.warn("Cannot see whether the configuration in {} is in force: {}", folder, e.toString());
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
    private Set<Path> read() throws IOException, InvalidSyntaxException {
        Set<String> pids = known.pids();
        Set<Path> files = new HashSet<>();
        for (Configuration configuration : all(null)) {
            boolean isThere = file(configuration).isPresent() || pids.contains(configuration.getPid());
            if (isThere && !corrections.isDue(configuration)) {
                FileConfigurations.file(conf, configuration).ifPresent(files::add);
            }
        }
        return files;
    }

    private Configuration[] all(String filter) throws IOException, InvalidSyntaxException {
        Configuration[] found = configurations.listConfigurations(filter);
        return found == null ? new Configuration[0] : found;
    }

    private static Optional<File> file(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Object name = properties == null ? null : properties.get(ConfFolder.FILE);
        try {
            return name == null ? Optional.empty() : Optional.of(new File(new URI(name.toString())));
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
