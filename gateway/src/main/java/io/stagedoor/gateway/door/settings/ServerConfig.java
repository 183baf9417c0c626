package io.stagedoor.gateway.door.settings;

import io.stagedoor.auth.support.property.Range;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of {@code stagedoor.server}; {@link ServerSettings#of} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor server",
        description = "A media server or a reverse proxy that asks the gateway about its clients.")
public @interface ServerConfig {

    /** What it is. */
    @AttributeDefinition(
            name = "Kind",
            description =
                    "What the server is: nginx-rtmp, mediamtx, ovenmediaengine, srs, ant-media, node-media-server, nginx, traefik, caddy, envoy, haproxy, apache.")
    String kind();

    /** By what it proves itself. */
    @AttributeDefinition(
            name = "File with the secret",
            description =
                    "Path of a file that has only the secret in it by which the server proves itself: in its URL (?secret=), in the header X-Stagedoor-Secret, or by the HMAC of OvenMediaEngine. Stagedoor applies changes within a second. Empty: only a client certificate proves it.",
            required = false)
    String secretFile() default "";

    /** Where it may ask from. */
    @AttributeDefinition(
            name = "Addresses",
            description = "Addresses and networks that the server may ask from, separated by commas.")
    String sources() default "127.0.0.1,::1";

    /** Where the names stand. */
    @AttributeDefinition(
            name = "Path template",
            description =
                    "Where in its paths the application, the room and the stream stand. {room} is any number of elements, also none.")
    String pathTemplate() default "/{application}/{room}/{stream}";

    /** The application of all its paths. */
    @AttributeDefinition(
            name = "Application",
            description = "Name of the application of all its streams, where the path template has no {application}.",
            required = false)
    String application() default "";

    /** The virtual hosts. */
    @AttributeDefinition(
            name = "Virtual hosts",
            description =
                    "Virtual hosts, separated by commas, that its clients may name. Empty: any, and of a kind that has none.",
            required = false)
    String vhosts() default "";

    /** How soon it needs an answer. */
    @AttributeDefinition(
            name = "Time for a decision",
            description = "How soon the server gets its answer. If nobody has decided by then, it is a refusal.",
            min = "50",
            max = "10000")
    @Range(least = 50, most = 10_000)
    int deadlineMillis() default 1000;

    /** Whether a connect says who it is. */
    @AttributeDefinition(
            name = "Connects without credentials",
            description =
                    "true lets a client connect that shows nothing yet, because its token may follow with the stream. Needs hooks for publish and play, or everybody publishes.")
    boolean connectWithoutCredentials() default false;

    /** How long a client counts. */
    @AttributeDefinition(
            name = "Time that a client counts",
            description =
                    "After how long a client is forgotten of whom the server tells nothing any more. Servers that tell of each end need no other value.",
            min = "10",
            max = "604800")
    @Range(least = 10, most = 604_800)
    int keepSeconds() default 86_400;

    /** By what its clients are ended. */
    @AttributeDefinition(
            name = "Address to end clients",
            description =
                    "URL of the server's control module (nginx-rtmp) or API (mediamtx, srs, ovenmediaengine) by which Stagedoor ends clients. Empty: it ends none there.",
            required = false)
    String apiUrl() default "";

    /** By what Stagedoor proves itself there. */
    @AttributeDefinition(
            name = "File with the credentials for that",
            description =
                    "Path of a file with user:password, or with a token, that Stagedoor shows at apiUrl. Empty: it shows nothing.",
            required = false)
    String apiSecretFile() default "";

    /** Where playlists are fetched. */
    @AttributeDefinition(
            name = "Origin of playlists",
            description =
                    "URL of the web server that has the playlists which a proxy gets from /playlist/NAME. Empty: none are served.",
            required = false)
    String origin() default "";
}
