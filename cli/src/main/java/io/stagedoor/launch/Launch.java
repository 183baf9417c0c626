package io.stagedoor.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Runs a server for as long as the process that started it lives: when standard input ends, so does this process. A line on standard
 * input is a question: the answer is a line on standard output that begins with the same text, and then has the status of Stagedoor.
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
        PrintStream answers = System.out;
        daemon("stagedoor-parent", () -> followParent(answers));
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void followParent(PrintStream answers) {
        try {
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                answers.println(question + " " + ServerStatus.line());
            }
        } catch (IOException e) {
            System.err.println("Standard input failed; the server stops: " + e.getMessage());
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
