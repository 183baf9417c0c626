package io.stagedoor.cli.operations;

/** Who gives an order, as the audit log has it: a claim. */
final class Orders {

    private static final int MAX_NAME = 64;

    private Orders() {}

    /** The name of the operating system's user, cut. */
    static String by() {
        String user = System.getProperty("user.name", "");
        return user.substring(0, Math.min(user.length(), MAX_NAME));
    }
}
