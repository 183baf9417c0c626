package io.stagedoor.http.request;

import io.stagedoor.hook.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A request to the application {@code live}, spelled plainly unless it is said otherwise. */
public final class FakeRequest implements HttpRequest {

    private final String method;
    private final Map<String, List<String>> headers = new TreeMap<>();
    private String contextPath = "/live";
    private String servletPath;
    private String pathInfo = "";
    private String uri;
    private String query = "";
    private List<String> parameters;
    private String remoteAddress = "1.2.3.4";
    private String site = "http://here:80";
    private boolean secure;
    private boolean opensWebSockets;
    private boolean answersPreflights;
    private Map<String, String> corsParameters;

    private FakeRequest(String method, String path) {
        this.method = method;
        this.servletPath = path;
        this.uri = contextPath + spelled(path);
    }

    public static FakeRequest get(String path) {
        return request("GET", path);
    }

    public static FakeRequest request(String method, String path) {
        return new FakeRequest(method, path);
    }

    /** A URI as it stands in a playlist, relative to the top of the application. */
    public static FakeRequest follow(String uri) {
        int mark = uri.indexOf('?');
        FakeRequest request = get("/" + (mark < 0 ? uri : uri.substring(0, mark)));
        return mark < 0 ? request : request.query(uri.substring(mark + 1));
    }

    private static String spelled(String path) {
        StringBuilder spelled = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > ' ' && b != '%' && b != '?' && b != ';';
            spelled.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02x", b));
        }
        return spelled.toString();
    }

    public FakeRequest in(String context) {
        uri = context + uri.substring(contextPath.length());
        contextPath = context;
        return this;
    }

    public FakeRequest servlet(String path) {
        pathInfo = servletPath.substring(path.length());
        servletPath = path;
        return this;
    }

    public FakeRequest at(String servlet, String path) {
        servletPath = servlet;
        pathInfo = path;
        return this;
    }

    public FakeRequest uri(String raw) {
        uri = raw;
        return this;
    }

    public FakeRequest query(String raw) {
        query = raw;
        return this;
    }

    public FakeRequest header(String name, String value) {
        headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), none -> new ArrayList<>())
                .add(value);
        return this;
    }

    /** With what servlets are told of any parameter, if that is not what stands in the query. */
    public FakeRequest told(String... values) {
        parameters = List.of(values);
        return this;
    }

    public FakeRequest without(String name) {
        headers.remove(name.toLowerCase(Locale.ROOT));
        return this;
    }

    /** With all that the beginning of a WebSocket says. */
    public FakeRequest handshake() {
        return header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==")
                .header("Sec-WebSocket-Version", "13");
    }

    public FakeRequest from(String address) {
        remoteAddress = address;
        return this;
    }

    public FakeRequest withWsFilter() {
        opensWebSockets = true;
        return this;
    }

    public FakeRequest withServletThatAnswersPreflights() {
        answersPreflights = true;
        return this;
    }

    public FakeRequest withCorsFilter(Map<String, String> parameters) {
        corsParameters = parameters;
        return this;
    }

    public FakeRequest overTls() {
        secure = true;
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String contextPath() {
        return contextPath;
    }

    @Override
    public String servletPath() {
        return servletPath;
    }

    @Override
    public String pathInfo() {
        return pathInfo;
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public String query() {
        return query;
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    public FakeRequest to(String site) {
        this.site = site;
        return this;
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public boolean secure() {
        return secure;
    }

    @Override
    public boolean opensWebSockets() {
        return opensWebSockets;
    }

    @Override
    public List<String> parameters(String name) {
        return parameters != null
                ? parameters
                : Stream.of(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> decoded(pair[0]).equals(name))
                        .map(pair -> decoded(pair.length > 1 ? pair[1] : ""))
                        .toList();
    }

    @Override
    public Set<String> parameterNames() {
        return query.isEmpty()
                ? Set.of()
                : Stream.of(query.split("&"))
                        .map(pair -> decoded(pair.split("=", 2)[0]))
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Optional<Map<String, String>> corsParameters() {
        return Optional.ofNullable(corsParameters);
    }

    @Override
    public boolean answersPreflights() {
        return answersPreflights;
    }
}
