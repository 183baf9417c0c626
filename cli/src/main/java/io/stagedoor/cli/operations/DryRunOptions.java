package io.stagedoor.cli.operations;

import io.stagedoor.auth.Secret;
import io.stagedoor.cli.command.CommandException;
import io.stagedoor.cli.command.CredentialFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The client that a dry run is about. Tokens and passwords are never arguments. */
final class DryRunOptions {

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token that a client would show; - for standard input.")
    private @Nullable String tokenFile;

    @Option(names = "--user", paramLabel = "NAME", description = "The user name that a client would show.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the password that a client would show; - for standard input.")
    private @Nullable String passwordFile;

    @Option(names = "--room", paramLabel = "ROOM", description = "The room that the client connects to. Default: none.")
    private @Nullable String room;

    @Option(
            names = "--action",
            paramLabel = "NAME",
            description = "connect, publish or play. Default: play with --stream, else connect.")
    private @Nullable String action;

    @Option(names = "--address", paramLabel = "IP", description = "The client's address. Default: not known.")
    private @Nullable String address;

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description =
                    "Asks the bundles and the configuration of this RED5_HOME, or of a copy of its folder stagedoor, without a"
                            + " server.")
    private @Nullable String conf;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Whether a dry run is meant: anything was said of a client that nobody has refused yet. */
    boolean isMeant() {
        return Stream.of(tokenFile, user, passwordFile, room, action, address, conf)
                .anyMatch(given -> given != null);
    }

    /** The folder to ask without a server; empty to ask the server. */
    Optional<String> conf() {
        return Optional.ofNullable(conf);
    }

    /**
     * What is asked, by the names of the channel.
     *
     * @param filter what other options say: application, stream, protocol
     */
    Map<String, String> question(Map<String, String> filter) {
        Map<String, String> question = new LinkedHashMap<>(filter);
        Given.put(spec, question, "room", room);
        Given.put(spec, question, "action", action);
        Given.put(spec, question, "address", address);
        Given.put(spec, question, "user", user);
        put(question, "token", secret("--token-file", tokenFile));
        put(question, "password", secret("--password-file", passwordFile));
        return question;
    }

    private static @Nullable String secret(String option, @Nullable String file) {
        if (file == null) {
            return null;
        }
        Secret secret = CredentialFile.read(option, file);
        if (secret.length() == 0) {
            throw new CommandException(option + ": the file is empty: " + file);
        }
        return secret.reveal();
    }

    private static void put(Map<String, String> question, String name, @Nullable String value) {
        if (value != null) {
            question.put(name, value);
        }
    }
}
