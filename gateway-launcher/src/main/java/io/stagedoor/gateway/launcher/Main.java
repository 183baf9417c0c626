package io.stagedoor.gateway.launcher;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The process of the gateway. It ends by SIGTERM, within ten seconds. */
public final class Main {

    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(9);

    private Main() {}

    /**
     * Runs a gateway until the process is told to end.
     *
     * @param arguments {@code --home DIR --listen ADDRESS:PORT [--tls-certificate FILE --tls-key FILE [--client-authorities FILE]]}
     */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        try {
            Gateway gateway = Gateway.start(Arguments.of(arguments));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, ended), "stagedoor-shutdown"));
        } catch (IllegalArgumentException | IOException | ReflectiveOperationException e) {
            System.err.println("stagedoor: the gateway did not start: " + e.getMessage());
            System.exit(1);
        }
        ended.await();
    }

    /** A bundle that does not stop keeps nobody waiting. */
    private static void stop(Gateway gateway, CountDownLatch ended) {
        Thread anyway = new Thread(Main::halt, "stagedoor-halt");
        anyway.setDaemon(true);
        anyway.start();
        gateway.close();
        ended.countDown();
    }

    private static void halt() {
        try {
            TimeUnit.MILLISECONDS.sleep(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
