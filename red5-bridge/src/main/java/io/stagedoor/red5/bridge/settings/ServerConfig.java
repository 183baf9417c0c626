package io.stagedoor.red5.bridge.settings;

import io.stagedoor.red5.bridge.connection.ConnectionTypes;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of {@code stagedoor.bridge}; {@link ServerSettings} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor server",
        description = "Settings for all applications of the server. Everything here has a default.")
public @interface ServerConfig {

    /** The kinds of connections. */
    @AttributeDefinition(
            name = "Connection types",
            description =
                    "Protocols of connection classes: class=type, separated by commas. The first class or interface that matches counts. Types: rtmp, rtsp, rtc, srt, mpegts, ws, restreamer. Red5's own RTMP connections are known; Stagedoor refuses connections without a type.")
    String connectionTypes() default ConnectionTypes.DEFAULTS;

    /** The secret. */
    @AttributeDefinition(
            name = "Secret of the cluster",
            description =
                    "Secret of the other servers of the cluster, at least 32 bytes. Whoever has it may do everything. Prefer the file. Empty: no cluster.",
            type = AttributeType.PASSWORD)
    String clusterSecret() default "";

    /** The file of the secret. */
    @AttributeDefinition(
            name = "File with the secret of the cluster",
            description = "Path of a file that has only the secret in it. Stagedoor applies changes within a second.")
    String clusterSecretFile() default "";

    /** Whether RTMPT sessions are bound. */
    @AttributeDefinition(
            name = "RTMPT sessions are bound to an address",
            description =
                    "Accepts an RTMPT session only from the network that opened it: the first 24 bits of an IPv4 address, the first 64 of an IPv6 one.")
    boolean rtmptBindAddress() default true;
}
