package io.quietcopy.engine.linux.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.engine.linux.Place;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileStatusTest {
    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void tellsWhatJavaTells(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        Linux linux = Linux.load();
        try (Place fs = Place.on(kind)) {
            Path file = DiskImages.random(fs.file("file"), 12345, 1);
            FileStatus byPath = FileStatus.of(linux, file);
            try (Descriptor open = Descriptor.open(linux, file, Linux.O_RDONLY)) {
                assertThat(FileStatus.of(linux, open)).isEqualTo(byPath);
            }
            assertSame(file, byPath);
            assertThat(byPath.isRegularFile()).isTrue();
            assertThat(byPath.sizeBytes()).isEqualTo(12345);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void tellsTheAlignmentOfDevices(int sectorBytes) throws Exception {
        Requirement.require(Requirement.LOOP);
        Linux linux = Linux.load();
        try (Scratch scratch = Scratch.create();
                LoopDevice loop =
                        LoopDevice.attach(DiskImages.random(scratch.file("backing"), 1 << 20, 1), sectorBytes);
                Descriptor open = Descriptor.open(linux, loop.path(), Linux.O_RDONLY)) {
            FileStatus status = FileStatus.of(linux, open);
            assertSame(loop.path(), status);
            assertThat(status.isBlockDevice()).isTrue();
            if (status.direct()) {
                assertThat(status.offsetAlignment()).isEqualTo(sectorBytes);
                assertThat(status.readAlignment()).isEqualTo(sectorBytes);
            }
        }
    }

    @Test
    void worksWithoutStatx() throws Exception {
        Linux old = new TestLinux() {
            @Override
            public int statx(int fd, long buffer) {
                return -Errno.ENOSYS.number();
            }

            @Override
            public int statx(Path path, long buffer) {
                return -Errno.EPERM.number();
            }
        };
        try (Scratch scratch = Scratch.create()) {
            Path file = DiskImages.random(scratch.file("file"), 12345, 1);
            assertSame(file, FileStatus.of(old, file));
            try (Descriptor open = Descriptor.open(old, file, Linux.O_RDONLY)) {
                FileStatus status = FileStatus.of(old, open);
                assertSame(file, status);
                assertThat(status.allocatedBytes()).isEqualTo(-1);
                assertThat(status.direct()).isFalse();
            }
            Path link = Files.createSymbolicLink(scratch.file("link"), file);
            assertThat(FileStatus.of(old, link).isRegularFile()).isFalse();
        }
    }

    @Test
    void whatIsMissingIsMissing() throws Exception {
        Linux linux = Linux.load();
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> FileStatus.of(linux, Path.of("/nothing/here")));
    }

    private static void assertSame(Path file, FileStatus status) throws IOException {
        Map<String, Object> java =
                Files.readAttributes(file, "unix:dev,ino,rdev,mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        assertThat(status.device()).isEqualTo(java.get("dev"));
        assertThat(status.inode()).isEqualTo(java.get("ino"));
        assertThat(status.rdev()).isEqualTo(java.get("rdev"));
        assertThat(status.mode()).isEqualTo(java.get("mode"));
        assertThat(status.user()).isEqualTo(java.get("uid"));
        assertThat(status.group()).isEqualTo(java.get("gid"));
    }
}
