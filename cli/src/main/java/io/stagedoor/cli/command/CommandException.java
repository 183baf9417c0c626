package io.stagedoor.cli.command;

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

    /**
     * A problem with a sentence and a cause.
     *
     * @param sentence says what is wrong and what to do; holds nothing secret
     */
    public CommandException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
