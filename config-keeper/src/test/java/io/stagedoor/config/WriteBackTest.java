package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.Fakes;
import io.stagedoor.core.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class WriteBackTest {

    private static final int MANY = 20;

    @TempDir
    private Path folder;

    private final Agreements agreements = new Agreements(null);
    private WriteBack writeBack;

    @BeforeEach
    void begins() {
        writeBack = new WriteBack(
                new ConfFolder(folder),
                agreements,
                name -> null,
                new FileInstallKnows(Fakes.fake(BundleContext.class, Map.of())));
    }

    private Path file() throws IOException {
        return Files.writeString(
                folder.resolve("stagedoor.application-live.cfg"), "application=live\nauthenticator=a\n");
    }

    @Test
    void an_edit_that_is_delivered_while_the_bridge_looks_stays() throws Exception {
        Path file = file();
        // Of a client that has dropped the property of File Install.
        StoredConfiguration live = new StoredConfiguration(Map.of("application", "live", "authenticator", "a"));
        Map<String, Object> edited = Map.of("application", "live", "authenticator", "b", Values.FILE, Values.uri(file));
        live.beforeUpdate(() -> live.update(edited));

        writeBack.look(live.configuration, false);

        // Unless it has come while the bridge looked, it comes now.
        if (!live.values().get("authenticator").equals("b") && live.changeCount() == 1) {
            live.update(edited);
        }
        assertThat(live.values()).containsEntry("authenticator", "b");
        Files.writeString(file, "application=live\nauthenticator=b\n");
        for (int look = 0; look < MANY; look++) {
            writeBack.delivered(live.configuration);
            writeBack.look(live.configuration, false);
        }
        assertThat(file).content().contains("authenticator=b");
    }

    /** Somebody writes a file anew with what was in it, and File Install reads it when the first line is written. */
    @Test
    void half_of_a_file_is_not_written_into_the_whole() throws Exception {
        Path file = file();
        Map<String, Object> whole = Map.of("application", "live", "authenticator", "a", Values.FILE, Values.uri(file));
        StoredConfiguration live = new StoredConfiguration(whole);
        writeBack.look(live.configuration, false);

        live.update(Map.of("application", "live", Values.FILE, Values.uri(file)));
        // Here File Install takes nothing from this bundle: an attempt to write is told of.
        try (Lines lines = Lines.of(WriteBack.class)) {
            writeBack.delivered(live.configuration);
            writeBack.look(live.configuration, false);
            writeBack.look(live.configuration, false);
            writeBack.look(live.configuration, true);
            live.update(whole);
            writeBack.delivered(live.configuration);
            for (int look = 0; look < MANY; look++) {
                writeBack.look(live.configuration, false);
            }
            assertThat(lines.all()).isEmpty();
        }
        assertThat(file).content().contains("authenticator=a");
        assertThat(live.values()).containsEntry("authenticator", "a");
    }

    /** Somebody deletes what File Install has just made, before anybody has seen it, and makes another one. */
    @Test
    void what_is_made_in_place_of_what_was_just_delivered_is_written() throws Exception {
        Path file = file();
        StoredConfiguration live = new StoredConfiguration(Map.of("application", "live", "authenticator", "b"));

        writeBack.deliveredInVain(StoredConfiguration.PID, "stagedoor.application");

        for (int look = 0; look < MANY; look++) {
            writeBack.look(live.configuration, false);
        }
        assertThat(agreements.get(StoredConfiguration.PID).digest())
                .isEqualTo(Agreements.digest(Files.readAllBytes(file)));
    }

    /** As when the bridge was told of a configuration that was gone before it could be read. */
    @Test
    void what_differs_from_a_file_that_nobody_has_seen_agree_with_it_is_written() throws Exception {
        Path file = file();
        StoredConfiguration live = new StoredConfiguration(Map.of("application", "live", "authenticator", "b"));

        for (int look = 0; look < MANY; look++) {
            writeBack.look(live.configuration, false);
        }
        assertThat(agreements.get(StoredConfiguration.PID).digest())
                .isEqualTo(Agreements.digest(Files.readAllBytes(file)));
    }

    @Test
    void a_file_that_cannot_be_applied_is_not_said_to_be() throws Exception {
        Path file = file();
        StoredConfiguration live = new StoredConfiguration(Map.of("application", "live", "authenticator", "a"));
        writeBack.look(live.configuration, false);
        Files.writeString(file, "application=live\nauthenticator=b\nAuthenticator=c\n");
        try (Lines lines = Lines.of(WriteBack.class)) {
            for (int look = 0; look < MANY; look++) {
                writeBack.look(live.configuration, false);
            }
            assertThat(lines.all()).isEmpty();
        }
        assertThat(live.values()).containsEntry("authenticator", "a");
    }
}
