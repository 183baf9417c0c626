package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.CredentialFile;
import io.stagedoor.cli.command.Printable;
import io.stagedoor.cli.command.TimeSpan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor ticket}. */
@Command(
        name = "ticket",
        description = {
            "Makes a ticket: a short secret that stands for a token, for encoders and URLs that have no room for one.",
            "Needs one of --token-file, --list, --take-back."
        },
        footer = {
            "",
            "The application needs tickets=true. The ticket is printed once; the server keeps a digest.",
            "Exit code: 0 done, 1 the token is refused, it could not be kept, or there is none to take back, 2 invalid arguments."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class TicketCommand implements Callable<Integer> {

    private static final int SHOWN_ID = 12;
    private static final String TICKET = "sdt_";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{8,22}");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token that the ticket stands for; - for standard input.")
    private @Nullable String tokenFile;

    @Option(names = "--app", paramLabel = "NAME", description = "The application.")
    private @Nullable String application;

    @Option(names = "--action", paramLabel = "NAME", description = "publish or play. Default: publish.")
    private @Nullable String action;

    @Option(names = "--stream", paramLabel = "NAME", description = "The stream; needed to publish.")
    private @Nullable String stream;

    @Option(names = "--room", paramLabel = "ROOM", description = "The room. Default: none.")
    private @Nullable String room;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "rtmp, rtsp, rtc, srt, http or ws: as a client of which the token is judged. Default: rtmp.")
    private @Nullable String protocol;

    @Option(names = "--once", description = "The ticket can be used once. Default: by one client at a time.")
    private boolean once;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "How long at most: 90s, 10m, 2h, 1d. Default: as long as the token.")
    private @Nullable Duration time;

    @Option(names = "--list", description = "Lists the tickets that there are, the newest first.")
    private boolean list;

    @Option(
            names = "--take-back",
            paramLabel = "ID",
            description = "Takes a ticket back, by its id or the beginning of it, and cuts whoever is in by it.")
    private @Nullable String takeBack;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many --list shows at most, 1 to 10000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    TicketCommand() {}

    @Override
    public Integer call() {
        long jobs = Stream.of(list, takeBack != null, tokenFile != null)
                .filter(job -> job)
                .count();
        if (jobs != 1) {
            throw new ParameterException(
                    spec.commandLine(), "say what: one of --token-file, --list, --take-back, and no other of them");
        }
        if (list) {
            return list();
        }
        return takeBack != null ? takeBack(takeBack) : make();
    }

    private int make() {
        if (application == null) {
            throw new ParameterException(spec.commandLine(), "--app is missing: a ticket is for one application");
        }
        Map<String, String> order = new LinkedHashMap<>();
        Given.put(spec, order, "app", application);
        Given.put(spec, order, "action", action == null ? "publish" : action);
        Given.put(spec, order, "stream", stream);
        Given.put(spec, order, "room", room);
        Given.put(spec, order, "protocol", protocol);
        if (once) {
            order.put("ticketUse", "once");
        }
        if (time != null) {
            order.put("seconds", String.valueOf(Math.max(1, time.toSeconds())));
        }
        order.put(
                "token",
                CredentialFile.read("--token-file", String.valueOf(tokenFile)).reveal());
        String answer = server.channel().post("/v1/ticket", Map.of(), order);
        Fields made = Fields.of(answer);
        if (server.isJson()) {
            server.out().println(answer);
            return 0;
        }
        server.out().println(Printable.of(made.text("ticket")));
        server.notes()
                .println(
                        "until        " + Words.time(made.text("expires")) + ". Taken back by --take-back " + id(made));
        return 0;
    }

    private static String id(Fields one) {
        String id = one.text("id");
        return id.substring(0, Math.min(id.length(), SHOWN_ID));
    }

    private int list() {
        String answer = server.channel().get("/v1/tickets", Map.of("limit", String.valueOf(limit)));
        if (server.isJson()) {
            server.out().println(answer);
            return 0;
        }
        Fields found = Fields.of(answer);
        List<Fields> tickets = found.objects("tickets");
        if (tickets.isEmpty()) {
            server.notes().println("there are no tickets");
        } else {
            Table table = new Table("ID", "APP", "ACTION", "STREAM", "USE", "SUBJECT", "BY", "UNTIL", "SINCE");
            tickets.forEach(one -> table.add(
                    id(one),
                    one.text("app"),
                    one.text("action"),
                    one.text("stream").isEmpty() ? "any" : one.text("stream"),
                    one.text("ticketUse"),
                    one.text("sub"),
                    one.text("authenticator"),
                    Words.time(one.text("expires")),
                    Words.time(one.text("since"))));
            List<String> lines = table.lines();
            server.notes().println(lines.get(0));
            lines.stream().skip(1).forEach(server.out()::println);
        }
        if (found.number("matched") > tickets.size()) {
            server.notes().println(tickets.size() + " of " + found.number("matched") + " shown; --limit shows more");
        }
        return 0;
    }

    private int takeBack(String id) {
        if (id.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--take-back is empty: it names no ticket");
        }
        if (id.startsWith(TICKET)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--take-back: this is a ticket, and it is taken back by its id; --list shows the ids");
        }
        if (!ID.matcher(id).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--take-back: '" + Printable.of(id)
                            + "' is no id of a ticket: that has 22 letters, digits, - and _, of which 8 or more will do;"
                            + " --list shows the first 12");
        }
        String answer = server.channel().post("/v1/unticket", Map.of("by", Orders.by()), Map.of("id", id));
        Fields done = Fields.of(answer);
        boolean none = done.text("removed").isEmpty();
        if (server.isJson()) {
            server.notes().println(answer);
        } else if (none) {
            throw new CommandException("no ticket has this id; --list shows them");
        } else {
            Map<String, Long> ended = done.numbers("ended");
            server.notes().println("taken back   " + Printable.of(done.text("removed")));
            server.notes()
                    .println("ended        "
                            + (ended.isEmpty()
                                    ? "nobody on this server: no client was in by it"
                                    : Words.counted(ended)));
        }
        return none ? 1 : 0;
    }
}
