package io.stagedoor.red5.bridge.connection;

import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.core.settings.RoomCredentials;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.red5.server.api.scope.IScope;

/**
 * The path of a connect, and the credentials in it.
 *
 * @param path without what is no room in it; empty if a name is refused
 * @param carried what a name that is no room carries; empty if there is none
 * @param ambiguous whether there are several such names
 */
public record ConnectPlace(Optional<StreamPath> path, Optional<String> carried, boolean ambiguous) {

    /**
     * Reads a scope.
     *
     * @param type of the client's connection; empty for an unknown one
     * @param settings of the application; empty for none
     */
    public static ConnectPlace of(Optional<ConnectionType> type, IScope scope, Optional<ApplicationSettings> settings) {
        List<String> names = ScopePaths.rooms(scope);
        // Only RTMP clients have such paths.
        RoomCredentials carrier = settings.filter(any -> type.equals(Optional.of(ConnectionType.RTMP)))
                .map(application -> application.rtmp().roomCredentials())
                .orElse(RoomCredentials.NONE);
        return new ConnectPlace(
                ScopePaths.of(scope, carrier.rooms(names)), carrier.carriedBy(names), carrier.isTwiceIn(names));
    }

    /**
     * Whether a name in a stream's path is what carries credentials in a connect path. Red5 would open a stream of that name, for all to
     * see: an encoder has put it into the wrong field.
     */
    public static boolean isCarrier(StreamPath wanted, Optional<ApplicationSettings> settings) {
        return settings.map(application -> application.rtmp().roomCredentials())
                .map(carrier -> Stream.concat(Stream.of(wanted.room().split("/")), Stream.of(wanted.stream()))
                        .anyMatch(carrier::is))
                .orElse(false);
    }
}
