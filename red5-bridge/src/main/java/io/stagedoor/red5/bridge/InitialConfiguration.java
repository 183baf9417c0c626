package io.stagedoor.red5.bridge;

import io.stagedoor.red5.bridge.routing.ApplicationSettings;
import io.stagedoor.red5.bridge.routing.Router;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configuration files that lie there when the bridge starts, and what Config Admin remembers of earlier ones. */
final class InitialConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(InitialConfiguration.class);
    private static final String FILE = "felix.fileinstall.filename";

    private final ConfigurationAdmin configurations;
    private final Path folder;
    private final Router router;
    private boolean warned;

    InitialConfiguration(ConfigurationAdmin configurations, Path folder, Router router) {
        this.configurations = configurations;
        this.folder = folder;
        this.router = router;
    }

    /** Deletes configurations whose file was removed while nobody watched: Config Admin would go on with them. */
    void removeOrphans() throws IOException, InvalidSyntaxException {
        for (Configuration configuration : all("(" + FILE + "=*)")) {
            Optional<File> file = file(configuration);
            if (file.isPresent() && !file.get().exists()) {
                LOG.info("{} is gone; removing its configuration.", file.get());
                configuration.delete();
            }
        }
    }

    /** Whether every file is in Config Admin, and every application known to the router. */
    boolean isRead() {
        try {
            return remembered().containsAll(files())
                    && router.applications() >= all("(service.factoryPid=" + ApplicationSettings.PID + ")").length;
        } catch (IOException | InvalidSyntaxException | RuntimeException e) { // Config Admin may just be going
            if (!warned) {
                warned = true;
                LOG.warn("Cannot see whether the configuration in {} is in force: {}", folder, e.toString());
            }
            return false;
        }
    }

    private Set<File> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("stagedoor\\..*\\.cfg"))
                    .map(file -> file.toAbsolutePath().toFile())
                    .collect(Collectors.toSet());
        }
    }

    private Set<File> remembered() throws IOException, InvalidSyntaxException {
        Set<File> files = new HashSet<>();
        Arrays.stream(all("(" + FILE + "=*)"))
                .forEach(configuration -> file(configuration).ifPresent(files::add));
        return files;
    }

    private Configuration[] all(String filter) throws IOException, InvalidSyntaxException {
        Configuration[] found = configurations.listConfigurations(filter);
        return found == null ? new Configuration[0] : found;
    }

    private static Optional<File> file(Configuration configuration) {
        Dictionary<String, Object> properties = configuration.getProperties();
        Object name = properties == null ? null : properties.get(FILE);
        try {
            return name == null ? Optional.empty() : Optional.of(new File(new URI(name.toString())));
        } catch (java.net.URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
