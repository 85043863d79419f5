package io.quietcopy.conformance.internal.trial;

import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.conformance.internal.drive.Evidence;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.ImageBytes;
import io.quietcopy.conformance.internal.model.MapKind;
import io.quietcopy.conformance.internal.model.Piece;
import io.quietcopy.conformance.internal.model.TargetBytes;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.conformance.internal.place.ImageFile;
import io.quietcopy.spi.Capability;
import io.quietcopy.testbed.Allocation;
import java.io.IOException;
import java.util.Set;

/** Judges how many blocks a copy has allocated and given back in a target file. Not thread-safe. */
final class AllocationJudge {
    private static final Set<String> EXACT = Set.of("ext4", "xfs", "tmpfs");
    private static final long BLOCK_BYTES = 4096;
    private static final long LEAST_BYTES = 64 << 10;
    private static final long SLACK_BYTES = 128 << 10;

    private final CopyCase copyCase;
    private final TargetBytes bytes;
    private final Subject subject;
    private final Evidence evidence;
    private final boolean measures;
    private long before;

    AllocationJudge(CopyCase copyCase, TargetBytes bytes, Subject subject, Evidence evidence, String fileSystem) {
        this.copyCase = copyCase;
        this.bytes = bytes;
        this.subject = subject;
        this.evidence = evidence;
        measures = !copyCase.to().device()
                && copyCase.target() != TargetKind.NONE
                && copyCase.totalBytes() >= LEAST_BYTES
                && EXACT.contains(fileSystem);
    }

    void before(ImageFile target) throws IOException {
        if (measures) {
            before = Allocation.allocatedBytes(target.path());
        }
    }

    /** Judges a copy that succeeded, and was flushed. */
    void after(ImageFile target) throws IOException {
        if (!measures) {
            return;
        }
        long now = Allocation.allocatedBytes(target.path());
        if (copyCase.zeroes() != ZeroPolicy.SPARSE) {
            evidence.seen("E-ZERO-3");
            long least = leastAllocated();
            if (now < least) {
                evidence.broken(
                        "E-ZERO-3",
                        "with zeroes=" + copyCase.zeroes() + " at least " + least
                                + " bytes have to be allocated in the target, but only " + now + " are");
            }
        } else if (copyCase.allocated()) {
            evidence.seen("E-ZERO-3");
            if (now < before - SLACK_BYTES / 2) {
                evidence.broken(
                        "E-ZERO-3",
                        before + " bytes were allocated in the target, which read as zero, and only " + now
                                + " are; with zeroes=SPARSE they may be skipped, not given back");
            }
        } else {
            detected(now);
        }
    }

    /** Whole blocks within the ranges. */
    private long leastAllocated() {
        return copyCase.ranges().stream()
                .mapToLong(range -> range.targetEnd() / BLOCK_BYTES * BLOCK_BYTES
                        - (range.targetOffset() + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES)
                .filter(length -> length > 0)
                .sum();
    }

    private void detected(long now) {
        boolean binds = subject.declares(Capability.ZERO_DETECTION)
                && copyCase.map() == MapKind.UNKNOWN
                && copyCase.before() == TargetContent.ZERO
                && copyCase.target() == TargetKind.STAGED
                && !copyCase.hasRanges()
                && copyCase.blockBytes() != CopyCase.OPEN;
        if (!binds) {
            return;
        }
        long data = blocksWithData(copyCase.blockBytes());
        if (data + SLACK_BYTES >= bytes.lengthBytes()) {
            return; // nothing to be found
        }
        evidence.seen("E-DETECT-1");
        if (now > data + SLACK_BYTES) {
            evidence.broken(
                    "E-DETECT-1",
                    "the blocks of the source that are not all zero have " + data + " bytes, but " + now
                            + " bytes of the target are allocated: blocks of zeroes were written");
        }
    }

    private long blocksWithData(long blockBytes) {
        long sum = 0;
        long counted = 0;
        for (ImageBytes.Stretch stretch : bytes.source().stretches()) {
            if (stretch.kind() == Piece.Kind.DATA) {
                long from = Math.max(counted, stretch.offsetBytes() / blockBytes * blockBytes);
                long to =
                        Math.min(bytes.lengthBytes(), (stretch.endBytes() + blockBytes - 1) / blockBytes * blockBytes);
                sum += Math.max(0, to - from);
                counted = Math.max(counted, to);
            }
        }
        return sum;
    }
}
