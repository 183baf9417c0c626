package io.stagedoor.core.shared.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stagedoor.core.shared.SharedState;
import io.stagedoor.core.shared.SharedStateException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link EmbeddedState} on a file system of 3 MiB that is full. Where none can be mounted, {@link DamageTest} has a double of it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TinyDiskTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path home;

    private Path tiny;
    private boolean mounted;
    private Stores stores;

    @BeforeEach
    void mount() throws Exception {
        tiny = Files.createDirectory(home.resolve("tiny"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", tiny.toString());
        stores = new Stores(tiny.resolve("data"));
    }

    @AfterEach
    void unmount() throws Exception {
        stores.close();
        if (mounted) {
            assertThat(run("umount", tiny.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) { // there is no such command
            return false;
        }
    }

    private static String said(CompletionStage<?> asked) throws Exception {
        try {
            asked.toCompletableFuture().get(60, TimeUnit.SECONDS);
            return "";
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(SharedStateException.class);
            return e.getCause().getMessage();
        }
    }

    private static Set<String> keys(SharedState state) throws Exception {
        Set<String> all = new TreeSet<>();
        assertThat(said(state.all("block", (key, value) -> all.add(key)))).isEmpty();
        return all;
    }

    private Path fill() throws IOException {
        Path filler = tiny.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            return filler; // it is full
        }
    }

    @Test
    void refuses_keeps_what_is_there_and_works_again_with_room() throws Exception {
        assumeThat(mounted).as("a file system can be mounted").isTrue();
        EmbeddedState state = stores.open();
        Set<String> answered = new TreeSet<>();
        for (int i = 0; i < 20; i++) {
            assertThat(said(state.put("block", "before" + i, new byte[4096], DAY)))
                    .isEmpty();
            answered.add("before" + i);
        }
        Path filler = fill();
        String refusal = "";
        for (int i = 0; refusal.isEmpty(); i++) {
            refusal = said(state.put("block", "during" + i, new byte[4096], DAY));
            if (refusal.isEmpty()) {
                answered.add("during" + i);
            }
        }
        assertThat(refusal).contains(Entries.FILE + " could not be written: ", "make free space");
        Stores.until(
                () -> {
                    try {
                        return state.problem().orElse("").contains("could not be written")
                                && keys(state).containsAll(answered);
                    } catch (Exception | AssertionError e) {
                        return false;
                    }
                },
                () -> "what is there cannot be read while the disk is full: " + state.problem());
        stores.stop(state);
        EmbeddedState next = stores.open(); // started on a full disk
        assertThat(keys(next)).containsAll(answered);
        Files.delete(filler);
        Stores.until(
                () -> {
                    stores.time.pass(Duration.ofMillis(300));
                    try {
                        return said(next.put("block", "after", new byte[4096], DAY))
                                .isEmpty();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                () -> next.problem().orElse(""));
        assertThat(keys(next)).containsAll(answered).contains("after");
        assertThat(next.problem()).isEmpty();
    }
}
