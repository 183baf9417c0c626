package io.stagedoor.red5.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownApplicationsTest {

    @TempDir
    private Path webapps;

    private final Lines lines = Lines.of(UnknownApplications.class);
    private UnknownApplications unknown;

    @BeforeEach
    void deploy() throws IOException {
        unknown = new UnknownApplications(webapps);
        Files.createDirectory(webapps.resolve("live"));
        Path other = Files.createDirectories(webapps.resolve("folder/WEB-INF"));
        Files.writeString(other.resolve("red5-web.properties"), "webapp.contextPath=/vod\n");
        Files.createFile(webapps.resolve("chat.war"));
    }

    @AfterEach
    void end() {
        lines.close();
    }

    private void look(Map<String, String> configured) {
        for (int i = 0; i < 4; i++) {
            unknown.look(configured);
        }
    }

    @Test
    void a_name_that_red5_does_not_have_is_told_once_with_the_one_that_is_meant() {
        look(Map.of("liv", "stagedoor.application-x.cfg"));
        assertThat(lines.next())
                .containsExactly("WARN stagedoor.application-x.cfg: application: Red5 has no web application 'liv'"
                        + " (did you mean 'live'?); correct the name, or add the web application to webapps.");
        look(Map.of("live", "stagedoor.application-x.cfg"));
        assertThat(lines.next()).singleElement().asString().startsWith("INFO Application 'liv': fixed: ");
    }

    @Test
    void upper_and_lower_case_differ() {
        look(Map.of("Live", "a.cfg"));
        assertThat(lines.next()).singleElement().asString().contains("did you mean 'live'?");
    }

    @Test
    void a_folder_a_context_path_an_archive_and_all_applications_are_known() {
        look(Map.of("live", "a.cfg", "vod", "b.cfg", "folder", "c.cfg", "chat", "d.cfg", "*", "e.cfg"));
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void without_the_folder_nothing_is_unknown() {
        unknown = new UnknownApplications(webapps.resolve("none"));
        look(Map.of("liv", "a.cfg"));
        assertThat(lines.next()).isEmpty();
    }
}
