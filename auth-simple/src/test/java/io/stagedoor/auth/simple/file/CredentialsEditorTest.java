package io.stagedoor.auth.simple.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagedoor.auth.Secret;
import io.stagedoor.auth.simple.hash.PasswordHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsEditorTest {

    // bcrypt.hashpw(b" ", bcrypt.gensalt(4)), python3-bcrypt
    private static final String TEXT = "$2b$04$u9pLyEh3N6rCeuOrsNz5P.3YtAEryVTzitu9LcD85AS7h5ha8Ep66";
    private static final PasswordHash HASH = PasswordHash.read(TEXT);

    @TempDir
    private Path folder;

    private Path file;
    private CredentialsEditor editor;

    @BeforeEach
    void begin() {
        file = folder.resolve("users");
        editor = new CredentialsEditor(file);
    }

    @Test
    void a_byte_order_mark_stays_where_it_is() throws IOException {
        Path marked = folder.resolve("marked");
        Files.writeString(marked, "\ufeffbob one\ramy two\r");
        CredentialsEditor editor = new CredentialsEditor(marked);
        assertThat(editor.read().users()).containsOnlyKeys("bob", "amy");
        editor.remove("bob");
        assertThat(Files.readString(marked)).isEqualTo("\ufeffamy two\r");
    }

    @Test
    void a_new_file_is_for_its_owner_only() throws IOException {
        editor.add("bob", HASH, "");
        assertThat(file).hasContent("bob " + TEXT + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(files()).containsExactly("users");
    }

    @Test
    void comments_order_and_mode_stay() throws IOException {
        Files.writeString(file, "# users\r\n\r\namy=one\r\n! and\r\nbob  two\r\nzoe " + TEXT + " rooms=a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        editor.changePassword("bob", HASH);
        editor.changePassword("zoe", HASH);
        editor.add("eve", HASH, "roles=publisher");
        assertThat(Files.readString(file))
                .isEqualTo("# users\r\n\r\namy=one\r\n! and\r\nbob " + TEXT + "\r\nzoe " + TEXT + " rooms=a\r\neve "
                        + TEXT + " roles=publisher\r\n");
        editor.remove("amy");
        editor.remove("eve");
        assertThat(Files.readString(file))
                .isEqualTo("# users\r\n\r\n! and\r\nbob " + TEXT + "\r\nzoe " + TEXT + " rooms=a\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(files()).containsExactly("users");
    }

    @Test
    void passwords_in_the_file_are_hashed_in_place() throws IOException {
        Files.writeString(file, "# users\namy=one two \nempty\nbob " + TEXT + " roles=publisher\nzoe \\u4e2d");
        List<String> hashed = new ArrayList<>();
        int count = editor.hashAll(password -> {
            hashed.add(password.reveal());
            return HASH;
        });
        assertThat(count).isEqualTo(2);
        assertThat(hashed).containsExactly("one two ", "\u4e2d");
        assertThat(Files.readString(file))
                .isEqualTo("# users\namy " + TEXT + "\nempty\nbob " + TEXT + " roles=publisher\nzoe " + TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"$apr1$salt$hash", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", "$y$j9T$a$b", "pbkdf2_sha256$1$a$b"})
    void nothing_is_done_to_a_file_with_a_hash_that_cannot_be_verified(String hash) throws IOException {
        String text = "amy one\nbob:" + hash + "\n";
        Files.writeString(file, text);
        assertThatThrownBy(() -> editor.hashAll(password -> HASH)).hasMessageStartingWith("line 2: ");
        assertThatThrownBy(() -> editor.add("zoe", HASH, "")).hasMessageStartingWith("line 2: ");
        assertThatThrownBy(() -> editor.changePassword("amy", HASH)).hasMessageStartingWith("line 2: ");
        assertThatThrownBy(() -> editor.remove("amy")).hasMessageStartingWith("line 2: ");
        assertThatThrownBy(editor::read).hasMessageStartingWith("line 2: ");
        assertThat(file).hasContent(text);
    }

    @Test
    void a_password_that_begins_as_a_hash_stays_one_when_others_change() throws IOException {
        Files.writeString(file, "amy one\nbob \\$apr1$salt$hash\nzoe \\" + TEXT + "\n");
        editor.changePassword("amy", HASH);
        assertThat(file).hasContent("amy " + TEXT + "\nbob \\$apr1$salt$hash\nzoe \\" + TEXT + "\n");
        List<String> hashed = new ArrayList<>();
        editor.hashAll(password -> {
            hashed.add(password.reveal());
            return HASH;
        });
        assertThat(hashed).containsExactly("$apr1$salt$hash", TEXT);
        assertThat(file).hasContent("amy " + TEXT + "\nbob " + TEXT + "\nzoe " + TEXT + "\n");
    }

    @Test
    void a_password_that_begins_as_a_hash_can_get_another() throws IOException {
        Files.writeString(file, "bob \\" + TEXT + " roles=publisher\n");
        editor.changePassword("bob", HASH);
        assertThat(file).hasContent("bob " + TEXT + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a b", "#a", "!a", "a=b", "a:b", "a\\b", "j\u00fcrgen", "\ud83d\udd11", "\ufeffa", "a ", " a"})
    void any_name_can_be_written(String name) throws IOException {
        editor.add(name, HASH, "");
        editor.add("other", HASH, "");
        assertThat(editor.read().users()).containsOnlyKeys(name, "other");
        editor.changePassword(name, HASH);
        editor.remove(name);
        assertThat(editor.read().users()).containsOnlyKeys("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "undefined", "a\nb", "a\0"})
    void a_name_that_could_not_be_used_is_refused(String name) {
        assertThatThrownBy(() -> editor.add(name, HASH, "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void what_cannot_be_done_changes_nothing() throws IOException {
        Files.writeString(file, "bob x\n");
        assertThatThrownBy(() -> editor.add("bob", HASH, "")).hasMessageContaining("already");
        assertThatThrownBy(() -> editor.add("amy", HASH, "roles=boss")).hasMessageContaining("roles=");
        assertThatThrownBy(() -> editor.changePassword("amy", HASH)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> editor.remove("amy")).isInstanceOf(NoSuchElementException.class);
        assertThat(file).hasContent("bob x\n");
        Files.writeString(file, "bob $2a$\n");
        assertThatThrownBy(() -> editor.remove("bob")).hasMessageStartingWith("line 1: ");
        assertThat(file).hasContent("bob $2a$\n");
        assertThat(files()).containsExactly("users");
    }

    @Test
    void of_a_name_that_is_there_twice_nothing_comes_back() throws IOException {
        Files.writeString(file, "bob one\namy x\nbob two\n");
        editor.changePassword("bob", HASH);
        assertThat(file).hasContent("amy x\nbob " + TEXT + "\n");
        Files.writeString(file, "bob one\namy x\nbob two\n");
        editor.remove("bob");
        assertThat(file).hasContent("amy x\n");
    }

    @Test
    void a_link_stays_and_what_it_leads_to_is_changed() throws IOException {
        Path real =
                Files.writeString(Files.createDirectory(folder.resolve("real")).resolve("u"), "bob x\n");
        Files.createSymbolicLink(file, real);
        editor.add("amy", HASH, "");
        assertThat(file).isSymbolicLink();
        assertThat(real).hasContent("bob x\namy " + TEXT + "\n");
    }

    @Test
    void changes_at_once_come_one_after_the_other() throws Exception {
        Files.writeString(file, "");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                running.add(pool.submit(() -> {
                    for (int j = 0; j < 20; j++) {
                        editor.add("user" + number + "-" + j, HASH, "");
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(editor.read().users()).hasSize(80);
    }

    @Test
    void the_whole_way_with_real_hashes() throws IOException {
        Files.writeString(file, "bob s3cret \n");
        editor.hashAll(io.stagedoor.auth.simple.hash.Scheme.ARGON2ID::hash);
        User bob = editor.read().users().get("bob");
        assertThat(bob.hash().orElseThrow().matches(Secret.of("s3cret "))).isTrue();
        assertThat(Files.readString(file)).doesNotContain("s3cret");
    }

    private List<String> files() throws IOException {
        try (var paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }
}
