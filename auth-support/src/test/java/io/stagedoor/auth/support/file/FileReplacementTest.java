package io.stagedoor.auth.support.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplacementTest {

    @TempDir
    private Path folder;

    @Test
    void permissions_stay_and_a_link_stays_a_link() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        FileReplacement.replace(link, content -> bytes(new String(content, StandardCharsets.UTF_8) + " new"));

        assertThat(target).hasContent("old new");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-r-----");
        assertNothingElseThan("target", "link");
    }

    @Test
    void a_change_that_throws_or_changes_nothing_leaves_the_file_alone() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "as it was");
        Object before = Files.readAttributes(file, "fileKey,lastModifiedTime");

        assertThatThrownBy(() -> FileReplacement.replace(file, content -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        FileReplacement.replace(file, byte[]::clone);

        assertThat(file).hasContent("as it was");
        assertThat(Files.readAttributes(file, "fileKey,lastModifiedTime")).isEqualTo(before);
        assertNothingElseThan("file");
    }

    @Test
    void what_is_there_is_not_made_again() throws IOException {
        Path file = folder.resolve("file");
        FileReplacement.create(file, bytes("first"));
        assertThatThrownBy(() -> FileReplacement.create(file, bytes("second")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertNothingElseThan("file");
    }

    @Test
    void what_is_put_replaces_a_link_and_not_what_it_leads_to() throws IOException {
        Path file = folder.resolve("file");
        FileReplacement.put(file, bytes("first"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        FileReplacement.put(link, bytes("second"));
        assertThat(file).hasContent("first");
        assertThat(link).hasContent("second").isRegularFile();
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertNothingElseThan("file", "link");
    }

    @Test
    void changes_from_ten_threads_come_one_after_the_other() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "0");
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<Callable<Void>> changes = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                changes.add(() -> {
                    FileReplacement.replace(file, content -> bytes("" + (1 + Integer.parseInt(text(content)))));
                    return null;
                });
            }
            for (Future<Void> change : threads.invokeAll(changes)) {
                change.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(file).hasContent("100");
        assertNothingElseThan("file");
    }

    private void assertNothingElseThan(String... names) {
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder(names);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
