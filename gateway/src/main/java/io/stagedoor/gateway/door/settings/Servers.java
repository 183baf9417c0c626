package io.stagedoor.gateway.door.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The servers that are configured, by name. Thread-safe. */
@Component(service = Servers.class)
public final class Servers {

    private final Map<String, ConfiguredServer> all = new ConcurrentHashMap<>();

    /** None yet. */
    @Activate
    public Servers() {}

    /** Of two with one name, which only different sources of configuration can bring about, the last one counts. */
    void add(ConfiguredServer server) {
        all.put(server.name(), server);
    }

    void remove(ConfiguredServer server) {
        all.remove(server.name(), server);
    }

    /** A server; empty if none is configured by this name, or only by what never could be understood. */
    public Optional<ServerSettings> find(String name) {
        ConfiguredServer server = all.get(name);
        return server == null ? Optional.empty() : server.settings();
    }

    /** How many are configured, well or not. */
    public int count() {
        return all.size();
    }

    /** All that are in force. */
    public List<ServerSettings> all() {
        return all.values().stream().flatMap(one -> one.settings().stream()).toList();
    }

    /** Reads anew what lies in files. */
    public void look() {
        all().forEach(ServerSettings::look);
    }

    /** What is wrong; each names the setting and what to do. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        all.values().forEach(one -> problems.addAll(one.problems()));
        return problems;
    }
}
