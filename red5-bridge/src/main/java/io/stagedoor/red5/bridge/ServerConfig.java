package io.stagedoor.red5.bridge;

import io.stagedoor.red5.bridge.connection.ConnectionTypes;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of {@code stagedoor.bridge}; {@link ServerSettings} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor server",
        description = "What is the same for all applications of the server. Everything here has a default.")
public @interface ServerConfig {

    /** The kinds of connections. */
    @AttributeDefinition(
            name = "Connection types",
            description =
                    "List, separated by commas, of class=type: what connections are that have this class or interface; the first one counts. Types: rtmp, rtsp, rtc, srt, mpegts, ws, restreamer. Red5's own RTMP connections need not be listed; those of no type are refused.")
    String connectionTypes() default ConnectionTypes.DEFAULTS;

    /** The secret. */
    @AttributeDefinition(
            name = "Secret of the cluster",
            description =
                    "What other servers of the cluster prove themselves with, at least 32 bytes; they may do everything. Prefer the file. Empty: there are none.",
            type = AttributeType.PASSWORD)
    String clusterSecret() default "";

    /** The file of the secret. */
    @AttributeDefinition(
            name = "File with the secret of the cluster",
            description = "Path of a file that holds it alone; a new content is in force within a second.")
    String clusterSecretFile() default "";

    /** Whether RTMPT sessions are bound. */
    @AttributeDefinition(
            name = "RTMPT sessions are bound to an address",
            description =
                    "A session by RTMPT is driven only from the network that opened it: the first 24 bits of an IPv4 address, the first 64 of an IPv6 one.")
    boolean rtmptBindAddress() default true;
}
