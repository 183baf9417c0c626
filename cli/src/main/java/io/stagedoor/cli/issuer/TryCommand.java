package io.stagedoor.cli.issuer;

import io.stagedoor.auth.Decision;
import io.stagedoor.auth.Secret;
import io.stagedoor.auth.StreamPath;
import io.stagedoor.auth.jwt.internal.TokenTrial;
import io.stagedoor.auth.jwt.internal.issuer.IssuerTrial;
import io.stagedoor.auth.support.http.NoAnswer;
import io.stagedoor.auth.support.text.Redacted;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.CredentialFile;
import io.stagedoor.cli.command.QuietOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stagedoor issuer try}. */
@Command(
        name = "try",
        description =
                "Fetches the keys of an identity provider as a server would, and says which can be used, and whether"
                        + " a token would be accepted. Shows neither the token nor a secret.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class TryCommand implements Callable<Integer> {

    private static final String DOCUMENT = "/.well-known/openid-configuration";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "The issuer: what iss of its tokens is, exactly.")
    private String issuer;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File that holds a token to judge; - for standard input.")
    private @Nullable String tokenFile;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            description = "What the token must be for: audiences of the issuer's file. Default: * (any).")
    private @Nullable String audience;

    @Option(
            names = "--room",
            paramLabel = "ROOM",
            defaultValue = "",
            description = "The room that the client connects to. Default: none.")
    private String room;

    @Option(
            names = "--set",
            paramLabel = "PROPERTY=VALUE",
            description = "Any property of the issuer's file, as keysHosts=www.googleapis.com. May be repeated.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Mixin
    private QuietOption quiet;

    TryCommand() {}

    @Override
    public Integer call() {
        StreamPath path = StreamPath.of("live", room)
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "--room: not an acceptable name"));
        Secret token = tokenFile == null ? null : CredentialFile.read("--token-file", tokenFile);
        Report report = new Report(quiet.notes());
        try {
            IssuerTrial trial = IssuerTrial.of(settings());
            report.asked(trial.firstAddresses());
            IssuerTrial.Keys keys = trial.keys();
            boolean isGood = report.found(keys);
            if (token != null) {
                Decision decision = TokenTrial.judge(trial.judgedBy(keys), token, path.room(), Instant.now());
                report.token(token.length(), TokenTrial.claims(token));
                isGood &= report.decided(decision);
            }
            return isGood ? 0 : 1;
        } catch (IllegalArgumentException e) {
            throw CommandException.of(e);
        } catch (NoAnswer e) {
            throw new CommandException(Redacted.message(e), e);
        }
    }

    /** What the issuer's file would say. */
    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("name", "trial");
        settings.put(
                "issuer",
                issuer.endsWith(DOCUMENT) ? issuer.substring(0, issuer.length() - DOCUMENT.length()) : issuer);
        settings.put("audiences", audience == null ? "*" : audience);
        settings.putAll(properties);
        if (settings.keySet().stream().noneMatch(name -> name.equals("keys") || name.startsWith("keys."))) {
            settings.put("keys", "discovery");
        }
        return settings;
    }
}
