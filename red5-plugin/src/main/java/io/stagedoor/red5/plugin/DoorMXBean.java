package io.stagedoor.red5.plugin;

/** The state of the plugin for operators, over JMX. Read only; shows no secret. */
public interface DoorMXBean {

    /** Whether the OSGi framework runs. {@code false} before the plugin has started, and for good if it could not start. */
    boolean isStarted();

    /** Why every client is refused at this moment; empty while configuration decides. */
    String getOutage();

    /** The applications that Red5 has started, by the path that clients connect to. */
    String[] getApplications();
}
