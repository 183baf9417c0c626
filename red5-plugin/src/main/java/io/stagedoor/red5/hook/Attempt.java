package io.stagedoor.red5.hook;

/**
 * What a client tried when the hook refused it without asking a {@link Gate}.
 *
 * @since 3.0
 */
public enum Attempt {
    /** To connect to an application that cannot be guarded, or to none. */
    CONNECT("connect"),
    /** To connect with a session whose end has passed already. */
    CONNECT_TOO_LATE("connect"),
    /** To publish. */
    PUBLISH("publish"),
    /** To play. */
    PLAY("play"),
    /** To call a method. */
    CALL("call"),
    /** To use a shared object. */
    SHARE("share"),
    /** To stay without credentials: its time as a provisional client is over. */
    PROVISIONAL("provisional"),
    /** To connect without credentials, as one provisional client too many. */
    CROWD("crowd");

    private final String text;

    Attempt(String text) {
        this.text = text;
    }

    /** The word of logs. */
    public String text() {
        return text;
    }
}
