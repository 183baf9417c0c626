package io.stagedoor.cli.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.PasswordHash;
import io.stagedoor.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserCommandTest {

    private static final String PASSWORD = "p\u00e4ss word, of some length ";

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void name() {
        file = folder.resolve("users").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "passwd", "remove", "list", "hash-all", "hash"})
    void every_command_explains_itself(String command) {
        CommandRun run = CommandRun.of("user", command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: stagedoor user " + command);
    }

    @Test
    void a_user_comes_changes_and_goes() throws IOException {
        assertThat(add("bob", "--roles=publisher", "--rooms=a,b").code()).isZero();
        assertThat(Files.readString(Path.of(file)))
                .startsWith("bob $argon2id$v=19$m=19456,t=2,p=1$")
                .endsWith(" roles=publisher rooms=a,b\n")
                .doesNotContain(PASSWORD);
        assertThat(CommandRun.of("user", "list", "--file", file).out())
                .isEqualToNormalizingNewlines("bob\targon2id m=19456,t=2,p=1\troles=publisher rooms=a,b\n");

        String before = Files.readString(Path.of(file));
        assertThat(CommandRun.withInput("another\n", "user", "passwd", "--file", file, "bob")
                        .code())
                .isZero();
        assertThat(Files.readString(Path.of(file)))
                .isNotEqualTo(before)
                .startsWith("bob $argon2id$")
                .endsWith(" roles=publisher rooms=a,b\n");

        assertThat(CommandRun.of("user", "remove", "--file", file, "bob").code())
                .isZero();
        assertThat(Path.of(file)).isEmptyFile();
    }

    @Test
    void a_hash_is_printed_that_is_right() {
        CommandRun run = CommandRun.withInput(PASSWORD + "\r\n", "user", "hash");
        assertThat(run.code()).isZero();
        assertThat(PasswordHash.read(run.out().strip()).matches(Secret.of(PASSWORD)))
                .isTrue();
        assertThat(CommandRun.withInput(PASSWORD, "user", "hash", "--scheme=bcrypt")
                        .out())
                .startsWith("$2b$12$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "hash-all"})
    void a_hash_that_cannot_be_verified_is_named_and_nothing_is_changed(String command) throws IOException {
        String text = "bob one\namy:$apr1$salt$Xxd1irWT9ycqoYxGFn4cb.\n";
        Files.writeString(Path.of(file), text);
        CommandRun run = CommandRun.of("user", command, "--file", file);
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains(file, "line 2", "'apr1'", "htpasswd -nB").doesNotContain("Xxd1irWT");
        assertThat(Path.of(file)).hasContent(text);
    }

    @Test
    void a_file_that_everybody_can_read_is_told() throws IOException {
        add("bob");
        assertThat(CommandRun.of("user", "list", "--file", file).err()).isEmpty();
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(CommandRun.of("user", "list", "--file", file).err()).contains("chmod o-r " + file);
    }

    @Test
    void all_passwords_of_a_file_are_hashed() throws IOException {
        Files.writeString(Path.of(file), "# users\nbob one\namy two\n");
        CommandRun run = CommandRun.of("user", "hash-all", "--file", file);
        assertThat(run.out()).isEqualToNormalizingNewlines("2 passwords hashed\n");
        assertThat(Files.readString(Path.of(file)))
                .startsWith("# users\nbob $argon2id$")
                .doesNotContain(" one", " two");
    }

    @Test
    void what_cannot_be_done_is_a_sentence_without_a_password() {
        add("bob");
        assertThat(add("bob")).satisfies(run -> refused(run, "already"));
        assertThat(add("amy", "--roles=boss")).satisfies(run -> refused(run, "roles="));
        assertThat(CommandRun.of("user", "remove", "--file", file, "amy"))
                .satisfies(run -> refused(run, "no such user"));
        assertThat(CommandRun.of("user", "list", "--file", file + "2")).satisfies(run -> refused(run, "no such file"));
        assertThat(CommandRun.withInput("\n", "user", "hash")).satisfies(run -> refused(run, "blank"));
        assertThat(CommandRun.withInput("x".repeat(73), "user", "hash", "--scheme=bcrypt"))
                .satisfies(run -> refused(run, "72 bytes"));
    }

    @Test
    void a_password_is_no_argument() {
        CommandRun run = CommandRun.of("user", "add", "--file", file, "bob", "hunter2");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("hunter2");
    }

    private CommandRun add(String name, String... options) {
        String[] arguments = new String[options.length + 5];
        System.arraycopy(new String[] {"user", "add", "--file", file, name}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        return CommandRun.withInput(PASSWORD, arguments);
    }

    private static void refused(CommandRun run, String because) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(because).doesNotContain(PASSWORD);
        assertThat(run.out()).isEmpty();
    }
}
