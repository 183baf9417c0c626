package io.stagedoor.operations;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of {@code stagedoor.operations}; {@link Settings} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor operations",
        description = "The channel by which the command looks at the running server and acts on it.")
public @interface OperationsConfig {

    /** Address and port. */
    @AttributeDefinition(
            name = "Listen",
            description =
                    "Loopback address and port of the channel, for example 127.0.0.1:0 or [::1]:7070. Port 0: any free one. off: no channel.")
    String listen() default "127.0.0.1:0";
}
