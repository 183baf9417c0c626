package io.stagedoor.gateway.door.settings;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Redacted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code stagedoor.server} configuration. If it has an error, the last good one stays in force; where there is none yet, what the server asks is refused. Thread-safe.
 */
@Component(
        service = {},
        configurationPid = ServerSettings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ServerConfig.class, factory = true)
public final class ConfiguredServer {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredServer.class);

    private final Servers servers;
    private final String name;
    private volatile @Nullable ServerSettings settings;
    private volatile @Nullable String problem;

    /** Reads the first configuration. */
    @Activate
    public ConfiguredServer(Map<String, Object> properties, @Reference Servers servers) {
        this.servers = servers;
        this.name = nameOf(String.valueOf(properties.get("service.pid")));
        modified(properties);
        servers.add(this);
    }

    /** Behind the name of the factory. */
    private static String nameOf(String pid) {
        return pid.substring(pid.indexOf('~') + 1);
    }

    /** Reads a changed configuration. */
    @Modified
    void modified(Map<String, Object> properties) {
        Properties values = new Properties(ServerConfig.class, properties);
        String where = values.where(ServerSettings.PID);
        try {
            ServerSettings next = ServerSettings.of(name, values);
            settings = next;
            problem = null;
            LOG.info("{}: applied to server '{}', {}.", where, name, next.kind().text());
            remark(where, next);
        } catch (IllegalArgumentException e) {
            String said = where + ": " + Redacted.message(e);
            problem = said;
            LOG.error(
                    "{}. {}",
                    said,
                    settings == null
                            ? "Whatever the server asks is refused until that is fixed."
                            : "The last good configuration stays in force.");
        }
    }

    private static void remark(String where, ServerSettings server) {
        if (server.secret().isEmpty()) {
            LOG.warn(
                    "{}: secretFile: is not set: the server has to show a client certificate, or whatever it asks is refused.",
                    where);
        }
        if (server.kind() == Kind.NODE_MEDIA_SERVER) {
            LOG.warn(
                    "{}: kind: node-media-server only reports: it sends media before it is answered, and lets everybody in while the gateway is away. It is no access control.",
                    where);
        }
        if (server.opensConnects()) {
            LOG.warn(
                    "{}: connectWithoutCredentials: lets everybody connect; the server must ask about each publish and each play, too.",
                    where);
        }
    }

    String name() {
        return name;
    }

    /** What is in force; empty until there was a good configuration. */
    Optional<ServerSettings> settings() {
        return Optional.ofNullable(settings);
    }

    List<String> problems() {
        List<String> problems = new ArrayList<>();
        String wrong = problem;
        if (wrong != null) {
            problems.add(wrong);
        }
        settings()
                .ifPresent(server -> server.problems()
                        .forEach(one -> problems.add(ServerSettings.PID + "-" + name + ".cfg: " + one)));
        return problems;
    }

    /** Whatever the server asks is refused from now on. */
    @Deactivate
    void close() {
        servers.remove(this);
        LOG.info("Server '{}' is configured no more: whatever it asks is refused.", name);
    }
}
