package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.Fakes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;

class OrphansTest {

    @TempDir
    private Path conf;

    private final AtomicInteger deletions = new AtomicInteger();
    private Orphans orphans;

    @BeforeEach
    void begin() {
        orphans = new Orphans(new ConfFolder(conf));
    }

    private Configuration configuration(String pid, Path file) {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of("name", "a"));
        if (file != null) {
            properties.put(Values.FILE, Values.uri(file));
        }
        return Fakes.fake(
                Configuration.class,
                Map.of("getPid", none -> pid, "getProperties", none -> properties, "delete", none -> {
                    deletions.incrementAndGet();
                    return null;
                }));
    }

    private void look(Configuration configuration, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Scans.of(configuration).each(orphans::look);
        }
    }

    @Test
    void what_is_left_of_a_file_is_removed_once_file_install_had_its_time() throws IOException {
        Configuration left = configuration("stagedoor.x~a", conf.resolve("stagedoor.x-a.cfg"));
        look(left, 5);
        assertThat(deletions).hasValue(0);
        look(left, 1);
        assertThat(deletions).hasValue(1);
    }

    @Test
    void a_file_that_is_back_in_between_is_there() throws IOException {
        Path file = conf.resolve("stagedoor.x-a.cfg");
        Configuration configuration = configuration("stagedoor.x~a", file);
        look(configuration, 5);
        Files.createFile(file);
        look(configuration, 1);
        Files.delete(file);
        look(configuration, 5);
        orphans.forgetAllBut(Set.of());
        look(configuration, 5);
        assertThat(deletions).hasValue(0);
    }

    @Test
    void what_never_was_in_a_file_of_the_folder_is_none_of_its_business() throws IOException {
        look(configuration("stagedoor.x~a", null), 20);
        look(configuration("stagedoor.x~a", conf.resolveSibling("elsewhere.cfg")), 20);
        look(configuration(Removal.STAND_IN + "~a", conf.resolve("stagedoor.x-a.cfg")), 20);
        assertThat(deletions).hasValue(0);
    }
}
