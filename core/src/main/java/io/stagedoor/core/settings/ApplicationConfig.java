package io.stagedoor.core.settings;

import io.stagedoor.auth.support.property.Range;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The form of {@code stagedoor.application}; {@link ApplicationSettings#of} reads it. */
@ObjectClassDefinition(
        name = "Stagedoor application",
        description =
                "Which authenticators judge the clients of a Red5 application, and where clients may send credentials.")
public @interface ApplicationConfig {

    /** The application's name, or {@code *}. */
    @AttributeDefinition(
            name = "Application",
            description = "Name of the Red5 application, for example live; * for all without a configuration of their"
                    + " own.")
    String application();

    /** Whether clients are judged at all. */
    @AttributeDefinition(
            name = "Active",
            description = "false lets every client of the application in without a check.")
    boolean active() default true;

    /** The authenticators. */
    @AttributeDefinition(
            name = "Authenticator",
            description =
                    "Name of the authenticator that decides. Of several, separated by commas, Stagedoor asks the next one while one abstains. Required while active.",
            required = false)
    String authenticator() default "";

    /** The authenticators of RTMP clients. */
    @AttributeDefinition(
            name = "Authenticator of RTMP clients",
            description = "Decides for RTMP clients instead of the authenticator above; empty for that one.")
    String authenticator_rtmp() default "";

    /** The authenticators of RTSP clients. */
    @AttributeDefinition(
            name = "Authenticator of RTSP clients",
            description = "Decides for RTSP clients instead of the authenticator above; empty for that one.")
    String authenticator_rtsp() default "";

    /** The authenticators of WebRTC clients. */
    @AttributeDefinition(
            name = "Authenticator of WebRTC clients",
            description = "Decides for WebRTC clients instead of the authenticator above; empty for that one.")
    String authenticator_rtc() default "";

    /** The authenticators of SRT clients. */
    @AttributeDefinition(
            name = "Authenticator of SRT clients",
            description = "Decides for SRT clients instead of the authenticator above; empty for that one.")
    String authenticator_srt() default "";

    /** The authenticators of sources of MPEG-TS. */
    @AttributeDefinition(
            name = "Authenticator of sources of MPEG-TS",
            description = "Decides for sources of MPEG-TS instead of the authenticator above; empty for that one.")
    String authenticator_mpegts() default "";

    /** The authenticators of clients over HTTP. */
    @AttributeDefinition(
            name = "Authenticator of clients over HTTP",
            description = "Decides for clients over HTTP instead of the authenticator above; empty for that one.")
    String authenticator_http() default "";

    /** The authenticators of WebSocket clients. */
    @AttributeDefinition(
            name = "Authenticator of WebSocket clients",
            description = "Decides for WebSocket clients instead of the authenticator above; empty for that one.")
    String authenticator_ws() default "";

    /** The authenticators that are asked beside. */
    @AttributeDefinition(
            name = "Shadow",
            description =
                    "Names of authenticators, separated by commas, that Stagedoor asks about real clients too, only to"
                            + " compare: their answers are logged and counted, and have no effect. Empty for none.",
            required = false)
    String authenticator_shadow() default "";

    /** Whether RTMP clients are judged. */
    @AttributeDefinition(name = "RTMP", description = "false lets RTMP clients in without a check.")
    boolean rtmp() default true;

    /** Whether RTSP clients are judged. */
    @AttributeDefinition(name = "RTSP", description = "false lets RTSP clients in without a check.")
    boolean rtsp() default true;

    /** Whether WebRTC clients are judged. */
    @AttributeDefinition(
            name = "WebRTC",
            description = "false lets WebRTC clients in without a check, over WHIP, WHEP and WebSocket.")
    boolean rtc() default true;

    /** Whether SRT clients are judged. */
    @AttributeDefinition(name = "SRT", description = "false lets SRT clients in without a check.")
    boolean srt() default true;

    /** Whether sources of MPEG-TS are judged. */
    @AttributeDefinition(
            name = "MPEG-TS",
            description = "false accepts MPEG-TS over UDP from everywhere without a check; see the sources of MPEG-TS.")
    boolean mpegts() default true;

    /** Addresses. */
    @AttributeDefinition(
            name = "Sources of MPEG-TS",
            description = "Addresses and networks, separated by commas, that may send MPEG-TS over UDP, for example"
                    + " 192.0.2.7, 2001:db8::/32. MPEG-TS has no credentials, and addresses can be forged.")
    String mpegtsSources() default "";

    /** The server's own connections. */
    @AttributeDefinition(
            name = "Restreamers",
            description =
                    "true lets the restreamers of this server publish what they pull from others, without a check.")
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
                            + " the query after the name of the stream, as encoders do with the stream key. Until then it"
                            + " is connected provisionally.")
    boolean streamNameAuth() default false;

    /** Time of provisional clients. */
    @AttributeDefinition(
            name = "Provisional seconds",
            description =
                    "How long a provisional client may take to publish or play, 1 to 300; then it is disconnected.",
            min = "1",
            max = "300")
    @Range(least = 1, most = 300)
    int provisionalSeconds() default 10;

    /** Number of provisional clients. */
    @AttributeDefinition(
            name = "Provisional clients",
            description =
                    "How many provisional clients the server may have, 1 to 100000, when another one connects here;"
                            + " it is refused beyond that.",
            min = "1",
            max = "100000")
    @Range(least = 1, most = 100_000)
    int maxProvisional() default 1000;

    /** Credentials in a room's name. */
    @AttributeDefinition(
            name = "Credentials in the RTMP path",
            description =
                    "Whether an RTMP client may send username, password and token in one part of its connect path,"
                            + " which then is not a room, for encoders without another field.")
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
            description = "Modes that a publisher may use, separated by commas: live, record, append.")
    String publishModes() default "live,record,append";

    /** Methods. */
    @AttributeDefinition(
            name = "Remote methods",
            description = "Methods of Red5's own application adapter that clients may call nevertheless, separated by"
                    + " commas. An application's own methods need not be listed.")
    String remoteMethods() default "";

    /** Whether HTTP clients are judged. */
    @AttributeDefinition(
            name = "HTTP",
            description = "false answers HLS, progressive download and all other HTTP requests without a check.")
    boolean http() default true;

    /** Whether WebSocket clients are judged. */
    @AttributeDefinition(name = "WebSocket", description = "false lets WebSocket clients in without a check.")
    boolean ws() default true;

    /** Paths. */
    @AttributeDefinition(
            name = "Public HTTP paths",
            description =
                    "Paths below the web application, separated by commas, * for any text, that are served over HTTP"
                            + " without a check. One that begins with * allows reading files outside /streams,"
                            + " /persistence and /events.")
    String httpPublicPaths() default
            "/,*.html,*.js,*.mjs,*.css,*.ico,*.png,*.jpg,*.jpeg,*.gif,*.svg,*.webp,*.woff,*.woff2,*.ttf,*.otf";

    /** Paths of WHIP. */
    @AttributeDefinition(
            name = "WHIP paths",
            description = "Paths below the web application where WHIP clients publish, and of their sessions there,"
                    + " separated by commas: {stream} stands for the stream, {room} for the room, * for any text.")
    String whipPaths() default "/whip/endpoint/{stream},/{room}/whip/endpoint/{stream}";

    /** Paths of WHEP. */
    @AttributeDefinition(name = "WHEP paths", description = "Like the WHIP paths, for WHEP clients that play.")
    String whepPaths() default "/whep/endpoint/{stream},/{room}/whep/endpoint/{stream}";

    /** Paths of players; by default the one of MediaBunny, which Red5 has in its application {@code live} from 2.0.30 on. */
    @AttributeDefinition(
            name = "Play paths",
            description =
                    "Paths below the web application where players get a stream over HTTP whose path is not that of a"
                            + " file, separated by commas: like the WHIP paths, or with a parameter after ? that has the"
                            + " stream's name.")
    String playPaths() default "/mb?stream={stream}";

    /** Where providers send logouts. */
    @AttributeDefinition(
            name = "Path of the back-channel logout",
            description = "Path below the web application where identity providers send logout tokens, for example"
                    + " /stagedoor/logout. Empty: nowhere.")
    String backchannelLogout() default "";

    /** Refresh by others than the client. */
    @AttributeDefinition(
            name = "Refresh by the application",
            description = "true tells each client an id of its session, and takes new tokens for it at"
                    + " /stagedoor/refresh of the web application, before that sees them.")
    boolean refresh() default false;

    /** Origins. */
    @AttributeDefinition(
            name = "CORS origins",
            description = "Origins of pages, separated by commas, whose scripts may read responses over HTTP, for"
                    + " example https://www.example.org; * for any. Empty leaves that to the web application.")
    String corsAllowedOrigins() default "";

    /** Origins. */
    @AttributeDefinition(
            name = "WebSocket origins",
            description = "Origins of pages, separated by commas, whose WebSockets may use a cookie, besides those"
                    + " of the server itself, for example https://www.example.org; * for any.")
    String wsAllowedOrigins() default "";

    /** Idle time. */
    @AttributeDefinition(
            name = "HTTP session idle time",
            description =
                    "How long Stagedoor remembers a player of HLS or progressive download that requests nothing, in"
                            + " seconds, 1 to 86400.",
            min = "1",
            max = "86400")
    @Range(least = 1, most = 86_400)
    int httpSessionIdleSeconds() default 600;

    /** Life time. */
    @AttributeDefinition(
            name = "HTTP session time",
            description = "How long Stagedoor remembers such a player at most, in seconds, 1 to 604800.",
            min = "1",
            max = "604800")
    @Range(least = 1, most = 604_800)
    int httpSessionSeconds() default 43_200;

    /** Bound. */
    @AttributeDefinition(
            name = "HTTP sessions",
            description =
                    "How many of these sessions Stagedoor keeps, 1 to 1000000; beyond that it drops those of the clients with the most.",
            min = "1",
            max = "1000000")
    @Range(least = 1, most = 1_000_000)
    int httpMaxSessions() default 10_000;

    /** Deadline. */
    @AttributeDefinition(
            name = "Decision timeout",
            description = "Time limit for a decision, in milliseconds, 1 to 60000. Beyond it, the client is refused.",
            min = "1",
            max = "60000")
    @Range(least = 1, most = 60_000)
    int decisionTimeoutMillis() default 5000;

    /** Grace. */
    @AttributeDefinition(
            name = "Swap grace",
            description =
                    "How long clients wait for an authenticator that was unregistered, in milliseconds, 0 to 60000,"
                            + " because its bundle is being updated or replaced.",
            min = "0",
            max = "60000")
    @Range(least = 0, most = 60_000)
    int swapGraceMillis() default 2000;

    /** Bound. */
    @AttributeDefinition(
            name = "Clients held",
            description = "How many clients may wait for this, 0 to 10000; others are refused at once.",
            min = "0",
            max = "10000")
    @Range(least = 0, most = 10_000)
    int maxHeld() default 64;

    /** Longest stay. */
    @AttributeDefinition(
            name = "Longest session",
            description =
                    "How long a client that is judged may stay at most, in hours, whatever its token says; then it is cut off. 0: any time.",
            min = "0",
            max = "8760")
    @Range(least = 0, most = 8760)
    int maxSessionHours() default 0;

    /** Notice. */
    @AttributeDefinition(
            name = "Notice of the expiry",
            description =
                    "How many seconds before a client's time ends Stagedoor tells the client, if it publishes or plays. 0: never.",
            min = "0",
            max = "3600")
    @Range(least = 0, most = 3600)
    int expiryNoticeSeconds() default 30;

    /** Asking again. */
    @AttributeDefinition(
            name = "Time between rechecks",
            description =
                    "How often authenticators are asked again about each client that is in, in seconds. 0: only when their last answer says so.",
            min = "0",
            max = "86400")
    @Range(least = 0, most = 86_400)
    int recheckSeconds() default 0;

    /** Outages. */
    @AttributeDefinition(
            name = "Rechecks without an answer",
            description = "What happens to a client that is in when nobody answers whether it may stay: keep, cut.")
    String recheckOnFailure() default "keep";

    /** Bound of outages. */
    @AttributeDefinition(
            name = "Longest time without an answer",
            description =
                    "How long after the last answer such a client is kept at most, in seconds; then it is cut off.",
            min = "1",
            max = "604800")
    @Range(least = 1, most = 604_800)
    int recheckMaxStaleSeconds() default 600;

    /** Publishers at once. */
    @AttributeDefinition(
            name = "Publishers at once",
            description =
                    "How many clients that belong together (maxSessionsBy) may publish in the application at once, 0 to"
                            + " 100000. 0: any number.",
            min = "0",
            max = "100000")
    @Range(least = 0, most = 100_000)
    int maxSessionsPublishing() default 0;

    /** Players at once. */
    @AttributeDefinition(
            name = "Players at once",
            description =
                    "How many clients that belong together (maxSessionsBy) may play in the application at once, 0 to"
                            + " 100000. 0: any number.",
            min = "0",
            max = "100000")
    @Range(least = 0, most = 100_000)
    int maxSessionsPlaying() default 0;

    /** Who belongs together. */
    @AttributeDefinition(
            name = "Who shares the places",
            description =
                    "Which clients belong together for these limits: subject, token, or claim:NAME for those with the"
                            + " same value of an attribute of their grants.")
    String maxSessionsBy() default "subject";

    /** Who gives way. */
    @AttributeDefinition(
            name = "On too many",
            description =
                    "What happens to a client that comes when all places are taken: reject refuses it; replace lets it"
                            + " take the place of a client with the same token; oldest lets it take the place of the client that has"
                            + " been there longest.")
    String onTooMany() default "reject";

    /** Silence. */
    @AttributeDefinition(
            name = "Silence before a place is free",
            description =
                    "After how many seconds in which the server receives nothing from a connection it gives its place"
                            + " to another client, 3 to 3600.",
            min = "3",
            max = "3600")
    @Range(least = 3, most = 3600)
    int reconnectSeconds() default 10;

    /** Tickets. */
    @AttributeDefinition(
            name = "Tickets",
            description =
                    "true lets whoever has a token get a ticket for one stream, at /stagedoor/ticket below the web"
                            + " application, and lets clients in by tickets.")
    boolean tickets() default false;

    /** Tickets as stream keys. */
    @AttributeDefinition(
            name = "Tickets as stream keys",
            description =
                    "true lets RTMP clients send a ticket as the name of the stream, as encoders do with the stream"
                            + " key: Red5 sees the name that the ticket is for.")
    boolean streamKeyTickets() default false;

    /** The longest time of a ticket. */
    @AttributeDefinition(
            name = "Longest time of a ticket",
            description =
                    "How long a ticket lasts at most whose token has no end that the authenticator knows, in seconds, 1 to 2592000.",
            min = "1",
            max = "2592000")
    @Range(least = 1, most = 2_592_000)
    int ticketMaxSeconds() default 43_200;

    /** Clients that are in. */
    @AttributeDefinition(
            name = "On change",
            description = "What happens to connected clients when the authenticator or its settings change: keep,"
                    + " reauthenticate, disconnect.")
    String onChange() default "keep";
}
