package io.quietcopy.benchmarks.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.testbed.Allocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void aSparseImageHasOnePieceOfDataInEachSlot() {
        List<Allocation.Range> pieces = Images.pieces(64 * MIB, 10 * MIB, 1);

        assertThat(pieces).hasSize(6);
        for (int i = 0; i < pieces.size(); i++) {
            long slot = i * (10 * MIB);
            Allocation.Range piece = pieces.get(i);
            assertThat(piece.lengthBytes()).isEqualTo(MIB);
            assertThat(piece.offsetBytes()).isBetween(slot, slot + 9 * MIB);
            assertThat(piece.offsetBytes() % 4096).isZero();
        }
        assertThat(Images.dataBytes(64 * MIB, 10)).isEqualTo(6 * MIB);
    }

    @Test
    void imagesOfTwoSeedsDifferAndOfOneDoNot() throws IOException {
        Images.random(MIB).make(folder.resolve("a"), 1);
        Images.random(MIB).make(folder.resolve("b"), 1);
        Images.random(MIB).make(folder.resolve("c"), 2);

        assertThat(Files.mismatch(folder.resolve("a"), folder.resolve("b"))).isEqualTo(-1);
        assertThat(Files.mismatch(folder.resolve("a"), folder.resolve("c"))).isNotEqualTo(-1);
    }
}
