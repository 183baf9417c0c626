package io.stagedoor.auth.support.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

    @TempDir
    private Path home;

    private Path conf;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        conf = Files.createDirectory(home.resolve("conf"));
        file = Files.writeString(conf.resolve("a.cfg"), "a=b");
    }

    @AfterEach
    void open_again() throws IOException {
        mode(conf, "rwx------");
    }

    @Test
    void finds_nothing_where_all_is_well_or_nothing_is() {
        assertThat(Access.problemOfReading(home)).isEmpty();
        assertThat(Access.problemOfWriting(home)).isEmpty();
        assertThat(Access.problemOfReading(home.resolve("missing"))).isEmpty();
        assertThat(Access.problemOfWriting(home.resolve("missing"))).isEmpty();
    }

    @Test
    void names_who_may_not_read_what_and_what_to_type() throws IOException {
        mode(file, "---------");
        assumeNotRoot();

        String user = System.getProperty("user.name");
        assertThat(Access.problemOfReading(home))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .startsWith("user '" + user + "' may not read " + file + " (owner " + user)
                        .contains("mode ---------", "chown -R " + user + " " + file));
        assertThat(Access.problemOfListing(conf)).isEmpty();
    }

    @Test
    void names_the_folder_that_is_in_the_way() throws IOException {
        mode(conf, "---------");
        assumeNotRoot();

        assertThat(Access.problemOfReading(file))
                .hasValueSatisfying(problem -> assertThat(problem).contains("may not read " + conf + " ("));
        assertThat(Access.problemOfListing(conf)).isPresent();
    }

    @Test
    void names_the_folder_that_cannot_be_written_to() throws IOException {
        mode(conf, "r-x------");
        assumeNotRoot();

        assertThat(Access.problemOfWriting(home))
                .hasValueSatisfying(problem -> assertThat(problem).contains("may not write to " + conf));
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** Root may do everything. */
    private void assumeNotRoot() {
        assumeThat(Files.isReadable(file) && Files.isWritable(conf)).isFalse();
    }
}
