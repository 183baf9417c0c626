package io.stagedoor.cli;

import io.stagedoor.cli.check.CheckCommand;
import io.stagedoor.cli.init.InitCommand;
import io.stagedoor.cli.issuer.IssuerCommand;
import io.stagedoor.cli.key.KeyCommand;
import io.stagedoor.cli.operations.BundlesCommand;
import io.stagedoor.cli.operations.ConsoleCommand;
import io.stagedoor.cli.operations.ExplainCommand;
import io.stagedoor.cli.operations.KickCommand;
import io.stagedoor.cli.operations.ReplayCommand;
import io.stagedoor.cli.operations.RevokeCommand;
import io.stagedoor.cli.operations.SessionsCommand;
import io.stagedoor.cli.operations.ShadowCommand;
import io.stagedoor.cli.operations.StatusCommand;
import io.stagedoor.cli.operations.TailCommand;
import io.stagedoor.cli.operations.TicketCommand;
import io.stagedoor.cli.secret.SecretCommand;
import io.stagedoor.cli.token.TokenCommand;
import io.stagedoor.cli.user.UserCommand;
import picocli.CommandLine.Command;

/** The commands that an installation and a checkout have. */
@Command(
        subcommands = {
            InitCommand.class,
            CheckCommand.class,
            TokenCommand.class,
            SecretCommand.class,
            KeyCommand.class,
            IssuerCommand.class,
            UserCommand.class,
            StatusCommand.class,
            SessionsCommand.class,
            KickCommand.class,
            RevokeCommand.class,
            TicketCommand.class,
            ExplainCommand.class,
            TailCommand.class,
            ShadowCommand.class,
            ReplayCommand.class,
            BundlesCommand.class,
            ConsoleCommand.class
        })
abstract class Subcommands implements Runnable {}
