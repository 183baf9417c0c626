package io.stagedoor.red5.bridge.gate;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.StreamNames;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.red5.bridge.connection.ConnectPlace;
import io.stagedoor.red5.bridge.connection.RtmpConnect;
import io.stagedoor.red5.bridge.connection.ScopePaths;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.red5.server.api.scope.IScope;

/**
 * What a client of Red5 wants with a name.
 *
 * @param scope that the client is in; may be {@code null}
 * @param sent the name as the client sent it
 */
record StreamWish(Action action, @Nullable IScope scope, String sent, String mode) implements Wish {

    @Override
    public String name() {
        return StreamNames.withoutQuery(sent);
    }

    @Override
    public Optional<StreamPath> path(String application, Optional<ApplicationSettings> settings) {
        return ScopePaths.of(scope)
                .filter(here -> here.application().equals(application))
                .flatMap(here -> StreamNames.resolve(here, sent))
                .filter(wanted -> !ConnectPlace.isCarrier(wanted, settings));
    }

    @Override
    public Reading credentials(ConnectRequest connect) {
        return RtmpConnect.readStreamName(connect, sent);
    }
}
