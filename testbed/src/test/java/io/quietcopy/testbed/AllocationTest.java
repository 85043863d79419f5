package io.quietcopy.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllocationTest {

    @Test
    void tellsRoomAndDataOfASparseFile() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            List<Allocation.Range> data =
                    List.of(new Allocation.Range(65536, 65536), new Allocation.Range(1L << 30, 131072));
            Path file = DiskImages.sparse(scratch.file("file"), 1L << 40, 1, data);
            Tool.run("sync", file.toString());

            assertThat(Allocation.dataRanges(file)).isEqualTo(data);
            assertThat(Allocation.allocatedBytes(file)).isBetween(65536L + 131072, 65536L + 131072 + 65536);
        }
    }

    @Test
    void aFileWithoutDataHasNone() throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path hole = DiskImages.allocateSparse(scratch.file("hole"), 1 << 20);
            assertThat(Allocation.dataRanges(hole)).isEmpty();
            assertThat(Allocation.allocatedBytes(hole)).isZero();
            assertThat(Allocation.dataRanges(DiskImages.allocateSparse(scratch.file("empty"), 0)))
                    .isEmpty();
        }
    }

    @Test
    void aDeviceIsAllData() throws IOException {
        Requirement.require(Requirement.LOOP);
        try (Scratch scratch = Scratch.create();
                LoopDevice device = LoopDevice.attach(DiskImages.allocateSparse(scratch.file("b"), 1 << 20), 512)) {
            assertThat(Allocation.dataRanges(device.path())).containsExactly(new Allocation.Range(0, 1 << 20));
        }
    }
}
