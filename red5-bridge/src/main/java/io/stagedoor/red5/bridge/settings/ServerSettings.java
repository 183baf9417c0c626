package io.stagedoor.red5.bridge.settings;

import io.stagedoor.auth.support.property.Properties;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.core.settings.ClusterMembership;
import io.stagedoor.red5.bridge.connection.ConnectionTypes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration {@code stagedoor.bridge}, of the whole server. One that cannot be understood leaves the last good one in force;
 * where there is none yet, only RTMP connections are known, and no member of a cluster. Thread-safe.
 */
public final class ServerSettings {

    /** The PID. */
    public static final String PID = "stagedoor.bridge";

    private static final String TYPES = "connectionTypes";
    private static final Logger LOG = LoggerFactory.getLogger(ServerSettings.class);

    /** What is in force; {@code problem} is null if that is what is configured. */
    private record State(
            ConnectionTypes types,
            Optional<ClusterSecret> cluster,
            boolean bindsRtmpt,
            @Nullable String problem) {}

    /** What has been said of the secret. */
    private List<String> remarked = List.of();

    private volatile State state = new State(ConnectionTypes.of(List.of()), Optional.empty(), true, null);

    /** Reads a configuration; empty for none. */
    public ServerSettings(Map<String, ?> properties) {
        modified(properties);
    }

    /** Reads a changed configuration. */
    public void modified(Map<String, ?> properties) {
        State last = state;
        Properties values = new Properties(ServerConfig.class, properties);
        String where = values.where(PID);
        try {
            values.requireKnown();
            state = read(values);
            if (properties.containsKey("service.pid")) {
                LOG.info("{}: {}.", where, last.problem() == null ? "applied" : "fixed and applied");
            }
        } catch (IllegalArgumentException e) {
            state = new State(last.types(), last.cluster(), last.bindsRtmpt(), where + ": " + Redacted.message(e));
            LOG.error("{}. The last good configuration stays in force.", state.problem());
        }
        state.cluster().flatMap(ClusterSecret::problem).ifPresent(LOG::error);
        remark();
    }

    /** Says what is odd in the secret of the cluster, once. */
    private synchronized void remark() {
        List<String> now = state.cluster().map(ClusterSecret::remarks).orElse(List.of());
        if (!now.equals(remarked)) {
            remarked = now;
            now.forEach(odd -> LOG.warn("{}: secret of the cluster: {}.", PID, odd));
        }
    }

    private static State read(Properties properties) {
        return new State(types(properties), ClusterSecret.of(properties), properties.flag("rtmptBindAddress"), null);
    }

    private static ConnectionTypes types(Properties properties) {
        try {
            return ConnectionTypes.of(properties.list(TYPES, ','));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(TYPES + ": " + e.getMessage(), e);
        }
    }

    /** Reads anew what lies in files. */
    public void look() {
        state.cluster().ifPresent(ClusterSecret::look);
        remark();
    }

    /** What connections are, by their classes. */
    public ConnectionTypes types() {
        return state.types();
    }

    /** What members of the cluster prove themselves with; empty if none is configured. */
    public Optional<ClusterMembership> cluster() {
        return state.cluster().map(secret -> secret);
    }

    /** Whether RTMPT sessions are driven only from the network that opened them. */
    public boolean bindsRtmpt() {
        return state.bindsRtmpt();
    }

    /** What is wrong, naming the setting. */
    public List<String> problems() {
        State now = state;
        return Stream.concat(
                        Optional.ofNullable(now.problem()).stream(),
                        now.cluster().flatMap(ClusterSecret::problem).stream())
                .toList();
    }
}
