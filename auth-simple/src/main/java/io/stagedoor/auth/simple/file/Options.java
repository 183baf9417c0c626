package io.stagedoor.auth.simple.file;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Grant;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.Transport;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands behind a hash: {@code roles=publisher rooms=a,b transports=RTMP}. What is absent limits nothing. Unlike in a token,
 * which strangers write, what is not understood is an error: a limit that was misspelt must not become none.
 */
final class Options {

    private static final Set<String> KEYS = Set.of("roles", "rooms", "transports");
    private static final String TOKEN_PREFIX = "red5-";

    private final Map<String, List<String>> lists = new HashMap<>();

    private Options() {}

    /**
     * @throws IllegalArgumentException saying which option is wrong
     */
    static Options read(String[] words) {
        Options options = new Options();
        for (String word : words) {
            options.add(word);
        }
        return options;
    }

    /** The name of the option that a text ends with, behind a blank; empty if it ends with none. */
    static Optional<String> endOf(String text) {
        String[] words = text.strip().split("[ \t\f]+");
        String last = words[words.length - 1];
        return KEYS.stream()
                .filter(key -> words.length > 1 && last.startsWith(key + "="))
                .findFirst();
    }

    private void add(String word) {
        String[] parts = word.split("=", 2);
        if (parts.length < 2 || !KEYS.contains(parts[0])) {
            throw new IllegalArgumentException("only roles=, rooms=, transports= may follow the hash");
        }
        List<String> values = Arrays.stream(parts[1].split(",", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException(parts[0] + "= is empty; leave it out to allow any");
        }
        if (lists.put(parts[0], values) != null) {
            throw new IllegalArgumentException(parts[0] + "= is set twice");
        }
    }

    Grant grant(String subject) {
        Grant.Builder grant = Grant.builder(subject)
                .actions(lists.containsKey("roles") ? actions(lists.get("roles")) : EnumSet.allOf(Action.class))
                .transports(
                        lists.containsKey("transports")
                                ? transports(lists.get("transports"))
                                : EnumSet.allOf(Transport.class))
                .holder(User.holder(subject));
        if (lists.containsKey("rooms")) {
            grant.rooms(rooms(lists.get("rooms")));
        }
        return grant.build();
    }

    private static Set<Action> actions(List<String> roles) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (String role : roles) {
            switch (role.startsWith(TOKEN_PREFIX) ? role.substring(TOKEN_PREFIX.length()) : role) {
                case "publisher" -> actions.addAll(Set.of(Action.PUBLISH, Action.SHARE));
                case "subscriber" -> actions.add(Action.SUBSCRIBE);
                default -> throw new IllegalArgumentException("roles= takes publisher and subscriber only");
            }
        }
        return actions;
    }

    private static Set<Transport> transports(List<String> names) {
        Set<Transport> transports = EnumSet.noneOf(Transport.class);
        for (String name : names) {
            transports.add(Transport.named(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "transports= knows RTMP, RTSP, WHIP, WHEP, SRT, MPEGTS, HTTP, WS only")));
        }
        return transports;
    }

    private static Set<String> rooms(List<String> names) {
        for (String name : names) {
            if (StreamPath.of("application", name).isEmpty()) {
                throw new IllegalArgumentException("rooms= names an invalid room");
            }
        }
        return Set.copyOf(names);
    }
}
