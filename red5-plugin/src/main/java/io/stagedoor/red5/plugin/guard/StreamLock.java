package io.stagedoor.red5.plugin.guard;

import java.util.List;
import org.red5.server.api.scope.IScope;
import org.red5.server.api.so.ISharedObject;
import org.red5.server.api.so.ISharedObjectSecurity;
import org.red5.server.api.stream.IStreamPlaybackSecurity;
import org.red5.server.api.stream.IStreamPublishSecurity;

/**
 * The second lock, on the application's adapter: for streams it asks whether {@link GuardedInvoker} has let them through, for
 * shared objects, which do not pass the invoker, it is the only one. Registered once for each application, never taken away,
 * because Red5 keeps these handlers in sets that are not synchronised.
 */
final class StreamLock implements IStreamPublishSecurity, IStreamPlaybackSecurity, ISharedObjectSecurity {

    private final Guard guard;

    StreamLock(Guard guard) {
        this.guard = guard;
    }

    @Override
    public boolean isPublishAllowed(IScope scope, String name, String mode) {
        return guard.publishPassed(name, mode);
    }

    @Override
    public boolean isPlaybackAllowed(IScope scope, String name, int start, int length, boolean flushPlaylist) {
        return guard.playPassed(name);
    }

    @Override
    public boolean isCreationAllowed(IScope scope, String name, boolean persistent) {
        return guard.share(name, "create");
    }

    @Override
    public boolean isConnectionAllowed(ISharedObject object) {
        return guard.share(object.getName(), "connect");
    }

    @Override
    public boolean isWriteAllowed(ISharedObject object, String key, Object value) {
        return guard.share(object.getName(), "write");
    }

    @Override
    public boolean isDeleteAllowed(ISharedObject object, String key) {
        return guard.share(object.getName(), "delete");
    }

    @Override
    public boolean isSendAllowed(ISharedObject object, String message, List<?> arguments) {
        return guard.share(object.getName(), "send");
    }
}
