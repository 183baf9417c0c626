package io.stagedoor.cli.user;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.auth.simple.hash.Scheme;
import io.stagedoor.cli.command.CommandException;
import picocli.CommandLine.Option;

/** How passwords are hashed. */
final class SchemeOption {

    @Option(
            names = "--scheme",
            paramLabel = "NAME",
            defaultValue = "argon2id",
            description = "${COMPLETION-CANDIDATES}, in any case, with OWASP's parameters. Default: ${DEFAULT-VALUE}.")
    private Scheme scheme;

    SchemeOption() {}

    PasswordHash hash(Secret password) {
        try {
            return scheme.hash(password);
        } catch (IllegalArgumentException e) {
            throw CommandException.of(e);
        }
    }
}
