package io.quietcopy.internal.host;

import static io.quietcopy.testbed.Requirement.LOOP;
import static io.quietcopy.testbed.Requirement.PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTreeTest {
    private static final long MIB = 1 << 20;

    private final DeviceTree here = new DeviceTree(Host.local(Optional.empty()));

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void readsARealLoopDevice(int sector) throws IOException {
        Requirement.require(LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("img"), 10 * MIB), sector)) {
            BlockDevice device = find(loop.path());
            assertThat(device.name()).isEqualTo(loop.name());
            assertThat(device.sizeBytes()).isEqualTo(10 * MIB);
            assertThat(device.logicalBlockBytes()).isEqualTo(sector);
            assertThat(device.readOnly()).isFalse();
            assertThat(device.isPartition()).isFalse();
            assertThat(here.backing(device)).contains(new DeviceTree.Backing(loop.backing(), false, 0));
            assertThat(here.loops()).contains(device);
            assertThat(here.named(loop.name())).contains(device);
            assertThat(here.length(FileFacts.of(loop.path()))).isEqualTo(10 * MIB);
            assertThat(here.logicalBlockBytes(FileFacts.of(loop.path()))).isEqualTo(sector);

            Files.move(loop.backing(), scratch.file("img moved"));
            assertThat(here.backing(device)).contains(new DeviceTree.Backing(scratch.file("img moved"), false, 0));
            Files.delete(scratch.file("img moved"));
            assertThat(here.backing(device)).contains(new DeviceTree.Backing(scratch.file("img moved"), true, 0));
            // Somebody else's file by the name that the kernel shows is not what is behind the device, but
            // looks like it; that errs to the safe side.
            Files.writeString(scratch.file("img moved (deleted)"), "");
            assertThat(here.backing(device))
                    .contains(new DeviceTree.Backing(scratch.file("img moved (deleted)"), false, 0));
            Machine.run(
                    "losetup", "--detach", loop.path().toString()); // which the test bed no longer knows by its file
        }
    }

    @Test
    void readsRealPartitions() throws IOException {
        Requirement.require(LOOP, PARTITIONS);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.over(DiskImages.allocateSparse(scratch.file("img"), 10 * MIB))
                        .sectorBytes(4096)
                        .partition(MIB, 4 * MIB)
                        .partition(5 * MIB, 2 * MIB)
                        .attach()) {
            BlockDevice disk = find(loop.path());
            BlockDevice first = find(loop.partitions().get(0));
            BlockDevice second = find(loop.partitions().get(1));
            assertThat(first.isPartition()).isTrue();
            assertThat(first.disk()).isEqualTo(disk.number());
            assertThat(first.startBytes()).isEqualTo(MIB);
            assertThat(first.sizeBytes()).isEqualTo(4 * MIB);
            assertThat(first.logicalBlockBytes()).isEqualTo(4096);
            assertThat(first.overlaps(second)).isFalse();
            assertThat(first.overlaps(disk)).isTrue();
            assertThat(names(here.sharing(disk))).containsExactly(disk.name(), first.name(), second.name());
            assertThat(names(here.sharing(first))).containsExactly(disk.name(), first.name());
        }
    }

    @Test
    void readsARealReadOnlyDeviceWithAnOffset() throws IOException {
        Requirement.require(LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.over(DiskImages.allocateSparse(scratch.file("img"), 10 * MIB))
                        .range(MIB, 4 * MIB)
                        .readOnly()
                        .attach()) {
            BlockDevice device = find(loop.path());
            assertThat(device.readOnly()).isTrue();
            assertThat(device.sizeBytes()).isEqualTo(4 * MIB);
            assertThat(here.backing(device)).contains(new DeviceTree.Backing(loop.backing(), false, MIB));
        }
    }

    @Test
    void tellsTheBlockSizeBelowAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        FileFacts facts = FileFacts.of(file);
        int expected = here.find(facts.storageNumber())
                .map(BlockDevice::logicalBlockBytes)
                .orElse(BlockDevice.UNKNOWN_BLOCK_BYTES);
        assertThat(here.logicalBlockBytes(facts)).isEqualTo(expected);
        assertThat(here.logicalBlockBytes(FileFacts.of(Path.of("/proc/self/stat"))))
                .isEqualTo(4096);
    }

    @Test
    void readsDeviceMapperAndMd(@TempDir Path folder) throws IOException {
        RecordedSystem system = new RecordedSystem(folder)
                .disk("sda", "8:0", 4096)
                .partition("sda", "sda1", "8:1", 8, 1000)
                .partition("sda", "sda2", "8:2", 1008, 1000)
                .disk("sdb", "8:16", 4096)
                .disk("dm-0", "252:0", 900)
                .mapped("dm-0", "vg-lv")
                .disk("md0", "9:0", 900)
                .holds("dm-0", "sda1")
                .holds("md0", "sdb")
                .holds("md0", "sda2");
        DeviceTree tree = new DeviceTree(system.host());
        BlockDevice part = tree.named("sda1").orElseThrow();
        assertThat(part.startBytes()).isEqualTo(8 * 512);
        assertThat(part.logicalBlockBytes()).isEqualTo(512);
        assertThat(tree.disk(part).orElseThrow().name()).isEqualTo("sda");
        assertThat(tree.holders(part).get(0).label()).isEqualTo("dm-0 (vg-lv)");
        assertThat(names(tree.slaves(tree.named("md0").orElseThrow()))).containsExactly("sda2", "sdb");
        assertThat(names(tree.sharing(tree.named("sda").orElseThrow()))).containsExactly("sda", "sda1", "sda2");
        assertThat(tree.find(new DeviceNumber(8, 77))).isEmpty();
    }

    @Test
    void readsBtrfsMembersAndForeignMounts(@TempDir Path folder) throws IOException {
        RecordedSystem system = new RecordedSystem(folder)
                .disk("sda", "8:0", 4096)
                .disk("sdb", "8:16", 4096)
                .disk("sdc", "8:32", 4096)
                .btrfs("12-34", "sda", "sdb")
                .fileSystemFolder("xfs", "sdc");
        Files.createDirectories(system.host().sys().resolve("fs/btrfs/features"));
        DeviceTree tree = new DeviceTree(system.host());
        assertThat(tree.btrfs()).hasSize(1);
        assertThat(tree.btrfs().get(0).members()).containsExactly(new DeviceNumber(8, 0), new DeviceNumber(8, 16));
        assertThat(tree.fileSystemOn(tree.named("sdc").orElseThrow())).contains("xfs");
        assertThat(tree.fileSystemOn(tree.named("sda").orElseThrow())).isEmpty();
    }

    @Test
    void livesWithoutSysfs(@TempDir Path folder) throws IOException {
        DeviceTree none = new DeviceTree(new Host(Optional.empty(), folder, folder));
        assertThat(none.find(new DeviceNumber(7, 0))).isEmpty();
        assertThat(none.loops()).isEmpty();
        assertThat(none.btrfs()).isEmpty();
        Requirement.require(LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice loop = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("img"), MIB), 512)) {
            assertThat(none.length(FileFacts.of(loop.path()))).isEqualTo(MIB);
            assertThat(none.logicalBlockBytes(FileFacts.of(loop.path()))).isEqualTo(4096);
        }
    }

    private BlockDevice find(Path node) throws IOException {
        return here.find(FileFacts.of(node).deviceNumber()).orElseThrow();
    }

    private static List<String> names(List<BlockDevice> devices) {
        return devices.stream()
                .map(BlockDevice::name)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
