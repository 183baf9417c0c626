package io.stagedoor.auth.jwt.internal.remote;

import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.keys;
import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.ok;
import static io.stagedoor.auth.jwt.internal.remote.RemoteFixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.stagedoor.auth.support.RawServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that starts while the provider is down. */
class KeyFileTest {

    @TempDir
    private Path temporary;

    private Path folder;
    private final RemoteFixtures.ManualTimes time = new RemoteFixtures.ManualTimes();
    private volatile String answer = ok("ETag: \"1\"\r\n", set("a"));
    private RawServer provider;

    @BeforeEach
    void fetchOnce() throws IOException {
        folder = temporary.resolve("data").resolve("keys");
        provider = new RawServer((socket, number) -> RawServer.write(socket, answer));
        restarted().run();
        answer = "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n";
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
    }

    private RemoteKeys restarted() {
        return keys(KeyPlace.address("keys", provider.url("/jwks")), folder, time.times());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private Path file() throws IOException {
        assertThat(files()).hasSize(1);
        return files().get(0);
    }

    private static String text(RemoteKeys keys) {
        return keys.keys().map(KeySet::text).orElse("");
    }

    @Test
    void a_restart_during_an_outage_has_the_last_good_keys() throws Exception {
        time.pass(Duration.ofHours(23));
        RemoteKeys keys = restarted();
        assertThat(text(keys)).isEqualTo(set("a"));
        assertThat(keys.mayHaveMore(keys.keys().orElseThrow()))
                .as("nobody has asked yet")
                .isTrue();
        keys.run();
        assertThat(provider.head()).contains("If-None-Match: \"1\"");
        assertThat(text(keys)).isEqualTo(set("a"));
        assertThat(keys.problem().orElseThrow()).contains("status 503; the keys in use are 23 h 0 min old");
        time.pass(Duration.ofMinutes(61));
        keys.look();
        assertThat(keys.keys()).as("bounded by the same hours").isEmpty();
    }

    @Test
    void keys_that_are_too_old_or_from_the_future_are_not_used() throws Exception {
        time.set(Duration.ofHours(-1));
        assertThat(restarted().keys()).isEmpty();
        time.set(Duration.ofHours(1).minusMinutes(4));
        assertThat(text(restarted())).as("a clock that was set a little").isEqualTo(set("a"));
        time.set(Duration.ofHours(24).plusMinutes(5));
        assertThat(restarted().keys()).isEmpty();
    }

    @Test
    void what_is_torn_or_changed_or_something_else_is_not_used() throws Exception {
        Path file = file();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(restarted().keys())
                    .as("%s of %s bytes", length, whole.length)
                    .isEmpty();
        }
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertThat(restarted().keys()).as("byte %s is another", i).isEmpty();
        }
        Files.write(file, new byte[2 << 20]);
        assertThat(restarted().keys()).isEmpty();
        Files.write(file, "\u00ff\u00fe".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(restarted().keys()).isEmpty();
        Files.write(file, whole);
        assertThat(text(restarted())).isEqualTo(set("a"));
    }

    @Test
    void a_link_or_a_folder_in_the_place_of_the_file_is_not_followed() throws Exception {
        Path file = file();
        Path elsewhere = Files.move(file, temporary.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThat(restarted().keys()).isEmpty();
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(restarted().keys()).isEmpty();
    }

    @Test
    void only_the_owner_can_read_it() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void keys_of_another_place_are_another_file() throws Exception {
        keys(KeyPlace.address("keys", provider.url("/other")), folder, time.times());
        assertThat(keys(KeyPlace.address("keys", provider.url("/other")), folder, time.times())
                        .keys())
                .isEmpty();
    }

    @Test
    void keys_that_cannot_be_kept_are_used_all_the_same() throws Exception {
        Path blocked = Files.createFile(temporary.resolve("a-file")).resolve("keys");
        answer = ok("", set("b"));
        RemoteKeys keys = keys(KeyPlace.address("keys", provider.url("/jwks")), blocked, time.times());
        keys.run();
        assertThat(text(keys)).isEqualTo(set("b"));
        assertThat(keys.problem()).isEmpty();
    }

    @Test
    void files_that_nobody_can_use_any_more_are_removed() throws Exception {
        FileTime long_ago = FileTime.from(time.instant().minus(Duration.ofDays(32)));
        Path old = Files.createFile(folder.resolve("0".repeat(32) + ".keys"));
        Path part = Files.createFile(folder.resolve(".stagedoor-123.part"));
        Path theirs = Files.createFile(folder.resolve("readme"));
        for (Path one : List.of(old, part, theirs)) {
            Files.setLastModifiedTime(one, long_ago);
        }
        answer = ok("", set("b"));
        restarted().run();
        assertThat(List.of(old, part)).allSatisfy(one -> assertThat(one).doesNotExist());
        assertThat(theirs).exists();
        assertThat(text(restarted())).isEqualTo(set("b"));
    }
}
