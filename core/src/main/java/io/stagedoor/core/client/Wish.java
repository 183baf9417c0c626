package io.stagedoor.core.client;

import io.stagedoor.auth.Action;
import io.stagedoor.auth.ConnectRequest;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.core.settings.ApplicationSettings;
import java.util.Optional;

/** What a client that is in wants. A front end implements it, over the name that the client sent. */
public interface Wish {

    /** What it wants to do. */
    Action action();

    /** The name without credentials, for the audit log. */
    String name();

    /** Of a publisher {@code live}, {@code record} or {@code append}; of a shared object the operation; else empty. */
    String mode();

    /**
     * Where the name leads.
     *
     * @param application that the client is in
     * @param settings in force for it
     * @return empty if the name is refused
     */
    Optional<StreamPath> path(String application, Optional<ApplicationSettings> settings);

    /**
     * The credentials that stand in the name.
     *
     * @param connect what the client came with
     */
    Reading credentials(ConnectRequest connect);
}
