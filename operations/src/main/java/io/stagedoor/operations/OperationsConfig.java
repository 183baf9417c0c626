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

    /** Address and port of the listener of metrics. */
    @AttributeDefinition(
            name = "Listen for metrics",
            description =
                    "Address and port where anybody may read metrics and probes, without a token: for example 127.0.0.1:9464. off: nowhere.")
    String metricsListen() default "off";

    /** Whether there may be a console. */
    @AttributeDefinition(
            name = "Console",
            description =
                    "Whether stagedoor console may open a page for operators. It listens from then on until nobody needs it, and ends at once when this becomes false.")
    boolean console() default true;
}
