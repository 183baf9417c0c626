package io.stagedoor.core.settings;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.support.property.Properties;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who decides about the clients of an application.
 *
 * @param active {@code false} lets everyone in
 * @param authenticators for each protocol the names of the authenticators, in the order in which they are asked; not empty if
 *     active
 * @param off protocols whose clients are let in unasked
 * @param shadows the names of authenticators that are asked beside those, to compare: their answers have no effect. In the order in which they are asked;
 *     empty for none
 */
public record Deciders(
        boolean active, Map<Protocol, List<String>> authenticators, Set<Protocol> off, List<String> shadows) {

    /** The property that names the authenticators that are asked beside. */
    public static final String SHADOW = "authenticator.shadow";

    private static final String ACTIVE = "active";
    private static final String AUTHENTICATOR = "authenticator";

    /** Reads the properties, and throws {@link IllegalArgumentException} naming the one that is wrong. */
    static Deciders of(Properties properties) {
        boolean active = properties.flag(ACTIVE);
        return new Deciders(active, authenticators(properties, active), off(properties), shadows(properties));
    }

    private static List<String> shadows(Properties properties) {
        List<String> shadows = properties.list(SHADOW, ',');
        if (shadows.isEmpty() && properties.isSet(SHADOW)) {
            throw new IllegalArgumentException(
                    SHADOW + ": has no name of an authenticator; write one, or remove the property");
        }
        requireNotReserved(SHADOW, shadows);
        return List.copyOf(shadows);
    }

    private static void requireNotReserved(String property, Collection<String> names) {
        names.stream().filter(Deciders::isReserved).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(property + ": '" + name + "' begins with [");
        });
    }

    private static Set<Protocol> off(Properties properties) {
        return Arrays.stream(Protocol.values())
                .filter(protocol -> !properties.flag(protocol.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether anybody is asked about clients of a protocol. */
    public boolean asks(Protocol protocol) {
        return active && !off.contains(protocol);
    }

    /** Whether others are asked beside those who decide about clients of a protocol. Those who decide already are not asked twice. */
    public boolean isShadowed(Protocol protocol) {
        return !shadows.isEmpty()
                && asks(protocol)
                && !shadows.equals(authenticators.getOrDefault(protocol, List.of()));
    }

    /** Whether no authenticator can have this name in a configuration: it stands for clients that the configuration itself knows. */
    public static boolean isReserved(String authenticator) {
        return authenticator.startsWith("[");
    }

    /** The property {@code authenticator}, and for single protocols {@code authenticator.rtmp}, {@code authenticator.rtc}, … */
    private static Map<Protocol, List<String>> authenticators(Properties properties, boolean active) {
        List<String> all = properties.list(AUTHENTICATOR, ',');
        Map<Protocol, List<String>> chains = new EnumMap<>(Protocol.class);
        for (Protocol protocol : Protocol.values()) {
            String key = AUTHENTICATOR + "." + protocol.name().toLowerCase(Locale.ROOT);
            List<String> own = properties.list(key, ',');
            if (own.isEmpty()
                    && properties.isSet(
                            key)) { // or clients of this protocol would be judged by the others' authenticators
                throw new IllegalArgumentException(
                        key + ": has no name of an authenticator; write one, or remove the property");
            }
            chains.put(protocol, own.isEmpty() ? all : own);
        }
        requireNotReserved(
                AUTHENTICATOR, chains.values().stream().flatMap(List::stream).toList());
        if (active && chains.values().stream().allMatch(List::isEmpty)) {
            throw new IllegalArgumentException(AUTHENTICATOR + ": is empty; name an authenticator, or set " + ACTIVE
                    + "=false to let everyone in");
        }
        return Map.copyOf(chains);
    }
}
