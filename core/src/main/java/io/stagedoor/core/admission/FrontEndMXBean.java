package io.stagedoor.core.admission;

/** The state of a front end for operators, over JMX. Read only; shows no secret. */
public interface FrontEndMXBean {

    /** The names of the applications that are configured. Clients of every other application are refused. */
    String[] getApplications();

    /**
     * Who decides about the clients of each application: {@code application=name, name}. Without a name, everyone is let in, or the
     * configuration was never good.
     */
    String[] getDeciders();

    /** Why every client is refused, whatever it shows, in a sentence each; none if that is not so. */
    String[] getClosed();

    /** What keeps configurations and authenticators from working as they should; each names the setting and what to do. */
    String[] getProblems();
}
