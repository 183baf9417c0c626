package io.stagedoor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.core.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusedFilesTest {

    @TempDir
    private Path red5;

    private final FileNames names =
            new FileNames(new ReadPids(Set.of("stagedoor.application"), Set.of("stagedoor.application"), Set.of()));

    private final Lines lines = Lines.of(UnusedFiles.class);
    private Path home;
    private Path conf;
    private UnusedFiles unused;

    @BeforeEach
    void begin() throws IOException {
        home = Files.createDirectory(red5.resolve("stagedoor"));
        conf = Files.createDirectory(home.resolve("conf"));
        unused = new UnusedFiles(home);
    }

    @AfterEach
    void close() {
        lines.close();
    }

    private List<String> looked() throws IOException {
        for (int i = 0; i < 5; i++) {
            unused.look(names, "users.txt"::equals);
        }
        return lines.next();
    }

    private Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "application = live\n");
    }

    @Test
    void a_misspelled_file_is_told_once_and_told_again_when_it_is_renamed() throws IOException {
        Path file = write(conf.resolve("stagedoor.aplication-foo.cfg"));
        assertThat(looked())
                .singleElement()
                .asString()
                .startsWith("WARN stagedoor/conf/stagedoor.aplication-foo.cfg: not used: ")
                .endsWith("did you mean stagedoor.application-foo.cfg?");
        assertThat(looked()).isEmpty();
        Files.move(file, conf.resolve("stagedoor.application-foo.cfg"));
        assertThat(looked())
                .singleElement()
                .asString()
                .startsWith("INFO stagedoor/conf/stagedoor.aplication-foo.cfg: fixed");
        assertThat(looked()).isEmpty();
    }

    @Test
    void a_file_in_the_making_is_not_told() throws IOException {
        Path file = write(conf.resolve("live.cfg"));
        unused.look(names, "users.txt"::equals);
        Files.delete(file);
        unused.look(names, "users.txt"::equals);
        assertThat(looked()).isEmpty();
    }

    @Test
    void other_endings_and_folders_are_told_with_what_to_do() throws IOException {
        write(conf.resolve("stagedoor.application-a.cfg.txt"));
        write(conf.resolve("stagedoor.application-b.CFG"));
        write(conf.resolve("stagedoor.application-c.json"));
        write(conf.resolve("stagedoor.application-d.config"));
        write(conf.resolve("acme.jar"));
        write(conf.resolve("live/stagedoor.application-e.cfg"));
        Files.createDirectory(conf.resolve("folder.cfg"));
        Files.createSymbolicLink(conf.resolve("stagedoor.application-f.cfg"), conf.resolve("nowhere"));
        assertThat(looked())
                .hasSize(8)
                .anySatisfy(line -> assertThat(line).contains("acme.jar").contains("stagedoor/bundles"))
                .anySatisfy(line -> assertThat(line).endsWith("rename it to stagedoor.application-a.cfg."))
                .anySatisfy(line -> assertThat(line).endsWith("rename it to stagedoor.application-b.cfg."))
                .anySatisfy(line -> assertThat(line).contains("-c.json").endsWith("to stagedoor.application-c.cfg."))
                .anySatisfy(line -> assertThat(line).contains("-d.config").endsWith("to stagedoor.application-d.cfg."))
                .anySatisfy(line -> assertThat(line).contains("conf/live: ").contains("folder"))
                .anySatisfy(
                        line -> assertThat(line).contains("conf/folder.cfg: ").contains("folder"))
                .anySatisfy(line -> assertThat(line).contains("-f.cfg").contains("link"));
    }

    @Test
    void examples_copies_and_hidden_files_are_meant_not_to_be_read() throws IOException {
        for (String name : List.of(
                "stagedoor.application-live.cfg.example",
                "stagedoor.application-live.cfg~",
                "stagedoor.application-live.cfg.bak",
                "stagedoor.application-live.cfg.off",
                ".stagedoor.application-live.cfg.swp",
                "README")) {
            write(conf.resolve(name));
        }
        Files.createDirectory(conf.resolve("..2026_11_28"));
        assertThat(looked()).isEmpty();
    }

    @Test
    void our_files_in_wrong_folders_are_told() throws IOException {
        write(home.resolve("stagedoor.application-a.cfg"));
        write(home.resolve("bundles/stagedoor.application-b.cfg"));
        write(home.resolve("secrets/stagedoor.application-c.cfg"));
        write(red5.resolve("conf/stagedoor.application-d.cfg"));
        write(red5.resolve("conf/red5.cfg"));
        write(red5.resolve("webapps/live/WEB-INF/stagedoor.application-live.cfg"));
        write(home.resolve("acme.jar"));
        assertThat(looked())
                .hasSize(6)
                .allSatisfy(line -> assertThat(line).contains("move it"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("WARN webapps/live/WEB-INF/stagedoor.application-live.cfg"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("WARN stagedoor/acme.jar: ")
                        .endsWith("from stagedoor/bundles; move it there."))
                .anySatisfy(line -> assertThat(line).startsWith("WARN conf/stagedoor.application-d.cfg: "));
    }

    @Test
    void a_folder_full_of_mistakes_is_told_by_its_first_ones() throws IOException {
        for (int i = 0; i < 300; i++) {
            write(conf.resolve("x" + i + ".txt"));
        }
        assertThat(looked()).hasSize(200);
    }

    @Test
    void a_file_that_a_configuration_names_is_used() throws IOException {
        write(conf.resolve("users.txt"));
        write(conf.resolve("others.txt"));
        assertThat(looked()).singleElement().asString().contains("others.txt");
    }
}
