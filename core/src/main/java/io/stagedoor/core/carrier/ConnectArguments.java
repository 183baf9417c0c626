package io.stagedoor.core.carrier;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an RTMP connect as a carrier of credentials, in one of three forms: {@code username, password, token} by
 * position, one map, or {@code key=value} texts. Only texts count; whatever else a client sends is passed over.
 */
public final class ConnectArguments {

    private static final List<String> POSITIONS =
            List.of(ClientParameters.USERNAME, ClientParameters.PASSWORD, ClientParameters.TOKEN);

    /** What is read by its name; members of the cluster are not known by positions. */
    private static final List<String> NAMES = List.of(
            ClientParameters.USERNAME,
            ClientParameters.PASSWORD,
            ClientParameters.TOKEN,
            ClientParameters.CLUSTER_SECRET,
            ClientParameters.RESTREAMER,
            ClientParameters.RESTREAMER_NAME);

    private ConnectArguments() {}

    /**
     * Adds the credentials among the arguments.
     *
     * @param arguments may be {@code null}
     * @param decode whether they are URL-decoded; one that cannot be is none
     */
    public static void read(@Nullable Object @Nullable [] arguments, boolean decode, ClientParameters into) {
        if (arguments == null) {
            return;
        }
        into.from("connect arguments");
        for (Object argument : arguments) {
            if (argument instanceof Map<?, ?> map) {
                readMap(map, decode, into);
                return;
            }
        }
        if (areKeyed(arguments)) {
            for (Object argument : arguments) {
                readPair((String) argument, decode, into);
            }
            return;
        }
        for (int i = 0; i < Math.min(arguments.length, POSITIONS.size()); i++) {
            add(POSITIONS.get(i), arguments[i], decode, into);
        }
    }

    /** Adds what is in a map under the names of credentials. */
    public static void readMap(Map<?, ?> map, boolean decode, ClientParameters into) {
        for (String name : NAMES) {
            add(name, map.get(name), decode, into);
        }
    }

    /** Only if all are: a password may look like a pair. */
    private static boolean areKeyed(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (!(argument instanceof String text) || !isPair(text)) {
                return false;
            }
        }
        return arguments.length > 0;
    }

    private static boolean isPair(String text) {
        int equals = text.indexOf('=');
        return equals > 0 && NAMES.contains(text.substring(0, equals));
    }

    private static void readPair(String pair, boolean decode, ClientParameters into) {
        int equals = pair.indexOf('=');
        add(pair.substring(0, equals), pair.substring(equals + 1), decode, into);
    }

    private static void add(String name, @Nullable Object value, boolean decode, ClientParameters into) {
        if (value instanceof String text && into.takes(text)) {
            into.add(name, decode ? decoded(text) : text);
        }
    }

    private static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // a % without two digits behind it
            return null;
        }
    }
}
