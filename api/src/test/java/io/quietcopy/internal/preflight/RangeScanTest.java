package io.quietcopy.internal.preflight;

import static io.quietcopy.ErrorCode.RANGES_NOT_SORTED;
import static io.quietcopy.ErrorCode.RANGES_UNREADABLE;
import static io.quietcopy.ErrorCode.RANGE_OUTSIDE_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.CopyException;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.ErrorCode;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RangeScanTest {
    private static final long MAX = Long.MAX_VALUE;

    @Test
    void wholeSource() throws CopyException {
        assertThat(RangeScan.of(Optional.empty(), 5)).isEqualTo(new RangeScan(1, 5, 5));
        assertThat(RangeScan.of(Optional.empty(), 0)).isEqualTo(new RangeScan(0, 0, 0));
    }

    @Property
    void addsUp(@ForAll @Size(max = 50) List<@IntRange(max = 9) Integer> lengths, @ForAll @IntRange(max = 9) int gap)
            throws CopyException {
        List<CopyRange> ranges = new ArrayList<>();
        long at = 0;
        long end = 0;
        long total = 0;
        for (int length : lengths) {
            ranges.add(CopyRange.of(9L - length, at, length));
            total += length;
            end = length > 0 ? at + length : end;
            at += length + gap;
        }
        long notEmpty = lengths.stream().filter(length -> length > 0).count();
        assertThat(scan(ranges, 9)).isEqualTo(new RangeScan(notEmpty, total, end));
    }

    @Test
    void outsideTheSource() {
        refused(RANGE_OUTSIDE_SOURCE, 10, CopyRange.of(0, 0, 10), CopyRange.of(3, 10, 8))
                .saying("range 1 (3:10:8, counted from 0) ends at byte 11 of a source of 10 bytes")
                .advising("Correct the range, or check that the source is the image the ranges were made for.");
        refused(RANGE_OUTSIDE_SOURCE, 10, CopyRange.of(11, 0, 0));
        refused(RANGE_OUTSIDE_SOURCE, 10, CopyRange.of(MAX - 1, 0, 1));
    }

    @Test
    void notSortedOrOverlapping() {
        refused(RANGES_NOT_SORTED, 10, CopyRange.of(0, 5, 5), CopyRange.of(0, 0, 5))
                .saying("range 1 (0:0:5, counted from 0) begins before byte 10 of the target")
                .advising("Sort the ranges by target offset and make them disjoint.");
        refused(RANGES_NOT_SORTED, 10, CopyRange.of(0, 0, 5), CopyRange.of(0, 4, 5));
        refused(RANGES_NOT_SORTED, 10, CopyRange.of(0, 0, 5), CopyRange.of(0, 4, 0));
    }

    @Test
    void sharedInTheSourceIsFine() throws CopyException {
        assertThat(scan(List.of(CopyRange.of(0, 0, 5), CopyRange.of(0, 5, 5)), 5))
                .isEqualTo(new RangeScan(2, 10, 10));
    }

    @Test
    void farOffsets() throws CopyException {
        assertThat(scan(List.of(CopyRange.of(0, 0, 5), CopyRange.of(MAX - 5, MAX - 5, 5)), MAX))
                .isEqualTo(new RangeScan(2, 10, MAX));
    }

    @Test
    void emptyRangesDoNotLengthenTheTarget() throws CopyException {
        assertThat(scan(List.of(CopyRange.of(0, 0, 1), CopyRange.of(0, 1000, 0)), 5))
                .isEqualTo(new RangeScan(1, 1, 1));
    }

    @Test
    void unreadable() {
        CopyRanges noOpening = () -> {
            throw new IOException("no such file");
        };
        CopyRanges failing = generated(10, index -> {
            if (index == 3) {
                throw new IllegalStateException("line 4 is no range");
            }
            return CopyRange.of(0, index, 1);
        });
        refused(RANGES_UNREADABLE, 10, noOpening)
                .saying("no such file")
                .advising("Check the ranges file or the object that supplies the ranges.");
        refused(RANGES_UNREADABLE, 10, failing).saying("after the first 3: line 4 is no range");
    }

    @Test
    void millionsInConstantMemory() throws CopyException {
        long count = 2_000_000;
        AtomicBoolean closed = new AtomicBoolean();
        List<WeakReference<CopyRange>> samples = new ArrayList<>();
        CopyRanges many = () -> new CopyRanges.Cursor() {
            private final CopyRanges.Cursor cursor =
                    generated(count, index -> CopyRange.of(index, index * 2, 1)).open();
            private long given;

            @Override
            public CopyRange next() throws IOException {
                CopyRange range = cursor.next();
                if (given++ % 100_000 == 0) {
                    samples.add(new WeakReference<>(range));
                }
                return range;
            }

            @Override
            public void close() {
                System.gc();
                closed.set(true);
                // Whoever still held the ranges would have kept all of them alive until here.
                assertThat(samples).hasSizeGreaterThan(10).allMatch(sample -> sample.get() == null);
            }
        };
        assertThat(RangeScan.of(Optional.of(many), count)).isEqualTo(new RangeScan(count, count, 2 * count - 1));
        assertThat(closed).isTrue();
    }

    private static RangeScan scan(List<CopyRange> ranges, long sourceLength) throws CopyException {
        return RangeScan.of(Optional.of(CopyRanges.of(ranges)), sourceLength);
    }

    private static CopyRanges generated(long count, LongFunction<CopyRange> range) {
        return () -> new CopyRanges.Cursor() {
            private long index;

            @Override
            public CopyRange next() {
                return index == count ? null : range.apply(index++);
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    private static Refused refused(ErrorCode code, long sourceLength, CopyRange... ranges) {
        return refused(code, sourceLength, CopyRanges.of(List.of(ranges)));
    }

    private static Refused refused(ErrorCode code, long sourceLength, CopyRanges ranges) {
        return Refused.when(() -> RangeScan.of(Optional.of(ranges), sourceLength))
                .with(code);
    }
}
