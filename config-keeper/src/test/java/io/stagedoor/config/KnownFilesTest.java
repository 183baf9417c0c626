package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.file.ConfFolder;
import io.stagedoor.core.Fakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

class KnownFilesTest {

    @TempDir
    private Path folder;

    private Dictionary<String, Object> kept;
    private int writes;
    private final Configuration memory = Fakes.fake(
            Configuration.class,
            Map.of(
                    "getPid",
                    none -> KnownFiles.PID,
                    "getProperties",
                    none -> kept,
                    "update",
                    properties -> write(properties[0])));
    private final ConfigurationAdmin admin =
            Fakes.fake(ConfigurationAdmin.class, Map.of("getConfiguration", pid -> memory));
    private final Configuration withFile = configuration("stagedoor.bridge");
    private final Configuration withoutFile = configuration("stagedoor.api");

    @SuppressWarnings("unchecked")
    private Object write(Object properties) {
        kept = (Dictionary<String, Object>) properties;
        writes++;
        return null;
    }

    private static Configuration configuration(String pid) {
        return Fakes.fake(
                Configuration.class,
                Map.of("getPid", none -> pid, "getProperties", none -> new Hashtable<>(Map.of("service.pid", pid))));
    }

    private Scan scan(Configuration... others) {
        return Scans.of(Stream.concat(Stream.of(others), Stream.of(memory)).toList());
    }

    private KnownFiles files() {
        return new KnownFiles(admin, new ConfFolder(folder));
    }

    @Test
    void keeps_which_configuration_has_had_a_file_until_it_is_gone() throws Exception {
        Path file = Files.createFile(folder.resolve("stagedoor.bridge.cfg"));
        files().look(scan(withFile, withoutFile));
        Files.delete(file);
        files().look(scan(withFile, withoutFile));
        assertThat(KnownFiles.in(scan())).containsExactly("stagedoor.bridge");
        assertThat(writes).isEqualTo(1);

        files().look(scan(withoutFile));
        assertThat(KnownFiles.in(scan())).isEmpty();
    }

    @Test
    void what_is_deleted_and_made_again_at_once_has_had_none() throws Exception {
        Path file = Files.createFile(folder.resolve("stagedoor.bridge.cfg"));
        KnownFiles files = files();
        files.look(scan(withFile));
        Files.delete(file);
        files.deleted("stagedoor.bridge");
        files.look(scan(withFile));
        assertThat(KnownFiles.in(scan())).isEmpty();
    }

    @Test
    void writes_nothing_where_there_is_no_file() throws Exception {
        files().look(scan(withoutFile));
        assertThat(writes).isZero();
    }
}
