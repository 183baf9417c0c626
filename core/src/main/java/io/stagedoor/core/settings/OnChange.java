package io.stagedoor.core.settings;

/** What happens to connected clients when the authenticator of their application, or its settings, change. */
public enum OnChange {
    /** They stay. */
    KEEP,
    /** They are judged again by the credentials that they came with. */
    REAUTHENTICATE,
    /** They are cut off. */
    DISCONNECT
}
