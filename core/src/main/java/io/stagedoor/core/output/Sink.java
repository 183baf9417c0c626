package io.stagedoor.core.output;

import java.io.IOException;
import java.util.List;

/** One place to which lines are handed over. For one thread, but {@link #abort}. */
interface Sink {

    /** {@code syslog} or {@code stdout}. */
    String name();

    /** Where it is, for operators; empty where the name says it. */
    String target();

    /** Whether lines can be handed over without opening it first. */
    boolean isOpen();

    /**
     * Makes that so.
     *
     * @throws IOException if that does not go at the moment; the message says why, in words for operators
     */
    void open() throws IOException;

    /**
     * Hands lines over, in their order.
     *
     * @throws IOException if some may not have been taken: all of them have to be handed over again. It is not open then
     */
    void write(List<Message> messages) throws IOException;

    /**
     * Fails if whoever is at the other end has shown since the last time that it is no place for lines. It is not open then.
     *
     * @param isNew whether lines were handed over just now for the first time since it was opened: then an end says so, too
     * @throws IOException saying how it has shown that, in words for operators; a {@link WrongPeer} if what was handed over before may not have arrived, either
     */
    void check(boolean isNew) throws IOException;

    /** Whether whoever is at the other end may show only after the first lines that it is no place for them. */
    boolean isOnProbation();

    /** Makes whatever is under way end soon, with an exception, where that can be done. By any thread. */
    void abort();

    /** Closes it in an orderly way. It may be opened again. */
    void close();
}
