package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DiskImagesTest {

    private Scratch scratch;

    @BeforeEach
    void makeFolder() throws IOException {
        scratch = Scratch.create();
    }

    @AfterEach
    void removeFolder() throws IOException {
        scratch.close();
    }

    @Test
    void anExt4ImageHoldsThousandsOfFilesAndConvertsToVhdsOfOddLength() throws IOException {
        Requirement.require(Requirement.MKFS_EXT4, Requirement.QEMU_IMG);
        Path raw = DiskImages.ext4(scratch.file("image.raw"), 64 * Blocks.MIB, 2000, 1);
        DiskImages.checkExt4(raw);
        assertThat(Tool.run("debugfs", "-R", "ls -p folder-19", raw.toString()).out())
                .contains("file-1999");

        Path fixed = DiskImages.fixedVhd(raw, scratch.file("fixed.vhd"));
        Path dynamic = DiskImages.dynamicVhd(raw, scratch.file("dynamic.vhd"));
        Path qcow2 = DiskImages.qcow2(raw, scratch.file("image.qcow2"));

        assertThat(Files.size(fixed)).isEqualTo(64 * Blocks.MIB + 512);
        assertThat(Files.size(dynamic)).isLessThan(Files.size(fixed));
        assertThat(Files.size(dynamic) % 4096).isNotZero();
        ByteCompare.assertSame(raw, 0, fixed, 0, 64 * Blocks.MIB);
        DiskImages.compare(raw, "raw", dynamic, "vpc");
        DiskImages.compare(raw, "raw", qcow2, "qcow2");
    }

    @Test
    void anIsoIsInstalledOrMade() throws IOException {
        Requirement.require(Requirement.ISO_IMAGE);
        Path iso = DiskImages.iso(scratch.path());
        assertThat(ByteCompare.firstDifference(iso, 32769, write("CD001"), 0, 5))
                .isEmpty();
    }

    @Test
    void seededContentDependsOnSeedAndOffsetOnly() throws IOException {
        Path whole = DiskImages.random(scratch.file("whole"), 3 * Blocks.MIB + 13, 5);
        Path part = DiskImages.sparse(
                scratch.file("part"), 3 * Blocks.MIB + 13, 5, List.of(new Allocation.Range(Blocks.MIB + 3, 70_001)));
        Path other = DiskImages.random(scratch.file("other"), 3 * Blocks.MIB + 13, 6);

        assertThat(ByteCompare.firstDifference(whole, Blocks.MIB + 3, part, Blocks.MIB + 3, 70_001))
                .isEmpty();
        assertThat(ByteCompare.firstNonZero(part, 0, Blocks.MIB + 3)).isEmpty();
        assertThat(ByteCompare.firstNonZero(part, Blocks.MIB, 4096)).contains(Blocks.MIB + 3L);
        assertThat(ByteCompare.firstDifference(whole, other)).isPresent();
        assertThat(SeededBytes.of(5, 3, 20)).isEqualTo(java.util.Arrays.copyOfRange(SeededBytes.of(5, 0, 23), 3, 23));
    }

    @Test
    void seededRangesAreSortedAndApart() {
        List<Allocation.Range> ranges = DiskImages.seededRanges(1L << 30, 100, 1 << 20, 3);
        assertThat(ranges).hasSize(100).isEqualTo(DiskImages.seededRanges(1L << 30, 100, 1 << 20, 3));
        long end = -1;
        for (Allocation.Range range : ranges) {
            assertThat(range.offsetBytes()).isGreaterThan(end);
            assertThat(range.lengthBytes()).isBetween(4096L, 1L << 20);
            end = range.endBytes();
        }
        assertThat(end).isLessThanOrEqualTo(1L << 30);
        assertThatThrownBy(() -> DiskImages.seededRanges(4096, 2, 4096, 3))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFlippedBitIsOnTheStorage() throws IOException {
        Path a = DiskImages.random(scratch.file("a"), 10_000, 1);
        Path b = DiskImages.random(scratch.file("b"), 10_000, 1);
        DiskImages.flipBit(b, 9_999, 7);

        assertThat(Residency.of(b).pages()).isZero();
        assertThat(ByteCompare.firstDifference(a, b).orElseThrow().offsetBytes())
                .isEqualTo(9_999);
        assertThatThrownBy(() -> DiskImages.flipBit(b, 10_000, 0)).hasMessageContaining("no byte 10000");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(scratch.file("text"), text);
    }
}
