package io.quietcopy.conformance.internal.drive;

import io.quietcopy.OffloadPolicy;
import io.quietcopy.TargetContent;
import io.quietcopy.ZeroPolicy;
import io.quietcopy.conformance.internal.model.CopyCase;
import io.quietcopy.conformance.internal.model.Intervals;
import io.quietcopy.conformance.internal.model.Range;
import io.quietcopy.conformance.internal.model.TargetKind;
import io.quietcopy.spi.Operation;
import io.quietcopy.spi.Permit;
import java.util.EnumMap;
import java.util.Map;

/** The books on completed bytes: each byte of the extents exactly once, by a way that is allowed. Thread-safe. */
public final class Books {
    private static final long MOST_ZEROED = 128L << 20;

    private final CopyCase copyCase;
    private final Evidence evidence;
    private final Intervals wanted = new Intervals();
    private final Intervals covered = new Intervals();
    private final Map<Permit.How, Long> sums = new EnumMap<>(Permit.How.class);
    private long completedBytes;
    private long completedAtStop = -1;

    /** Opens the books for a case. */
    public Books(CopyCase copyCase, Evidence evidence) {
        this.copyCase = copyCase;
        this.evidence = evidence;
        for (Range range : copyCase.ranges()) {
            boolean reads = copyCase.target() == TargetKind.NONE;
            long from = reads ? range.sourceOffset() : range.targetOffset();
            wanted.add(from, from + range.lengthBytes());
        }
    }

    /** Enters a completion. */
    synchronized void enter(Operation operation, long offset, long bytes, Permit.How how) {
        evidence.seen("E-PERMIT-6");
        String what = bytes + " bytes at " + offset + " as " + how;
        if (operation == Operation.ZERO && how == Permit.How.COPIED) {
            evidence.broken("E-PERMIT-6", what + " were completed on a permit for ZERO, with which no data moves");
        }
        if (operation == Operation.READ && how != Permit.How.COPIED && how != Permit.How.SKIPPED) {
            evidence.broken("E-PERMIT-6", what + " were completed on a permit for READ");
        }
        if (copyCase.target() != TargetKind.NONE) {
            judge(operation, bytes, how, what);
        }
        completedBytes += bytes;
        sums.merge(how, bytes, Long::sum);
        if (!wanted.contains(offset, offset + bytes)) {
            evidence.broken("E-PERMIT-4", what + " were completed, which do not lie within the extents");
        }
        if (covered.add(offset, offset + bytes)) {
            evidence.broken("E-PERMIT-4", what + " were completed, of which some had been completed before");
        }
    }

    private void judge(Operation operation, long bytes, Permit.How how, String what) {
        switch (how) {
            case SKIPPED -> {
                if (copyCase.before() != TargetContent.ZERO) {
                    evidence.broken("E-ZERO-2", what + " were left out, on a target that need not read as zero");
                } else if (copyCase.zeroes() != ZeroPolicy.SPARSE) {
                    evidence.broken("E-ZERO-3", what + " were left out with zeroes=" + copyCase.zeroes());
                }
            }
            case ZEROED -> {
                evidence.seen("E-ZERO-4");
                if (operation == Operation.ZERO && bytes > MOST_ZEROED) {
                    evidence.broken("E-ZERO-4", what + " were made in one step; " + MOST_ZEROED + " are the most");
                }
            }
            case SHARED -> {
                if (copyCase.offload() != OffloadPolicy.REFLINK) {
                    evidence.broken("E-REFLINK-1", what + " were completed with offload=never");
                }
            }
            case COPIED -> {}
        }
    }

    /** Remembers how far the copy was when it was stopped. */
    public synchronized void stopped() {
        if (completedAtStop < 0) {
            completedAtStop = completedBytes;
        }
    }

    /** Corrects that, when a stop that takes its time has got through. */
    synchronized void stoppedForCertain() {
        completedAtStop = completedBytes;
    }

    /** Returns how many bytes were completed. */
    public synchronized long completedBytes() {
        return completedBytes;
    }

    /** Returns how many bytes were completed when the copy was stopped, -1 if it was not. */
    public synchronized long completedAtStop() {
        return completedAtStop;
    }

    /** Returns how many bytes were completed in which way. */
    public synchronized Map<Permit.How, Long> sums() {
        return new EnumMap<>(sums);
    }

    /** Returns whether a byte was completed. */
    public synchronized boolean isCompleted(long offset) {
        return covered.contains(offset);
    }

    /** Returns up to where everything was completed as an offset was, or nothing as it was not. */
    public synchronized long sameUntil(long offset) {
        return covered.sameUntil(offset);
    }

    /** Returns what was completed, begins and ends. */
    public synchronized Map<Long, Long> covered() {
        return covered.asMap();
    }
}
