package io.quietcopy.engine.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.spi.FileIdentity;
import io.quietcopy.spi.FileKind;
import io.quietcopy.spi.Side;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.FileSystemKind;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.MountedFileSystem;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskCountsTest {
    private static final int TIMES = 10;

    private record At(Path path, FileIdentity identity) implements Side {
        static At of(Path path) throws IOException {
            long device = (Long) Files.getAttribute(path, "unix:dev");
            long number = (Long) Files.getAttribute(path, "unix:rdev");
            return new At(path, FileIdentity.of(device, (Long) Files.getAttribute(path, "unix:ino"), number));
        }

        @Override
        public FileKind kind() {
            return identity.rdev() == 0 ? FileKind.FILE : FileKind.BLOCK_DEVICE;
        }

        @Override
        public long lengthBytes() {
            return 0;
        }

        @Override
        public int logicalBlockBytes() {
            return 512;
        }
    }

    private static void writeAndFlush(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < TIMES; i++) {
                channel.write(ByteBuffer.allocate(4096), 0);
                channel.force(true);
            }
        }
    }

    @Test
    void aFlushOfAnyFileOfTheFileSystemCounts() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem ext4 = MountedFileSystem.of(FileSystemKind.EXT4).mount()) {
            Path image = Files.createFile(ext4.file("image"));
            DiskCounts counts = new DiskCounts(List.of(At.of(image)));
            long before = counts.get().orElseThrow().flushes();

            writeAndFlush(ext4.file("log"));

            assertThat(counts.get().orElseThrow().flushes() - before).isGreaterThanOrEqualTo(TIMES);
        }
    }

    @Test
    void aFlushOfTheDiskBelowALoopDeviceCounts() throws Exception {
        Requirement.require(FileSystemKind.EXT4);
        try (MountedFileSystem ext4 = MountedFileSystem.of(FileSystemKind.EXT4).mount();
                LoopDevice device = LoopDevice.attach(DiskImages.random(ext4.file("disk"), 1 << 20, 1), 512)) {
            DiskCounts counts = new DiskCounts(List.of(At.of(device.path())));
            long before = counts.get().orElseThrow().flushes();

            writeAndFlush(ext4.file("log"));

            assertThat(counts.get().orElseThrow().flushes() - before).isGreaterThanOrEqualTo(TIMES);
        }
    }

    @Test
    void aPartitionIsFollowedToItsDisk() throws Exception {
        Requirement.require(Requirement.PARTITIONS);
        try (Scratch scratch = Scratch.create();
                LoopDevice disk = LoopDevice.over(DiskImages.random(scratch.file("disk"), 8 << 20, 1))
                        .partition(1 << 20, 4 << 20)
                        .attach()) {
            Path partition = disk.partitions().get(0);
            DiskCounts counts = new DiskCounts(List.of(At.of(partition)));
            long before = counts.get().orElseThrow().flushes();

            writeAndFlush(partition);

            assertThat(counts.get().orElseThrow().flushes() - before).isGreaterThanOrEqualTo(TIMES);
        }
    }

    @Test
    void whatAnybodyReadsAndWritesCounts() throws Exception {
        Requirement.require(FileSystemKind.TMPFS);
        Requirement.require(Requirement.LOOP);
        try (MountedFileSystem memory =
                        MountedFileSystem.of(FileSystemKind.TMPFS).mount();
                LoopDevice disk = LoopDevice.over(DiskImages.random(memory.file("disk"), 1 << 20, 1))
                        .directIo(false)
                        .attach()) {
            DiskCounts counts = new DiskCounts(List.of(At.of(disk.path())));
            long before = counts.get().orElseThrow().requests();

            writeAndFlush(disk.path());

            assertThat(counts.get().orElseThrow().requests() - before).isGreaterThanOrEqualTo(TIMES);
        }
    }

    @Test
    void aFileSystemWithoutADeviceHasNone() throws Exception {
        Requirement.require(FileSystemKind.TMPFS);
        try (MountedFileSystem memory =
                MountedFileSystem.of(FileSystemKind.TMPFS).mount()) {
            Path image = Files.createFile(memory.file("image"));

            assertThat(new DiskCounts(List.of(At.of(image))).get()).isEmpty();
        }
    }
}
