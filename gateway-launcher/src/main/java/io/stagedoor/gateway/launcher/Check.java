package io.stagedoor.gateway.launcher;

/** The process that {@code stagedoor check} starts for an installation of the gateway; see {@link io.stagedoor.host.Check}. */
public final class Check {

    private Check() {}

    /**
     * Checks.
     *
     * @param arguments as of {@link io.stagedoor.host.Check#run}
     */
    public static void main(String[] arguments) {
        io.stagedoor.host.Check.run(arguments, Gateway.PACKAGES);
    }
}
