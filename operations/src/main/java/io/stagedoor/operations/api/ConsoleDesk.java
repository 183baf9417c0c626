package io.stagedoor.operations.api;

import io.stagedoor.operations.http.Answer;
import io.stagedoor.operations.http.Handler;

/** Lets an operator into the console. */
@FunctionalInterface
public interface ConsoleDesk {

    /**
     * The address of the console, with a code that works once.
     *
     * @param api answers what the console asks
     * @param by the name of whoever asks, as he says
     */
    Answer invite(Handler api, String by);
}
