package io.quietcopy.internal.preflight;

import io.quietcopy.CopyException;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRange;
import io.quietcopy.CopyRanges;
import io.quietcopy.ErrorCode;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the ranges, in constant memory.
 *
 * @param count the number of ranges that are not empty
 * @param totalBytes the bytes of all ranges
 * @param targetEnd the end of the last range in the target, 0 if there is none
 */
record RangeScan(long count, long totalBytes, long targetEnd) {
    static RangeScan of(Optional<CopyRanges> ranges, long sourceLength) throws CopyException {
        if (ranges.isEmpty()) {
            return new RangeScan(sourceLength == 0 ? 0 : 1, sourceLength, sourceLength);
        }
        long index = 0;
        try (CopyRanges.Cursor cursor = ranges.get().open()) {
            long count = 0;
            long total = 0;
            long end = 0;
            for (CopyRange range = cursor.next(); range != null; range = cursor.next()) {
                checkOne(range, index, end, sourceLength);
                if (range.lengthBytes() > 0) {
                    count++;
                    // Cannot overflow: the ranges are disjoint and end within the range of a long.
                    total += range.lengthBytes();
                    end = range.targetOffset() + range.lengthBytes();
                }
                index++;
            }
            return new RangeScan(count, total, end);
        } catch (CopyException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // whoever supplies the ranges may fail in any way
            throw refusal(
                    ErrorCode.RANGES_UNREADABLE,
                    "the ranges cannot be read after the first " + index + ": " + Refusal.reason(e),
                    ErrorCode.RANGES_UNREADABLE.remedy(),
                    e);
        }
    }

    private static void checkOne(CopyRange range, long index, long end, long sourceLength) throws CopyException {
        String name = "range " + index + " (" + range + ", counted from 0)";
        if (range.sourceOffset() + range.lengthBytes() > sourceLength) {
            throw refusal(
                    ErrorCode.RANGE_OUTSIDE_SOURCE,
                    name + " ends at byte " + (range.sourceOffset() + range.lengthBytes()) + " of a source of "
                            + sourceLength + " bytes",
                    ErrorCode.RANGE_OUTSIDE_SOURCE.remedy(),
                    null);
        }
        if (range.targetOffset() < end) {
            throw refusal(
                    ErrorCode.RANGES_NOT_SORTED,
                    name + " begins before byte " + end + " of the target, where the range before it ends",
                    ErrorCode.RANGES_NOT_SORTED.remedy(),
                    null);
        }
    }

    private static CopyException refusal(ErrorCode code, String problem, String remedy, @Nullable Throwable cause) {
        return CopyException.refusal(code, problem)
                .phase(CopyPhase.PREFLIGHT)
                .remedy(remedy)
                .cause(cause)
                .build();
    }
}
