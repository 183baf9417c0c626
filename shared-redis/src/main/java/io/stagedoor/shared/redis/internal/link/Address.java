package io.stagedoor.shared.redis.internal.link;

import io.stagedoor.auth.Secret;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * Where Redis is, and how it is reached. Immutable.
 *
 * @param nodes of a cluster, or the only one; empty with sentinels
 * @param master the name of the master that sentinels watch; empty without them
 * @param password read for each connection; fails with {@link IllegalArgumentException}, which says why
 * @param context empty for that of the JVM
 * @param timeout how long an answer may take
 */
public record Address(
        Set<Host> nodes,
        String master,
        Set<Host> sentinels,
        boolean isCluster,
        int database,
        String user,
        Optional<Supplier<Secret>> password,
        String sentinelUser,
        Optional<Supplier<Secret>> sentinelPassword,
        boolean isTls,
        Optional<SSLContext> context,
        Duration timeout) {

    /** A host, by name or digits, and its port. */
    public record Host(String name, int port) {

        /** As text. */
        @Override
        public String toString() {
            return (name.contains(":") ? '[' + name + ']' : name) + ':' + port;
        }
    }

    /** For operators: without any secret. */
    public String shown() {
        String where = sentinels.isEmpty() ? shown(nodes) : master + " of the sentinels " + shown(sentinels);
        return (isTls ? "rediss://" : "redis://") + where;
    }

    private static String shown(Set<Host> hosts) {
        return hosts.stream().map(Host::toString).sorted().collect(Collectors.joining(","));
    }

    /** As {@link #shown}. */
    @Override
    public String toString() {
        return shown();
    }
}
