package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FreezeTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
    void blocksAWriteUntilThawed(FileSystemKind kind) throws IOException {
        Requirement.require(kind, Requirement.FSFREEZE);
        try (MountedFileSystem fileSystem = MountedFileSystem.of(kind).mount()) {
            Path file = Files.createFile(fileSystem.file("file"));
            Process writer;
            try (Freeze freeze = fileSystem.freeze()) {
                writer = Blocks.start("dd", "if=/dev/zero", "of=" + file, "bs=4k", "count=1", "conv=notrunc");
                assertThat(Processes.awaitHang(writer.pid(), LIMIT)).isTrue();
                assertThat(Files.size(file)).as("reading goes on").isZero();
                writer.destroyForcibly();
                assertThat(Processes.alive(writer.pid()))
                        .as("no signal ends it")
                        .isTrue();
                assertThat(freeze.frozen()).isTrue();
                freeze.thaw();
                freeze.thaw();
                assertThat(freeze.frozen()).isFalse();
            }
            assertThat(Tool.ended(writer, LIMIT)).isTrue();
        }
    }

    @Test
    void isThawedByCloseEvenWithAWriterHangingInIt() throws IOException {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        Process writer;
        Path mountPoint;
        try (MountedFileSystem fileSystem =
                MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            mountPoint = fileSystem.path();
            Freeze freeze = fileSystem.freeze();
            writer = Blocks.start("touch", fileSystem.file("file").toString());
            assertThat(Processes.awaitHang(writer.pid(), LIMIT)).isTrue();
            assertThat(freeze.frozen()).isTrue();
        }
        assertThat(Tool.ended(writer, LIMIT)).isTrue();
        assertThat(mountPoint).doesNotExist();
    }

    @Test
    void endsByItselfAfterItsLimit() throws IOException {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (MountedFileSystem fileSystem =
                        MountedFileSystem.of(FileSystemKind.EXT4).mount();
                Freeze freeze = fileSystem.freeze(Duration.ofSeconds(1))) {
            Process writer = Blocks.start("touch", fileSystem.file("file").toString());
            assertThat(Tool.ended(writer, LIMIT)).isTrue();
            assertThat(Await.until(LIMIT, () -> !freeze.frozen())).isTrue();
        }
    }

    @Test
    void isThawedByCloseAlsoWhenItsWatcherWasKilled() throws IOException {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (MountedFileSystem fileSystem =
                MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            try (Freeze freeze = fileSystem.freeze()) {
                long watcher = Processes.descendants().stream()
                        .filter(pid -> Processes.commandLine(pid).endsWith(freeze.mountPoint() + " 60"))
                        .findFirst()
                        .orElseThrow();
                ProcessHandle.of(watcher).orElseThrow().destroyForcibly();
            }
            Files.createFile(fileSystem.file("file"));
        }
    }

    @Test
    void canBeRepeatedAtOnce() throws IOException {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (MountedFileSystem fileSystem =
                MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            for (int i = 0; i < 10; i++) {
                try (Freeze freeze = fileSystem.freeze()) {
                    assertThat(freeze.mountPoint()).isEqualTo(fileSystem.path());
                    assertThatThrownBy(fileSystem::freeze).hasMessageContaining("busy");
                    assertThat(freeze.frozen()).isTrue();
                }
                Files.createFile(fileSystem.file("file-" + i));
            }
        }
    }

    @Test
    void cannotBeHadOfTmpfs() throws IOException {
        Requirement.require(FileSystemKind.TMPFS, Requirement.FSFREEZE);
        try (MountedFileSystem fileSystem =
                MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            assertThatThrownBy(fileSystem::freeze)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not supported");
        }
    }

    /** What a hanging disk does: the file system works on, until something has to reach the disk. */
    @Test
    void ofTheFileSystemBelowMakesStorageHangSoThatAnFsyncHangs() throws IOException {
        Requirement.require(FileSystemKind.EXT4, Requirement.FSFREEZE);
        try (MountedFileSystem below = MountedFileSystem.of(FileSystemKind.EXT4)
                        .sizeBytes(256 * Blocks.MIB)
                        .mount();
                MountedFileSystem above = MountedFileSystem.of(FileSystemKind.XFS)
                        .imageIn(below.path())
                        .mount()) {
            Process syncer;
            try (Freeze freeze = below.freeze()) {
                Path file = Files.writeString(above.file("file"), "buffered");
                syncer = Blocks.start("sync", file.toString());
                assertThat(Processes.awaitHang(syncer.pid(), LIMIT)).isTrue();
                assertThat(freeze.frozen()).isTrue();
            }
            assertThat(Tool.ended(syncer, LIMIT)).isTrue();
            assertThat(syncer.exitValue()).isZero();
        }
    }
}
