package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import io.stagedoor.core.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class RemovalTest {

    private static final String PID = "stagedoor.application~live";

    @TempDir
    private Path conf;

    private final Agreements agreements = new Agreements(null);
    private final Configuration standIn = Fakes.fake(
            Configuration.class, Map.of("update", one -> null, "getProperties", none -> null, "delete", none -> null));
    private Path file;
    private Removal removal;

    @BeforeEach
    void agreed() throws IOException {
        file = conf.resolve("stagedoor.application-live.cfg");
        removal = new Removal(
                Fakes.fake(ConfigurationAdmin.class, Map.of("getFactoryConfiguration", one -> standIn)), agreements);
        written();
        agreements.put(PID, file, Agreements.digest(Files.readAllBytes(file)));
    }

    private void written() throws IOException {
        Files.writeString(file, "application = live\n");
    }

    private void look(int times) throws IOException {
        for (int i = 0; i < times; i++) {
            removal.look(Set.of());
        }
    }

    @Test
    void the_file_of_what_somebody_deleted_is_removed() throws IOException {
        removal.deleted(PID, false);
        look(4);
        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_that_was_away_when_its_configuration_was_deleted_stays() throws IOException {
        Files.delete(file);
        removal.deleted(PID, false);
        written();
        look(20);
        assertThat(file).exists();
    }

    @Test
    void a_file_that_was_away_since_stays() throws IOException {
        removal.deleted(PID, false);
        Files.delete(file);
        look(1);
        written();
        look(20);
        assertThat(file).exists();
    }

    @Test
    void a_file_whose_configuration_was_deleted_because_it_was_gone_stays() throws IOException {
        removal.deleted(PID, true);
        look(20);
        assertThat(file).exists();
    }

    @Test
    void a_configuration_that_file_install_deletes_with_its_file_is_told() throws IOException {
        Files.delete(file);
        try (Lines lines = Lines.of(Removal.class)) {
            removal.fileDeleted(PID);
            removal.fileDeleted(Removal.STAND_IN + "~x");
            assertThat(lines.all())
                    .containsExactly("WARN " + file + ": configuration removed, because the file was deleted.");
        }
        assertThat(agreements.get(PID)).isNull();
    }
}
