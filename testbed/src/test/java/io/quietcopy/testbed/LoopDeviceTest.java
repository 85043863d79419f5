package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopDeviceTest {

    private Scratch scratch;
    private Path backing;

    @BeforeEach
    void makeBackingFile() throws IOException {
        scratch = Scratch.create();
        backing = DiskImages.random(scratch.file("backing file"), 8 * Blocks.MIB, 1);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        scratch.close();
        assertThat(Tool.run("losetup", "--list", "--noheadings", "--output", "BACK-FILE")
                        .out())
                .doesNotContain(scratch.path().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void isARealDeviceWithSuchSectors(int sectorBytes) throws IOException {
        Requirement.require(Requirement.LOOP);
        try (LoopDevice device = LoopDevice.attach(backing, sectorBytes)) {
            assertThat(device.path()).exists().isNotEqualTo(backing);
            assertThat(device.sizeBytes()).isEqualTo(8L * Blocks.MIB);
            assertThat(device.sectorBytes()).isEqualTo(sectorBytes);
            assertThat(Files.readString(Path.of("/sys/block", device.name(), "queue/logical_block_size"))
                            .strip())
                    .isEqualTo(Integer.toString(sectorBytes));
            assertThat(device.directIo()).isTrue();
            ByteCompare.assertSame(device.path(), backing);
        }
    }

    @Test
    void isDetachedAfterAFailureToo() {
        Requirement.require(Requirement.LOOP);
        assertThatThrownBy(() -> {
                    try (LoopDevice device = LoopDevice.attach(backing, 512)) {
                        throw new IllegalStateException(device.name());
                    }
                })
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isDetachedAlsoWhenItsBackingFileWasRenamedOrDeleted() throws IOException {
        Requirement.require(Requirement.LOOP);
        try (LoopDevice device = LoopDevice.attach(backing, 512)) {
            Files.move(backing, scratch.file("renamed"));
            assertThat(device.attached()).isTrue();
        }
        Path renamed = scratch.file("renamed");
        try (LoopDevice device = LoopDevice.attach(renamed, 512)) {
            Files.delete(renamed);
            assertThat(device.attached()).isTrue();
        }
    }

    @Test
    void coversARangeAndRefusesWrites() throws IOException {
        Requirement.require(Requirement.LOOP);
        try (LoopDevice device = LoopDevice.over(backing)
                .range(512, 1024)
                .readOnly()
                .directIo(false)
                .attach()) {
            assertThat(device.sizeBytes()).isEqualTo(1024);
            assertThat(device.readOnly()).isTrue();
            assertThat(ByteCompare.firstDifference(device.path(), 0, backing, 512, 1024))
                    .isEmpty();
            try (FileChannel channel = FileChannel.open(device.path(), StandardOpenOption.WRITE)) {
                assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(512)))
                        .hasMessageContaining("Operation not permitted");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void hasPartitions(int sectorBytes) throws IOException {
        Requirement.require(Requirement.PARTITIONS);
        Path second;
        try (LoopDevice device = LoopDevice.over(backing)
                .sectorBytes(sectorBytes)
                .partition(Blocks.MIB, Blocks.MIB)
                .partition(3 * Blocks.MIB, 2 * Blocks.MIB)
                .attach()) {
            second = device.partitions().get(1);
            assertThat(device.partitions()).hasSize(2);
            assertThat(ByteCompare.firstDifference(second, 0, backing, 3 * Blocks.MIB, 2 * Blocks.MIB))
                    .isEmpty();
        }
        assertThat(second).doesNotExist();
    }

    @Test
    void failsWithEioWhereItsBackingFileHasShrunk() throws IOException {
        Requirement.require(Requirement.LOOP, Requirement.GNU_DD);
        try (LoopDevice device = LoopDevice.attach(backing, 512)) {
            try (RandomAccessFile file = new RandomAccessFile(backing.toFile(), "rw")) {
                file.setLength(Blocks.MIB);
            }
            assertThatThrownBy(() -> Blocks.dd(device.path(), Path.of("/dev/null"), 8, "iflag=direct"))
                    .hasMessageContaining("Input/output error");
            device.refreshSize();
            assertThat(device.sizeBytes()).isEqualTo(Blocks.MIB);
        }
    }

    @Test
    void namesWhoStillUsesItAndGoesWithItsLastUser() throws IOException {
        Requirement.require(Requirement.LOOP);
        LoopDevice device = LoopDevice.attach(backing, 512);
        try (FileChannel user = FileChannel.open(device.path(), StandardOpenOption.READ)) {
            assertThat(user.isOpen()).isTrue();
            assertThatThrownBy(device::close)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by " + ProcessHandle.current().pid());
            assertThat(device.attached()).isTrue();
        }
        assertThat(device.attached()).isFalse();
    }

    @Test
    void carriesTheToolsWordsWhenItCannotBeAttached() throws IOException {
        Requirement.require(Requirement.LOOP);
        Path empty = Files.createFile(scratch.file("empty"));
        assertThatThrownBy(() -> LoopDevice.over(empty)
                        .range(1 << 20, 512)
                        .partition(4096, 512)
                        .attach())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ended with status");
    }
}
