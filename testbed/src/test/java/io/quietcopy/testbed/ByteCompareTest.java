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
import org.opentest4j.AssertionFailedError;

class ByteCompareTest {

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
    void equalContentIsEqualWhateverItsHoles() throws IOException {
        Path holes = DiskImages.allocateSparse(scratch.file("holes"), 100_000);
        Path zeroes = Files.write(scratch.file("zeroes"), new byte[100_000]);

        assertThat(ByteCompare.firstDifference(holes, zeroes)).isEmpty();
        ByteCompare.assertSame(zeroes, holes);
    }

    @Test
    void namesTheFirstDifferenceWithADump() throws IOException {
        Path a = Files.writeString(scratch.file("a"), "0123456789abcdef0123456789abcdef0123456789");
        Path b = Files.writeString(scratch.file("b"), "0123456789abcdef0123X56789abcdef0123456789");

        ByteCompare.Difference difference = ByteCompare.firstDifference(a, b).orElseThrow();

        assertThat(difference.offsetBytes()).isEqualTo(20);
        assertThat(difference.message()).isEqualTo("""
                        first difference at 20 (0x14) of the compared range
                        %s:
                          0000000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef
                          0000000010  30 31 32 33*34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef
                          0000000020  30 31 32 33 34 35 36 37 38 39  0123456789
                        %s:
                          0000000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef
                          0000000010  30 31 32 33*58 35 36 37 38 39 61 62 63 64 65 66  0123X56789abcdef
                          0000000020  30 31 32 33 34 35 36 37 38 39  0123456789
                        """, a, b);
        assertThatThrownBy(() -> ByteCompare.assertSame(a, b))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage(difference.message());
    }

    @Test
    void comparesRangesAtDifferentOffsets() throws IOException {
        Path a = Files.writeString(scratch.file("a"), "..same.");
        Path b = Files.writeString(scratch.file("b"), "same,");

        assertThat(ByteCompare.firstDifference(a, 2, b, 0, 4)).isEmpty();
        assertThat(ByteCompare.firstDifference(a, 2, b, 0, 5).orElseThrow().offsetBytes())
                .isEqualTo(4);
        assertThatThrownBy(() -> ByteCompare.firstDifference(a, -1, b, 0, 5))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMissingTailIsADifference() throws IOException {
        Path longer = Files.writeString(scratch.file("longer"), "content and more");
        Path shorter = Files.writeString(scratch.file("shorter"), "content");

        assertThat(ByteCompare.firstDifference(longer, shorter).orElseThrow())
                .hasToString(shorter + " ends at 7, " + longer + " has 9 bytes more; equal so far");
        assertThat(ByteCompare.firstDifference(longer, 0, shorter, 0, 7)).isEmpty();
    }

    @Test
    void aTebibyteOfHolesTakesNoTime() throws IOException {
        List<Allocation.Range> data = DiskImages.seededRanges(1L << 40, 20, 1 << 17, 1);
        Path a = DiskImages.sparse(scratch.file("a"), 1L << 40, 1, data);
        Path b = DiskImages.sparse(scratch.file("b"), 1L << 40, 1, data);
        long last = data.get(19).endBytes() - 1;

        assertThat(ByteCompare.firstDifference(a, b)).isEmpty();
        DiskImages.flipBit(b, last, 0);
        assertThat(ByteCompare.firstDifference(a, b).orElseThrow().offsetBytes())
                .isEqualTo(last);
    }
}
