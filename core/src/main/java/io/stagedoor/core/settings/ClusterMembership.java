package io.stagedoor.core.settings;

/** What the members of a cluster prove themselves with. Thread-safe. */
public interface ClusterMembership {

    /** Whether there is a secret to compare with. */
    boolean isThere();

    /** Whether the presented text is the secret; takes the same time wherever the first difference is. */
    boolean matches(String presented);

    /** A text that differs for another secret and says nothing about it; empty if there is no secret. */
    String fingerprint();
}
