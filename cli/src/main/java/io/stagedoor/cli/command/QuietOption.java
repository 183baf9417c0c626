package io.stagedoor.cli.command;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option by which a command says no more than it must. Its exit code is the same. */
public final class QuietOption {

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints errors only; a command that is to print something, that and no notes.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Whether it was given. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Where a command writes what is not its result: nowhere, if it is to be quiet. */
    public PrintWriter notes() {
        return quiet ? new PrintWriter(Writer.nullWriter()) : spec.commandLine().getOut();
    }
}
