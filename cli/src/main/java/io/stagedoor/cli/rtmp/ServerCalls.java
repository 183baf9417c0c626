package io.stagedoor.cli.rtmp;

/** What Red5 calls on its clients unasked. Public for the reflection that calls it. */
public final class ServerCalls {

    ServerCalls() {}

    /** A status message; it is read elsewhere. */
    public void onStatus(Object status) {}

    /** A bandwidth check begins. */
    public void onBWCheck(Object parameters) {}

    /** A bandwidth check is over. */
    public void onBWDone(Object parameters) {}

    /** A bandwidth check is over. */
    public void onBWDone() {}

    /** The stream's description. */
    public void onMetaData(Object metaData) {}
}
