package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MountedFileSystemTest {

    private final List<Path> used = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws IOException {
        String devices = Tool.run("losetup", "--list", "--noheadings", "--output", "BACK-FILE")
                .out();
        for (Path mountPoint : used) {
            assertThat(Mounts.points()).doesNotContain(mountPoint);
            assertThat(devices).doesNotContain(mountPoint.getParent().toString());
            assertThat(mountPoint.getParent()).doesNotExist();
        }
    }

    private MountedFileSystem mounted(MountedFileSystem.Builder builder) throws IOException {
        MountedFileSystem fileSystem = builder.mount();
        used.add(fileSystem.path());
        return fileSystem;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OVERLAY")
    void isThereCanBeFilledAndIsUndone(FileSystemKind kind) throws IOException {
        Requirement.require(kind, Requirement.FSFREEZE);
        try (MountedFileSystem fileSystem = mounted(MountedFileSystem.of(kind))) {
            assertThat(Files.getFileStore(fileSystem.path()).type()).isEqualTo(kind.type());
            assertThat(fileSystem.kind()).isEqualTo(kind);
            assertThat(fileSystem.device().isPresent()).isEqualTo(kind != FileSystemKind.TMPFS);
            Path small = Files.writeString(fileSystem.file("small"), "text");

            fileSystem.fill(0);
            assertThatThrownBy(() -> write(fileSystem.file("more"), 64 << 10)).hasMessageContaining("No space left");
            Files.deleteIfExists(fileSystem.file("more"));

            long left = Blocks.MIB / 2;
            fileSystem.fill(left);
            write(fileSystem.file("fits"), (int) left - (128 << 10));
            Files.delete(fileSystem.file("fits"));
            assertThatThrownBy(() -> write(fileSystem.file("more"), 2 * (int) left))
                    .hasMessageContaining("No space left");

            Files.deleteIfExists(fileSystem.file("more"));
            fileSystem.empty();
            write(fileSystem.file("more"), 2 * (int) left);
            assertThat(small).hasContent("text");
        }
    }

    @ParameterizedTest
    @CsvSource({"EXT4, 4096", "XFS, 4096", "BTRFS, 4096", "EXT4_1K, 512"})
    void sitsOnADeviceWithSuchSectors(FileSystemKind kind, int sectorBytes) throws IOException {
        Requirement.require(kind);
        try (MountedFileSystem fileSystem =
                mounted(MountedFileSystem.of(kind).sectorBytes(sectorBytes).mountOptions("noatime"))) {
            assertThat(fileSystem.device().orElseThrow().sectorBytes()).isEqualTo(sectorBytes);
            assertThat(Files.getFileStore(fileSystem.path()).getBlockSize())
                    .isEqualTo(kind == FileSystemKind.EXT4_1K ? 1024 : 4096);
            assertThat(Mounts.at(fileSystem.path()).orElseThrow().options()).contains("noatime");
        }
    }

    @Test
    void isUndoneWhenTheBodyThrowsAndSomethingIsStillOpen() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        assertThatThrownBy(() -> {
                    try (MountedFileSystem fileSystem = mounted(MountedFileSystem.of(FileSystemKind.EXT4))) {
                        throw new IllegalStateException(fileSystem.toString());
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasNoSuppressedExceptions();
    }

    @Test
    void isUnmountedLazilyFromUnderALateUserWhomItNames() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        MountedFileSystem fileSystem = mounted(MountedFileSystem.of(FileSystemKind.EXT4));
        LoopDevice device = fileSystem.device().orElseThrow();
        try (OutputStream late = Files.newOutputStream(fileSystem.file("late"))) {
            late.write(1);
            assertThatThrownBy(fileSystem::close)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by " + ProcessHandle.current().pid());
            assertThat(Mounts.points()).doesNotContain(fileSystem.path());
            assertThat(device.attached()).isTrue();
        }
        assertThat(Await.until(Duration.ofSeconds(5), () -> !device.attached())).isTrue();
    }

    @Test
    void remountsDropTheCacheAndChangeWhatIsAllowed() throws IOException {
        Requirement.require(FileSystemKind.XFS);
        try (MountedFileSystem fileSystem = mounted(MountedFileSystem.of(FileSystemKind.XFS))) {
            Path file = DiskImages.random(fileSystem.file("file"), Blocks.MIB, 1);
            assertThat(Residency.of(file).bytes()).isEqualTo(Blocks.MIB);

            fileSystem.remount();
            assertThat(Residency.of(file).bytes()).isZero();

            fileSystem.remountReadOnly();
            assertThatThrownBy(() -> Files.createFile(fileSystem.file("new"))).hasMessageContaining("Read-only");
            fileSystem.remountWritable();
            Files.createFile(fileSystem.file("new"));
        }
    }

    @Test
    void mountsAnImageThatExistsAndKeepsIt() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        try (Scratch scratch = Scratch.create()) {
            Path image = DiskImages.ext4(scratch.file("image"), 16 * Blocks.MIB, 20, 1);
            try (MountedFileSystem fileSystem =
                    mounted(MountedFileSystem.of(FileSystemKind.EXT4).existingImage(image))) {
                assertThat(fileSystem.file("folder-0/file-7")).isNotEmptyFile();
            }
            DiskImages.checkExt4(image);
        }
    }

    @Test
    void anOverlayLeavesWhatIsBelowAlone() throws IOException {
        Requirement.require(FileSystemKind.OVERLAY);
        try (Scratch scratch = Scratch.create()) {
            Path below = Files.createDirectory(scratch.file("a:b,c"));
            Files.writeString(below.resolve("file"), "below");
            try (MountedFileSystem overlay = MountedFileSystem.overlay(below)) {
                used.add(overlay.path());
                Files.writeString(overlay.file("file"), "above");
                assertThat(overlay.file("file")).hasContent("above");
            }
            assertThat(below.resolve("file")).hasContent("below");
        }
    }

    private static void write(Path file, int bytes) throws IOException {
        Files.write(file, SeededBytes.of(1, 0, bytes));
        Tool.run("sync", file.toString()); // btrfs and XFS may find out only now
    }
}
