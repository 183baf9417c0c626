package io.stagedoor.red5.plugin.web;

import io.stagedoor.hook.HttpRequest;
import java.io.IOException;
import java.util.function.Consumer;

/** One request and its response, in the terms of the servlet API that the container has. */
interface Exchange extends HttpRequest {

    /** What the container says of how the request comes to the filter: {@code REQUEST}, {@code FORWARD}, … */
    String dispatch();

    /** What {@link #remember} was given last for this request; {@code null} for nothing. */
    Object remembered();

    void remember(Object judged);

    void addHeader(String name, String value);

    /** Says a header once, whoever has said it before. */
    void setHeader(String name, String value);

    /** Writes a response without handing the request on. */
    void write(int status, byte[] text) throws IOException;

    /** Writes a response in JSON, in UTF-8, without handing the request on. */
    void writeJson(int status, byte[] json) throws IOException;

    /** Ends a response without content, and without handing the request on. */
    void end(int status) throws IOException;

    /** Whether Tomcat's own filter, which may stand behind all of ours, takes it for the beginning of a WebSocket. */
    boolean tomcatOpensWebSockets();

    /** Whether the container itself serves the path as a file. */
    boolean servesFile();

    /** Hands the request on. */
    void pass() throws IOException, PassedOnException;

    /** Hands the request on, and lets it be cut off. */
    void passWatched(Watched watched) throws IOException, PassedOnException;

    /**
     * Hands the request on, and has the content that is written for it go through a body.
     *
     * @param atOnce whether the application may not answer later
     * @return the status of the response
     */
    int passHeld(HeldBody body, boolean atOnce) throws IOException, PassedOnException;

    /**
     * Hands the request on for a change of the protocol, and drops the content that is written for it.
     *
     * @param upgraded is given the handler of the new protocol, if there is one
     * @return the status of the response
     */
    int passUpgrade(Consumer<Object> upgraded) throws IOException, PassedOnException;

    /** Whether the response's head is on its way to the client. */
    boolean isCommitted();

    /** Forgets the content that was written, as long as the head is not on its way. */
    void beginAnew();

    /** Writes the content of a response whose head is there already. */
    void writeBody(byte[] text) throws IOException;

    /** What the application threw: to be thrown on as it is. */
    final class PassedOnException extends Exception {

        private static final long serialVersionUID = 1L;

        PassedOnException(Exception cause) {
            super(cause);
        }
    }
}
