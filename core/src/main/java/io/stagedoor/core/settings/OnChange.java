package io.stagedoor.core.settings;

/** What becomes of clients that are in when their application's authenticator, or its settings, change. */
public enum OnChange {
    /** They stay. */
    KEEP,
    /** They are judged again by the credentials that they came with. */
    REAUTHENTICATE,
    /** They are cut off. */
    DISCONNECT
}
