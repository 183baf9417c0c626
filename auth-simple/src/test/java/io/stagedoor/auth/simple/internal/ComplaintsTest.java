package io.stagedoor.auth.simple.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ComplaintsTest {

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final PrintStream stderr = System.err;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setErr(stderr);
    }

    @Test
    void problems_without_end_do_not_fill_the_log() {
        Complaints complaints = new Complaints(() -> 0);
        for (int i = 0; i < 1000; i++) {
            complaints.tell("users.cfg", null, "problem " + i, true);
        }
        assertThat(logged.toString(StandardCharsets.UTF_8).split("ERROR", -1)).hasSize(11);
    }
}
