package io.stagedoor.gateway.door.settings;

import java.util.HashMap;
import java.util.Map;

/** Configures servers as Declarative Services would. */
public final class ConfiguredServers {

    private ConfiguredServers() {}

    /** Adds one, in place of the one of its name. */
    public static void put(Servers servers, String name, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("service.pid", ServerSettings.PID + "~" + name);
        new ConfiguredServer(all, servers);
    }
}
