package io.stagedoor.red5.bridge.configuration;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What is configured at this moment, without showing it. */
public final class Configured {

    private Configured() {}

    /** By PID, a text of one length for each configuration that is another when that says something else. */
    public static Map<String, String> now(ConfigurationAdmin admin) throws IOException, InvalidSyntaxException {
        Map<String, String> configured = new HashMap<>();
        Configuration[] all = admin.listConfigurations(null);
        for (Configuration each : all == null ? new Configuration[0] : all) {
            properties(each).ifPresent(values -> configured.put(each.getPid(), Values.fingerprint(values)));
        }
        return configured;
    }

    private static Optional<Map<String, Object>> properties(Configuration configuration) {
        try {
            return Optional.ofNullable(configuration.getProperties()).map(Values::of);
        } catch (IllegalStateException e) { // deleted since it was listed
            return Optional.empty();
        }
    }
}
