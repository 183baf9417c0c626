package io.stagedoor.red5.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import io.stagedoor.core.routing.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class InitialConfigurationTest {

    private static final String APPLICATION = "stagedoor.application-live.cfg";

    @TempDir
    private Path conf;

    private final Routes routes = new Routes();
    private final List<Configuration> known = new ArrayList<>();
    private final Map<String, Function<Object[], Object>> answers = Map.of("listConfigurations", one -> {
        String filter = String.valueOf(one[0]);
        Configuration[] found = known.stream()
                .filter(c -> !filter.contains("factoryPid") || c.getProperties().get("application") != null)
                .filter(c -> !filter.contains("service.pid") || filter.equals("(service.pid=" + c.getPid() + ")"))
                .toArray(Configuration[]::new);
        return found.length == 0 ? null : found;
    });

    private InitialConfiguration initial() {
        return new InitialConfiguration(Fakes.fake(ConfigurationAdmin.class, answers), conf, routes.router, null);
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
                        none -> known.remove(self.get(0)) ? null : null));
        self.add(configuration);
        known.add(configuration);
        return configuration;
    }

    @Test
    void removes_what_is_remembered_of_a_file_that_is_gone_and_nothing_else() throws Exception {
        Configuration there = remember(Files.createFile(conf.resolve(APPLICATION)), Map.of());
        Configuration byHand = remember(null, Map.of());
        remember(conf.resolve("gone.cfg"), Map.of());
        initial().removeOrphans();
        assertThat(known).containsExactly(there, byHand);
    }

    @Test
    void knows_files_of_configurations_whose_clients_have_dropped_what_tells_of_it() throws Exception {
        Files.createFile(conf.resolve("stagedoor.there.cfg"));
        Configuration there = remember("stagedoor.there", null, Map.of());
        Configuration neverHadOne = remember("stagedoor.api", null, Map.of());
        Configuration gone = remember("stagedoor.gone", null, Map.of());
        assertThat(initial().isRead()).as("the configuration may be older").isFalse();
        Configuration memory = remember(
                "stagedoor.remembered", null, Map.of("configurations", new String[] {"stagedoor.gone", "stagedoor.there"
                }));
        assertThat(known).contains(gone);
        initial().removeOrphans();
        assertThat(known).containsExactly(there, neverHadOne, memory);
        assertThat(initial().isRead()).isTrue();
    }

    @Test
    void an_empty_folder_is_in_force_at_once() {
        assertThat(initial().isRead()).isTrue();
    }

    @Test
    void is_read_when_files_and_applications_are_all_there() throws Exception {
        Path file = Files.createFile(conf.resolve(APPLICATION));
        Files.createFile(conf.resolve("stagedoor.application-x.cfg.example"));
        assertThat(initial().isRead()).isFalse();
        remember(file, Map.of("application", "live"));
        assertThat(initial().isRead()).isFalse();
        routes.application(Map.of("application", "live", "authenticator", "jwt"));
        assertThat(initial().isRead()).isTrue();
    }

    @Test
    void is_not_in_force_when_nobody_can_say() throws Exception {
        Path file = Files.createFile(conf.resolve(APPLICATION));
        Files.delete(file);
        Files.delete(conf);
        assertThat(initial().isRead()).isFalse();
        Files.createDirectory(conf);
        InitialConfiguration stopping = new InitialConfiguration(
                Fakes.fake(ConfigurationAdmin.class, Map.of("listConfigurations", one -> {
                    throw new IllegalStateException("Config Admin is stopped");
                })),
                conf,
                routes.router,
                null);
        assertThat(stopping.isRead()).isFalse();
    }
}
