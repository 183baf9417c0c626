package io.stagedoor.config;

import io.stagedoor.auth.support.file.ConfFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Which configuration belongs to which file. */
final class FileConfigurations {

    private FileConfigurations() {}

    /** The file of a configuration, if there is one. */
    static Optional<Path> file(ConfFolder folder, Configuration configuration) {
        return folder.of(configuration.getPid(), configuration.getFactoryPid(), configuration.getProperties());
    }

    /** The file of a configuration as it was seen. */
    static Optional<Path> file(ConfFolder folder, Scan.Seen seen) {
        return folder.of(seen.pid(), seen.factoryPid(), seen.properties());
    }

    /** The configuration that File Install makes of a file. */
    static Configuration of(ConfigurationAdmin configurations, Path file) throws IOException {
        String name = ConfFolder.baseName(file);
        int dash = name.indexOf('-');
        return dash > 0
                ? configurations.getFactoryConfiguration(name.substring(0, dash), name.substring(dash + 1), "?")
                : configurations.getConfiguration(name, "?");
    }
}
