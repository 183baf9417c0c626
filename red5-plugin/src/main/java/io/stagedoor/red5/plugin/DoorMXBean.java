package io.stagedoor.red5.plugin;

/** The state of the plugin for operators, over JMX. Read only; shows no secret. */
public interface DoorMXBean {

    /** Whether the OSGi framework runs. {@code false} before the plugin has started, and for good if it could not start. */
    boolean isStarted();

    /** Why every client is refused at this moment; empty while configuration decides. */
    String getOutage();

    /**
     * Which files of {@code stagedoor/bundles} are no running bundle, and why: {@code FILE: why}, in the order of the files. Reads the folder.
     * Empty if all run, and while the framework does not.
     */
    String[] getBundleProblems();

    /** The applications that Red5 has started, by the path that clients connect to. */
    String[] getApplications();
}
