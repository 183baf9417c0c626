package io.stagedoor.cli.server;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a command says about where a server listens. The rest is as the home's {@code conf/red5.properties} says.
 *
 * @param host address for RTMP and HTTP; empty for what the file says
 * @param rtmp port; 0 for any free one; empty for what the file says
 * @param http port; 0 for any free one; empty for what the file says
 */
public record Listen(Optional<String> host, OptionalInt rtmp, OptionalInt http) {

    /** On the address that the file says, and any free ports. */
    public static Listen onFreePorts() {
        return new Listen(Optional.empty(), OptionalInt.of(0), OptionalInt.of(0));
    }
}
