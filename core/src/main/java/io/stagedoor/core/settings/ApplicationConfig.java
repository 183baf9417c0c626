package io.stagedoor.core.settings;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of {@code stagedoor.application}; {@link ApplicationSettings#of} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor application",
        description = "Who decides on the clients of one Red5 application, and what of their connection is looked at.")
public @interface ApplicationConfig {

    /** The application's name, or {@code *}. */
    @AttributeDefinition(
            name = "Application",
            description =
                    "Name of the Red5 application, for example live; * for all that have no configuration of their"
                            + " own.")
    String application();

    /** Whether clients are judged at all. */
    @AttributeDefinition(name = "Active", description = "false lets every client of the application in, unasked.")
    boolean active() default true;

    /** The authenticators. */
    @AttributeDefinition(
            name = "Authenticator",
            description =
                    "Name of the authenticator that decides; several, separated by commas, are asked in order until one does not abstain. Required while active.",
            required = false)
    String authenticator() default "";

    /** The authenticators of RTMP clients. */
    @AttributeDefinition(
            name = "Authenticator of RTMP clients",
            description = "Decides for RTMP clients instead of the authenticator of all; empty for that one.")
    String authenticator_rtmp() default "";

    /** The authenticators of RTSP clients. */
    @AttributeDefinition(
            name = "Authenticator of RTSP clients",
            description = "Decides for RTSP clients instead of the authenticator of all; empty for that one.")
    String authenticator_rtsp() default "";

    /** The authenticators of WebRTC clients. */
    @AttributeDefinition(
            name = "Authenticator of WebRTC clients",
            description = "Decides for WebRTC clients instead of the authenticator of all; empty for that one.")
    String authenticator_rtc() default "";

    /** The authenticators of SRT clients. */
    @AttributeDefinition(
            name = "Authenticator of SRT clients",
            description = "Decides for SRT clients instead of the authenticator of all; empty for that one.")
    String authenticator_srt() default "";

    /** The authenticators of sources of MPEG-TS. */
    @AttributeDefinition(
            name = "Authenticator of sources of MPEG-TS",
            description = "Decides for sources of MPEG-TS instead of the authenticator of all; empty for that one.")
    String authenticator_mpegts() default "";

    /** The authenticators of clients over HTTP. */
    @AttributeDefinition(
            name = "Authenticator of clients over HTTP",
            description = "Decides for clients over HTTP instead of the authenticator of all; empty for that one.")
    String authenticator_http() default "";

    /** The authenticators of WebSocket clients. */
    @AttributeDefinition(
            name = "Authenticator of WebSocket clients",
            description = "Decides for WebSocket clients instead of the authenticator of all; empty for that one.")
    String authenticator_ws() default "";

    /** Whether RTMP clients are judged. */
    @AttributeDefinition(name = "RTMP", description = "false lets RTMP clients in, unasked.")
    boolean rtmp() default true;

    /** Whether RTSP clients are judged. */
    @AttributeDefinition(name = "RTSP", description = "false lets RTSP clients in, unasked.")
    boolean rtsp() default true;

    /** Whether WebRTC clients are judged. */
    @AttributeDefinition(
            name = "WebRTC",
            description = "false lets WebRTC clients in, unasked, whether they come by WHIP, WHEP or WebSocket.")
    boolean rtc() default true;

    /** Whether SRT clients are judged. */
    @AttributeDefinition(name = "SRT", description = "false lets SRT clients in, unasked.")
    boolean srt() default true;

    /** Whether sources of MPEG-TS are judged. */
    @AttributeDefinition(
            name = "MPEG-TS",
            description = "false lets MPEG-TS over UDP in from everywhere, unasked; see the sources of MPEG-TS.")
    boolean mpegts() default true;

    /** Addresses. */
    @AttributeDefinition(
            name = "Sources of MPEG-TS",
            description =
                    "Addresses and networks, separated by commas, that MPEG-TS over UDP may come from, for example"
                            + " 192.0.2.7, 2001:db8::/32. It carries no credentials, and addresses can be forged.")
    String mpegtsSources() default "";

    /** The server's own connections. */
    @AttributeDefinition(
            name = "Restreamers",
            description =
                    "true lets the server itself publish, without proof, what its restreamers pull from other servers.")
    boolean allowRestreamers() default false;

    /** Whether the query of the connect URL is a carrier of credentials. */
    @AttributeDefinition(
            name = "Credentials in the RTMP URL",
            description =
                    "Whether an RTMP client may send username, password and token in the query of its connect URL.")
    boolean rtmpAllowQueryParamsEnabled() default true;

    /** Whether connect arguments are URL-decoded. */
    @AttributeDefinition(
            name = "Decode RTMP arguments",
            description = "Whether credentials among the connect arguments are URL-decoded; they are taken as they are"
                    + " otherwise.")
    boolean rtmpDecodeArguments() default false;

    /** Credentials behind the stream's name. */
    @AttributeDefinition(
            name = "Credentials in the RTMP stream name",
            description =
                    "Whether an RTMP client that connects without credentials may send username, password and token in"
                            + " the query behind the name of the stream, as encoders do with the stream key. It is in"
                            + " provisionally until then.")
    boolean streamNameAuth() default false;

    /** Time of provisional clients. */
    @AttributeDefinition(
            name = "Provisional seconds",
            description = "How long such a client may take to publish or play, 1 to 300; it is cut off then.")
    int provisionalSeconds() default 10;

