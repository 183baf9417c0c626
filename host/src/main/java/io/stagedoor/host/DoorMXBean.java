package io.stagedoor.host;

/** The state of what holds the bundles, for operators, over JMX. Read only; shows no secret. */
public interface DoorMXBean {

    /** Whether the OSGi framework runs. {@code false} before the server has started, and for good if it could not start. */
    boolean isStarted();

    /** Why every client is refused at this moment; empty while configuration decides. */
    String getOutage();

    /**
     * Which files of {@code stagedoor/bundles} are no running bundle, and why: {@code FILE: why}, in the order of the files. Reads the folder.
     * Empty if all run, and while the framework does not.
     */
    String[] getBundleProblems();

    /** The applications that the server has started, by the path that clients connect to; none where it does not know any. */
    String[] getApplications();
}
