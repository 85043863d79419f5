package io.quietcopy.conformance.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.TargetContent;
import io.quietcopy.testbed.SeededBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a target has to hold follows from the case alone. */
class TargetBytesTest {
    private static byte[] after(CopyCase copyCase) {
        TargetBytes bytes = TargetBytes.of(copyCase);
        ByteBuffer all = ByteBuffer.allocate((int) bytes.lengthBytes());
        bytes.fill(all, 0);
        return all.array();
    }

    @Test
    void aWholeCopyIsTheSource() {
        CopyCase copyCase = CopyCase.builder()
                .source(Piece.data(100), Piece.hole(50), Piece.data(30))
                .seed(7)
                .build();
        byte[] after = after(copyCase);

        assertThat(Arrays.copyOf(after, 100)).isEqualTo(SeededBytes.of(7, 0, 100));
        assertThat(Arrays.copyOfRange(after, 100, 150)).containsOnly(0);
        assertThat(Arrays.copyOfRange(after, 150, 180)).isEqualTo(SeededBytes.of(7, 150, 30));
    }

    @Test
    void besideRangesOldBytesStay() {
        CopyCase copyCase = CopyCase.builder()
                .source(Piece.data(1000))
                .target(TargetKind.IN_PLACE)
                .ranges(new Range(10, 20, 30), new Range(0, 90, 5))
                .targetBytes(120)
                .build();
        byte[] after = after(copyCase);
        byte[] old = SeededBytes.of(2, 0, 120);

        assertThat(after).hasSize(120);
        assertThat(Arrays.copyOf(after, 20)).isEqualTo(Arrays.copyOf(old, 20));
        assertThat(Arrays.copyOfRange(after, 20, 50)).isEqualTo(SeededBytes.of(1, 10, 30));
        assertThat(Arrays.copyOfRange(after, 50, 90)).isEqualTo(Arrays.copyOfRange(old, 50, 90));
        assertThat(Arrays.copyOfRange(after, 90, 95)).isEqualTo(SeededBytes.of(1, 0, 5));
    }

    @Test
    void aTargetThatReadsAsZeroIsDirtyBesideTheRanges() {
        TargetBytes bytes = TargetBytes.of(CopyCase.builder()
                .source(Piece.hole(64))
                .target(TargetKind.IN_PLACE)
                .ranges(new Range(0, 64, 64))
                .before(TargetContent.ZERO)
                .targetBytes(256)
                .build());
        ByteBuffer old = ByteBuffer.allocate(256);
        bytes.old().fill(old, 0);

        assertThat(Arrays.copyOf(old.array(), 64)).isEqualTo(SeededBytes.of(2, 0, 64));
        assertThat(Arrays.copyOfRange(old.array(), 64, 128)).containsOnly(0);
        assertThat(Arrays.copyOfRange(old.array(), 128, 256)).isEqualTo(SeededBytes.of(2, 128, 128));
    }

    @Test
    void aDeviceHasALengthOfItsOwn() {
        CopyCase copyCase = CopyCase.builder()
                .to(SideKind.LOOP4096)
                .source(Piece.data(5000))
                .build();

        assertThat(copyCase.target()).isEqualTo(TargetKind.IN_PLACE);
        assertThat(copyCase.targetBytes()).isEqualTo(8192);
    }
}
