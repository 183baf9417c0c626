package io.stagedoor.gateway.door.codec;

/** A request that is no hook of its server. The message is for operators, and has nothing of the request. */
public final class Malformed extends Exception {

    private static final long serialVersionUID = 1;

    private final String flaw;

    /** @param message plain words */
    public Malformed(String message) {
        super(message);
        this.flaw = message;
    }

    /** What is wrong, for operators. */
    public String flaw() {
        return flaw;
    }
}
