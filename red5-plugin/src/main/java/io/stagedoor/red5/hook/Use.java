package io.stagedoor.red5.hook;

/**
 * What a client has that a {@link Gate} allowed, until it ends.
 *
 * @since 3.0
 */
public enum Use {
    /** The connection. */
    CONNECT("connect"),
    /** A stream that it sends. */
    PUBLISH("publish"),
    /** A stream that it receives. */
    PLAY("play"),
    /** A shared object. */
    SHARE("share");

    private final String text;

    Use(String text) {
        this.text = text;
    }

    /** The word of logs. */
    public String text() {
        return text;
    }
}
