package io.stagedoor.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;

/** The command that somebody is likely to want next, as it is typed here. */
public final class Next {

    /** System property: the runnable Red5 of the build; an installation has none. */
    private static final String BUILD = "stagedoor.red5";

    private Next() {}

    /** A command of this program. */
    public static String command(String arguments) {
        return (isCheckout() ? "./stagedoor " : "stagedoor/bin/stagedoor ") + arguments;
    }

    /**
     * What follows the first configuration.
     *
     * @param home the folder of Red5
     * @param tokens whether tokens decide
     */
    public static String afterInit(Path home, boolean tokens) {
        if (isCheckout() && !Files.isDirectory(home.resolve("plugins"))) {
            return command("serve --home " + home);
        }
        return tokens ? token(home) : command("check" + of(home));
    }

    /** The command that makes a token for a trial. */
    public static String token(Path home) {
        return command("token" + of(home) + " --sub me");
    }

    private static String of(Path home) {
        return home.toString().isEmpty() ? "" : " --home " + home;
    }

    private static boolean isCheckout() {
        return !System.getProperty(BUILD, "").isEmpty();
    }
}
