package io.stagedoor.cli.command;

import io.stagedoor.auth.support.text.Redacted;

/** What keeps a command from being done, as a sentence for who typed it. */
public final class CommandException extends RuntimeException {

    /**
     * A problem with a sentence.
     *
     * @param sentence says what is wrong and what to do; holds nothing secret
     */
    public CommandException(String sentence) {
        super(sentence);
    }

    /** A problem that the cause has a sentence about: a wrong configuration or secret. */
    public static CommandException of(IllegalArgumentException cause) {
        return new CommandException(Redacted.message(cause), cause);
    }

    /**
     * A problem with a sentence and a cause.
     *
     * @param sentence says what is wrong and what to do; holds nothing secret
     */
    public CommandException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
