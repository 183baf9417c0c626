package io.stagedoor.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Fakes;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class ReadersTest {

    @TempDir
    private Path folder;

    private URL description;
    private int state = Bundle.ACTIVE;

    private final Readers readers =
            new Readers(Fakes.fake(BundleContext.class, Map.of("getBundles", none -> new Bundle[] {
                Fakes.fake(
                        Bundle.class,
                        Map.of(
                                "getState", nothing -> state,
                                "findEntries", arguments -> Collections.enumeration(List.of(description))))
            })));

    @BeforeEach
    void describe() throws IOException {
        description = Files.writeString(
                        folder.resolve("component.xml"), "<scr:component configuration-pid=\"com.example.invite\">")
                .toUri()
                .toURL();
    }

    @Test
    void a_configuration_of_a_component_of_a_running_bundle_is_read() {
        assertThat(readers.test("com.example.invite~x")).isTrue();
        assertThat(readers.test("com.example.invite")).isTrue();
        assertThat(readers.test("com.example.inv~x")).isFalse();
        assertThat(readers.test("example.invite")).isFalse();
        state = Bundle.RESOLVED;
        assertThat(readers.test("com.example.invite~x")).isFalse();
    }
}
