package io.stagedoor.cli.operations;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stagedoor sessions}. */
@Command(
        name = "sessions",
        description = "Lists who is in: connections, responses under way, WebSockets, and players over HTTP.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class SessionsCommand implements Runnable {

    @Mixin
    private ServerOptions server;

    @Mixin
    private FilterOptions filter;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many at most, 1 to 10000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    SessionsCommand() {}

    @Override
    public void run() {
        Map<String, String> parameters = filter.parameters();
        parameters.put("limit", String.valueOf(limit));
        String answer = server.channel().get("/v1/sessions", parameters);
        if (server.isJson()) {
            server.out().println(answer);
        } else {
            print(Fields.of(answer));
        }
    }

    /** Whether it is a player that asks for nothing any more, and is remembered only. */
    private static boolean isIdle(Fields session) {
        return session.has("idleSince");
    }

    private static String kind(Fields session) {
        return isIdle(session)
                ? session.text("kind") + ", idle since " + Words.time(session.text("idleSince"))
                : session.text("kind");
    }

    /** {@code publishes cam1, plays cam2}. */
    private static String streams(Fields session) {
        String plays = isIdle(session) ? "played " : "plays ";
        List<String> published = session.texts("published");
        return session.texts("streams").stream()
                .map(name -> (published.contains(name) ? "publishes " : plays) + name)
                .collect(Collectors.joining(", "));
    }

    private void print(Fields found) {
        List<Fields> sessions = found.objects("sessions").stream()
                .sorted(Comparator.comparing(Words::who).thenComparing(one -> one.text("since")))
                .toList();
        if (sessions.isEmpty()) {
            server.notes().println(filter.parameters().isEmpty() ? "nobody is in" : "no client matches");
            return;
        }
        Table table = new Table(
                "SUBJECT",
                "KIND",
                "PROTOCOL",
                "WHERE",
                "STREAMS",
                "ADDRESS",
                "SINCE",
                "UNTIL",
                "BYTES IN",
                "OUT",
                "ID");
        sessions.forEach(one -> table.add(
                Words.who(one),
                kind(one),
                one.text("protocol"),
                Words.where(one),
                streams(one),
                one.text("address"),
                Words.time(one.text("since")),
                Words.time(one.text("until")),
                one.text("bytesIn"),
                one.text("bytesOut"),
                one.text("id")));
        List<String> lines = table.lines();
        server.notes().println(lines.get(0));
        lines.stream().skip(1).forEach(server.out()::println);
        if (found.number("matched") > sessions.size()) {
            server.notes().println(sessions.size() + " of " + found.number("matched") + " shown; --limit shows more");
        }
    }
}
