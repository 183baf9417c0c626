package io.stagedoor.cli.init;

import io.stagedoor.cli.check.Checkup;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.Home;
import io.stagedoor.cli.command.Next;
import io.stagedoor.cli.command.ScratchFolder;
import io.stagedoor.cli.secret.SharedSecret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stagedoor init}. */
@Command(
        name = "init",
        description = {
            "Writes the first configuration of an application, with a secret of its own, and checks it.",
            "Never overwrites a file. A running server applies it within two seconds."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class InitCommand implements Callable<Integer> {

    private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final String EXAMPLE = "stagedoor.application-live.cfg.example";
    private static final String CONF = "conf";
    private static final String SECRETS = "secrets";

    @Spec
    private CommandSpec spec;

    @Mixin
    private Home home;

    @Option(
            names = "--app",
            paramLabel = "NAME",
            defaultValue = "live",
            description = "Application of Red5. Default: ${DEFAULT-VALUE}.")
    private String application;

    @ArgGroup(multiplicity = "1")
    private Decider decider;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints errors only.")
    private boolean quiet;

    /** Who decides. */
    static final class Decider {
        @Option(names = "--jwt", description = "Signed tokens decide (HS256). Makes a secret.")
        private boolean jwt;

        @Option(names = "--users", description = "Users and passwords in a file decide. Makes an empty file.")
        private boolean users;

        @Option(
                names = "--backend",
                paramLabel = "URL",
                description =
                        "Your backend decides. Without a path, it is asked at /validateCredentials, and told of ends at"
                                + " /invalidateCredentials.")
        private String backend;

        @ArgGroup(exclusive = false)
        private Oidc oidc;
    }

    /** The tokens of an identity provider. */
    static final class Oidc {
        @Option(
                names = "--oidc",
                required = true,
                paramLabel = "URL",
                description = "Tokens of an identity provider decide. URL: their issuer (iss). Asks the provider where"
                        + " its keys are, and fetches them once.")
        private String issuer;

        @Option(
                names = "--audience",
                required = true,
                split = ",",
                paramLabel = "NAME",
                description = "Whom the provider's tokens for this server are for (aud).")
        private List<String> audiences;

        @Option(
                names = "--publisher-if",
                split = ",",
                paramLabel = "CLAIM=VALUE",
                description = "Whose tokens may publish. Default: nobody's.")
        private List<String> publishers = List.of();

        @Option(
                names = "--subscriber-if",
                split = ",",
                paramLabel = "CLAIM=VALUE",
                description = "Whose tokens may play; sub=* for all. Default: nobody's.")
        private List<String> subscribers = List.of();
    }

    InitCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!APPLICATION.matcher(application).matches()) {
            throw wrong("--app: a name has 1 to 64 letters, digits and the characters . _ -");
        }
        Strategy strategy = strategy();
        Path stagedoor = home.folder().resolve("stagedoor");
        Checkup.requirePrograms(home.folder());
        Draft draft = draft(stagedoor.resolve(CONF), strategy);
        draft.requireNew(stagedoor);
        if (decider.oidc != null) {
            say("discovered: " + discovered(draft));
        }
        draft.write(stagedoor);
        strategy.secret()
                .ifPresent(file -> say("secret", stagedoor.resolve(SECRETS).resolve(file) + " (0600)"));
        Checkup checkup = Checkup.of(home.folder(), false, false);
        say(
                "config",
                checkup.files() + (checkup.files() == 1 ? " file" : " files") + ", checked: "
                        + (checkup.isGood() ? "ok" : "not ok"));
        if (!checkup.isGood()) {
            checkup.print(spec.commandLine().getOut(), true);
            return 1;
        }
        say("next", next(stagedoor, strategy));
        return 0;
    }

    /** What the provider publishes. Nothing is written to the folder of Red5 before. */
    private String discovered(Draft draft) throws IOException, InterruptedException {
        try (ScratchFolder scratch = ScratchFolder.of("init")) {
            draft.write(scratch.path().resolve("stagedoor"));
            Checkup checkup = Checkup.ofDraft(scratch.path(), home.folder());
            Optional<String> published = checkup.published();
            if (!checkup.isGood() || published.isEmpty()) {
                checkup.print(spec.commandLine().getErr(), true);
                throw new CommandException("the keys of the provider cannot be used, so nothing was written;"
                        + " correct --oidc, or make the provider reachable, and try again");
            }
            return published.get();
        }
    }

    private void say(String what, String text) {
        say(String.format("%-8s %s", what, text));
    }

    private void say(String line) {
        if (!quiet) {
            spec.commandLine().getOut().println(line);
        }
    }

    private String next(Path stagedoor, Strategy strategy) {
        return switch (strategy.next()) {
            case USERS ->
                Next.command("user add --file "
                        + stagedoor.resolve(SECRETS).resolve(strategy.secret().orElseThrow()) + " NAME");
            case CONDITIONS ->
                "say who may publish and play, nobody may yet: publisherIf and subscriberIf in "
                        + stagedoor.resolve(CONF).resolve(Strategy.issuerFile(application));
            case TOKEN -> Next.afterInit(home.folder(), true);
            case SERVE -> Next.afterInit(home.folder(), false);
        };
    }

    private Strategy strategy() {
        if (decider.jwt) {
            return Strategy.jwt(application);
        }
        if (decider.oidc != null) {
            return oidc(decider.oidc);
        }
        return decider.users ? Strategy.users(application) : backend();
    }

    private Strategy oidc(Oidc oidc) {
        try {
            return Strategy.oidc(
                    application, new Provider(oidc.issuer, oidc.audiences, oidc.publishers, oidc.subscribers));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Strategy backend() {
        URI url = url();
        if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")) {
            return Strategy.backend(application, decider.backend, "");
        }
        String base = decider.backend.replaceFirst("/$", "");
        return Strategy.backend(application, base + "/validateCredentials", base + "/invalidateCredentials");
    }

    private URI url() {
        try {
            URI url = new URI(decider.backend);
            boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (isHttp && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) { // its text repeats the value, which may hold a key
            throw wrong("--backend: not a URL; write http://HOST:PORT");
        }
        throw wrong("--backend: not an http:// or https:// URL; write http://HOST:PORT");
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private Draft draft(Path conf, Strategy strategy) throws IOException {
        Draft draft = new Draft();
        // What others name comes first: a running server applies each file at once.
        strategy.secret().ifPresent(name -> draft.add(SECRETS + "/" + name, secret(strategy)));
        for (Strategy.Configuration one : strategy.configurations()) {
            draft.add(CONF + "/" + one.file(), Example.with(conf, one.example(), one.settings()));
        }
        draft.add(
                CONF + "/stagedoor.application-" + application + ".cfg",
                Example.with(
                        conf, EXAMPLE, Map.of("application", application, "authenticator", strategy.authenticator())));
        return draft;
    }

    private static byte[] secret(Strategy strategy) {
        return strategy.next() == Strategy.Next.TOKEN ? SharedSecret.random().bytes() : new byte[0];
    }
}
