package io.stagedoor.auth.support;

/** What others find under a name, made of one configuration. For one thread at a time. */
public interface NamedService {

    /** The PID of the configuration, for logs. */
    String servicePid();

    /**
     * Makes it known under the name. Nothing happens when that is its name already.
     *
     * @param name empty for no change
     */
    void register(String name);

    /** Makes it unknown. */
    void unregister();
}
