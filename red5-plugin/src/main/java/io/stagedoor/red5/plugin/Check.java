package io.stagedoor.red5.plugin;

/** The process that {@code stagedoor check} starts for an installation in a Red5; see {@link io.stagedoor.host.Check}. */
public final class Check {

    private Check() {}

    /**
     * Checks.
     *
     * @param arguments as of {@link io.stagedoor.host.Check#run}
     */
    public static void main(String[] arguments) {
        io.stagedoor.host.Check.run(arguments, Red5Packages.SEEN);
    }
}
