package io.stagedoor.red5.bridge.http;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.red5.bridge.routing.HttpSettings;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a request wants, by its path and its method alone.
 *
 * @param protocol HTTP; RTC for WHIP and WHEP
 * @param action to play, or to publish
 * @param stream what it wants to do it with; empty if nobody may
 * @param method of the request
 */
record Wish(Protocol protocol, Action action, Optional<StreamPath> stream, String method) {

    private static final Set<String> READS = Set.of("GET", "HEAD");

    static Wish of(Place place, String method, HttpSettings settings) {
        Optional<String> whip = settings.whip().match(place.path());
        if (whip.isPresent()) {
            return rtc(place, Action.PUBLISH, whip.get(), method);
        }
        Optional<String> whep = settings.whep().match(place.path());
        if (whep.isPresent()) {
            return rtc(place, Action.SUBSCRIBE, whep.get(), method);
        }
        Optional<StreamPath> stream =
                isClosed(place.path()) ? Optional.empty() : StreamFiles.stream(place.application(), place.path());
        // Who sends something does more than play.
        Action action = READS.contains(method) ? Action.SUBSCRIBE : Action.PUBLISH;
        return new Wish(Protocol.HTTP, action, stream.filter(path -> place.plain()), method);
    }

    private static Wish rtc(Place place, Action action, String name, String method) {
        Optional<StreamPath> stream =
                StreamFiles.named(place.application(), name).filter(path -> place.plain());
        return new Wish(Protocol.RTC, action, stream, method);
    }

    /** Red5's persistent shared objects, and its events, which it lets anyone send to every application: nobody's by a decision. */
    private static boolean isClosed(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return isBelow(lower, "/persistence") || isBelow(lower, "/events");
    }

    private static boolean isBelow(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    /** Whether it is served something, and writes nothing: a container that lets files be written takes other methods for that. */
    boolean fetches() {
        return READS.contains(method) || method.equals("POST");
    }

    /** Whether a player asks for something to play. */
    boolean plays() {
        return protocol == Protocol.HTTP && READS.contains(method);
    }

    /** The action's name in the audit log. */
    String name() {
        return action == Action.PUBLISH ? "publish" : "play";
    }

    /** The mode of a {@link io.stagedoor.auth.StreamRequest}. */
    String mode() {
        return action == Action.PUBLISH ? "live" : "";
    }
}
