package io.stagedoor.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelFileTest {

    @TempDir
    private Path home;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path path() {
        return home.resolve("data/operations.json");
    }

    /** ::1 */
    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private void write(String token) throws IOException {
        new ChannelFile(home).write(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_6), 7070), token);
    }

    @Test
    void is_for_its_owner_only_whatever_there_was_before() throws Exception {
        Files.createDirectory(home.resolve("data"));
        Files.setPosixFilePermissions(home.resolve("data"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(path(), "old");
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
        write("secret");
        assertThat(mode(home.resolve("data"))).isEqualTo("rwx------");
        assertThat(mode(path())).isEqualTo("rw-------");
        assertThat(Files.readString(path()))
                .startsWith("{\"address\":\"[::1]\",\"port\":7070,\"token\":\"secret\",\"pid\":");
        try (Stream<Path> files = Files.list(home.resolve("data"))) {
            assertThat(files).containsExactly(path());
        }
    }

    @Test
    void is_left_to_the_channel_that_wrote_it_last() throws Exception {
        write("first");
        write("second");
        new ChannelFile(home).remove("first");
        assertThat(path()).exists();
        new ChannelFile(home).remove("second");
        assertThat(path()).doesNotExist();
        new ChannelFile(home).remove("second");
    }
}
