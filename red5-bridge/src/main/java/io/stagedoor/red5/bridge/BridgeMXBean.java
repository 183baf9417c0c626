package io.stagedoor.red5.bridge;

/** What the bridge says of itself to whoever runs the server, by JMX. Read only, and nothing in it is secret. */
public interface BridgeMXBean {

    /** The names of the applications that are configured. Clients of every other application are refused. */
    String[] getApplications();

    /** What keeps configurations and authenticators from working as they should; each names the setting and what to do. */
    String[] getProblems();
}
