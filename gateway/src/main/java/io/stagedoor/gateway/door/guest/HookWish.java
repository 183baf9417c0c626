package io.stagedoor.gateway.door.guest;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.carrier.ClientParameters;
import io.stagedoor.core.client.Reading;
import io.stagedoor.core.client.Wish;
import io.stagedoor.core.settings.ApplicationSettings;
import io.stagedoor.gateway.door.codec.Hook;
import java.util.Optional;

/**
 * What a client of another server wants.
 *
 * @param stream the path as the server uses it
 */
record HookWish(Hook hook, Action action, StreamPath stream) implements Wish {

    @Override
    public String name() {
        return stream.stream();
    }

    @Override
    public String mode() {
        return hook.mode();
    }

    @Override
    public Optional<StreamPath> path(String application, Optional<ApplicationSettings> settings) {
        return Optional.of(stream).filter(path -> path.application().equals(application));
    }

    /** The same as at the connect: the server tells all at once. */
    @Override
    public Reading credentials(ConnectRequest connect) {
        ClientParameters parameters = new ClientParameters();
        hook.credentials().accept(parameters);
        return Reading.later(connect, parameters);
    }
}
