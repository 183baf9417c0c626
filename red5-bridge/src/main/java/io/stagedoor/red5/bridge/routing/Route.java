package io.stagedoor.red5.bridge.routing;

import io.stagedoor.auth.Authenticator;
import java.util.List;
import java.util.Optional;

/**
 * What is in force for one application.
 *
 * @param settings empty where a configuration is there but cannot be understood, and never could: everyone is refused
 * @param chain the authenticators in the order in which they are asked
 * @param generation counts the changes of the table that this is of
 */
public record Route(Optional<ApplicationSettings> settings, List<Link> chain, long generation) {

    /**
     * One authenticator of a chain.
     *
     * @param name the name in the configuration
     * @param authenticator empty if no service has this name now
     */
    public record Link(String name, Optional<Authenticator> authenticator) {}

    /** The link of a name, if the chain has it. */
    public Optional<Link> link(String name) {
        return chain.stream().filter(link -> link.name().equals(name)).findFirst();
    }
}