    /** Number of provisional clients. */
    @AttributeDefinition(
            name = "Provisional clients",
            description =
                    "How many such clients the server has at most, 1 to 100000, when one more wants in here; it is"
                            + " refused then.")
    int maxProvisional() default 1000;

    /** Credentials in a room's name. */
    @AttributeDefinition(
            name = "Credentials in the RTMP path",
            description =
                    "Whether an RTMP client may send username, password and token in a part of its connect path that"
                            + " is no room then, for encoders with no other field.")
    boolean rtmpAuthRoomScopeEnabled() default false;

    /** Name of that room. */
    @AttributeDefinition(
            name = "Name of that part",
            description =
                    "With auth: live/room1/auth;token=… connects to live/room1. Letters, digits, '_', '-' and '.'.")
    String rtmpAuthRoomScopeName() default "";

    /** User agents. */
    @AttributeDefinition(
            name = "RTMP agents",
            description =
                    "List, separated by semicolons: the client's flashVer must contain one of them, in any case. * for"
                            + " all.")
    String allowedRtmpAgents() default "*";

    /** Modes of a publish. */
    @AttributeDefinition(
            name = "Publish modes",
            description = "What a publisher may ask for, separated by commas: live, record, append.")
    String publishModes() default "live,record,append";

    /** Methods. */
    @AttributeDefinition(
            name = "Remote methods",
            description = "Methods of Red5's own application adapter that clients may call all the same, separated by"
                    + " commas. An application's own methods need not be listed.")
    String remoteMethods() default "";

    /** Whether HTTP clients are judged. */
    @AttributeDefinition(
            name = "HTTP",
            description = "false lets clients of HLS, progressive download and other requests over HTTP in, unasked.")
    boolean http() default true;

    /** Whether WebSocket clients are judged. */
    @AttributeDefinition(name = "WebSocket", description = "false lets WebSocket clients in, unasked.")
    boolean ws() default true;

    /** Paths. */
    @AttributeDefinition(
            name = "Public HTTP paths",
            description =
                    "Paths below the web application, separated by commas, * for any text, that are served over HTTP"
                            + " unasked. One that begins with * stands for files outside /streams, /persistence and"
                            + " /events, to be read.")
    String httpPublicPaths() default HttpSettings.PUBLIC;

    /** Paths of WHIP. */
    @AttributeDefinition(
            name = "WHIP paths",
            description =
                    "Paths below the web application where WHIP clients publish, and of what they get there, separated"
                            + " by commas: {stream} stands for the stream, {room} for the room, * for any text.")
    String whipPaths() default HttpSettings.WHIP;

    /** Paths of WHEP. */
    @AttributeDefinition(name = "WHEP paths", description = "As the WHIP paths, where WHEP clients play.")
    String whepPaths() default HttpSettings.WHEP;

    /** Paths of players. */
    @AttributeDefinition(
            name = "Play paths",
            description =
                    "Paths below the web application where players get a stream over HTTP that is not named as a file"
                            + " is, separated by commas: as the WHIP paths, or with a parameter that has the stream's name"
                            + " behind a ?.")
    String playPaths() default HttpSettings.PLAY;

    /** Origins. */
    @AttributeDefinition(
            name = "CORS origins",
            description = "Origins of pages, separated by commas, whose scripts may read what is served over HTTP, for"
                    + " example https://www.example.org; * for any. Empty leaves that to the web application.")
    String corsAllowedOrigins() default "";

    /** Origins. */
    @AttributeDefinition(
            name = "WebSocket origins",
            description =
                    "Origins of pages, separated by commas, whose WebSockets may be judged by a cookie, besides those"
                            + " of the server itself, for example https://www.example.org; * for any.")
    String wsAllowedOrigins() default "";

    /** Idle time. */
    @AttributeDefinition(
            name = "HTTP session idle time",
            description = "How long a player of HLS or progressive download need not be asked about again that asks for"
                    + " nothing meanwhile, in seconds, 1 to 86400.")
    int httpSessionIdleSeconds() default HttpSettings.IDLE_SECONDS;

    /** Life time. */
    @AttributeDefinition(
            name = "HTTP session time",
            description = "How long it is not asked about again at most, in seconds, 1 to 604800.")
    int httpSessionSeconds() default HttpSettings.LIFE_SECONDS;

    /** Bound. */
    @AttributeDefinition(
            name = "HTTP sessions",
            description =
                    "How many of these are remembered at most, 1 to 1000000; then those of clients with the most are forgotten.")
    int httpMaxSessions() default HttpSettings.MAX_SESSIONS;

    /** Deadline. */
    @AttributeDefinition(
            name = "Decision timeout",
            description = "How long a decision may take, in milliseconds, 1 to 60000; a later one is a refusal.")
    int decisionTimeoutMillis() default 5000;

    /** Grace. */
    @AttributeDefinition(
            name = "Swap grace",
            description =
                    "How long clients wait for an authenticator that has just gone, in milliseconds, 0 to 60000: its"
                            + " bundle is being updated or replaced.")
    int swapGraceMillis() default 2000;

    /** Bound. */
    @AttributeDefinition(
            name = "Clients held",
            description = "How many clients wait so at most, 0 to 10000; the rest is refused at once.")
    int maxHeld() default 64;

    /** Clients that are in. */
    @AttributeDefinition(
            name = "On change",
            description = "What becomes of clients that are in when the authenticator or its settings change: keep,"
                    + " reauthenticate, disconnect.")
    String onChange() default "keep";
}
