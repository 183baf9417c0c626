package io.stagedoor.config;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Set;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.Configuration.ConfigurationAttribute;

/** Has Config Admin deliver a configuration once more. */
final class Redelivery {

    private Redelivery() {}

    /** Delivers what is configured as it is. */
    static void again(Configuration configuration) throws IOException {
        long count = configuration.getChangeCount();
        Dictionary<String, Object> properties = configuration.getProperties();
        // Changed meanwhile, it is being delivered, and what was read would be put in the place of what is newer.
        if (properties != null && configuration.getChangeCount() == count) {
            update(configuration, properties);
        }
    }

    /** File Install locks a configuration whose file may not be written: for others, not for what keeps it in force. */
    static void update(Configuration configuration, Dictionary<String, Object> properties) throws IOException {
        Set<ConfigurationAttribute> attributes = configuration.getAttributes();
        boolean locked = attributes.contains(ConfigurationAttribute.READ_ONLY);
        if (locked) {
            configuration.removeAttributes(ConfigurationAttribute.READ_ONLY);
        }
        try {
            configuration.update(properties);
        } finally {
            if (locked) {
                configuration.addAttributes(ConfigurationAttribute.READ_ONLY);
            }
        }
    }
}
