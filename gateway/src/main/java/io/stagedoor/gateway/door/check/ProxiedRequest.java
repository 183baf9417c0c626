package io.stagedoor.gateway.door.check;

import io.stagedoor.gateway.door.settings.PathTemplate;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.hook.HttpRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The request of a proxy's client, as whoever judges requests over HTTP knows them. The path is decoded once; one that is odd has none of these. */
final class ProxiedRequest implements HttpRequest {

    private static final Set<String> OWN =
            Set.of("x-stagedoor-secret", "x-original-uri", "x-original-method", "x-original-host", "x-forwarded-uri");

    private final Ask ask;
    private final Original original;
    private final PathTemplate.Split split;

    /** @param split the decoded path */
    ProxiedRequest(Ask ask, Original original, PathTemplate.Split split) {
        this.ask = ask;
        this.original = original;
        this.split = split;
    }

    @Override
    public String application() {
        return split.application();
    }

    @Override
    public String method() {
        return original.method();
    }

    @Override
    public String contextPath() {
        return split.context();
    }

    @Override
    public String servletPath() {
        return split.below();
    }

    @Override
    public String pathInfo() {
        return "";
    }

    @Override
    public String uri() {
        return original.path();
    }

    @Override
    public String query() {
        return original.query();
    }

    @Override
    public List<String> parameters(String name) {
        List<String> values = new ArrayList<>();
        for (String pair : original.query().split("&")) {
            int equals = pair.indexOf('=');
            if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                values.add(decoded(equals < 0 ? "" : pair.substring(equals + 1)));
            }
        }
        return values;
    }

    @Override
    public Set<String> parameterNames() {
        Set<String> names = new LinkedHashSet<>();
        for (String pair : original.query().split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                names.add(decoded(equals < 0 ? pair : pair.substring(0, equals)));
            }
        }
        return names;
    }

    private static String decoded(String text) {
        return io.stagedoor.core.carrier.QueryString.decode(text);
    }

    @Override
    public List<String> headers(String name) {
        return OWN.contains(name.toLowerCase(java.util.Locale.ROOT)) ? List.of() : ask.header(name);
    }

    @Override
    public String remoteAddress() {
        return original.address();
    }

    @Override
    public String site() {
        String scheme = original.secure() ? "https" : "http";
        String host = original.host();
        boolean withPort = host.lastIndexOf(':') > host.lastIndexOf(']');
        return scheme + "://" + host + (withPort ? "" : original.secure() ? ":443" : ":80");
    }

    @Override
    public boolean secure() {
        return original.secure();
    }

    /** The proxy passes a handshake on as any request; whether it may is decided as for one. */
    @Override
    public boolean opensWebSockets() {
        return false;
    }

    @Override
    public Optional<Map<String, String>> corsParameters() {
        return Optional.empty();
    }

    @Override
    public boolean answersPreflights() {
        return false;
    }
}
