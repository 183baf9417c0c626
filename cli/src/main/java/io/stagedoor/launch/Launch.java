package io.stagedoor.launch;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Runs a server for as long as the process that started it lives: when standard input ends, so does this process. The only
 * class of the command that is on the server's class path, and none that can be created there.
 */
public final class Launch {

    private static final long ORDERLY_MILLIS = TimeUnit.SECONDS.toMillis(7);

    private Launch() {}

    /**
     * Runs another class's main.
     *
     * @param arguments the class's name, and its arguments
     */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        daemon("stagedoor-parent", Launch::endWithParent);
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // What the parent writes means nothing; that it can still write does.
            }
        } catch (IOException e) {
            System.err.println("Standard input failed, the server ends: " + e.getMessage());
        }
        daemon("stagedoor-end", Launch::endAnyway);
        System.exit(0);
    }

    private static void endAnyway() {
        try {
            TimeUnit.MILLISECONDS.sleep(ORDERLY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
