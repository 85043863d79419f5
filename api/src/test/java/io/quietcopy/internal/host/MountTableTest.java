package io.quietcopy.internal.host;

import static io.quietcopy.testbed.Requirement.MOUNT;
import static io.quietcopy.testbed.Requirement.UTF8_NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
    private static final List<String> TABLE = List.of(
            "22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
            "23 22 8:2 / /a rw,relatime shared:1 master:2 - xfs /dev/sda2 rw,attr2",
            "24 23 8:3 /sub /a/b rw - xfs /dev/sda3 ro",
            "25 23 8:4 / /a ro,nosuid - vfat /dev/sda4 rw",
            "26 25 0:40 / /a/c\\040d rw - nfs server:/x\\134y rw");

    private final MountTable table = MountTable.parse(TABLE);

    @Test
    void readsEveryField() {
        assertThat(table.stream()).hasSize(5);
        MountTable.Mount mount = table.stream().toList().get(1);
        assertThat(mount.device()).isEqualTo(new DeviceNumber(8, 2));
        assertThat(mount.point()).isEqualTo(Path.of("/a"));
        assertThat(mount.type()).isEqualTo("xfs");
        assertThat(mount.source()).isEqualTo("/dev/sda2");
        assertThat(mount.readOnly()).isFalse();
    }

    @Test
    void takesReadOnlyMountsAndReadOnlyFileSystems() {
        assertThat(table.stream().filter(MountTable.Mount::readOnly).map(MountTable.Mount::device))
                .containsExactly(new DeviceNumber(8, 3), new DeviceNumber(8, 4));
    }

    @Test
    void decodesEscapes() {
        MountTable.Mount last = table.stream().toList().get(4);
        assertThat(last.point()).isEqualTo(Path.of("/a/c d"));
        assertThat(last.source()).isEqualTo("server:/x\\y");
    }

    @Test
    void followsMountsAsTheKernelDoes() {
        // 25 was mounted over 23 and hides it, and so 24 within it.
        assertThat(holding(table, "/a/b/file")).contains("8:4");
        assertThat(holding(table, "/a/c d/file")).contains("0:40");
        assertThat(holding(table, "/a/c")).contains("8:4");
        assertThat(holding(table, "/ab")).contains("8:1");
    }

    @Test
    void worksWhereTheRootIsNoMount() {
        MountTable chroot = MountTable.parse(List.of(TABLE.get(1), TABLE.get(2)));
        assertThat(holding(chroot, "/a/b/file")).contains("8:3");
        assertThat(holding(chroot, "/a/x")).contains("8:2");
        assertThat(holding(chroot, "/x")).isEmpty();
    }

    @Test
    void skipsLinesItDoesNotKnow() {
        assertThat(MountTable.parse(List.of("", "x", "1 2 3 4 5 6 7", "a b 8:1 / / rw - ext4 x rw"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aMissingTableIsEmpty(@TempDir Path folder) throws IOException {
        assertThat(MountTable.read(new Host(Optional.empty(), folder, folder)).isEmpty())
                .isTrue();
    }

    @Test
    void readsThisMachine(@TempDir Path folder) throws IOException {
        Requirement.require(MOUNT, UTF8_NAMES);
        Path point =
                Files.createDirectory(folder.resolve("a b\tc\nd\\040\u00e4#").toAbsolutePath());
        try (Machine.Undo mounted = Machine.mount(Path.of("x"), point, "-t", "tmpfs", "-o", "ro")) {
            assertThat(mounted).isNotNull();
            MountTable now = MountTable.read(Host.local(Optional.empty()));
            MountTable.Mount mount = now.holding(point.resolve("file")).orElseThrow();
            assertThat(mount.point()).isEqualTo(point);
            assertThat(mount.type()).isEqualTo("tmpfs");
            assertThat(mount.readOnly()).isTrue();
            assertThat(now.at(point)).contains(mount);
            assertThat(now.at(point.resolve("file"))).isEmpty();
        }
    }

    private static Optional<String> holding(MountTable table, String path) {
        return table.holding(Path.of(path)).map(mount -> mount.device().toString());
    }
}
