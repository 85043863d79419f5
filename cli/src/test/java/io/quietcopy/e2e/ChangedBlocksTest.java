package io.quietcopy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.CopyReport;
import io.quietcopy.CopyRequest;
import io.quietcopy.TargetMode;
import io.quietcopy.testbed.Allocation;
import io.quietcopy.testbed.ByteCompare;
import io.quietcopy.testbed.DiskImages;
import io.quietcopy.testbed.LoopDevice;
import io.quietcopy.testbed.Requirement;
import io.quietcopy.testbed.Residency;
import io.quietcopy.testbed.Scratch;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An incremental copy: the blocks that have changed, by ranges that are read from a file, into what an older copy left. */
@EachEngineAndNoServices
@Timeout(120)
class ChangedBlocksTest {
    private static final long GIB = 1 << 30;
    private static final long IMAGE_BYTES = 16 * Copies.MIB;
    private static final long TARGET_BYTES = IMAGE_BYTES + 2 * Copies.MIB;
    private static final int LONGEST_BYTES = 1 << 20;

    private final Engine engine;

    ChangedBlocksTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void needEngine() {
        engine.require();
    }

    /**
     * Alignment 1 is not aligned at all; a shift is how much further behind in the target a block lies than in the source, as in
     * the restore of a partition into a disk.
     */
    @ParameterizedTest(name = "blocks of a multiple of {0} bytes, shifted by {1}, sectors of {2} (0: a file)")
    @CsvSource({
        "4096,0,0",
        "512,0,0",
        "1,0,0",
        "512,1048576,0",
        "1,12345,0",
        "4096,0,512",
        "512,0,512",
        "1,12345,512",
        "4096,0,4096",
        "512,0,4096",
        "1,12345,4096"
    })
    void changedBlocksArriveAndNothingElseChanges(int alignment, long shift, int sectorBytes) throws Exception {
        if (sectorBytes > 0) {
            Requirement.require(Requirement.LOOP);
        }
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.random(scratch.file("source"), IMAGE_BYTES, 1);
            Path old = DiskImages.random(scratch.file("old"), TARGET_BYTES, 2);
            List<CopyRange> changed = seeded(alignment, shift, alignment * 31L + shift + sectorBytes);
            Path target = Files.copy(old, scratch.file("target"));
            apply(changed, source, old);
            Copies.evict(source);
            Copies.evict(target);

            if (sectorBytes == 0) {
                copyRanges(source, target, changed, scratch);
                Copies.assertNoResidue(target);
            } else {
                try (LoopDevice device = LoopDevice.attach(target, sectorBytes);
                        Closeable hold = Residency.holdOpen(device.path())) {
                    assertThat(hold).isNotNull();
                    copyRanges(source, device.path(), changed, scratch);
                    Copies.assertNoResidue(device.path());
                }
            }
            Copies.assertNoResidue(source);
            Copies.evict(target);
            ByteCompare.assertSame(old, target);
        }
    }

    private void copyRanges(Path source, Path target, List<CopyRange> changed, Scratch scratch) throws IOException {
        Path file = scratch.file("ranges");
        Files.write(file, changed.stream().map(CopyRange::toString).toList());
        CopyReport report = engine.copy(engine.from(source, target)
                .mode(TargetMode.IN_PLACE)
                .ranges(() -> new Lines(file))
                .build());
        long bytes = changed.stream().mapToLong(CopyRange::lengthBytes).sum();
        assertThat(report.totalBytes()).isEqualTo(bytes);
        assertThat(report.copiedBytes()).isEqualTo(bytes);
    }

    /** Ranges of 512 bytes to 1 MiB, the small ones as frequent as the large ones, with and without room between them. */
    private List<CopyRange> seeded(int alignment, long shift, long seed) {
        // To dd each is a process, and each end of it another.
        int count = engine.isJava() ? 120 : 32;
        SplittableRandom random = new SplittableRandom(seed);
        List<CopyRange> ranges = new ArrayList<>();
        long slot = IMAGE_BYTES / count / 4096 * 4096;
        long at = 0;
        for (int i = 0; i < count; i++) {
            long longest = Math.min(LONGEST_BYTES, (i + 1) * slot + slot - at);
            long length = (long) (512 * Math.pow(longest / 512.0, random.nextDouble()));
            long aligned = Math.max(alignment, length / alignment * alignment);
            ranges.add(CopyRange.of(at, at + shift, aligned));
            at += aligned;
            if (random.nextInt(4) > 0) {
                at = Math.max(at, i * slot) + random.nextLong(1 + slot / 2) / alignment * alignment;
                at = (at + alignment - 1) / alignment * alignment;
            }
        }
        assertThat(at).isLessThanOrEqualTo(IMAGE_BYTES);
        return ranges;
    }

    /** What the target should be: made by reading and writing as simply as can be. */
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

    /** Reads ranges from a file, one a line. */
    private static final class Lines implements CopyRanges.Cursor {
        private final BufferedReader lines;

        Lines(Path file) throws IOException {
            lines = Files.newBufferedReader(file);
        }

        @Override
        public CopyRange next() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                return null;
            }
            String[] numbers = line.split(":", -1);
            return CopyRange.of(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    /**
     * Were the ranges kept, they would take more than the memory that this process is given. Where holes are not known each
     * range would be a process to dd, so there it is only asked what the copy would do.
     */
    @Test
    void aMillionRangesTakeLittleMemory() throws Exception {
        try (Scratch scratch = Scratch.create()) {
            Path source = DiskImages.sparse(
                    scratch.file("source"), ManyRanges.SOURCE_BYTES, 1, List.of(new Allocation.Range(5 * GIB, 99_999)));
            Path target = scratch.file("target");
            String said = Copies.run(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx24m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ManyRanges.class.getName(),
                    engine.name(),
                    source.toString(),
                    target.toString());
            assertThat(said.lines()).contains("total " + ManyRanges.COUNT * ManyRanges.LENGTH_BYTES);
            if (engine.hasHostServices()) {
                assertThat(Allocation.allocatedBytes(target)).isBetween(50_000L, 200_000L);
                assertThat(Files.size(target)).isEqualTo(ManyRanges.SOURCE_BYTES - ManyRanges.LENGTH_BYTES);
                for (long at = 5 * GIB; at < 5 * GIB + 99_999; at += 2 * ManyRanges.LENGTH_BYTES) {
                    ByteCompare.assertSame(source, at, target, at, ManyRanges.LENGTH_BYTES);
                }
            }
        }
    }

    /** A process that makes a copy of a million ranges, or asks what it would do. */
    static final class ManyRanges {
        static final long COUNT = 1_000_000;
        static final long LENGTH_BYTES = 4096;
        static final long SOURCE_BYTES = COUNT * 2 * LENGTH_BYTES;

        private ManyRanges() {}

        public static void main(String[] arguments) throws IOException {
            Engine engine = Engine.valueOf(arguments[0]);
            CopyRequest request = engine.from(Path.of(arguments[1]), Path.of(arguments[2]))
                    .ranges(Counting::new)
                    .build();
            try (var copier = engine.copier()) {
                long total = engine.hasHostServices()
                        ? copier.copy(request).totalBytes()
                        : copier.explain(request).totalBytes();
                System.out.println("total " + total);
            }
        }
    }

    /** Every second block, made up on the way. */
    private static final class Counting implements CopyRanges.Cursor {
        private long next;

        @Override
        public CopyRange next() {
            if (next == ManyRanges.COUNT) {
                return null;
            }
            long offset = next++ * 2 * ManyRanges.LENGTH_BYTES;
            return CopyRange.of(offset, offset, ManyRanges.LENGTH_BYTES);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
