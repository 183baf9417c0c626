package io.stagedoor.red5.bridge.declared;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.settings.ApplicationSettings;
import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations in Config Admin.
 *
 * @param made what was made of declarations, by PID
 * @param operators for each application that somebody else has configured, the PID
 */
record Existing(Map<String, Configuration> made, Map<String, String> operators) {

    private static final Logger LOG = LoggerFactory.getLogger(Existing.class);

    /**
     * Looks, and deletes what was made of declarations that are no more.
     *
     * @param ids of the declarations of this moment
     * @param folder the operator's files
     */
    static Existing in(ConfigurationAdmin configurations, Set<String> ids, ConfFolder folder)
            throws IOException, InvalidSyntaxException {
        Existing existing = new Existing(new HashMap<>(), new HashMap<>());
        Configuration[] found = configurations.listConfigurations("(service.factoryPid=stagedoor.*)");
        for (Configuration configuration : found == null ? new Configuration[0] : found) {
            try {
                existing.add(configuration, ids, folder);
            } catch (IllegalStateException e) {
                LOG.debug("A configuration was deleted while Stagedoor read it.", e);
            }
        }
        return existing;
    }

    private void add(Configuration configuration, Set<String> ids, ConfFolder folder) throws IOException {
        String pid = configuration.getPid();
        Dictionary<String, Object> properties = configuration.getProperties();
        boolean ofFile = properties != null
                && (properties.get(ConfFolder.FILE) != null
                        || folder.of(pid, configuration.getFactoryPid(), properties)
                                .isPresent());
        String id = ofFile ? null : Made.declarationOf(pid);
        if (id != null && !ids.contains(id)) {
            LOG.info("Configuration {} removed: its web application was stopped.", pid);
            configuration.delete();
        } else if (id != null) {
            made.put(pid, configuration);
        } else if (ApplicationSettings.PID.equals(configuration.getFactoryPid()) && properties != null) {
            operators.put(String.valueOf(properties.get("application")).strip(), pid);
        }
    }
}
