package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.Fakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;

class InitialConfigurationTest {

    private static final String APPLICATION = "stagedoor.application-live.cfg";

    @TempDir
    private Path conf;

    private final List<Configuration> known = new ArrayList<>();

    private InitialConfiguration initial() {
        ConfFolder folder = new ConfFolder(conf);
        return new InitialConfiguration(conf, folder, new Corrections(folder, name -> null));
    }

    private boolean isRead() {
        return initial().isRead(Scans.of(known));
    }

    private Configuration remember(Path file, Map<String, Object> properties) {
        return remember("stagedoor.x" + known.size(), file, properties);
    }

    private Configuration remember(String pid, Path file, Map<String, Object> properties) {
        Dictionary<String, Object> all = new Hashtable<>(properties);
        if (file != null) {
            all.put("felix.fileinstall.filename", file.toUri().toString());
        }
        List<Configuration> self = new ArrayList<>();
        Configuration configuration = Fakes.fake(
                Configuration.class,
                Map.of(
                        "getPid",
                        none -> pid,
                        "getChangeCount",
                        none -> 1L,
                        "getProperties",
                        none -> all,
                        "delete",
                        none -> {
                            known.remove(self.get(0));
                            return null;
                        }));
        self.add(configuration);
        known.add(configuration);
        return configuration;
    }

    @Test
    void removes_what_is_remembered_of_a_file_that_is_gone_and_nothing_else() throws Exception {
        Configuration there = remember(Files.createFile(conf.resolve(APPLICATION)), Map.of());
        Configuration byHand = remember(null, Map.of());
        remember(conf.resolve("gone.cfg"), Map.of());
        initial().removeOrphans(Scans.of(known));
        assertThat(known).containsExactly(there, byHand);
    }

    @Test
    void knows_files_of_configurations_whose_clients_have_dropped_what_tells_of_it() throws Exception {
        Files.createFile(conf.resolve("stagedoor.there.cfg"));
        Configuration there = remember("stagedoor.there", null, Map.of());
        Configuration neverHadOne = remember("stagedoor.api", null, Map.of());
        Configuration gone = remember("stagedoor.gone", null, Map.of());
        assertThat(isRead()).as("the configuration may be older").isFalse();
        Configuration memory = remember(
                "stagedoor.remembered", null, Map.of("configurations", new String[] {"stagedoor.gone", "stagedoor.there"
                }));
        assertThat(known).contains(gone);
        initial().removeOrphans(Scans.of(known));
        assertThat(known).containsExactly(there, neverHadOne, memory);
        assertThat(isRead()).isTrue();
    }

    @Test
    void an_empty_folder_is_in_force_at_once() {
        assertThat(isRead()).isTrue();
    }

    @Test
    void is_read_when_all_files_are_and_stays_so() throws Exception {
        Path file = Files.createFile(conf.resolve(APPLICATION));
        Files.createFile(conf.resolve("stagedoor.application-x.cfg.example"));
        InitialConfiguration initial = initial();
        assertThat(initial.isRead(Scans.of(known))).isFalse();
        remember(file, Map.of("application", "live"));
        assertThat(initial.isRead(Scans.of(known))).isTrue();
        Files.createFile(conf.resolve("stagedoor.application-later.cfg"));
        assertThat(initial.isRead(Scans.of(known))).isTrue();
    }

    @Test
    void is_not_in_force_when_nobody_can_say() throws Exception {
        Files.delete(conf);
        assertThat(isRead()).isFalse();
        Files.createDirectory(conf);
    }
}
