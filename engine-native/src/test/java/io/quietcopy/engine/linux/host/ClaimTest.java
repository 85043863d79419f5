package io.quietcopy.engine.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.Leaks;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {
    private final LinuxHostServices services = new LinuxHostServices();
    private Scratch scratch;

    @BeforeEach
    void setUp() throws IOException {
        scratch = Scratch.create();
    }

    @AfterEach
    void tearDown() throws IOException {
        scratch.close();
    }

    private LoopDevice device(int sectorBytes) throws IOException {
        Requirement.require(Requirement.LOOP);
        try (RandomAccessFile file =
                new RandomAccessFile(scratch.file("backing").toFile(), "rw")) {
            file.setLength(8 << 20);
        }
        return LoopDevice.attach(scratch.file("backing"), sectorBytes);
    }

    @Test
    void keepsOffSecondClaimsUntilItIsClosed() throws IOException {
        try (LoopDevice loop = device(512)) {
            try (Closeable claim = services.claim(loop.path())) {
                assertThat(claim).isNotNull();
                assertBusy(loop.path());
            }
            services.claim(loop.path()).close();
        }
    }

    @Test
    void doesNotHinderPlainDescriptors() throws IOException {
        try (LoopDevice loop = device(512);
                Closeable claim = services.claim(loop.path());
                FileChannel channel =
                        FileChannel.open(loop.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(claim).isNotNull();
            assertThat(channel.size()).isEqualTo(8 << 20);
        }
    }

    @Test
    void isRefusedForAMountedDevice() throws IOException {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem fs = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            assertBusy(fs.device().orElseThrow().path());
        }
    }

    @Test
    void isRefusedForAFile() throws IOException {
        Path file = Files.createFile(scratch.file("file"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> services.claim(file))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo("not a block device"));
    }

    @Test
    void leavesNothingOpenWhenItIsRefused() throws IOException {
        try (LoopDevice loop = device(512);
                Closeable claim = services.claim(loop.path())) {
            assertThat(claim).isNotNull();
            Leaks before = Leaks.since();
            for (int i = 0; i < 20; i++) {
                assertBusy(loop.path());
            }
            before.assertNone();
        }
    }

    @Test
    void isRefusedForALink() throws IOException {
        try (LoopDevice loop = device(512)) {
            Path link = Files.createSymbolicLink(scratch.file("link"), loop.path());
            assertThatIOException().isThrownBy(() -> services.claim(link));
        }
    }

    @Test
    void isRefusedForNothing() {
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> services.claim(scratch.file("nothing")));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void logicalBlocksAreTold(int sectorBytes) throws IOException {
        try (LoopDevice loop = device(sectorBytes)) {
            assertThat(services.logicalBlockBytes(loop.path())).isEqualTo(sectorBytes);
        }
    }

    @Test
    void aFileHasNoLogicalBlocks() throws IOException {
        Path file = Files.createFile(scratch.file("file"));
        assertThatIOException().isThrownBy(() -> services.logicalBlockBytes(file));
    }

    private void assertBusy(Path device) {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> services.claim(device))
                .satisfies(e -> assertThat(e.getReason()).isEqualTo("busy"));
    }
}
