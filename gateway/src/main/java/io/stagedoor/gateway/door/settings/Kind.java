package io.stagedoor.gateway.door.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of servers that ask. */
public enum Kind {
    /** nginx with its RTMP module. */
    NGINX_RTMP("nginx-rtmp", Way.TELLS),
    /** MediaMTX. */
    MEDIAMTX("mediamtx", Way.SILENT),
    /** OvenMediaEngine. */
    OVENMEDIAENGINE("ovenmediaengine", Way.ENDS),
    /** SRS. */
    SRS("srs", Way.TELLS),
    /** Ant Media Server. */
    ANT_MEDIA("ant-media", Way.SILENT),
    /** Node-Media-Server. */
    NODE_MEDIA_SERVER("node-media-server", Way.TELLS),
    /** nginx, {@code auth_request}. */
    NGINX("nginx", Way.CHECK),
    /** Traefik, ForwardAuth. */
    TRAEFIK("traefik", Way.CHECK),
    /** Caddy, {@code forward_auth}. */
    CADDY("caddy", Way.CHECK),
    /** Envoy, {@code ext_authz} over HTTP. */
    ENVOY("envoy", Way.CHECK),
    /** HAProxy, by Lua. */
    HAPROXY("haproxy", Way.CHECK),
    /** Apache, by {@code mod_lua} or the like. */
    APACHE("apache", Way.CHECK);

    private enum Way {
        /** By hooks, also when a client has gone. */
        TELLS,
        /** By hooks, but not when a client has gone. */
        SILENT,
        /** By hooks, also when a client has gone, and ends it by itself when the time is over that it was told. */
        ENDS,
        /** About each request. */
        CHECK
    }

    private final String text;
    private final Way way;

    Kind(String text, Way way) {
        this.text = text;
        this.way = way;
    }

    /** As configuration and URLs have it. */
    public String text() {
        return text;
    }

    /** Whether it tells of its clients by hooks; else it asks about each request of theirs. */
    public boolean isHook() {
        return way != Way.CHECK;
    }

    /** Whether it tells when a client has gone. */
    public boolean tellsEnds() {
        return way == Way.TELLS || way == Way.ENDS;
    }

    /** Whether it ends a client by itself when the time is over that it was told. */
    public boolean endsByItself() {
        return way == Way.ENDS;
    }

    /** The kind of a text; empty for none. */
    public static Optional<Kind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    /** All of them, for messages. */
    static String all() {
        List<Kind> all = List.of(values());
        return all.stream().map(Kind::text).collect(Collectors.joining(", "));
    }
}
