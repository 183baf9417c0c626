package io.stagedoor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstalledTest {

    @Test
    void has_what_an_installation_needs() {
        assertThat(Installed.commandLine().getSubcommands().keySet())
                .containsExactly(
                        "init",
                        "check",
                        "token",
                        "secret",
                        "key",
                        "issuer",
                        "user",
                        "status",
                        "sessions",
                        "kick",
                        "revoke",
                        "ticket",
                        "explain",
                        "tail",
                        "shadow",
                        "replay",
                        "bundles",
                        "console",
                        "generate-completion");
    }
}
