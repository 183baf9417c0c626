package io.stagedoor.cli.operations;

import io.stagedoor.cli.command.Printable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stagedoor bundles}. */
@Command(
        name = "bundles",
        description = "Lists bundles, components and authenticators of a running server, and what the others lack.",
        footer = {
            "",
            "Exit code: 0 all run or wait for a configuration, 1 others do not or no server, 2 invalid arguments."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class BundlesCommand implements Callable<Integer> {

    private static final String FOLDER = "bundles/";
    private static final String CONF = "stagedoor/conf/";

    @Mixin
    private ServerOptions server;

    @Option(
            names = "--all",
            description = "Also the bundles of stagedoor/system, and components without a need or a configuration.")
    private boolean all;

    BundlesCommand() {}

    @Override
    public Integer call() {
        String answer = server.channel().get("/v1/bundles", Map.of());
        Fields found = Fields.of(answer);
        if (server.isJson()) {
            server.notes().println(answer);
        } else {
            print(found);
        }
        return isGood(found) ? 0 : 1;
    }

    private static boolean isGood(Fields found) {
        return found.objects("bundles").stream()
                        .allMatch(one -> one.text("problem").isEmpty())
                && found.objects("components").stream().noneMatch(BundlesCommand::isStuck)
                && found.objects("authenticators").stream()
                        .allMatch(one -> one.text("problem").isEmpty());
    }

    /** Whether a component cannot work; one that waits for a configuration is only not used. */
    private static boolean isStuck(Fields component) {
        return List.of("failed", "waits for service").contains(component.text("state"));
    }

    private void print(Fields found) {
        Predicate<Fields> isOfInterest = one -> all
                || one.text("file").startsWith(FOLDER)
                || !one.text("problem").isEmpty();
        Table bundles = new Table("BUNDLE", "VERSION", "STATE", "FILE");
        found.objects("bundles").stream()
                .filter(isOfInterest)
                .forEach(
                        one -> bundles.add(one.text("name"), one.text("version"), one.text("state"), one.text("file")));
        print(bundles);
        found.objects("bundles").stream()
                .filter(one -> !one.text("problem").isEmpty())
                .forEach(one -> tell(server.out(), "stagedoor/" + one.text("file") + ": " + one.text("problem")));
        Table components = new Table("COMPONENT", "CONFIGURATION", "STATE");
        found.objects("components").stream()
                .filter(one -> all
                        || !one.text("configuration").isEmpty()
                        || !one.text("need").isEmpty())
                .forEach(one -> components.add(one.text("name"), one.text("configuration"), one.text("state")));
        print(components);
        found.objects("components").stream()
                .filter(one -> !one.text("need").isEmpty())
                .forEach(one -> tell(
                        isStuck(one) ? server.out() : server.notes(),
                        one.text("name") + " (bundle " + one.text("bundle") + ") " + one.text("need")));
        Table authenticators = new Table("AUTHENTICATOR", "FILE", "BUNDLE", "APPLICATIONS");
        found.objects("authenticators")
                .forEach(one -> authenticators.add(
                        one.text("name"),
                        one.text("file").replaceFirst("^" + CONF, ""),
                        one.text("bundle"),
                        String.join(" ", one.texts("applications"))));
        print(authenticators);
        found.objects("authenticators").stream()
                .filter(one -> !one.text("problem").isEmpty())
                .forEach(one -> tell(server.out(), one.text("name") + ": " + one.text("problem")));
    }

    private void print(Table table) {
        table.lines().forEach(server.notes()::println);
    }

    private static void tell(PrintWriter to, String problem) {
        to.println("  " + Printable.of(problem));
    }
}
