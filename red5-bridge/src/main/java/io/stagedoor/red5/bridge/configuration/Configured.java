package io.stagedoor.red5.bridge.configuration;

import io.stagedoor.auth.Authenticator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The current configuration, without its values. */
public final class Configured {

    /** Each session keeps it, and none is chosen by anybody: a part of the digest tells them apart. */
    private static final int LENGTH = 16;

    /** A component that does not read a name itself gets the service property from its configuration. */
    private static final String AUTHENTICATORS =
            "(|(service.factoryPid=stagedoor.authenticator.*)(" + Authenticator.NAME + "=*))";

    private Configured() {}

    /** By PID, a text of one length for each configuration that is another when that says something else. */
    public static Map<String, String> now(ConfigurationAdmin admin) throws IOException, InvalidSyntaxException {
        Map<String, String> configured = new HashMap<>();
        Configuration[] all = admin.listConfigurations(null);
        for (Configuration each : all == null ? new Configuration[0] : all) {
            properties(each)
                    .map(Values::fingerprint)
                    .ifPresent(text -> configured.put(each.getPid(), text.substring(0, LENGTH)));
        }
        return configured;
    }

    /** The names that authenticators are configured by, each with the PID: also of those whose bundles are not there. */
    public static Map<String, String> names(ConfigurationAdmin admin) throws IOException, InvalidSyntaxException {
        Map<String, String> names = new HashMap<>();
        Configuration[] all = admin.listConfigurations(AUTHENTICATORS);
        for (Configuration each : all == null ? new Configuration[0] : all) {
            properties(each)
                    .map(properties -> properties.getOrDefault(Authenticator.NAME, properties.get("name")))
                    .filter(String.class::isInstance)
                    .ifPresent(name -> names.put((String) name, each.getPid()));
        }
        return names;
    }

    private static Optional<Map<String, Object>> properties(Configuration configuration) {
        try {
            return Optional.ofNullable(configuration.getProperties()).map(Values::of);
        } catch (IllegalStateException e) { // deleted since it was listed
            return Optional.empty();
        }
    }
}
