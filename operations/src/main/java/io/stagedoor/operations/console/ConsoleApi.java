package io.stagedoor.operations.console;

import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Handler;
import io.stagedoor.operations.http.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a token of the console is good for: to look, to end what one client has, and to leave. Nothing of it makes, shows or changes a secret. */
final class ConsoleApi implements Handler {

    /** Ends the token. */
    static final String LEAVE = "/v1/sign-out";

    private static final String KICK = "/v1/kick";
    private static final Set<String> TO_READ = Set.of(
            "/v1/status",
            "/v1/sessions",
            "/v1/refusals",
            "/v1/reasons",
            "/v1/configuration",
            "/v1/bundles",
            "/v1/decisions",
            "/v1/shadow");

    private static final String BY = "by";
    private static final int MAX_NAME = 64;
    private static final String WAY = ", console";
    private static final String BLOCK = "block";
    /** A day: whoever is to stay out for longer is revoked, by the command. */
    private static final int MAX_BLOCK_SECONDS = 24 * 60 * 60;

    private final Visitors.Visitor visitor;
    private final Visitors visitors;
    private final Handler api;

    ConsoleApi(Visitors.Visitor visitor, Visitors visitors, Handler api) {
        this.visitor = visitor;
        this.visitors = visitors;
        this.api = api;
    }

    @Override
    public Answer answer(Request request) {
        return Pages.guarded(answered(request));
    }

    private Answer answered(Request request) {
        boolean isRead = request.method().equals("GET") && TO_READ.contains(request.path());
        if (isRead) {
            return api.answer(request);
        }
        if (!request.method().equals("POST")) {
            return Answer.error(403, "the console has no such path");
        }
        return switch (request.path()) {
            case KICK -> kick(request);
            case LEAVE -> leave();
            default -> Answer.error(403, "the console may not do this; the command stagedoor may");
        };
    }

    /** Of one client, or of one subject: whoever has more in mind uses the command. */
    private Answer kick(Request request) {
        Map<String, String> parameters = new HashMap<>(request.parameters());
        if (!parameters.containsKey("id") && !parameters.containsKey("sub")) {
            return Answer.error(400, "the console ends sessions of one id or of one subject");
        }
        String block = parameters.get(BLOCK);
        if (block != null && !(block.matches("[1-9][0-9]{0,4}") && Integer.parseInt(block) <= MAX_BLOCK_SECONDS)) {
            return Answer.error(400, "block must be a number of seconds, 1 to " + MAX_BLOCK_SECONDS);
        }
        String name = visitor.by();
        parameters.put(BY, name.substring(0, Math.min(name.length(), MAX_NAME - WAY.length())) + WAY);
        return api.answer(new Request(request.method(), request.path(), Map.copyOf(parameters), Map.of()));
    }

    private Answer leave() {
        visitors.leave(visitor);
        return Answer.json(200, "{}");
    }
}
