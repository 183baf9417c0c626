package io.stagedoor.http.request;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.HttpSettings;
import io.stagedoor.core.settings.PathTemplates;
import io.stagedoor.hook.HttpRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The action and stream that a request is for, by its path and method; by a parameter only if configured.
 *
 * @param protocol HTTP; RTC for WHIP and WHEP
 * @param action to play, or to publish
 * @param stream what it wants to do it with; empty if nobody may
 * @param method of the request
 * @param naming what names the stream
 */
public record Wish(Protocol protocol, Action action, Optional<StreamPath> stream, String method, Naming naming) {

    /** What names a stream. */
    public enum Naming {
        /** The path, as that of a file. */
        FILE,
        /** The path, by a template. */
        TEMPLATE,
        /** A parameter. */
        PARAMETER
    }

    private static final Set<String> READS = Set.of("GET", "HEAD");

    public static Wish of(Place place, HttpRequest request, HttpSettings settings) {
        String method = request.method();
        Optional<String> whip = settings.whip().match(place.path());
        if (whip.isPresent()) {
            return rtc(place, Action.PUBLISH, whip.get(), method);
        }
        Optional<String> whep = settings.whep().match(place.path());
        if (whep.isPresent()) {
            return rtc(place, Action.SUBSCRIBE, whep.get(), method);
        }
        // Who sends something does more than play.
        Action action = READS.contains(method) ? Action.SUBSCRIBE : Action.PUBLISH;
        if (isClosed(place.path())) {
            return new Wish(Protocol.HTTP, action, Optional.empty(), method, Naming.FILE);
        }
        Optional<PathTemplates.Match> play = settings.play().match(place.path(), name -> Parameter.of(request, name));
        if (play.isPresent()) {
            boolean byParameter = play.get().byParameter();
            Optional<StreamPath> stream = play.get()
                    .name()
                    .filter(name -> !byParameter || READS.contains(method))
                    .flatMap(name -> StreamFiles.named(place.application(), name))
                    .filter(path -> place.plain());
            return new Wish(Protocol.HTTP, action, stream, method, byParameter ? Naming.PARAMETER : Naming.TEMPLATE);
        }
        Optional<StreamPath> stream =
                StreamFiles.stream(place.application(), place.path()).filter(path -> place.plain());
        return new Wish(Protocol.HTTP, action, stream, method, Naming.FILE);
    }

    private static Wish rtc(Place place, Action action, String name, String method) {
        Optional<StreamPath> stream =
                StreamFiles.named(place.application(), name).filter(path -> place.plain());
        return new Wish(Protocol.RTC, action, stream, method, Naming.TEMPLATE);
    }

    /** Red5's persistent shared objects, and its events, which it lets anyone send to every application: nobody's by a decision. */
    private static boolean isClosed(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return isBelow(lower, "/persistence") || isBelow(lower, "/events");
    }

    private static boolean isBelow(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    /**
     * Whether it may be for a page: the server sends a file, and the request writes nothing (a container that lets clients write
     * files takes other methods for that), and the path is none that a template declares as a stream's.
     */
    public boolean fetchesFile() {
        return naming == Naming.FILE && (READS.contains(method) || method.equals("POST"));
    }

    /** Whether a player asks for something to play. */
    public boolean plays() {
        return protocol == Protocol.HTTP && READS.contains(method);
    }

    /** The action's name in the audit log. */
    public String name() {
        return action == Action.PUBLISH ? "publish" : "play";
    }

    /** The mode of a {@link io.stagedoor.auth.StreamRequest}. */
    public String mode() {
        return action == Action.PUBLISH ? "live" : "";
    }
}
