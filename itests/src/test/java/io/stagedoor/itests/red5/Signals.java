package io.stagedoor.itests.red5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals to processes that a test has started. */
final class Signals {

    private static final long PATIENCE_SECONDS = 10;

    private Signals() {}

    /**
     * Sends a signal, and waits until it is sent.
     *
     * @param name such as {@code STOP}, {@code CONT}
     */
    static void send(String name, ProcessHandle to) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(to.pid())).start();
        try {
            assertThat(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(kill.exitValue()).isZero();
        } finally {
            kill.destroyForcibly();
        }
    }
}
