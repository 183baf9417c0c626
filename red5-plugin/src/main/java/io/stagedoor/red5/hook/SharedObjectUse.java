package io.stagedoor.red5.hook;

/**
 * What a client wants to do with a shared object.
 *
 * @since 3.0
 */
public enum SharedObjectUse {
    /** To create it. */
    CREATE("create"),
    /** To connect to it. */
    CONNECT("connect"),
    /** To set one of its attributes. */
    WRITE("write"),
    /** To send a message by it. */
    SEND("send"),
    /** To delete one of its attributes. */
    DELETE("delete");

    private final String text;

    SharedObjectUse(String text) {
        this.text = text;
    }

    /** The word of logs. */
    public String text() {
        return text;
    }
}
