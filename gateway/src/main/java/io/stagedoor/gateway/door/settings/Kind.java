package io.stagedoor.gateway.door.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of servers that ask. */
public enum Kind {
    /** nginx with its RTMP module. */
    NGINX_RTMP("nginx-rtmp", Way.HOOK),
    /** MediaMTX. */
    MEDIAMTX("mediamtx", Way.HOOK),
    /** OvenMediaEngine. */
    OVENMEDIAENGINE("ovenmediaengine", Way.HOOK),
    /** SRS. */
    SRS("srs", Way.HOOK),
    /** Ant Media Server. */
    ANT_MEDIA("ant-media", Way.HOOK),
    /** Node-Media-Server. */
    NODE_MEDIA_SERVER("node-media-server", Way.HOOK),
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
        HOOK,
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
        return way == Way.HOOK;
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
