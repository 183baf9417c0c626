package io.stagedoor.operations;

import io.stagedoor.operations.health.Figures;
import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Handler;
import io.stagedoor.operations.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers at {@code /metrics}, {@code /livez} and {@code /readyz}, and nowhere else, for everybody. Thread-safe.
 *
 * @param figures of the running core; empty while it does not run
 */
record Probes(Supplier<Optional<Figures>> figures) implements Handler {

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String AWAY = "the core of Stagedoor does not run: 'stagedoor bundles' says why";

    @Override
    public Answer answer(Request request) {
        boolean head = request.method().equals("HEAD");
        Answer answer = head || request.method().equals("GET")
                ? get(request)
                : said(405, List.of("this is for GET and HEAD")).with("Allow", "GET, HEAD");
        return head ? answer.headOnly() : answer;
    }

    private Answer get(Request request) {
        return switch (request.path()) {
            case "/livez" -> said(200, List.of("alive"));
            case "/readyz" ->
                figures.get().map(now -> ready(now.health().refusing())).orElseGet(Probes::away);
            case "/metrics" -> figures.get().map(now -> now.metrics(request)).orElseGet(Probes::away);
            default -> said(404, List.of("there are /metrics, /livez and /readyz"));
        };
    }

    private static Answer ready(List<String> refusing) {
        return refusing.isEmpty() ? said(200, List.of("ready")) : said(503, refusing);
    }

    private static Answer away() {
        return said(503, List.of(AWAY));
    }

    private static Answer said(int status, List<String> lines) {
        return Answer.text(status, PLAIN, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
