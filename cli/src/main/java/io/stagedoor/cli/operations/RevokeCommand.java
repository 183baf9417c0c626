package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Printable;
import io.stagedoor.cli.command.TimeSpan;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** {@code stagedoor revoke}. */
@Command(
        name = "revoke",
        description = {
            "Takes back what was granted: whoever is named is cut within a second, and stays out, also after a restart.",
            "Needs one of --jti, --kid, --sid, --sub, --user, --stream, --token-file, --list, --remove."
        },
        footer = {
            "",
            "--sub and --user mean tokens that were issued until now, and passwords whenever they come: a new token works. To put somebody"
                    + " out for good, add --issued-before all. --jti, --kid and --sid mean all tokens.",
            "Exit code: 0 done, 1 it could not be kept or there is none to remove, 2 invalid arguments."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class RevokeCommand implements Callable<Integer> {

    private static final int SHOWN_ID = 12;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8,32}");
    private static final String ALL = "all";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions server;

    @Option(names = "--jti", paramLabel = "ID", description = "One token, by its id.")
    private @Nullable String token;

    @Option(names = "--kid", paramLabel = "ID", description = "All tokens that a key has signed, by the id of the key.")
    private @Nullable String key;

    @Option(names = "--sid", paramLabel = "ID", description = "A session at the issuer, by its id.")
    private @Nullable String session;

    @Option(names = "--sub", paramLabel = "NAME", description = "Who it is: the sub of tokens, or the name of a user.")
    private @Nullable String subject;

    @Option(names = "--iss", paramLabel = "ISSUER", description = "Only tokens of this issuer. Default: of any.")
    private @Nullable String issuer;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "A user of a file, or the sub of tokens without an issuer.")
    private @Nullable String user;

    @Option(names = "--stream", paramLabel = "PATH", description = "A stream: APP/NAME, or APP/ROOM/NAME.")
    private @Nullable String stream;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The token in this file, by its jti; until it has expired. - for standard input.")
    private @Nullable String tokenFile;

    @Option(
            names = "--issued-before",
            paramLabel = "TIME",
            description =
                    "Only tokens of this second or before, such as 2026-11-29T21:00:00Z; all for later ones, too.")
    private @Nullable String issuedBefore;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "How long: 90s, 10m, 2h, 1d. Default: until --remove.")
    private @Nullable Duration time;

    @Option(names = "--list", description = "Lists what is revoked, the newest first.")
    private boolean list;

    @Option(
            names = "--remove",
            paramLabel = "ID",
            description = "Takes a revocation out, by its id or the beginning of it.")
    private @Nullable String remove;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many --list shows at most, 1 to 10000. Default: ${DEFAULT-VALUE}.")
    private int limit;

    RevokeCommand() {}

    @Override
    public Integer call() {
        Map<String, String> order = order();
        long jobs = Stream.of(list, remove != null, !order.isEmpty())
                .filter(job -> job)
                .count();
        if (jobs != 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    jobs == 0
                            ? "say what: one of --jti, --kid, --sid, --sub, --user, --stream, --token-file, --list, --remove"
                            : "--list and --remove go with no other order");
        }
        if (list) {
            return list();
        }
        return remove == null ? revoke(order) : remove(remove);
    }

    private Map<String, String> order() {
        Map<String, String> order = new LinkedHashMap<>();
        Given.put(spec, order, "jti", token);
        Given.put(spec, order, "kid", key);
        Given.put(spec, order, "sid", session);
        Given.put(spec, order, "sub", subject);
        Given.put(spec, order, "iss", issuer);
        Given.put(spec, order, "user", user);
        Given.put(spec, order, "stream", stream);
        if (tokenFile != null) {
            if (!order.isEmpty() || issuedBefore != null) {
                throw new ParameterException(
                        spec.commandLine(), "--token-file goes with no other name of what is revoked");
            }
            order.putAll(NamedToken.read(tokenFile));
        }
        if (issuedBefore != null) {
            order.put("issuedBefore", issuedBefore.equals(ALL) ? ALL : time("--issued-before", issuedBefore));
        }
        if (time != null) {
            order.put(
                    "until",
                    Clock.systemUTC()
                            .instant()
                            .plus(time)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
        }
        return order;
    }

    private String time(String option, String text) {
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeException e) {
            throw new ParameterException(
                    spec.commandLine(), option + ": no time; write it like 2026-11-29T21:00:00Z, or all", e);
        }
    }

    private int revoke(Map<String, String> order) {
        String answer = server.channel().post("/v1/revoke", Map.of("by", Orders.by()), order);
        if (server.isJson()) {
            server.notes().println(answer);
            return 0;
        }
        Fields done = Fields.of(answer);
        done.objects("revocations")
                .forEach(one -> server.notes().println("revoked      " + Printable.of(sentence(one))));
        Map<String, Long> ended = done.numbers("ended");
        server.notes()
                .println("ended        "
                        + (ended.isEmpty() ? "nobody on this server: no client was in by it" : Words.counted(ended)));
        return 0;
    }

    private static String sentence(Fields one) {
        return one.text("by") + " " + one.text("value")
                + (one.has("issuer")
                        ? one.text("issuer").isEmpty() ? ", without an issuer" : " of " + one.text("issuer")
                        : "")
                + issued(one)
                + (one.has("until") ? ", until " + Words.time(one.text("until")) : "")
                + ". Taken out by --remove " + id(one);
    }

    /** Which tokens are meant; without a time all. */
    private static String issued(Fields one) {
        boolean isSubject = one.text("by").equals("sub");
        if (one.has("issuedBefore")) {
            return ", issued until " + Words.time(one.text("issuedBefore"))
                    + (isSubject ? ", and any password; a later token gets in" : "; a later token gets in");
        }
        return isSubject ? ", whenever issued: later tokens, too, and any password" : "";
    }

    private static String id(Fields one) {
        String id = one.text("id");
        return id.substring(0, Math.min(id.length(), SHOWN_ID));
    }

    private int list() {
        String answer = server.channel().get("/v1/revocations", Map.of("limit", String.valueOf(limit)));
        if (server.isJson()) {
            server.out().println(answer);
            return 0;
        }
        Fields found = Fields.of(answer);
        List<Fields> revocations = found.objects("revocations");
        if (revocations.isEmpty()) {
            server.notes().println("nothing is revoked by an order");
        } else {
            Table table = new Table("ID", "BY", "VALUE", "ISSUER", "ISSUED UNTIL", "UNTIL", "SINCE", "ORDERED BY");
            revocations.forEach(one -> table.add(
                    id(one),
                    one.text("by"),
                    one.text("value"),
                    one.has("issuer") ? one.text("issuer").isEmpty() ? "none" : one.text("issuer") : "any",
                    one.has("issuedBefore") ? Words.time(one.text("issuedBefore")) : ALL,
                    Words.time(one.text("until")),
                    Words.time(one.text("since")),
                    one.text("orderedBy")));
            List<String> lines = table.lines();
            server.notes().println(lines.get(0));
            lines.stream().skip(1).forEach(server.out()::println);
        }
        if (found.number("matched") > revocations.size()) {
            server.notes()
                    .println(revocations.size() + " of " + found.number("matched") + " shown; --limit shows more");
        }
        found.numbers("files")
                .forEach((file, count) ->
                        server.out().println("file         " + Printable.of(file) + " revokes " + count));
        found.texts("unreadable")
                .forEach(id -> server.out()
                        .println("unreadable   " + Printable.of(id)
                                + ": of another version; nobody is let in while it is there"));
        return 0;
    }

    private int remove(String id) {
        if (id.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--remove is empty: it names no revocation");
        }
        if (!ID.matcher(id).matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--remove: '" + Printable.of(id)
                            + "' is no id of a revocation: that has 32 digits of 0-9 and a-f, of which 8 or more will do; --list shows"
                            + " the first 12");
        }
        String answer = server.channel().post("/v1/unrevoke", Map.of("by", Orders.by()), Map.of("id", id));
        String removed = Fields.of(answer).text("removed");
        if (server.isJson()) {
            server.notes().println(answer);
        } else if (removed.isEmpty()) {
            throw new CommandException("no revocation has this id; --list shows them");
        } else {
            server.notes().println("removed      " + Printable.of(removed));
        }
        return removed.isEmpty() ? 1 : 0;
    }
}
