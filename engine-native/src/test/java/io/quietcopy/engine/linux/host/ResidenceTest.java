package io.quietcopy.engine.linux.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quietcopy.engine.linux.Place;
import io.quietcopy.spi.HostServices;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.PageReclaim;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResidenceTest {
    private static final int LENGTH = 8 << 20;

    private final LinuxHostServices services = new LinuxHostServices();

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "EXT4_1K", "XFS", "BTRFS", "OVERLAY"})
    void pagesAreCounted(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        PageReclaim.tolerate(() -> {
            try (Place fs = Place.on(kind)) {
                Path file = DiskImages.random(fs.file("image"), LENGTH, 1);
                Residency.warm(file);
                assertThat(services.residentBytes(file)).hasValue(LENGTH);
                Residency.evict(file);
                assertThat(services.residentBytes(file)).hasValue(0);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = FileSystemKind.class,
            names = {"EXT4", "EXT4_1K", "XFS", "BTRFS", "OVERLAY"})
    void pagesAreDroppedWhereItIsAskedFor(FileSystemKind kind) throws Exception {
        Requirement.require(kind);
        PageReclaim.tolerate(() -> {
            try (Place fs = Place.on(kind)) {
                Path file = DiskImages.random(fs.file("image"), LENGTH, 1);
                Residency.evict(file); // flushes it, too
                Residency.warm(file);
                try (HostServices.OpenPages pages = services.cachedPages(file)) {
                    pages.drop(LENGTH / 2 + 1, LENGTH);
                    assertThat(services.residentBytes(file).orElseThrow()).isBetween(LENGTH / 2L, LENGTH / 2L + 4096);
                    if (kind != FileSystemKind.OVERLAY) {
                        assertThat(pages.residentBytes(0, LENGTH / 4)).hasValue(LENGTH / 4);
                        assertThat(pages.residentBytes(LENGTH / 2 + 4096, LENGTH))
                                .hasValue(0);
                    }
                    pages.drop(0, LENGTH);
                }
                assertThat(services.residentBytes(file)).hasValue(0);
            }
        });
    }

    @Test
    void filesThatAreNothingButPageCacheAreLeftAlone() throws IOException {
        Requirement.require(FileSystemKind.TMPFS);
        try (Place fs = Place.on(FileSystemKind.TMPFS)) {
            Path file = Files.writeString(fs.file("file"), "content");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> services.cachedPages(file).close());
        }
    }

    @Test
    void onDevicesToo() throws IOException {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.random(scratch.file("backing"), LENGTH, 1), 512);
                Closeable held = Residency.holdOpen(loop.path());
                FileChannel channel = FileChannel.open(loop.path(), StandardOpenOption.READ)) {
            assertThat(held).isNotNull();
            Residency.evict(loop.path());
            assertThat(services.residentBytes(loop.path())).hasValue(0);
            channel.read(ByteBuffer.allocateDirect(4096), 1 << 20);
            assertThat(services.residentBytes(loop.path()).orElseThrow()).isPositive();
            try (HostServices.OpenPages pages = services.cachedPages(loop.path())) {
                pages.drop(0, LENGTH);
            }
            assertThat(services.residentBytes(loop.path())).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void allocatedBytesAreThoseOfTheStorage(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (Place fs = Place.on(kind)) {
            Path file = fs.file("sparse");
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocateDirect(1 << 20), 1L << 32);
                channel.force(true);
            }
            assertThat(services.allocatedBytes(file).orElseThrow()).isBetween(1L << 20, 2L << 20);
        }
    }

    @ParameterizedTest
    @EnumSource(FileSystemKind.class)
    void blocksAreAllocatedWithoutAChangeOfLengthOrContent(FileSystemKind kind) throws IOException {
        Requirement.require(kind);
        try (Place fs = Place.on(kind)) {
            Path file = Files.writeString(fs.file("file"), "content");
            try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
                made.setLength(4 << 20);
            }
            services.allocate(file, 4 << 20);
            assertThat(services.allocatedBytes(file).orElseThrow()).isGreaterThanOrEqualTo(4 << 20);
            assertThat(Files.size(file)).isEqualTo(4 << 20);
            assertThat(Files.readString(file)).startsWith("content\0");
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> services.allocate(file, 8L << 40))
                    .satisfies(e -> assertThat(e.getReason()).isIn("No space left on device", "File too large"));
        }
    }

    @Test
    void ofADeviceNobodyKnowsWhatIsAllocated() throws IOException {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.random(scratch.file("backing"), LENGTH, 1), 512)) {
            assertThat(services.allocatedBytes(loop.path())).isEmpty();
        }
    }
}
