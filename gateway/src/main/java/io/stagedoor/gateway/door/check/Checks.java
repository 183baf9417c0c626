package io.stagedoor.gateway.door.check;

import io.stagedoor.auth.Protocol;
import io.stagedoor.auth.Reason;
import io.stagedoor.core.admission.Admissions;
import io.stagedoor.gateway.door.settings.ServerSettings;
import io.stagedoor.gateway.hook.Ask;
import io.stagedoor.gateway.hook.Reply;
import io.stagedoor.hook.HttpAnswer;
import io.stagedoor.hook.HttpRequest;
import io.stagedoor.http.HttpGate;
import io.stagedoor.http.request.PercentCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * Judges what reverse proxies ask about. Which stream a path names, sessions, cookies and CORS are those of any front end over HTTP; here is only what a proxy tells, and what it
 * understands. Thread-safe.
 */
public final class Checks {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final Map<String, List<String>> NO_STORE = Map.of("Cache-Control", List.of("no-store"));

    private final Admissions admissions;
    private final ConcurrentMap<String, Map<String, Object>> players;
    private final Function<Duration, HttpGate> gates;
    private final IntSupplier share;
    private final Playlists playlists;
    /** By how soon they answer: servers are few, and most wait alike. */
    private final Map<Duration, HttpGate> byPatience = new ConcurrentHashMap<>();

    /**
     * Over the core.
     *
     * @param players what is kept of allowed requests
     * @param gates makes what judges requests, by how long a decision may take
     * @param share how many requests may wait for one authenticator
     * @param playlists fetches playlists
     */
    public Checks(
            Admissions admissions,
            ConcurrentMap<String, Map<String, Object>> players,
            Function<Duration, HttpGate> gates,
            IntSupplier share,
            Playlists playlists) {
        this.playlists = playlists;
        this.admissions = admissions;
        this.players = players;
        this.gates = gates;
        this.share = share;
    }

    /**
     * Answers a proxy that has proven itself.
     *
     * @param rest what stands in the path behind the name of the server
     */
    public Reply answer(Ask ask, ServerSettings server, String rest) {
        return answer(ask, server, rest, (original, answer) -> reply(answer));
    }

    /** As {@link #answer}, with the playlist itself; whoever asks for something else gets nothing. */
    public Reply playlist(Ask ask, ServerSettings server, String rest) {
        return answer(
                ask,
                server,
                rest,
                (original, answer) -> !answer.allowed()
                        ? reply(answer)
                        : answer.body().isEmpty() || server.origin().isEmpty()
                                ? Reply.refuse(NOT_FOUND, NO_STORE)
                                : playlists.fetch(server.origin().get(), original, answer));
    }

    private Reply answer(Ask ask, ServerSettings server, String rest, BiFunction<Original, HttpAnswer, Reply> replies) {
        Original.Read read = Original.of(ask, server.kind(), rest);
        if (read.original().isEmpty()) {
            return refused(server, Reason.BAD_PATH, read.flaw(), "");
        }
        Original original = read.original().get();
        if (!server.vhosts().isEmpty() && !server.vhosts().contains(original.name())) {
            return refused(server, Reason.BAD_PATH, "vhosts does not list the host of the request", original.address());
        }
        Optional<HttpRequest> request = request(ask, server, original);
        return request.isPresent()
                ? replies.apply(original, gate(server.deadline()).judge(request.get(), players))
                : refused(
                        server,
                        Reason.BAD_PATH,
                        "the path is odd, or not as pathTemplate says: the proxy might serve another one",
                        original.address());
    }

    /** What a request is for; empty for a path that the proxy may take for another one. */
    static Optional<HttpRequest> request(Ask ask, ServerSettings server, Original original) {
        return PercentCode.decode(original.path())
                .filter(path -> isPlain(original.path(), path))
                .flatMap(server.template()::split)
                .map(split -> (HttpRequest) new ProxiedRequest(ask, original, split));
    }

    /** Whether everybody resolves a path alike: no dots, no empty element, no slash that is hidden, no path parameter, nothing that is decoded twice. */
    private static boolean isPlain(String spelled, String path) {
        String lower = spelled.toLowerCase(java.util.Locale.ROOT);
        return !lower.contains("%2f")
                && !lower.contains("%5c")
                && !lower.contains("%25")
                && spelled.indexOf('\\') < 0
                && spelled.indexOf(';') < 0
                && !path.contains("//")
                && path.chars().noneMatch(c -> c < ' ' || c == 0x7f)
                && !("/" + path + "/").contains("/./")
                && !("/" + path + "/").contains("/../");
    }

    private HttpGate gate(Duration patience) {
        return byPatience.computeIfAbsent(patience, gates);
    }

    /** What proxies understand: 200 lets through, 401 and 403 do not. Anything else, nginx and Envoy would make a failure of their own. */
    private static Reply reply(HttpAnswer answer) {
        Map<String, List<String>> headers = new HashMap<>(answer.headers());
        if (answer.allowed()) {
            return Reply.allow(headers);
        }
        if (answer.status() < 300) { // a preflight, and what is answered in the place of the application
            Reply reply = Reply.allow(headers);
            return answer.json().length == 0 ? reply : reply.with("application/json", answer.json());
        }
        headers.putIfAbsent("Cache-Control", List.of("no-store"));
        return Reply.refuse(answer.status() == UNAUTHORIZED ? UNAUTHORIZED : FORBIDDEN, headers);
    }

    private Reply refused(ServerSettings server, Reason reason, String detail, String address) {
        admissions
                .inquiries(share, server.deadline())
                .begin("play", Protocol.HTTP, address, admissions.door(""))
                .as(server.name())
                .refuse(reason, detail);
        return Reply.refuse(FORBIDDEN, NO_STORE);
    }
}
