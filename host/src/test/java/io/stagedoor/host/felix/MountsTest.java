package io.stagedoor.host.felix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MountsTest {

    private static final String ROOT = "40 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n";
    private static final String SECRET =
            "50 40 0:77 / /opt/red5/stagedoor/secrets ro,relatime - tmpfs tmpfs rw,size=64k,inode64\n";
    private static final Path FOLDER = Path.of("/opt/red5/stagedoor/secrets");

    @Test
    void a_folder_of_a_writable_file_system_is_writable() {
        assertThat(Mounts.of(ROOT).isReadOnly(FOLDER)).isFalse();
    }

    @Test
    void a_mounted_secret_is_read_only_and_so_is_what_is_in_it() {
        Mounts mounts = Mounts.of(ROOT + SECRET);
        assertThat(mounts.isReadOnly(FOLDER)).isTrue();
        assertThat(mounts.isReadOnly(FOLDER.resolve("..data"))).isTrue();
        assertThat(mounts.isReadOnly(FOLDER.getParent())).isFalse();
        assertThat(mounts.isReadOnly(Path.of("/opt/red5/stagedoor/secrets2"))).isFalse();
    }

    @Test
    void what_another_mount_shows_writable_is_writable() {
        String bind = "51 40 8:1 /srv/shared /opt/red5/stagedoor/secrets ro,relatime - ext4 /dev/sda1 rw\n";
        assertThat(Mounts.of(ROOT + bind).isReadOnly(FOLDER)).isFalse();
        assertThat(Mounts.of(ROOT + SECRET + "52 40 0:77 / /mnt rw - tmpfs tmpfs rw\n")
                        .isReadOnly(FOLDER))
                .isFalse();
        assertThat(Mounts.of(ROOT + SECRET + "52 40 0:77 /sub /mnt rw - tmpfs tmpfs rw\n")
                        .isReadOnly(FOLDER))
                .isFalse();
    }

    @Test
    void other_parts_of_the_file_system_may_be_writable() {
        String parts = "51 40 8:9 /secrets /opt/red5/stagedoor/secrets ro - ext4 /dev/sdb rw\n"
                + "52 40 8:9 /data /data rw - ext4 /dev/sdb rw\n";
        assertThat(Mounts.of(ROOT + parts).isReadOnly(FOLDER)).isTrue();
    }

    @Test
    void a_file_system_that_is_read_only_by_itself_is_so_by_any_mount() {
        String frozen = "51 40 8:9 / /opt/red5/stagedoor/secrets rw - squashfs /dev/loop0 ro\n"
                + "52 40 8:9 / /mnt rw - squashfs /dev/loop0 ro\n";
        assertThat(Mounts.of(ROOT + frozen).isReadOnly(FOLDER)).isTrue();
    }

    @Test
    void the_last_of_two_mounts_at_one_point_counts() {
        String cover = "53 50 0:78 / /opt/red5/stagedoor/secrets rw - tmpfs tmpfs rw\n";
        assertThat(Mounts.of(ROOT + SECRET + cover).isReadOnly(FOLDER)).isFalse();
    }

    @Test
    void blanks_in_names_are_read_and_lines_that_are_not_understood_make_nothing_safe() {
        String mount = "50 40 0:77 / /opt/my\\040red5 ro - tmpfs tmpfs rw\n";
        assertThat(Mounts.of(ROOT + mount).isReadOnly(Path.of("/opt/my red5"))).isTrue();
        assertThat(Mounts.of("50 40 0:77 / /opt ro tmpfs\n\nx").isReadOnly(Path.of("/opt")))
                .isFalse();
        assertThat(Mounts.of("").isReadOnly(Path.of("/opt"))).isFalse();
    }
}
