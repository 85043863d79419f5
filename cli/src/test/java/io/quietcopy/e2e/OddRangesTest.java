package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.SideMode;
import io.quietcopy.TargetMode;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ranges whose source offset, target offset and length are odd to 1, to 512 or to 4096, in all combinations, short and long, side
 * by side and apart.
 */
@EachEngine
@Timeout(120)
class OddRangesTest {
    /** What is added to a multiple of 4096: nothing, sectors, bytes. */
    private static final List<Integer> ODD = List.of(0, 1536, 777);

    private static final List<Integer> LENGTHS = List.of(0, 5 * 4096);
    private static final long SLOT = 16 * 4096;
    private static final long IMAGE_BYTES = 2L * ODD.size() * ODD.size() * ODD.size() * SLOT;

    private final Engine engine;

    OddRangesTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void needEngine() {
        engine.require(Requirement.LOOP);
    }

    @ParameterizedTest(name = "from sectors of {0} to sectors of {1} (0: a file)")
    @CsvSource({"0,4096", "512,0", "4096,512"})
    void arriveAndNothingElseChanges(int sourceSector, int targetSector) throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), IMAGE_BYTES, 1);
            Path expected = DiskImages.random(scratch.file("expected"), IMAGE_BYTES, 2);
            Path target = Files.copy(expected, scratch.file("target"));
            List<CopyRange> ranges = ranges();
            apply(ranges, source, expected);
            Copies.evict(source);
            Copies.evict(target);
            try (Place from = new Place(source, sourceSector);
                    Place to = new Place(target, targetSector)) {
                CopyReport report = engine.copy(engine.from(from.path(), to.path())
                        .mode(TargetMode.IN_PLACE)
                        .ranges(CopyRanges.of(ranges))
                        .build());

                assertThat(report.copiedBytes())
                        .isEqualTo(ranges.stream()
                                .mapToLong(CopyRange::lengthBytes)
                                .sum());
                assertThat(report.sourceMode().access()).isEqualTo(SideMode.Access.DIRECT);
                assertThat(report.targetMode().access()).isEqualTo(SideMode.Access.DIRECT);
                Copies.assertNoResidue(from.path());
                Copies.assertNoResidue(to.path());
            }
            Copies.evict(target);
            ByteCompare.assertSame(expected, target);
        }
    }

    private static List<CopyRange> ranges() {
        List<CopyRange> ranges = new ArrayList<>();
        long slot = 0;
        for (int sourceOdd : ODD) {
            for (int targetOdd : ODD) {
                for (int lengthOdd : ODD) {
                    for (int length : LENGTHS) {
                        int bytes = length + lengthOdd;
                        if (bytes > 0) {
                            ranges.add(CopyRange.of(slot + sourceOdd, slot + targetOdd, bytes));
                        }
                        if (bytes > 0 && ranges.size() % 4 == 0) {
                            // One that goes on in the target, but not in the source.
                            ranges.add(CopyRange.of(sourceOdd, slot + targetOdd + bytes, 3000));
                        }
                        slot += SLOT;
                    }
                }
            }
        }
        return ranges;
    }

    private static void apply(List<CopyRange> ranges, Path source, Path target) throws IOException {
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
            for (CopyRange range : ranges) {
                to.position(range.targetOffset());
                assertThat(from.transferTo(range.sourceOffset(), range.lengthBytes(), to))
                        .isEqualTo(range.lengthBytes());
            }
        }
    }

    /** A file as it is, or a device with it below, held open so that the kernel keeps what is left in its cache. */
    private static final class Place implements AutoCloseable {
        private final Path file;
        private final LoopDevice device;
        private final Closeable hold;

        Place(Path file, int sectorBytes) throws IOException {
            this.file = file;
            device = sectorBytes == 0 ? null : LoopDevice.attach(file, sectorBytes);
            hold = device == null ? () -> {} : Residency.holdOpen(device.path());
        }

        Path path() {
            return device == null ? file : device.path();
        }

        @Override
        public void close() throws IOException {
            try (LoopDevice closed = device) {
                hold.close();
                assertThat(closed).isEqualTo(device);
            }
        }
    }
}
